# frozen_string_literal: true

module Revops
  # Arrays and single values as columns: packed once, nulls into a bitmap.
  module Packing
    RANGES = { int64: -(1 << 63)..((1 << 63) - 1), uint64: 0..((1 << 64) - 1) }.freeze
    DIRECTIVES = { int64: 'q*', uint64: 'Q*', double: 'd*' }.freeze
    # How many values go through one call of Hash#values_at.
    SLICE = 4096

    class << self
      # The column of a field from what a host wrote.
      def column(field, value, names)
        case value
        when Column then value.settle(field)
        when FFI::Pointer then Column.new(value).settle(field)
        when Array then array(field, value, names)
        else
          return Column.new(value).settle(field) if packed?(value)

          constant(field, value, names)
        end
      end

      # One value for all rows.
      def constant(field, value, names)
        validity = "\0".b if value.nil?
        bytes, type = pack(field, [value.nil? ? nothing(field) : value], names)
        Column.new(bytes, type: type, stride: 0, validity: validity).settle(field)
      end

      # A binary String is a column, any other is a text.
      def packed?(value)
        value.is_a?(String) && value.encoding == Encoding::BINARY
      end

      private

      def array(field, values, names)
        unless values.all?
          validity = [values.map { |value| value.nil? ? '0' : '1' }.join].pack('b*')
          values = values.map { |value| value.nil? ? nothing(field) : value }
        end
        bytes, type = pack(field, values, names)
        Revops.copies += 1 if bytes.bytesize > Column::SMALL
        Column.new(bytes, type: type, count: values.size, validity: validity).settle(field)
      end

      # Null values are never looked at, but they need a place.
      def nothing(field)
        case field.value_type
        when :bytes then "\0".b * field.length
        when :ratio then Rational(0)
        when :double then 0.0
        else 0
        end
      end

      def pack(field, values, names)
        type = field.wide_type
        bytes = case type
                when :bytes then digests(field, values)
                when :ratio then each_once(values) { |value| Structs.ratio(field, value) }.join
                when :double then doubles(field, values)
                else integers(field, values, type, names)
                end
        [bytes, type]
      end

      def integers(field, values, type, names)
        unless integers?(values)
          values = each_once(values) { |value| Units.encode(field, value, names) }
        end
        low, high = values.minmax
        range = RANGES.fetch(type)
        refuse(field, values, range) if low && (low < range.begin || high > range.end)
        values.pack(DIRECTIVES.fetch(type))
      end

      # A sum tells at a fraction of the price of looking at each value whether all are Integers.
      def integers?(values)
        values.first.is_a?(Integer) && values.sum.is_a?(Integer)
      rescue TypeError, NoMethodError
        false
      end

      # Texts, dates and words repeat themselves: each is converted once.
      def each_once(values)
        known = Hash.new do |hash, value|
          hash[value] = yield value
        rescue Error => e
          raise e.at(row: values.index { |other| other.equal?(value) || other.eql?(value) })
        end
        return known.values_at(*values) if values.size <= SLICE

        values.each_slice(SLICE).flat_map { |slice| known.values_at(*slice) }
      end

      def doubles(field, values)
        row = values.index { |value| !value.is_a?(Float) && !value.is_a?(Integer) }
        Units.refuse(field, values[row], row: row) if row
        values.pack('d*')
      end

      def digests(field, values)
        row = values.index { |value| !value.is_a?(String) || value.bytesize != field.length }
        return values.map(&:b).join unless row

        raise Error::Invalid.new("expected #{field.length} bytes", row: row, field: field.name.to_s)
      end

      def refuse(field, values, range)
        row = values.index { |value| !range.cover?(value) }
        raise Error::Invalid.new("expected #{range.begin} to #{range.end}, got #{values[row]}",
                                 row: row, field: field.name.to_s)
      end
    end
  end
end
