# frozen_string_literal: true

require_relative 'helper'

# The failure rules: what a host's code may do, what the user sees, and what becomes of the handle.
class CallbacksTest < Minitest::Test
  Bang = Class.new(StandardError)

  def source_that(handle)
    batches = [[sale], :never].lazy.map { |batch| batch == :never ? yield : batch }
    handle.transactions.read(batches)
  end

  # --- raises ---

  def test_what_a_source_raises_is_raised_again_with_its_trace
    revenue do |handle|
      bang = Bang.new('from the source')
      error = refusal(Bang, handle) { source_that(handle) { raise bang } }
      assert_same bang, error
      assert(error.backtrace.any? { |line| line.include?(__method__.to_s) },
             error.backtrace.first(3).join("\n"))
    end
  end

  def test_exceptions_that_no_rescue_expects_come_back_too
    revenue do |handle|
      [Interrupt, SystemExit, NoMemoryError, SecurityError, NotImplementedError,
       SystemStackError].each do |type|
        refusal(type, handle) { handle.transactions.read(-> { raise type }) }
      end
      deep = ->(depth) { deep.call(depth + 1) }
      refusal(SystemStackError, handle) { handle.transactions.read(-> { deep.call(0) }) }
      handle.transactions.add([sale])
      assert_equal 1, handle.rows.first.count
    end
  end

  def test_what_progress_raises_is_raised_again
    armed = false
    revenue(progress: ->(_done, _total) { raise Bang if armed }) do |handle|
      handle.transactions.add([sale])
      before = handle.save
      armed = true
      assert_raises(Bang) { handle.transactions.add([sale]) }
      armed = false
      assert_equal before, handle.save
      handle.transactions.add([sale])
    end
  end

  def test_what_a_sink_raises_is_raised_again
    revenue do |handle|
      handle.transactions.add([sale])
      row = handle.rows.first
      refusal(Bang, handle) { handle.explain(row, :net_minor, [[sale]]) { raise Bang } }
      refusal(Bang, handle) { handle.explain(row, :net_minor, -> { raise Bang }) { flunk } }
    end
  end

  def test_what_a_resolver_raises_is_raised_again
    revenue do |handle|
      handle.transactions.add([sale(project: 7)])
      rows = handle.rows(group_by: :project)
      assert_raises(Bang) { rows.to_text(:csv, resolver: ->(_key) { raise Bang }) }
      assert_includes rows.to_text(:csv, resolver: ->(key) { "<#{key}>" }), ',<7>,'
      assert_raises(ArgumentError) { rows.to_text(:csv, resolver: ->(_key) { 'x' * 65_536 }) }
    end
  end

  def test_the_sink_of_a_writer_lives_as_long_as_the_writer
    revenue do |handle|
      handle.transactions.add([sale])
      text = +''
      writer = Revops::Writer.new(:revenue_row, ->(block) { text << block })
      GC.stress = true
      writer.rows(handle.rows).end
      GC.stress = false
      assert_equal 1000, JSON.parse(text).first['gross_minor']
      failing = Revops::Writer.new(:revenue_row, ->(_block) { raise Bang })
      assert_raises(Bang) { failing.rows(handle.rows).end }
      [writer, failing].each(&:close)
    end
  ensure
    GC.stress = false
  end

  # --- any callback of the headers ---

  def test_a_callback_is_made_from_the_roles_of_its_parameters
    parameters = [{ name: :user, ffi: :pointer, role: :user, type: 'void' },
                  { name: :text, ffi: :pointer, role: :text, type: 'char', count: 'size' },
                  { name: :size, ffi: :size_t, role: :size, type: 'size_t' },
                  { name: :number, ffi: :pointer, role: :out, type: 'int64_t' },
                  { name: :digest, ffi: :pointer, role: :out_array, type: 'uint8_t', count: 4 }]
    asked = []
    results = [[5, 'abcd'], [5, 'abc'], [5], nil, [nil, 'abcd']]
    callback = Revops::Answer.new(parameters, ->(text) { (asked << text) && results.shift })
    number = FFI::MemoryPointer.new(:int64)
    digest = FFI::MemoryPointer.new(:char, 4)
    hello = FFI::MemoryPointer.from_string('hello')
    call = -> { callback.to_ptr.call(nil, hello, 4, number, digest) }
    assert_equal [1, 5, 'abcd', ['hell']],
                 [call.call, number.read_int64, digest.read_bytes(4), asked]
    assert_equal(-1, call.call)
    assert_match(/3 bytes for 4/, assert_raises(ArgumentError) { callback.reraise }.message)
    assert_equal [0, [[5]]], [call.call, callback.take_refused]
    assert_equal [0, [nil]], [call.call, callback.take_refused]
    assert_equal [0, [[nil, 'abcd']]], [call.call, callback.take_refused]
  end

  # --- no result ---

  def test_no_batch_where_one_is_due_is_a_failure_of_the_host_with_its_value
    revenue do |handle|
      [nil, 0, false, 42, -1, 1.5, :more, 2**70].each do |value|
        error = refusal(Revops::Error::Host, handle) { handle.transactions.read(-> { value }) }
        assert_equal [value], [error.value]
        assert_match(/#{Regexp.escape(value.inspect)}/, error.message)
      end
      refusal(Revops::Error::Host, handle) { handle.transactions.read([[sale], nil]) }
    end
  end

  def test_no_text_where_one_is_due_is_a_failure_of_the_host
    revenue do |handle|
      handle.transactions.add([sale(project: 7)])
      error = assert_raises(Revops::Error::Host) do
        handle.rows(group_by: :project).to_text(:csv, resolver: ->(_key) {})
      end
      assert_equal [nil, 0], [error.value, error.host_code]
    end
  end

  def test_a_garbage_count_is_invalid
    revenue do |handle|
      [-1, -7, 2**31, 2**63 - 1].each do |count|
        column = Revops.column([1].pack('q'), count: count)
        error = refusal(Revops::Error::Invalid, handle) do
          handle.transactions.read([{ gross_minor: column, fee_minor: 0, economic_day: DAY,
                                      currency: 'GBP' }])
        end
        assert_equal 'count', error.field
      end
    end
  end

  def test_a_bad_row_of_a_later_batch_counts_over_all_batches
    revenue do |handle|
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.read([[sale] * 3, [sale, sale(gross_minor: -1)]])
      end
      assert_equal [4, 'gross_minor'], [error.row, error.field]
      ruby = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.read([[sale] * 3, [sale, sale(kind: :gift)]])
      end
      assert_equal [4, 'kind'], [ruby.row, ruby.field]
    end
  end

  # --- jumps over the frame ---

  def test_a_throw_leaves_the_handle_busy_and_it_can_only_be_closed
    handle = Revops::Revenue.new
    handle.transactions.add([sale])
    assert_equal(:landed, catch(:away) { handle.transactions.read(-> { throw :away, :landed }) })
    assert_left_busy(handle)
  end

  def test_a_timeout_leaves_the_handle_busy_and_it_can_only_be_closed
    handle = Revops::Revenue.new
    assert_raises(Timeout::Error) do
      Timeout.timeout(0.02) { handle.transactions.read(-> { sleep }) }
    end
    assert_left_busy(handle)
  end

  def test_a_killed_thread_leaves_the_handle_busy_and_it_can_only_be_closed
    handle = Revops::Revenue.new
    inside = Queue.new
    thread = Thread.new { handle.transactions.read(-> { inside << true && sleep }) }
    inside.pop
    thread.kill.join
    assert_left_busy(handle)
  end

  def test_a_break_out_of_a_block_is_a_jump_too
    handle = Revops::Revenue.new
    handle.transactions.add([sale])
    row = handle.rows.first
    assert_equal(:out, handle.explain(row, :net_minor, [[sale]]) { break :out })
    handle.close
  end

  def test_ruby_goes_on_after_many_jumps
    200.times do |i|
      handle = Revops::Revenue.new
      catch(:away) { handle.transactions.read(-> { throw :away }) }
      handle.close
      GC.start if (i % 50).zero?
    end
    revenue { |handle| assert_equal 1, handle.transactions.add([sale]).then { handle.rows.size } }
  end

  def assert_left_busy(handle)
    assert_raises(Revops::Error::Busy) { handle.transactions.add([sale]) }
    assert_raises(Revops::Error::Busy) { handle.rows }
    assert_raises(Revops::Error::Busy) { handle.save }
    handle.close
    assert_predicate handle, :closed?
  end

  # --- the same handle ---

  def test_calls_from_its_own_callback_are_refused_as_busy
    revenue do |handle|
      seen = []
      calls = [-> { handle.transactions.add([sale]) }, -> { handle.rows }, -> { handle.save },
               -> { handle.merge(handle) },
               -> { handle.close }, -> { handle.transactions.read([[sale]]) }]
      source = calls.lazy.map do |call|
        seen << assert_raises(Revops::Error::Busy, &call)
        [sale]
      end
      handle.transactions.read(source)
      assert_equal [calls.size] * 2, [seen.size, handle.rows.first.count]
    end
  end

  def test_another_thread_is_refused_as_busy
    revenue do |handle|
      inside = Queue.new
      go_on = Queue.new
      thread = Thread.new do
        batches = [sale].lazy.map { |row| inside << true && go_on.pop && [row] }
        handle.transactions.read(batches)
      end
      inside.pop
      assert_raises(Revops::Error::Busy) { handle.rows }
      assert_raises(Revops::Error::Busy) { handle.close }
      go_on << true
      thread.join
      assert_equal 1, handle.rows.first.count
    end
  end

  def test_other_threads_run_while_the_library_works
    ticks = 0
    thread = Thread.new { loop { ticks += 1 } }
    Thread.pass until ticks.positive?
    rows = 300_000
    revenue do |handle|
      before = nil
      columns = { gross_minor: [1].pack('q') * rows, fee_minor: 0,
                  economic_day: (0...rows).to_a.pack('l*'), currency: 'GBP' }
      handle.transactions.read([columns].lazy.map { |batch| (before = ticks) && batch })
      assert_operator ticks, :>, before
    end
  ensure
    thread&.kill
  end

  # --- asks to stop ---

  def test_stop_iteration_is_the_end_of_the_data
    revenue do |handle|
      batches = [[sale], [sale]]
      handle.transactions.read(-> { batches.shift || raise(StopIteration) })
      assert_equal 2, handle.rows.first.count
    end
  end

  def test_progress_that_answers_false_cancels
    go_on = true
    asked = []
    revenue(progress: ->(done, total) { (asked << [done, total]) && go_on }) do |handle|
      handle.transactions.add([sale])
      before = handle.save
      go_on = false
      assert_raises(Revops::Error::Cancelled) { handle.transactions.add([sale]) }
      go_on = true
      assert_equal before, handle.save
      assert_includes asked, [0, 1]
    end
  end

  def test_progress_without_an_opinion_goes_on
    revenue(progress: ->(_done, _total) {}) do |handle|
      assert_equal 1, handle.transactions.add([sale]).then { handle.rows.size }
    end
  end

  def test_a_sink_that_answers_false_cancels
    revenue do |handle|
      handle.transactions.add([sale])
      row = handle.rows.first
      refusal(Revops::Error::Cancelled, handle) do
        handle.explain(row, :net_minor, [[sale]]) { false }
      end
    end
  end

  # --- frees the data ---

  def test_data_that_nobody_else_holds_lives_until_the_call_returned
    rows = 5000
    revenue(progress: ->(_done, _total) { GC.start }) do |handle|
      source = Enumerator.new do |batches|
        4.times do
          batches << { gross_minor: [7].pack('q') * rows, fee_minor: [0] * rows,
                       economic_day: [DAY] * rows, currency: 'GBP' }
          GC.start
        end
      end
      handle.transactions.read(source)
      assert_equal 4 * rows * 7, handle.rows.first.gross_minor
    end
  end

  def test_everything_under_gc_stress
    GC.stress = true
    revenue(progress: ->(_done, _total) { true }) do |handle|
      handle.transactions.read([[sale],
                                { gross_minor: [5].pack('q'), fee_minor: 0, economic_day: DAY,
                                  currency: 'GBP' }])
      handle.transactions << sale
      assert_equal [2005, 3], handle.rows.first.then { |row| [row.gross_minor, row.count] }
    end
  ensure
    GC.stress = false
  end

  def test_data_stays_where_it_is_when_the_collector_moves_objects
    skip 'this Ruby does not move objects' unless GC.respond_to?(:compact)

    small = [7].pack('q')
    gross = small * 1000
    revenue(progress: ->(_done, _total) { GC.compact }) do |handle|
      handle.transactions.read([gross, small].lazy.map do |bytes|
        GC.compact
        { gross_minor: bytes, fee_minor: [0] * (bytes.bytesize / 8), economic_day: DAY,
          currency: 'GBP' }
      end)
      assert_equal 7 * 1001, handle.rows.first.gross_minor
    end
  end
end
