# frozen_string_literal: true

require_relative 'own_shape'
require_relative 'values'

module Conformance
  # Kinds of cases that are more than calls in a row: given and options in, the answer out.
  module Kinds
    class << self
      # Fields of the library's structs by name, as the registry tells them.
      attr_accessor :shapes
    end

    module_function

    # --- names ---

    def filled(texts)
      texts.each_with_object(Revops::Names.new) do |text, names|
        raise Miss, 'another key than Revops.key' unless names.add(text) == Revops.key(text)
      end
    end

    def counted(names)
      { 'count' => names.count, 'state' => names.save.unpack1('H*') }
    end

    def names_state(names:)
      counted(filled(names)).tap do |got|
        raise Miss, 'the order of names shows in the state' unless counted(filled(names.reverse)) == got
      end
    end

    def names_merge(left:, right:)
      counted(filled(left).merge(filled(right))).tap do |got|
        swapped = counted(filled(right).merge(filled(left)))
        raise Miss, 'merging the other way round gives another state' unless swapped == got
      end
    end

    # The handle has no door that lists its names: those that should be there are looked up.
    def names_load(state:, expect:)
      names = Revops::Names.load([state].pack('H*'))
      raise Miss, 'saving the loaded handle gives other bytes' unless names.save.unpack1('H*') == state

      found = (expect['names'] || []).map { |text| names.find(Revops.key(text)) }
      { 'names' => names.count == found.size ? found : [names.count] }
    end

    # --- ratios, allocation, reversal ---

    def ratio_parse(text:, limit: 'none')
      { 'ratio' => Values.ratio_text(limit == 'share' ? Revops.share_parse(text) : Revops.ratio_parse(text)) }
    end

    def ratio_compute(op:, values:)
      first, *others = values.map { |value| Revops.ratio_parse(value) }
      return { 'order' => Revops.ratio_compare(first, *others) } if op == 'compare'

      fold = { 'sum' => :ratio_add, 'product' => :ratio_multiply, 'quotient' => :ratio_divide }.fetch(op)
      { 'ratio' => Values.ratio_text(others.reduce(first) { |a, b| Revops.public_send(fold, a, b) }) }
    end

    # A case without a remainder expects that there is none.
    def allocate(amount_minor:, weights:, expect:, **options)
      amount_minor = Values.integer(amount_minor)
      shares = weights.map { |weight| Revops.ratio_parse(weight) }
      parts, remainder = Revops.allocate(amount_minor, Revops.ratio_weights(shares),
                                         remainder_minor: true, **options)
      raise Miss, 'the parts do not sum to the amount' unless parts.sum + remainder == amount_minor
      raise Miss, "a remainder of #{remainder}" unless remainder.zero? || expect.key?('remainder_minor')

      { 'parts' => parts, 'remainder_minor' => remainder }
    end

    def refund_reverse(original:, refunds:)
      original = original.map { |part| Values.integer(part) }
      refunded = 0
      reversed = original.map { 0 }
      cumulative = refunds.map do |refund|
        refund = Values.integer(refund)
        step = Revops.refund_reverse(original, refunded, refund)
        raise Miss, 'a step does not sum to its refund' unless step.sum == refund

        refunded += refund
        reversed = reversed.zip(step).map(&:sum)
        { 'refunded_minor' => refunded, 'reversed' => reversed }
      end
      { 'cumulative' => cumulative }
    end

    # --- fees ---

    def fee_lines(lines)
      known = Kinds.shapes.fetch('fee_line')
      lines.map { |line| Values.struct(known, line.reject { |name, _| name == 'fee_minor' }, nil, Texts.new) }
    end

    def separated(got)
      raise Miss, 'gross is not tax + fee + net' unless got.gross_minor == got.tax_minor + got.fee_minor + got.net_minor

      got.to_h.transform_keys(&:to_s)
    end

    def fee_separate(gross_minor:, lines:, tax_minor: 0, **options)
      got, parts = Revops.fee_separate(gross_minor, tax_minor, fee_lines(lines), **options)
      raise Miss, 'lines do not sum to the fee' unless parts.sum == got.fee_minor

      groups = lines.zip(parts).group_by { |line, _| line.fetch('group', 0) }.sort
      separated(got).merge('line_minor' => parts, 'group_minor' => groups.map { |_, of| of.sum(&:last) })
    end

    # One refund behind the other.
    def fee_reverse(gross_minor:, lines:, refunds:, tax_minor: 0)
      parts = lines.map { |line| line['fee_minor'] }
      sale = { gross_minor: gross_minor, tax_minor: tax_minor, fee_minor: parts.sum,
               net_minor: gross_minor - tax_minor - parts.sum }
      refunded = 0
      steps = refunds.map do |refund|
        got, back = Revops.fee_reverse(sale, parts, fee_lines(lines), refunded, refund)
        refunded += refund
        separated(got).merge('line_minor' => back)
      end
      { 'steps' => steps }
    end

    # --- splits ---

    def split(net_minor:, rules:, tax_minor: 0, gross_minor: nil, owner: nil, **options)
      texts = Texts.new
      net, tax = [net_minor, tax_minor].map { |amount| Values.integer(amount) }
      gross = gross_minor ? Values.integer(gross_minor) : net + tax
      sale = { gross_minor: gross, tax_minor: tax, fee_minor: gross - tax - net, net_minor: net }
      known = Kinds.shapes.fetch('split_rule')
      rules = rules.map { |rule| Values.struct(known, rule, { 'step' => 1 }, texts) }
      options[:owner] = texts.key(owner) if owner
      parts, shortfall = Revops.split_compute(sale, rules, shortfall_minor: true, **options)
      raise Miss, 'the parts do not sum to the net' unless parts.sum(&:amount_minor) == net

      { 'parts' => parts.to_h { |part| [texts.back(part.party).to_s, part.amount_minor] },
        'shortfall_minor' => shortfall }
    end

    # --- days and periods ---

    def day_parts(day:)
      number = Revops.day_parse(day)
      parts = Revops.day_split(number)
      { 'weekday' => parts.weekday, 'days_in_month' => parts.days_in_month,
        'iso_week' => format('%04d-W%02d', parts.iso_year, parts.iso_week),
        'month' => Values.result('month', Revops.month_of(number), 0) }
    end

    def periods(from_day: nil, to_day: nil, period: nil, as_of_day: nil, **options)
      asked = { from_day: from_day, to_day: to_day, **options }.compact
      if period
        asked = Revops.periods_resolve(period, as_of_day || 0, **asked).to_h
      end
      rows = Revops.period_rows(**asked)
      raise Miss, 'another count of rows' unless Revops.period_count(**asked) == rows.size

      { 'rows' => rows.map { |row| [row.from_day.iso8601, row.to_day.iso8601] } }
    end

    # --- rates ---

    def fx_rate(from_currency:, to_currency:, day:, rates:, **options)
      asked = [from_currency, to_currency].map { |code| Revops.currency_parse(code) }
      fx_tries(rates, options) do |fx|
        rate, rate_day = fx.rate(*asked, Revops.day_parse(day))
        { 'rate' => Values.ratio_text(rate), 'rate_day' => Values.plain(rate_day) }
      end
    end

    def fx_convert(amount_minor:, from_currency:, to_currency:, day:, rates:, mode: nil, **options)
      asked = [from_currency, to_currency].map { |code| Revops.currency_parse(code) }
      fx_tries(rates, options) do |fx|
        got = fx.convert(Values.integer(amount_minor), *asked, Revops.day_parse(day), mode || 0)
        { 'amount_minor' => got.amount_minor, 'rate_day' => got.rate_day.iso8601,
          'rate' => "#{got.rate_num}/#{got.rate_den}",
          'residue' => "#{got.residue_num}/#{got.residue_den}" }
      end
    end

    # Neither the order of rates nor their batches may show.
    def fx_tries(rates, options)
      options[:defs] = options.delete(:currencies) if options.key?(:currencies)
      rows = rates.map do |rate|
        ratio = Revops.ratio_parse(rate['rate'])
        { day: rate['day'], from_currency: rate['from_currency'], to_currency: rate['to_currency'],
          rate_num: ratio.numerator, rate_den: ratio.denominator }
      end
      answers = [[rows], rows.reverse.map { |row| [row] }].map do |batches|
        Revops::Fx.open(**options) do |fx|
          batches.each { |batch| fx.rates.add(batch) }
          yield fx
        end
      end
      raise Miss, 'rates one by one, reversed: another answer' unless answers.uniq.one?

      answers.first
    end

    # --- states, columns, writers ---

    def column_copy(type:, column:, count:)
      storage = column['storage'].to_sym
      width = FFI.type_size(storage)
      stored = column['values'].map { |value| storage == :double ? value : Values.integer(value) }
      bytes = ' ' * column.fetch('byte_offset', 0) + stored.pack(DIRECTIVES.fetch(storage))
      view = Revops.column(bytes.b, type: storage, stride: column.fetch('step', 1) * width, count: count,
                                    offset: column.fetch('byte_offset', 0) + column.fetch('first', 0) * width,
                                    validity: column['validity'] && [column['validity']].pack('H*'),
                                    validity_offset: column.fetch('validity_offset', 0))
      { 'values' => Revops.column_copy(view, type: type.to_sym, count: count) }
    end
    DIRECTIVES = { int8: 'c*', int16: 's*', int32: 'l*', int64: 'q*', uint8: 'C*', uint16: 'S*', uint32: 'L*',
                   uint64: 'Q*', double: 'd*' }.freeze

    # What is given stands for itself in has.
    def transaction_check(**given)
      has = %w[tax fee net].reject { |part| given[:"#{part}_minor"].nil? }
      row = given.compact.to_h { |name, value| [name, name.end_with?('_minor') ? Values.integer(value) : value] }
      got = Revops.transaction_check({ currency: 'USD', **row }, has)
      unless got.gross_minor == got.tax_minor + got.fee_minor + got.net_minor
        raise Miss, 'gross is not tax + fee + net'
      end

      got.to_h.transform_keys(&:to_s).transform_values { |value| Values.plain(value) }
    end

    # --- rows of a shape that the case itself describes ---

    def write_rows(fields:, rows:, format: 'json', columns: nil, totals: false, title: nil, currency: nil)
      texts = Revops::Names.new
      shape = OwnShape.new(fields)
      names = fields.map { |field| field['name'] }
      records = rows.map { |row| shape.record(row.slice(*names), texts) }
      options = { format: format, flags: totals ? %w[totals] : 0, title: title, currency: currency,
                  fields: columns, resolver: (texts if texts.size.positive?) }.compact
      whole, single = [records.size, 1].map { |step| shape.text_of(records, step, options) }
      raise Miss, 'row by row: another text' unless whole == single

      { 'text' => whole }
    rescue ArgumentError # a column that the shape lacks never reaches the library
      { 'error' => 'invalid' }
    end
  end
end
