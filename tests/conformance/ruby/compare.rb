# frozen_string_literal: true

# Does an answer hold all that a case expects? The rules of the README files beside the cases.
module Conformance
  # How far a number may be from the expected one: absolute, or relative to it.
  class Near
    attr_reader :absolute, :relative

    def initialize(tolerance = nil, base = nil)
      @absolute = base ? base.absolute : 0
      @relative = base ? base.relative : 0
      case tolerance
      when Numeric then @absolute = tolerance
      when Hash
        @absolute = tolerance.fetch('absolute', @absolute)
        @relative = tolerance.fetch('relative', @relative)
      end
    end

    def exact?
      @absolute.zero? && @relative.zero?
    end

    def hold?(expect, got)
      (got - expect).abs <= [@absolute, @relative * expect.abs].max
    end
  end

  # One answer against one case; +order+ says whether its rows are records, +keys+ which of their
  # fields are keys.
  class Comparison
    DIGITS = /\A-?\d{1,20}\z/.freeze

    def initialize(records: false, keys: [])
      @records = records
      @keys = keys
    end

    def case?(item, got)
      expect = item['expect']
      return false if got.nil? || (got.key?('error') && !expect.key?('error'))

      tolerance = item['tolerance']
      members?(expect, got, Near.new(tolerance), tolerance.is_a?(Hash) ? tolerance : {})
    end

    private

    def members?(expect, got, near, tolerance = {})
      expect.all? do |name, value|
        if got.key?(name)
          value?(value, got[name], Near.new(tolerance[name], near))
        else
          suffixed?(got, name, value)
        end
      end
    end

    def value?(expect, got, near)
      return members?(expect, got, near) if expect.is_a?(Hash) && got.is_a?(Hash)
      return scalar?(expect, got, near) unless expect.is_a?(Array) && got.is_a?(Array)
      return false unless expect.size == got.size
      return rows?(expect, got, near) if @records && got.first.is_a?(Hash)

      expect.zip(got).all? { |a, b| value?(a, b, near) }
    end

    def scalar?(expect, got, near)
      if expect.is_a?(Numeric) && got.is_a?(Numeric)
        exact = near.exact? && expect.is_a?(Integer) && got.is_a?(Integer)
        return exact ? expect == got : near.hold?(expect, got)
      end
      return expect.class == got.class && expect == got unless [expect, got].any?(Numeric)

      !digits(expect).nil? && digits(expect) == digits(got)
    end

    # The text of an integer, or of a string that is one.
    def digits(value)
      return value.to_s if value.is_a?(Integer)

      value if value.is_a?(String) && DIGITS.match?(value)
    end

    # Records are matched by those of their ORDER fields that the expected row names.
    def rows?(expect, got, near)
      left = got.dup
      expect.all? do |wanted|
        place = left.index { |row| row?(wanted, row, near) }
        place && left.delete_at(place)
      end
    end

    def row?(expect, got, near)
      expect.all? do |name, value|
        next got[name].eql?(0) if value == '' && @keys.include?(name)

        got.key?(name) && value?(value, got[name], near)
      end
    end

    # The suffixes _at_least, _at_most and _between bound the number before them.
    def suffixed?(got, name, bound)
      base = name.sub(/_(at_least|at_most|between)\z/, '')
      return false if base == name || !got.key?(base)
      return bounded?(bound, got[base]) { |limit, value| value >= limit } if name.end_with?('least')
      return bounded?(bound, got[base]) { |limit, value| value <= limit } if name.end_with?('most')

      got[base].between?(*bound)
    end

    def bounded?(bound, got, &holds)
      return bound.all? { |name, limit| bounded?(limit, got[name], &holds) } if bound.is_a?(Hash)

      bound.is_a?(Numeric) && got.is_a?(Numeric) && holds.call(bound, got)
    end
  end
end
