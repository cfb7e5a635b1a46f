# frozen_string_literal: true

require_relative 'helper'

# The functions that belong to no kind of the catalogue, each with a known answer.
class FunctionsTest < Minitest::Test
  RATE = [{ day: Support::DAY, from_currency: 'EUR', to_currency: 'GBP',
            rate: Rational(9, 10) }].freeze

  ANSWERS = {
    revops_allocate: -> { [[700, 200, 100], Revops.allocate(1000, %w[70% 20% 10%])] },
    revops_allocate_many: -> { [[[34, 33, 33], [3, 2, 2]],
                                Revops.allocate_many({ amount_minor: [100, 7] }, [1, 1, 1])] },
    revops_catalog_at: -> { ['fx', Revops.catalog_at(0).name] },
    revops_catalog_count: -> { [Revops::Catalogue.kinds.size, Revops.catalog_count] },
    revops_catalog_find: -> { [['revenue', nil],
                               [Revops.catalog_find('revenue').name,
                                Revops.catalog_find('nonsense')]] },
    revops_column_copy: lambda {
      [[1, -2], Revops.column_copy(Revops.column([1, -2].pack('l*'), type: :int32))]
    },
    revops_currency_exponent: -> { [[0, 4],
                                    [Revops.currency_exponent('JPY'),
                                     Revops.currency_exponent('XAU', defs: { XAU: 4 })]] },
    revops_currency_format: -> { ['GBP', Revops.currency_format('GBP')] },
    revops_currency_parse: -> { ['EUR', Revops.currency_parse('EUR')] },
    revops_day_add_months: -> { [Date.new(2026, 2, 28),
                                 Revops.day_add_months(Date.new(2026, 1, 31), 1, 0)] },
    revops_day_format: -> { ['2026-01-31', Revops.day_format(Date.new(2026, 1, 31))] },
    revops_day_from_instant: -> { [Date.new(1970, 1, 2),
                                   Revops.day_from_instant(Time.at(86_399), 1)] },
    revops_day_make: -> { [Date.new(2024, 2, 29), Revops.day_make(2024, 2, 29)] },
    revops_day_parse: -> { [Date.new(2024, 2, 29), Revops.day_parse('2024-02-29')] },
    revops_day_split: -> { [[2026, 3, 4, 3, 2026, 10, 31],
                            Revops.day_split(Date.new(2026, 3, 4)).to_a] },
    revops_instant_format: -> { ['1970-01-01T00:00:00Z', Revops.instant_format(Time.at(0))] },
    revops_instant_parse: -> { [Time.at(1, 5, :nanosecond),
                                Revops.instant_parse('1970-01-01T00:00:01.000000005Z')] },
    revops_key: -> { [Revops::Names.key('books'), Revops.key('books')] },
    revops_money_add: -> { [3, Revops.money_add(1, 2)] },
    revops_money_format: -> { ['12.34', Revops.money_format(1234, 2)] },
    revops_money_negate: -> { [-5, Revops.money_negate(5)] },
    revops_money_parse: -> { [1234, Revops.money_parse('12.34', 2)] },
    revops_money_scale: -> { [33, Revops.money_scale(100, 1, 3, :half_up)] },
    revops_money_subtract: -> { [-1, Revops.money_subtract(1, 2)] },
    revops_month_first_day: -> { [Date.new(2026, 3, 1), Revops.month_first_day('2026-03')] },
    revops_month_format: -> { ['2026-03', Revops.month_format(Date.new(2026, 3, 1))] },
    revops_month_of: -> { [Date.new(2026, 3, 1), Revops.month_of(Date.new(2026, 3, 4))] },
    revops_month_parse: -> { [Date.new(2026, 3, 1), Revops.month_parse('2026-03')] },
    revops_period_count: lambda {
      year = { from_day: '2026-01-01', to_day: '2027-01-01' }
      [12, Revops.period_count(granularity: :month, **year)]
    },
    revops_period_rows: lambda {
      periods = Revops.period_rows(granularity: :day, from_day: 0, to_day: 400)
      [[400, Date.new(1970, 1, 1)], [periods.size, periods.first.from_day]]
    },
    revops_periods_resolve: lambda {
      periods = Revops.periods_resolve(:quarterly, Date.new(2026, 5, 5), fiscal_month: 2)
      [[Date.new(2026, 5, 1), Date.new(2026, 8, 1)], [periods.from_day, periods.to_day]]
    },
    revops_ratio_add: -> { [Rational(5, 6), Revops.ratio_add(Rational(1, 2), Rational(1, 3))] },
    revops_ratio_compare: lambda {
      pairs = [[2, 1], [1, 1], ['1/3', 0.5r]]
      [[1, 0, -1], pairs.map { |pair| Revops.ratio_compare(*pair) <=> 0 }]
    },
    revops_ratio_divide: -> { [[Rational(3, 2), nil],
                               [Revops.ratio_divide(Rational(1, 2), '1/3'),
                                Revops.ratio_divide(1, 0)]] },
    revops_ratio_format: -> { ['0.3333', Revops.ratio_format(Rational(1, 3), 4)] },
    revops_ratio_make: -> { [[Rational(1, 2), nil],
                             [Revops.ratio_make(2, 4), Revops.ratio_make(1, 0)]] },
    revops_ratio_multiply: -> { [Rational(1, 6),
                                 Revops.ratio_multiply(Rational(1, 2), Rational(1, 3))] },
    revops_ratio_parse: -> { [Rational(1, 8), Revops.ratio_parse('12.5%')] },
    revops_ratio_round: -> { [15, Revops.ratio_round(Rational(27, 2), :half_even, 5)] },
    revops_ratio_subtract: -> { [Rational(1, 6),
                                 Revops.ratio_subtract(Rational(1, 2), Rational(1, 3))] },
    revops_ratio_weights: -> { [[3, 2, 1],
                                Revops.ratio_weights([Rational(1, 2), Rational(1, 3), '1/6'])] },
    revops_refund_reverse: -> { [[13, 20, 7], Revops.refund_reverse([33, 50, 17], 0, 40)] },
    revops_sha256: -> { ['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
                         Revops.sha256('abc').unpack1('H*')] },
    revops_shape_at: -> { [Revops::Shape[:error], Revops.shape_at(0)] },
    revops_shape_count: -> { [Revops::Shape.all.size, Revops.shape_count] },
    revops_shape_field: -> { [:status, Revops.shape_field(:error, 0).name] },
    revops_shape_find: -> { [[Revops::Shape[:error], nil],
                             [Revops.shape_find('error'), Revops.shape_find('nonsense')]] },
    revops_share_parse: -> { [Rational(7, 10), Revops.share_parse('70%')] },
    revops_state_verify: lambda {
      info = Revops.state_verify(Revops::Names.new.save)
      [['NAME', 1], [info.kind, info.version]]
    },
    revops_status_name: -> { ['overflow', Revops.status_name(2)] },
    revops_status_text: -> { ['unknown', Revops.status_text(99)] },
    revops_transaction_check: lambda {
      row = Revops.transaction_check({ gross_minor: 100, fee_minor: 3, currency: 'EUR',
                                       economic_day: Support::DAY }, :fee)
      [[97, 'EUR', Support::DAY], [row.net_minor, row.currency, row.economic_day]]
    },
    revops_version: -> { [Revops::Generated::VERSION, Revops.version] },
    revops_version_number: -> { [Revops::Generated::CONSTANTS[:REVOPS_VERSION_NUMBER],
                                 Revops.version_number] }
  }.freeze

  ANSWERS.each do |name, answer|
    define_method("test_#{name}") do
      expected, actual = instance_exec(&answer)
      assert_equal expected, actual
    end
  end

  # What `_init` fills is what zero means.
  INITS = Revops::Generated::FUNCTIONS.keys.grep(/_init\z/).freeze

  INITS.each do |name|
    define_method("test_#{name}_gives_defaults") do
      record = Revops.public_send(name.to_s.delete_prefix('revops_'))
      assert_includes Revops::Records.constants, record.class.name.split('::').last.to_sym
    end
  end

  # What belongs to later areas has its answers in the conformance files. Here each function is
  # called with the simplest arguments of its roles: it answers, or it refuses like any other.
  BY_HAND = /\Arevops_(arrow|names|writer)_/.freeze

  OTHERS = Revops::Generated::FUNCTIONS.reject do |name, entry|
    entry[:catalogue] || name.match?(BY_HAND) || ANSWERS.key?(name) || INITS.include?(name)
  end.freeze

  OTHERS.each do |name, entry|
    define_method("test_#{name}_answers_or_refuses") do
      type, sign, verb = entry[:ruby].partition(/[.#]/)
      owner = type.split('::').reduce(Object) { |scope, part| scope.const_get(part) }
      arguments = Revops::Routine.new(name).inputs.map { |one| simplest(one) }
      next answer_or_refuse(owner, verb, arguments) unless sign == '#'

      owner.open { |handle| answer_or_refuse(handle, verb, arguments) }
    end
  end

  def answer_or_refuse(owner, verb, arguments)
    owner.public_send(verb, *arguments)
  rescue Revops::Error => e
    refute_nil e.status
  end

  def simplest(one)
    case one[:role]
    when :text then ''
    when :in_array then one[:type] == 'void' && one[:count] == 'size' ? '' : []
    when :callback then ->(*) { raise StopIteration }
    when :handle then Revops.const_get(Revops::Native.class_name(one[:type])).new
    else one[:ffi] == :pointer ? {} : 0
    end
  end

  def test_an_optional_output_is_given_when_asked_for
    assert_equal [[33, 33, 33], 1],
                 Revops.allocate(100, [1, 1, 1], remainder: :separate, remainder_minor: true)
    assert_equal [33, 33, 33], Revops.allocate(100, [1, 1, 1], remainder: :separate)
  end

  def test_long_texts_come_back_whole
    text = Revops.ratio_format(Rational(1, 3), 18)
    assert_equal "0.#{'3' * 18}", text
    assert_equal Encoding::UTF_8, text.encoding
  end

  def test_words_of_constants_are_symbols
    assert_equal [2, 3], [Revops.money_scale(5, 1, 2, :half_even), Revops.money_scale(5, 1, 2, :up)]
    error = assert_raises(Revops::Error::Invalid) { Revops.money_scale(5, 1, 2, :sideways) }
    assert_equal 'mode', error.field
    assert_match(/half_even/, error.message)
  end

  def test_arguments_that_do_not_fit_are_refused_and_never_cut
    assert_raises(Revops::Error::Invalid) { Revops.money_add(1.5, 1) }
    assert_raises(Revops::Error::Invalid) { Revops.money_add(2**63, 1) }
    assert_raises(Revops::Error::Invalid) { Revops.day_format(2**32) }
    assert_equal 'index', assert_raises(Revops::Error::Invalid) { Revops.shape_at(-1) }.field
    assert_raises(Revops::Error::Invalid) { Revops.allocate(1, [2**63]) }
    assert_raises(Revops::Error::Overflow) { Revops.money_add(2**63 - 1, 1) }
  end

  def test_methods_of_handles_convert
    Revops::Fx.open do |fx|
      fx.rates.add(RATE)
      one = fx.convert(1000, 'EUR', 'GBP', Support::DAY + 2, :half_even)
      assert_equal [900, Support::DAY], [one.amount_minor, one.rate_day]
      assert_equal [90, -9],
                   fx.convert_many({ amount_minor: [100, -10], from_currency: 'EUR',
                                     to_currency: 'GBP', day: Support::DAY }, :half_even)
      assert_equal [Rational(10, 9), Support::DAY], fx.rate('GBP', 'EUR', Support::DAY)
      error = assert_raises(Revops::Error::Missing) { fx.rate('GBP', 'USD', Support::DAY) }
      assert_equal :missing, error.status
    end
  end

  def test_the_feeds_beside_the_main_one
    revenue do |handle|
      empty = handle.save
      spend = { economic_day: Support::DAY, currency: 'GBP', amount_minor: [5, 7] }
      handle.spend.add(**spend).remove(**spend)
      handle.spend.read([spend]).remove(spend)
      assert_equal empty, handle.save
      handle.rates.add(RATE).read([RATE])
      refute_equal empty, handle.save
    end
  end
end
