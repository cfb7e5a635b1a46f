# frozen_string_literal: true

require_relative 'helper'

# Whatever a host has its data in, the library reads the same rows.
class ColumnsTest < Minitest::Test
  ROWS = 2000
  GROSS = Array.new(ROWS) { |i| 1000 + i }.freeze
  FEES = Array.new(ROWS) { |i| i % 7 }.freeze
  DAYS = Array.new(ROWS) { |i| 20_454 + i % 31 }.freeze

  def state(**columns)
    revenue { |handle| handle.transactions.add(**columns).then { handle.save } }
  end

  def expected
    @expected ||= state(gross_minor: GROSS, fee_minor: FEES, economic_day: DAYS, currency: 'GBP')
  end

  def test_arrays_packed_strings_and_pointers_give_the_same_state
    packed = { gross_minor: GROSS.pack('q*'), fee_minor: FEES.pack('q*'),
               economic_day: DAYS.pack('l*') }
    pointers = packed.transform_values do |bytes|
      FFI::MemoryPointer.new(:char, bytes.bytesize).put_bytes(0, bytes)
    end
    assert_equal expected, state(**packed, currency: 'GBP')
    assert_equal expected, state(**pointers, currency: 'GBP')
  end

  def test_packed_strings_and_pointers_are_never_copied
    packed = { gross_minor: GROSS.pack('q*'), fee_minor: FEES.pack('q*'),
               economic_day: DAYS.pack('l*') }
    pointer = FFI::MemoryPointer.new(:int64, ROWS).write_array_of_int64(GROSS)
    currency = (['GBP'] * ROWS).map { |code| code.ljust(4, "\0").unpack1('N') }.pack('L*')
    before = Revops.copies
    state(**packed, currency: currency)
    state(**packed, currency: currency, gross_minor: pointer)
    assert_equal before, Revops.copies
  end

  def test_an_array_is_copied_once
    currency = ([0x47425000] * ROWS).pack('L*')
    fees = FEES.pack('q*')
    before = Revops.copies
    state(gross_minor: GROSS, fee_minor: fees, economic_day: DAYS.pack('l*'), currency: currency)
    assert_equal before + 1, Revops.copies
  end

  def test_rows_of_hashes_are_columns
    rows = Array.new(ROWS) do |i|
      { gross_minor: GROSS[i], fee_minor: FEES[i], economic_day: DAYS[i], currency: 'GBP' }
    end
    revenue { |handle| assert_equal expected, handle.transactions.add(rows).then { handle.save } }
    text_keys = rows.map { |row| row.transform_keys(&:to_s) }
    revenue do |handle|
      assert_equal expected, handle.transactions.add(text_keys).then { handle.save }
    end
  end

  def test_collected_rows_are_columns
    revenue do |handle|
      ROWS.times do |i|
        handle.transactions << { gross_minor: GROSS[i], fee_minor: FEES[i], economic_day: DAYS[i],
                                 currency: 'GBP' }
      end
      assert_equal expected, handle.save
    end
  end

  def test_batches_of_any_size_read_the_same
    [1, 16, 999, ROWS].each do |size|
      batches = (0...ROWS).each_slice(size).map do |rows|
        { gross_minor: GROSS.values_at(*rows), fee_minor: FEES.values_at(*rows),
          economic_day: DAYS.values_at(*rows), currency: 'GBP' }
      end
      revenue do |handle|
        assert_equal expected, handle.transactions.read(batches.each).then { handle.save }
      end
    end
  end

  def test_integers_of_every_width_mix
    state32 = state(gross_minor: Revops.column(GROSS.pack('l*'), type: :int32),
                    fee_minor: Revops.column(FEES.pack('C*'), type: :uint8),
                    economic_day: Revops.column(DAYS.pack('q*'), type: :int64), currency: 'GBP')
    assert_equal expected, state32
  end

  def test_strides_and_reversed_views_are_read_in_place
    records = GROSS.zip(FEES, DAYS).flatten.pack('qql' * ROWS)
    before = Revops.copies
    strided = state(gross_minor: Revops.column(records, stride: 20),
                    fee_minor: Revops.column(records, stride: 20, offset: 8),
                    economic_day: Revops.column(records, stride: 20, offset: 16),
                    currency: Revops.column([0x47425000].pack('L').ljust(1000, "\0"), stride: 0))
    assert_equal before, Revops.copies
    assert_equal expected, strided
    backwards = GROSS.reverse.pack('q*')
    reversed = state(gross_minor: Revops.column(backwards, stride: -8,
                                                offset: backwards.bytesize - 8),
                     fee_minor: FEES, economic_day: DAYS, currency: 'GBP')
    assert_equal expected, reversed
  end

  def test_nil_is_a_null_of_an_optional_column
    taxes = Array.new(ROWS) { |i| i.even? ? nil : 0 }
    assert_equal expected,
                 state(gross_minor: GROSS, fee_minor: FEES, tax_minor: taxes, economic_day: DAYS,
                       currency: 'GBP')
  end

  def test_an_optional_column_of_nothing_but_nil_is_as_if_absent
    with = state(gross_minor: GROSS, fee_minor: FEES, project: [nil] * ROWS, stream: nil,
                 economic_day: DAYS, currency: 'GBP')
    assert_equal expected, with
  end

  def test_nil_in_a_required_column_names_its_row
    revenue do |handle|
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.add([sale, sale, sale(gross_minor: nil)])
      end
      assert_equal [2, 'gross_minor'], [error.row, error.field]
    end
  end

  def test_rows_may_differ_in_their_keys
    revenue do |one|
      revenue do |other|
        one.transactions.add([sale, sale(project: 7), sale(tax_minor: 5)])
        other.transactions.add([sale(project: nil, tax_minor: 0), sale(project: 7, tax_minor: nil),
                                sale(tax_minor: 5, project: 0)])
        assert_equal one.save, other.save
      end
    end
  end

  def test_no_rows_are_fine
    revenue do |handle|
      empty = handle.save
      handle.transactions.add([]).add({}).add(gross_minor: [], fee_minor: ''.b, economic_day: [],
                                              currency: 'GBP')
      handle.transactions.read([])
      assert_equal empty, handle.save
    end
  end

  def test_columns_that_nobody_knows_are_ignored_unless_strict
    frame = { gross_minor: GROSS, fee_minor: FEES, economic_day: DAYS, currency: 'GBP',
              remark: ['hello'] * ROWS }
    revenue { |handle| assert_equal expected, handle.transactions.add(frame).then { handle.save } }
    revenue do |handle|
      refusal(ArgumentError, handle) { handle.transactions.add(frame, strict: true) }
      refusal(ArgumentError, handle) { handle.transactions.add([sale(remark: 1)], strict: true) }
      refusal(ArgumentError, handle) { handle.transactions.add(**frame) }
    end
  end

  def test_a_missing_required_column_is_named
    revenue do |handle|
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.add(gross_minor: GROSS, currency: 'GBP')
      end
      assert_equal ['economic_day', nil], [error.field, error.row]
    end
  end

  def test_columns_of_different_lengths_are_refused
    revenue do |handle|
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.add(gross_minor: [1, 2], fee_minor: [0], economic_day: DAY,
                                currency: 'GBP')
      end
      assert_equal 'fee_minor', error.field
    end
  end

  def test_a_packed_string_that_is_cut_is_refused
    revenue do |handle|
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.add(gross_minor: [1, 2].pack('q*').chop, fee_minor: 0,
                                economic_day: DAY, currency: 'GBP')
      end
      assert_equal 'gross_minor', error.field
    end
  end

  def test_money_beyond_int64_is_refused_with_its_row
    revenue do |handle|
      [[1, 2**63], [1, -(2**63) - 1], [1, 2**64]].each do |values|
        error = refusal(Revops::Error::Invalid, handle) do
          handle.transactions.add(gross_minor: values, fee_minor: 0, economic_day: DAY,
                                  currency: 'GBP')
        end
        assert_equal [1, 'gross_minor'], [error.row, error.field]
      end
      unsigned = Revops.column([1, 2**63].pack('Q*'), type: :uint64)
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.add(gross_minor: unsigned, fee_minor: 0, economic_day: DAY,
                                currency: 'GBP')
      end
      assert_equal [1, 'gross_minor'], [error.row, error.field]
    end
  end

  def test_money_is_never_a_float_a_rational_or_a_text
    revenue do |handle|
      [[1.0], [1, 2.5], [Rational(1, 2)], ['12'], [1, BasicObject]].each do |values|
        error = refusal(Revops::Error::Invalid, handle) do
          handle.transactions.add(gross_minor: values, fee_minor: 0, economic_day: DAY,
                                  currency: 'GBP')
        end
        assert_equal ['gross_minor', values.size - 1], [error.field, error.row]
      end
    end
  end

  def test_a_day_with_a_time_of_day_is_refused
    revenue do |handle|
      handle.transactions.add([sale(economic_day: DateTime.new(2026, 1, 1))])
      [DateTime.new(2026, 1, 1, 12), Time.now, 1.5].each do |moment|
        error = refusal(Revops::Error::Invalid, handle) do
          handle.transactions.add([sale(economic_day: moment)])
        end
        assert_equal 'economic_day', error.field
      end
    end
  end

  def test_words_dates_codes_and_texts_are_converted_once_each
    revenue do |handle|
      handle.transactions.add(gross_minor: [5, -5], fee_minor: 0, kind: %i[sale refund],
                              economic_day: [DAY, '2026-01-02'], currency: %i[EUR EUR],
                              project: %w[books books],
                              effective_ns: [Time.at(0), '2026-01-02T03:04:05Z'])
      rows = handle.rows(group_by: %i[project kind]).to_a
      assert_equal([[Revops::Names.key('books'), :sale, 5],
                    [Revops::Names.key('books'), :refund, -5]],
                   rows.map { |row| [row.project, row.kind, row.gross_minor] })
    end
  end

  def test_an_unknown_word_lists_the_words
    revenue do |handle|
      error = refusal(Revops::Error::Invalid, handle) do
        handle.transactions.add([sale, sale(kind: :gift)])
      end
      assert_equal [1, 'kind'], [error.row, error.field]
      assert_match(/sale, refund/, error.message)
    end
  end

  def test_a_rational_fills_numerator_and_denominator
    Revops::Fx.open do |fx|
      fx.rates.add(day: [DAY, DAY + 1], from_currency: 'EUR', to_currency: 'GBP',
                   rate: [Rational(9, 10), '0.85'])
      assert_equal [Rational(9, 10), DAY], fx.rate('EUR', 'GBP', DAY)
      assert_equal [Rational(17, 20), DAY + 1], fx.rate('EUR', 'GBP', DAY + 1)
      refusal(Revops::Error::Invalid, fx) do
        fx.rates.add(day: DAY, from_currency: 'EUR', to_currency: 'USD', rate: 1.1)
      end
    end
  end

  def test_a_pointer_without_a_size_needs_a_count
    memory = FFI::MemoryPointer.new(:int64, 3).write_array_of_int64([1, 2, 3])
    bare = FFI::Pointer.new(memory.address)
    revenue do |handle|
      refusal(ArgumentError, handle) do
        handle.transactions.add(gross_minor: bare, fee_minor: 0, economic_day: DAY, currency: 'GBP')
      end
      column = Revops.column(bare, count: 3)
      handle.transactions.add(gross_minor: column, fee_minor: 0, economic_day: DAY, currency: 'GBP')
      assert_equal 6, handle.rows.first.gross_minor
    end
  end

  def test_a_count_that_nobody_has_is_invalid
    revenue do |handle|
      [-1, -5, 2**31, 2**62].each do |count|
        error = refusal(Revops::Error::Invalid, handle) do
          gross = Revops.column([1].pack('q'), count: count)
          handle.transactions.add(gross_minor: gross, fee_minor: 0, economic_day: DAY,
                                  currency: 'GBP')
        end
        assert_equal 'count', error.field
      end
    end
  end

  def test_data_that_the_host_changes_meanwhile_is_read_as_it_was
    gross = GROSS.pack('q*')
    progress = lambda do |_done, _total|
      gross.clear
      GC.start
    end
    revenue(progress: progress) do |handle|
      handle.transactions.add(gross_minor: gross, fee_minor: FEES, economic_day: DAYS,
                              currency: 'GBP')
      assert_empty gross
      assert_equal expected, handle.save
    end
  end

  def test_rows_of_one_report_are_columns_of_another_feed
    revenue do |handle|
      handle.transactions.add([sale(project: 1), sale(project: 2, gross_minor: 500)])
      rows = handle.rows(granularity: :day, group_by: :project)
      columns = rows.to_columns
      revenue do |again|
        again.transactions.add(columns.slice(:gross_minor, :fee_minor, :currency, :project)
                                      .merge(economic_day: columns[:from_day]))
        assert_equal rows.column(:net_minor),
                     again.rows(granularity: :day, group_by: :project).column(:net_minor)
      end
    end
  end

  def test_removed_rows_are_gone
    revenue do |handle|
      empty = handle.save
      handle.transactions.add([sale, sale]).remove([sale]).remove(**sale)
      assert_equal empty, handle.save
      assert_raises(NoMethodError) { handle.rates.remove([]) }
    end
  end
end
