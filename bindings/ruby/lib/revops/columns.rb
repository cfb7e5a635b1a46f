# frozen_string_literal: true

module Revops
  @copies = 0

  class << self
    # How many buffers of column values had to be made because the host's own could not be read
    # where they lay: an Array is packed once, a packed String or a pointer never.
    attr_accessor :copies

    # A column in the host's own memory: a packed String or an FFI::Pointer.
    #
    #   Revops.column(packed, type: :int32)         # another width than the documented one
    #   Revops.column(pointer, stride: 24, offset: 8, count: n)         # a member of structs
    #   Revops.column(packed, stride: -8, offset: packed.bytesize - 8)  # backwards
    #
    # `validity` is a bitmap, least significant bit first, 1 = valid.
    def column(data, **options)
      Column.new(data, **options)
    end
  end

  # One column where it lies. Made by Revops.column, or of whatever a Hash of columns holds.
  class Column
    # Strings this small may lie inside their object, which the garbage collector can move.
    SMALL = 640
    LAYOUT = 'JJqqLL'
    # The same when the data are the bytes of a String.
    OF_STRING = 'PJqqLL'
    TYPES = Field::TYPES.invert.freeze

    attr_reader :count

    def initialize(data, type: nil, stride: nil, offset: 0, count: nil, validity: nil,
                   validity_offset: 0)
      @data = data
      @type = type
      @stride = stride
      @offset = offset
      @given = count
      @validity = validity
      @validity_offset = validity_offset
    end

    # Keep the bytes still and know the count; answers self.
    def settle(field)
      @field = field
      @type ||= field.value_type
      @width = Column.width(@type, field)
      @stride ||= @width
      @held = Column.hold(@data)
      @bits = @validity && Column.hold(@validity)
      @count = @given || counted
      self
    end

    # One value for all rows?
    def constant?
      @stride.zero?
    end

    # The descriptor that the C library reads on from.
    def descriptor
      [Column.address(@held) + @offset, @bits ? Column.address(@bits) : 0, @stride,
       @validity_offset, TYPES.fetch(@type), 0].pack(LAYOUT)
    end

    # The same column with another count.
    def first_rows(count)
      dup.tap { |column| column.instance_variable_set(:@given, count) }
    end

    # The values, read as the library does; nil where there is none. `names` gives keys their texts.
    def to_a(field = @field, names: nil)
      settle(field) unless @held
      numbers, valid = copy(field.value_type)
      numbers.zip(valid).map { |number, here| Units.decode(field, number, names) if here == 1 }
    end

    class << self
      # The column that a descriptor of the library points at, borrowed from its owner; nil when it
      # is absent.
      def borrowed(field, memory, count, owner)
        data, validity, stride, validity_offset, type =
          memory.read_bytes(Native::Column.size).unpack(LAYOUT)
        return if data.zero?

        bits = FFI::Pointer.new(validity) unless validity.zero?
        type = type.zero? ? field.value_type : Field::TYPES.fetch(type)
        column = new(FFI::Pointer.new(data), type: type, stride: stride, count: count,
                                             validity: bits, validity_offset: validity_offset)
        column.instance_variable_set(:@owner, owner)
        column.settle(field)
      end

      # Bytes of one value.
      def width(type, field)
        case type
        when :bytes then field.length
        when :ratio then Native::Ratio.size
        else FFI.type_size(type)
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

    def counted
      return 1 if constant?

      size = @data.is_a?(String) ? @data.bytesize : @data.size
      if size > 1 << 62
        raise ArgumentError, "#{@field.name}: a pointer without a size needs a count"
      end

      room = @stride.positive? ? size - @offset : @offset + @width
      whole, rest = room.divmod(@stride.abs)
      # Behind the last of wider steps only the value itself has to be there.
      return whole + 1 if rest >= @width && @stride != @width
      return whole if rest.zero?

      raise Error::Invalid.new("expected a multiple of #{@stride.abs} bytes, got #{room}",
                               field: @field.name.to_s)
    end

    # The numbers in another type, and which of them are there.
    def copy(type)
      values = FFI::MemoryPointer.new(type, [count, 1].max)
      valid = FFI::MemoryPointer.new(:uint8, [count, 1].max)
      Native.invoke(:revops_column_copy, values, valid, descriptor, TYPES.fetch(type), count)
      [values.read_bytes(count * FFI.type_size(type)).unpack("#{Structs::DIRECTIVES.fetch(type)}*"),
       valid.read_array_of_uint8(count)]
    end
  end
end
