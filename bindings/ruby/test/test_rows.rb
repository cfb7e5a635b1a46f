# frozen_string_literal: true

require_relative 'helper'

# Answers are Enumerable records whose values read like Ruby.
class RowsTest < Minitest::Test
  def filled
    revenue do |handle|
      refund = sale(kind: :refund, gross_minor: -400, fee_minor: 0, economic_day: DAY + 40)
      handle.transactions.add([sale, refund, sale(currency: 'EUR', project: 7)])
      handle.spend.add([{ economic_day: DAY, currency: 'GBP', amount_minor: 500 }])
      yield handle
    end
  end

  def test_records_hold_dates_codes_words_and_integers
    filled do |handle|
      row = handle.rows(granularity: :month, group_by: %i[kind project]).find do |one|
        one.kind == :refund
      end
      assert_equal [-400, -400, 0, 'GBP', Date.new(2026, 2, 1), DAY + 41],
                   [row.gross_minor, row.net_minor, row.project, row.currency, row.from_day,
                    row.to_day]
      assert_predicate row, :frozen?
      assert_equal :refund, row.to_h[:kind]
    end
  end

  def test_ratios_are_rational_or_nil
    filled do |handle|
      eur, gbp = handle.profit_rows.to_a
      assert_nil eur.roas
      assert_equal Rational(570, 500), gbp.roas
      assert_equal [nil, Rational(57, 50)], handle.profit_rows.column(:roas)
    end
  end

  def test_rows_are_enumerable_and_have_places
    filled do |handle|
      rows = handle.rows(granularity: :month)
      assert_equal [3, 3, rows.to_a.last, rows.first], [rows.size, rows.count, rows[-1], rows[0]]
      assert_equal rows.sum(&:net_minor), rows.column(:net_minor).sum
      assert_nil rows[3]
      assert_nil rows[-4]
      assert_equal rows.to_a, rows.each.to_a
      assert_equal %w[EUR GBP], rows.map(&:currency).uniq
      refute_empty rows
      assert_raises(ArgumentError) { rows.column(:nonsense) }
    end
  end

  def test_pattern_matching_takes_records_apart
    filled do |handle|
      case handle.rows.first
      in { currency:, net_minor: } then assert_equal ['EUR', 970], [currency, net_minor]
      end
    end
  end

  def test_many_rows_come_whole
    revenue do |handle|
      days = 40_000
      handle.transactions.add(gross_minor: (1..days).to_a, fee_minor: 0,
                              economic_day: (0...days).to_a, currency: 'GBP')
      rows = handle.rows(granularity: :day)
      assert_equal [days, days, Date.new(1970, 1, 1)],
                   [rows.size, rows[-1].gross_minor, rows[0].from_day]
      assert_equal (1..days).sum, rows.column(:gross_minor).sum
    end
  end

  def test_a_handle_without_rows_answers_none
    revenue do |handle|
      assert_equal [0, [], nil], handle.rows.then { |rows| [rows.size, rows.to_a, rows.first] }
    end
  end

  def test_rows_outlive_their_handle
    rows = filled(&:rows)
    GC.start
    assert_equal 970, rows.first.net_minor
  end

  def test_records_have_the_fields_of_their_shape
    Revops::Catalogue.kinds.flat_map(&:reports).each do |report|
      assert_equal report.row.visible.map(&:name), Revops::Reader.for(report.row).record.members
    end
  end

  def test_rows_become_text
    filled do |handle|
      rows = handle.profit_rows
      assert_equal "currency,net_minor,roas_num,roas_den\r\n",
                   rows.to_text(:csv, fields: %i[currency net_minor roas]).lines.first
      assert_match(/\| GBP +\| 5\.70 /, rows.to_text(:markdown, fields: %i[currency net_minor]))
      total = JSON.parse(handle.rows(granularity: :month).to_text(flags: %i[totals by_currency]))
      assert_equal [570, 970].sort, total['total'].map { |one| one['net_minor'] }.sort
      assert_raises(Revops::Error::Invalid) { rows.to_text(:csv, fields: %i[currency currency]) }
      assert_raises(ArgumentError) { rows.to_text(:csv, fields: %i[nonsense]) }
    end
  end

  def test_a_writer_takes_records_and_hashes
    filled do |handle|
      rows = handle.rows
      from_rows = rows.to_text(:plain)
      [rows.to_a, rows.map(&:to_h)].each do |records|
        text = +''
        Revops::Writer.open(:revenue_row, ->(block) { text << block }, format: :plain) do |writer|
          writer.rows(records).end
        end
        assert_equal from_rows, text
      end
      Revops::Writer.open(:profit_row, ->(_block) {}) do |writer|
        assert_raises(ArgumentError) { writer.rows(rows) }
      end
    end
  end

  def test_explained_contributions_sum_to_the_cell
    filled do |handle|
      source = [[sale,
                 sale(kind: :refund, gross_minor: -400, fee_minor: 0, economic_day: DAY + 40)],
                [sale(currency: 'EUR', project: 7, transaction: 99)]]
      handle.rows.each do |row|
        parts = []
        handle.explain(row, :net_minor, source) { |block| parts.concat(block) }
        assert_equal row.net_minor, parts.sum(&:amount_minor)
      end
      wrong = handle.rows.first.to_h.merge(net_minor: 1)
      assert_raises(Revops::Error::Mismatch) { handle.explain(wrong, :net_minor, source) { true } }
    end
  end
end
