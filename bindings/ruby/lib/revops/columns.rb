# frozen_string_literal: true

module Revops
  @copies = 0

  class << self
    # How many buffers of column values had to be made because the host's own could not be read where
    # they lay: an Array is packed once, a packed String or a pointer never.
    attr_reader :copies

    # :nodoc:
    attr_writer :copies

    # A column in the host's own memory: a packed String or an FFI::Pointer.
    #
    #   Revops.column(packed, type: :int32)                     # another width than the documented one
    #   Revops.column(pointer, stride: 24, offset: 8, count: n) # a member of an array of structs
    #   Revops.column(packed, stride: -8, offset: packed.bytesize - 8)   # backwards
    #
    # `validity` is a bitmap, least significant bit first, 1 = valid.
    def column(data, **options)
      Column.new(data, **options)
    end
  end

  # One column where it lies. Made by Revops.column, or from whatever a Hash of columns holds.
  class Column
    # Strings this small may lie inside their object, which the garbage collector can move.
    SMALL = 640
    LAYOUT = 'JJqqLL'
    TYPES = Field::TYPES.invert.freeze

    attr_reader :count
    # Who holds the memory of a borrowed column.
    attr_writer :owner

    def initialize(data, type: nil, stride: nil, offset: 0, count: nil, validity: nil, validity_offset: 0)
      @data = data
      @type = type
      @stride = stride
      @offset = offset
      @given = count
      @validity = validity
      @validity_offset = validity_offset
    end

    # Keep the bytes still and know the count; answers self. The column of a field needs its type.
    def settle(field)
      @field = field
      @type ||= field.value_type
      @width = Column.width(@type, field)
      @stride ||= @width
      @held = Column.hold(@data)
      @bits = @validity && Column.hold(@validity)
      @count = @given || counted(field)
      self
    end

    # The values, read as the library does; nil where there is none. `names` turns keys into texts.
    def to_a(field = @field, names = nil)
      settle(field) unless @held
      Column.copy(self, field).map { |number| number.nil? ? nil : Units.decode(field, number, names) }
    end

    # One value for all rows?
    def constant?
      @stride.zero?
    end

    # The descriptor of the C library: it reads on from here.
    def descriptor
      [Column.address(@held) + @offset, @bits ? Column.address(@bits) : 0, @stride, @validity_offset,
       TYPES.fetch(@type), 0].pack(LAYOUT)
    end

    class << self
      # The column that a descriptor in a batch of the library points at; nil when it is absent.
      def borrowed(field, memory, count, owner)
        data, validity, stride, validity_offset, type = memory.read_bytes(Native::Column.size).unpack(LAYOUT)
        return if data.zero?

        type = type.zero? ? field.value_type : Field::TYPES.fetch(type)
        column = new(FFI::Pointer.new(data), type: type, stride: stride, count: count, validity_offset: validity_offset,
                                             validity: validity.zero? ? nil : FFI::Pointer.new(validity))
        column.owner = owner
        column.settle(field)
      end

      # Numbers of a settled column, in the type of its field.
      def copy(column, field)
        type = field.value_type
        values = FFI::MemoryPointer.new(type, [column.count, 1].max)
        valid = FFI::MemoryPointer.new(:uint8, [column.count, 1].max)
        Native.invoke(:revops_column_copy, values, valid, column.descriptor, TYPES.fetch(type), column.count)
        numbers = values.read_bytes(column.count * FFI.type_size(type)).unpack("#{Structs::DIRECTIVES.fetch(type)}*")
        numbers.zip(valid.read_array_of_uint8(column.count)).map { |number, here| number if here == 1 }
      end

      # Bytes of one value.
      def width(type, field)
        case type
        when :bytes then field.length
        when :ratio then Native::Ratio.size
        else FFI.type_size(type == :double ? :double : type)
        end
      end

      # A String is held by a copy-on-write twin, so what the host does to its own meanwhile is no
      # matter of ours. Nothing is copied, but for a String so small that it could be moved.
      def hold(data)
        return data unless data.is_a?(String)
        return data.dup if data.bytesize > SMALL

        Revops.copies += 1
        FFI::MemoryPointer.new(:char, [data.bytesize, 1].max).put_bytes(0, data)
      end

      def address(held)
        held.is_a?(String) ? Native.address(held) : held.address
      end
    end

    private

    def counted(field)
      return 1 if constant?

      size = @data.is_a?(String) ? @data.bytesize : @data.size
      raise ArgumentError, "#{field.name}: a pointer without a size needs a count" if size > 1 << 62

      step = @stride.abs
      room = @stride.positive? ? size - @offset : @offset + @width
      rest = room.modulo(step)
      unless rest.zero? || (rest >= @width && @stride != @width)
        raise Error::Invalid.new("expected a multiple of #{step} bytes, got #{room}", field: field.name.to_s)
      end

      rest >= @width ? room.div(step) + 1 : room.div(step)
    end
  end

  # Arrays and single values as columns: packed once, nulls into a bitmap.
  module Packing
    RANGES = { int64: -(1 << 63)..((1 << 63) - 1), uint64: 0..((1 << 64) - 1) }.freeze
    DIRECTIVES = { int64: 'q*', uint64: 'Q*', double: 'd*' }.freeze

    class << self
      # The column of a field from what a host wrote.
      def column(field, value, names)
        case value
        when Column then value.settle(field)
        when FFI::Pointer then Column.new(value).settle(field)
        when Array then array(field, value, names)
        when String then packed?(value) ? Column.new(value).settle(field) : constant(field, value, names)
        else constant(field, value, names)
        end
      end

      private

      def packed?(text)
        text.encoding == Encoding::BINARY
      end

      # One value for all rows.
      def constant(field, value, names)
        validity = "\0".b if value.nil?
        bytes, type = pack(field, [value.nil? ? nothing(field) : value], names)
        Column.new(bytes, type: type, stride: 0, validity: validity).settle(field)
      end

      def array(field, values, names)
        validity = bitmap(values) if values.include?(nil)
        present = validity ? values.map { |value| value.nil? ? nothing(field) : value } : values
        bytes, type = pack(field, present, names)
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

      def bitmap(values)
        [values.map { |value| value.nil? ? '0' : '1' }.join].pack('b*')
      end

      def pack(field, values, names)
        type = field.wide_type
        bytes = case type
                when :bytes then digests(field, values)
                when :ratio then ratios(field, values)
                when :double then doubles(field, values)
                else integers(field, values, type, names)
                end
        [bytes, type]
      end

      # A sum tells at a fraction of the price of looking at each value whether all are Integers.
      def integers(field, values, type, names)
        values = encoded(field, values, names) unless all_integers?(values)
        low, high = values.minmax
        range = RANGES.fetch(type)
        refuse_range(field, values, range) if low && (low < range.begin || high > range.end)
        values.pack(DIRECTIVES.fetch(type))
      end

      def all_integers?(values)
        values.first.is_a?(Integer) && values.sum.is_a?(Integer)
      rescue TypeError, NoMethodError
        false
      end

      # Texts, dates and words repeat themselves: each is converted once.
      def encoded(field, values, names)
        known = Hash.new { |hash, value| hash[value] = Units.encode(field, value, names) }
        values.each_with_index.map { |value, row| row_of(row) { known[value] } }
      end

      def doubles(field, values)
        values.each_with_index do |value, row|
          Units.refuse(field, value, row: row) unless value.is_a?(Float) || value.is_a?(Integer)
        end
        values.pack('d*')
      end

      def digests(field, values)
        values.each_with_index do |value, row|
          next if value.is_a?(String) && value.bytesize == field.length

          raise Error::Invalid.new("expected #{field.length} bytes", row: row, field: field.name.to_s)
        end
        values.join.b
      end

      def ratios(field, values)
        values.each_with_index.map { |value, row| row_of(row) { Structs.ratio(field, value) } }.join
      end

      def row_of(row)
        yield
      rescue Error => e
        raise e.row ? e : e.at(row: row)
      end

      def refuse_range(field, values, range)
        row = values.index { |value| !range.cover?(value) }
        raise Error::Invalid.new("expected #{range.begin} to #{range.end}, got #{values[row]}",
                                 row: row, field: field.name.to_s)
      end
    end
  end
end
