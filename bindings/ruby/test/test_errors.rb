# frozen_string_literal: true

require_relative 'helper'

# Refusals are exceptions: a class per status, with the place in the data.
class ErrorsTest < Minitest::Test
  def test_every_status_has_a_class
    statuses = Revops::Generated::CONSTANTS.select { |name, _| name.start_with?('REVOPS_E_') }
    statuses.each_value do |number|
      type = Revops::Error.for_status(number)
      assert_equal Revops.status_name(number).to_sym, type.status
      assert_operator type, :<, Revops::Error
      refute_empty Revops.status_text(number)
    end
    classes = Revops::Error.constants.map { |name| Revops::Error.const_get(name) }.grep(Class)
    assert_equal statuses.size, classes.size
  end

  def test_a_status_of_a_newer_library_is_a_plain_error
    record = Revops::Native::Error.new
    record[:status] = 99
    error = Revops::Error.from(record)
    assert_equal [Revops::Error, :status_99], [error.class, error.status]
  end

  def test_an_error_tells_status_row_field_and_what_was_expected
    revenue do |handle|
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.add([sale, sale(gross_minor: -5)])
      end
      assert_equal [:invalid, 1, 'gross_minor', nil, nil],
                   [error.status, error.row, error.field, error.offset, error.host_code]
      assert_match(/\Ainvalid: row 1, gross_minor: expected .+, got -5/, error.message)
    end
  end

  def test_a_text_tells_the_offset
    error = assert_raises(Revops::Error::Invalid) { Revops.money_parse('12,50', 2) }
    assert_equal [2, nil], [error.offset, error.row]
  end

  def test_an_overflow_is_an_error_and_never_a_wrong_number
    revenue do |handle|
      handle.transactions.add([sale(gross_minor: 2**63 - 1)] * 2)
      error = refusal(Revops::Error::Overflow, handle) { handle.rows }
      assert_equal [0, 'gross_minor'], [error.row, error.field]
    end
  end

  def test_limits_of_the_host_are_kept
    revenue(max_rows: 2) do |handle|
      refusal(Revops::Error::Limit, handle) { handle.transactions.add([sale] * 3) }
      handle.transactions.add([sale] * 2)
    end
    assert_raises(Revops::Error::Limit) { Revops::Revenue.new(max_bytes: 1) }
  end

  def test_unknown_options_and_queries_are_named
    assert_match(/revenue_options has no dimension\b/,
                 assert_raises(ArgumentError) { Revops::Revenue.new(dimension: 1) }.message)
    revenue do |handle|
      refusal(ArgumentError, handle) { handle.rows(granularty: :month) }
      refusal(Revops::Error::Invalid, handle) { handle.rows(granularity: :fortnight) }
      refusal(Revops::Error::Invalid, handle) { handle.rows(from_day: 2**40) }
      refusal(ArgumentError, handle) { handle.transactions.add([sale], gross_minor: 1) }
    end
  end

  def test_a_closed_handle_says_so
    handle = Revops::Revenue.new
    2.times { handle.close }
    [-> { handle.rows }, -> { handle.save }, -> { handle.transactions.add([sale]) },
     -> { handle.merge(Revops::Revenue.new) }].each do |call|
      assert_raises(Revops::ClosedError, &call)
    end
    assert_match(/closed/, handle.inspect)
  end

  def test_open_closes_even_when_the_block_fails
    kept = nil
    assert_raises(RuntimeError) { revenue { |handle| raise (kept = handle) && 'no' } }
    assert_predicate kept, :closed?
    assert_equal 7, revenue { 7 }
  end

  def test_a_damaged_state_is_refused
    state = revenue { |handle| handle.transactions.add([sale]).then { handle.save } }
    error = assert_raises(Revops::Error::Damaged) { Revops::Revenue.load(state.chop) }
    assert_kind_of Integer, error.offset
    assert_raises(Revops::Error::Mismatch) { Revops::Fx.load(state) }
    assert_raises(Revops::Error::Damaged) { Revops::Revenue.load('') }
  end

  def test_only_handles_of_one_kind_merge
    revenue { |handle| refusal(TypeError, handle) { handle.merge(Revops::Fx.new) } }
    revenue do |handle|
      revenue(dimensions: :project) do |other|
        refusal(Revops::Error::Mismatch, handle, other) { handle.merge(other) }
      end
    end
  end

  def test_a_collected_row_that_fails_counts_from_the_first_one
    revenue do |handle|
      error = assert_raises(Revops::Error::Invalid) do
        3000.times { |i| handle.transactions << sale(gross_minor: i == 2500 ? -1 : 1) }
        handle.flush
      end
      assert_equal 2500, error.row
      assert_equal 2048, handle.rows.first.count
      handle.transactions << sale(gross_minor: -1)
      assert_equal 0, assert_raises(Revops::Error::Invalid) { handle.rows }.row
      assert_equal 2048, handle.rows.first.count
    end
  end

  def test_objects_are_as_before_after_ten_thousand_failing_calls
    revenue do |handle|
      fail_often(handle, 100)
      before = live
      fail_often(handle, 10_000)
      grown = live.merge(before) { |_, now, then_| now - then_ }.select { |_, more| more > 500 }
      assert_empty grown
    end
  end

  def fail_often(handle, times)
    times.times do |i|
      case i % 4
      when 0 then assert_raises(Revops::Error::Invalid) do
        handle.transactions.add(gross_minor: -1, currency: 'GBP')
      end
      when 1 then assert_raises(RuntimeError) { handle.transactions.read(-> { raise 'no' }) }
      when 2 then assert_raises(Revops::Error::Host) { handle.transactions.read(-> {}) }
      when 3 then assert_raises(Revops::Error::Invalid) { Revops.money_parse('x', 2) }
      end
    end
  end

  def live
    4.times { GC.start }
    ObjectSpace.count_objects.slice(:T_STRING, :T_ARRAY, :T_HASH, :T_OBJECT, :T_DATA, :T_STRUCT)
  end
end
