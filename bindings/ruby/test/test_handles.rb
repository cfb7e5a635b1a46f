# frozen_string_literal: true

require_relative 'helper'

# Every kind of the catalogue is a class with its feeds and reports.
class HandlesTest < Minitest::Test
  def kinds
    Revops::Catalogue.kinds
  end

  def test_every_kind_has_a_class_with_its_feeds_and_reports
    refute_empty kinds
    kinds.each do |kind|
      type = Revops.const_get(kind.class_name)
      assert_operator type, :<, Revops::Handle
      type.open do |handle|
        kind.feeds.each { |feed| assert_equal feed.shape, handle.public_send(feed.name).shape }
        kind.reports.each { |report| assert_respond_to handle, report.name }
      end
    end
  end

  def test_every_kind_of_the_catalogue_does_all_that_it_offers
    kinds.each do |kind|
      type = Revops.const_get(kind.class_name)
      type.open do |handle|
        handle.feeds.zip(kind.feeds) do |feed, entry|
          feed.add([]).read([])
          feed.remove([]) if entry.remove
        end
        handle.compute if kind.compute
        kind.reports.each { |report| assert_empty handle.public_send(report.name).to_a }
        next if kind.state.empty?

        assert_equal handle.save, type.load(handle.save).merge(handle).save
      end
    end
  end

  def test_a_kind_refuses_what_it_does_not_offer
    revenue { |handle| assert_raises(NoMethodError) { handle.compute } }
  end

  def test_merged_halves_are_the_whole
    whole = revenue { |handle| handle.transactions.add([sale] * 4).then { handle.save } }
    half = revenue { |handle| handle.transactions.add([sale] * 2).then { handle.save } }
    assert_equal whole, Revops::Revenue.load(half).merge(Revops::Revenue.load(half)).save
    revenue { |handle| refusal(Revops::Error::Invalid, handle) { handle.merge(handle) } }
  end

  def test_marshal_keeps_a_handle_as_its_state
    revenue do |handle|
      handle.transactions.add([sale])
      assert_equal handle.save, Marshal.load(Marshal.dump(handle)).save
    end
  end

  def test_options_are_keywords_of_any_ruby_kind
    states = [%i[project kind], %w[project kind], 3].map do |dimensions|
      revenue(dimensions: dimensions, &:save)
    end
    assert_equal 1, states.uniq.size
    revenue(pivot: 'USD', max_age_days: 3, same_day: true, defs: { 'XAU' => 4 }) do |handle|
      handle.rates.add(day: DAY, from_currency: 'USD', to_currency: 'XAU', rate: 1)
      handle.transactions.add([sale(currency: 'USD')])
      assert_equal 100_000, handle.rows(currency: 'XAU').first.gross_minor
    end
  end

  def test_a_query_may_be_a_hash_or_keywords_and_bounds_lie_flat
    revenue do |handle|
      handle.transactions.add([sale, sale(economic_day: DAY + 9)])
      bounds = [DAY, DAY + 5, DAY + 10]
      one = handle.rows(granularity: :bounds, bounds: bounds)
      assert_equal bounds.each_cons(2).to_a, one.map { |row| [row.from_day, row.to_day] }
      assert_equal one.to_a, handle.rows({ granularity: :bounds, bounds: bounds }).to_a
      assert_equal [DAY + 9], handle.rows(from_day: DAY + 9, to_day: '2026-02-01').map(&:from_day)
    end
  end

  def test_both_processes_of_a_fork_go_on
    revenue do |handle|
      handle.transactions.add([sale])
      reader, writer = IO.pipe
      child = fork do
        reader.close
        handle.transactions.add([sale])
        writer.write(Marshal.dump(handle.rows.first.count))
        writer.close
        handle.close
        exit!(0)
      end
      writer.close
      assert_equal 2, Marshal.load(reader.read)
      assert_predicate Process.wait2(child).last, :success?
      assert_equal 1, handle.rows.first.count
    end
  end

  def test_handles_that_nobody_closed_are_freed
    500.times { Revops::Revenue.new.transactions.add([sale]) }
    4.times { GC.start }
    alive = ObjectSpace.each_object(Revops::Revenue).count
    assert_operator alive, :<, 100
  end

  def test_two_threads_with_two_handles_and_one_merge
    columns = { gross_minor: [3].pack('q') * 10_000, fee_minor: 0, economic_day: DAY,
                currency: 'GBP' }
    handles = Array.new(2) { Revops::Revenue.new }
    threads = handles.map do |handle|
      Thread.new { 20.times { handle.transactions.add(columns) } }
    end
    threads.each(&:join)
    assert_equal 2 * 20 * 10_000 * 3, handles.first.merge(handles.last).rows.first.gross_minor
  end
end
