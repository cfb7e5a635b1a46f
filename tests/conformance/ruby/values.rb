# frozen_string_literal: true

require 'date'
require 'revops'

# JSON to what a user of the gem writes, and back, by the units of the shapes.
module Conformance
  # The case says something that nobody here knows: it is skipped, with this reason.
  class Unknown < StandardError; end

  # The case is not of the format.
  class Broken < StandardError; end

  # A promise of the library broke, whatever the case expects.
  class Miss < StandardError; end

  # Keys that came as text, so that they print as text.
  class Texts
    def initialize
      @texts = {}
    end

    # Keys beyond 2^53 come as strings of digits; no name looks like one.
    def key(value)
      return Values.integer(value) if !value.is_a?(String) || (/\A[1-9]\d+\z/.match?(value) && value.to_i > 2**53)

      Revops.key(value).tap { |key| @texts[key] = value }
    end

    def back(key)
      @texts.fetch(key, key)
    end
  end

  # Conversions, both ways.
  module Values
    INT64 = (-2**63..2**63 - 1).freeze
    BITS64 = (-2**63..2**64 - 1).freeze
    TEXTUAL = %w[currency day month ns enum flag].freeze

    module_function

    # An integer may be a string of digits; reals and all else break the file.
    def integer(value, range = BITS64)
      number = value.is_a?(String) ? Integer(value, 10, exception: false) : value
      return number if number.is_a?(Integer) && range.cover?(number)

      raise Broken, "expected an integer, got #{value.inspect}"
    end

    # The number that a word means, by the front of the constants.
    def word(front, word)
      Revops::Generated::CONSTANTS.fetch(:"#{front}_#{word.upcase}") { raise Unknown, "unknown option #{front}: #{word}" }
    end

    # Days, currencies, instants and words are texts that the gem itself reads.
    def read(unit, value)
      TEXTUAL.include?(unit) || value.is_a?(Float) ? value : integer(value)
    end

    def units(fields)
      fields.to_h { |field| [field['name'], field['unit']] }
    end

    # One member of a row or struct as {field => value}: a text x fills x_num and x_den.
    def member(known, name, value, texts)
      unit = known[name]
      if unit.nil?
        raise Unknown, "unknown option #{name}" unless known.key?("#{name}_num") && known.key?("#{name}_den")
        return {} if value.nil?

        ratio = Revops.ratio_parse(value)
        { "#{name}_num": ratio.numerator, "#{name}_den": ratio.denominator }
      elsif value.nil? then { name.to_sym => nil }
      elsif unit == 'key' then { name.to_sym => texts.key(value) }
      else { name.to_sym => read(unit, value) }
      end
    end

    # Options or a query as keywords.
    def struct(fields, given, defaults, texts)
      known = units(fields)
      (defaults || {}).merge(given || {}).reduce({}) do |all, (name, value)|
        all.merge(member(known, name, value, texts))
      end
    end

    # Rows as hashes of values.
    def rows(fields, given, defaults, texts)
      given.map { |row| struct(fields, row, defaults, texts) }
    end

    # Rows as columns that any of them names.
    def columns(fields, given)
      names = fields.map { |field| field['name'].to_sym }
      names.select { |name| given.any? { |row| row.key?(name) } }
           .to_h { |name| [name, given.map { |row| row[name] }] }
    end

    def ratio_text(value)
      value && "#{value.numerator}/#{value.denominator}"
    end

    # Any result as JSON knows it.
    def plain(value)
      case value
      when Rational then ratio_text(value)
      when Date then value.iso8601
      when Time then value.to_i * 1_000_000_000 + value.nsec
      when Symbol then value.to_s
      when Array then value.map { |item| plain(item) }
      else value
      end
    end

    # A named result; a day or month is a number since 1970 where the case expects one.
    def result(name, value, like)
      return plain(value) unless value.is_a?(Date) && like.is_a?(Integer)

      name == 'month' ? (value.year - 1970) * 12 + value.month - 1 : (value - Date.new(1970, 1, 1)).to_i
    end

    # A row of a report, with x for each pair x_num, x_den.
    def record(fields, row, texts)
      known = units(fields)
      known.each_with_object({}) do |(name, unit), out|
        value = row[name.to_sym]
        out[name] = plain(unit == 'key' ? texts.back(value) : value)
        next unless unit == 'num' && known.key?("#{name[0..-5]}_den")

        den = row[:"#{name[0..-5]}_den"]
        out[name[0..-5]] = den.zero? ? nil : "#{value}/#{den}"
      end
    end

    # What the library said when it refused.
    def refusal(error)
      said = { 'error' => error.status.to_s, 'message' => error.detail, 'row' => error.row,
               'offset' => error.offset, 'field' => error.field }
      said.compact
    end
  end
end
