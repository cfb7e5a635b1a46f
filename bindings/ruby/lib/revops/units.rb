# frozen_string_literal: true

require 'date'

module Revops
  # Values by unit: what a Ruby host writes and reads, and the number that lies in memory.
  #
  #   day Date, month Date of its first day, instant Time, ratio Rational, enum Symbol,
  #   mask Array of Symbols, currency String, key Integer or its text, digest binary String;
  #   nil where there is none.
  #
  # The number itself is welcome wherever a number lies in memory.
  module Units
    EPOCH = Date.new(1970, 1, 1).jd
    NANO = 1_000_000_000

    # A parameter of a function, in the place of a field.
    Scalar = ::Struct.new(:name, :unit, :type, :words) do
      alias_method :value_type, :type

      def word(_number)
        nil
      end
    end

    class << self
      # The number of a value, for a field of a struct or column.
      def encode(field, value, names = nil)
        return value if value.is_a?(Integer) && field.unit != :ratio

        number = case field.unit
                 when :day then day(value)
                 when :month then month(value)
                 when :ns then instant(value)
                 when :currency then currency(value)
                 when :key then key(value, names)
                 when :enum then word(field, value)
                 when :flag then field.words.empty? ? flag(value) : mask(field, value)
                 else value if field.value_type == :double && value.is_a?(Float)
                 end
        number.nil? ? refuse(field, value) : number
      end

      # The value of a number; `names` turns keys into texts.
      def decode(field, number, names = nil)
        case field.unit
        when :day then Date.jd(EPOCH + number)
        when :month then Date.new(1970 + number.div(12), number.modulo(12) + 1, 1)
        when :ns then time(number)
        when :currency then code(number)
        when :key then names ? names[number] : number
        when :enum then field.word(number) || number
        when :flag then field.words.empty? ? !number.zero? : bits(field, number)
        else number
        end
      end

      # Whether decode changes anything: most columns are plain numbers.
      def plain?(field, names = nil)
        case field.unit
        when :day, :month, :ns, :currency, :enum, :flag then false
        when :key then names.nil?
        else true
        end
      end

      # The number of a function's argument.
      def number(parameter, value)
        unit = parameter[:unit] || :none
        number = encode(Scalar.new(parameter[:name], unit, parameter[:ffi], {}), value)
        Structs.check(parameter[:name], Native.scalar(parameter[:type]), [number])
        number
      end

      # The value of a function's result.
      def value(unit, number)
        decode(Scalar.new(nil, unit, nil, {}), number)
      end

      def refuse(field, value, row: nil)
        raise Error::Invalid.new("expected #{expectation(field)}, got #{value.inspect}",
                                 row: row, field: field.name.to_s)
      end

      def code(number)
        return if number.zero?

        @codes ||= {}
        @codes[number] ||= [number].pack('N').delete("\0").force_encoding(Encoding::UTF_8).freeze
      end

      def currency(value)
        return unless value.is_a?(String) || value.is_a?(Symbol)

        @currencies ||= {}
        @currencies[value] ||= parsed(:revops_currency_parse, value.to_s, :uint32)
      end

      def time(nanoseconds)
        Time.at(nanoseconds.div(NANO), nanoseconds.modulo(NANO), :nanosecond, in: 'UTC')
      end

      private

      def day(value)
        case value
        when DateTime then value.jd - EPOCH if value.day_fraction.zero?
        when Date then value.jd - EPOCH
        when String then parsed(:revops_day_parse, value, :int32)
        end
      end

      def month(value)
        case value
        when Date then (value.year - 1970) * 12 + value.month - 1 if value.day == 1
        when String then parsed(:revops_month_parse, value, :int32)
        end
      end

      def instant(value)
        case value
        when Time then value.to_i * NANO + value.nsec
        when DateTime then instant(value.to_time)
        when String then parsed(:revops_instant_parse, value, :int64)
        end
      end

      def key(value, names)
        return unless value.is_a?(String) || value.is_a?(Symbol)

        text = value.to_s
        if text.empty? then 0
        else names ? names.add(text) : Names.key(text)
        end
      end

      def word(field, value)
        field.words[value.to_sym] if value.respond_to?(:to_sym)
      end

      def flag(value)
        case value
        when true then 1
        when false then 0
        end
      end

      def mask(field, value)
        numbers = Array(value).map { |name| field.words[name.to_sym] }
        numbers.include?(nil) ? nil : numbers.reduce(0, :|)
      end

      def bits(field, number)
        field.words.filter_map { |name, bit| name if number.anybits?(bit) }
      end

      # A text read by the library itself: forms and refusals are the same in every language.
      def parsed(function, text, type)
        out = FFI::MemoryPointer.new(type)
        Native.invoke(function, out, text, text.bytesize)
        out.get(type, 0)
      end

      def expectation(field)
        return "one of #{field.words.keys.join(', ')}" unless field.words.empty?

        case field.unit
        when :day then 'a Date'
        when :month then 'a Date on the first of a month'
        when :ns then 'a Time'
        when :currency then 'a currency code'
        when :key then 'a key or a text'
        when :flag then 'true or false'
        when :ratio then 'a Rational'
        else field.value_type == :double ? 'a Float' : 'an Integer'
        end
      end
    end
  end
end
