# frozen_string_literal: true

module Revops
  # Structs of the C library from Hashes, and records out of its memory, by their shapes.
  #
  # A nested struct lies flat, as in its shape. An Array fills a pointer with its count beside it
  # (`changes` and `change_count`), a Hash of two-field structs too (`defs: { XAU: 4 }`).
  module Structs
    # A struct in memory and what it points to; keep it until the call returned.
    Filled = ::Struct.new(:pointer, :held) do
      def to_ptr
        pointer
      end
    end

    DIRECTIVES = { int8: 'c', int16: 's', int32: 'l', int64: 'q', uint8: 'C', uint16: 'S', uint32: 'L',
                   uint64: 'Q', double: 'd', pointer: 'J', ratio: 'qqlx4' }.freeze

    class << self
      # Fill a struct. An unknown name is an ArgumentError, a value that does not fit Error::Invalid.
      def fill(shape, values, names: nil, at: nil)
        memory = at || FFI::MemoryPointer.new(:char, shape.size)
        held = [memory]
        write_size(shape, memory)
        values.to_h.each do |name, value|
          field = shape[name.to_sym] || raise(ArgumentError, "#{shape.name} has no #{name}")
          write(shape, field, memory, value, names, held) unless value.nil?
        end
        Filled.new(memory, held)
      end

      # The bytes of a ratio.
      def ratio(field, value)
        value = value.is_a?(String) ? Revops.ratio_parse(value) : Rational(value) if value.is_a?(String) || value.is_a?(Integer)
        Units.refuse(field, value) unless value.nil? || value.is_a?(Rational)
        [value&.numerator || 0, value&.denominator || 0, value ? 0 : 1, 0].pack('qqll')
      end

      # Put one value where its field lies.
      def put(memory, field, value, names = nil)
        bytes = case field.type
                when :bytes then [value].pack("a#{field.length}")
                when :ratio then ratio(field, value)
                else scalars(field, value, names)
                end
        memory.put_bytes(field.offset, bytes)
      end

      # An Array of structs; of a Hash each pair is one.
      def list(shape, values, names)
        memory = FFI::MemoryPointer.new(:char, shape.size * [values.size, 1].max)
        values.each_with_index do |value, i|
          value = shape.visible.map(&:name).zip(value) if value.is_a?(Array)
          fill(shape, value.to_h, names: names, at: memory + i * shape.size)
        end
        memory
      end

      # The C type of a pointer in a struct, nested ones included.
      def pointee(shape, field)
        @pointees ||= {}
        types = @pointees[shape.name] ||= pointers("revops_#{shape.name}")
        types.fetch(field.offset)
      end

      # Numbers of one C type, side by side.
      def numbers(type, values)
        type = Native.scalar(type)
        check(type, type, values)
        FFI::MemoryPointer.new(type, [values.size, 1].max).put_bytes(0, values.pack("#{DIRECTIVES.fetch(type)}*"))
      end

      # Array#pack and C would cut what does not fit.
      def check(name, type, numbers)
        return if type == :double

        bits = 8 * FFI.type_size(type)
        range = type.start_with?('u', 'size') ? 0..((1 << bits) - 1) : -(1 << (bits - 1))..((1 << (bits - 1)) - 1)
        bad = numbers.find { |number| !range.cover?(number) }
        return unless bad

        raise Error::Invalid.new("expected #{range.begin} to #{range.end}, got #{bad}", field: name.to_s)
      end

      private

      def write_size(shape, memory)
        memory.put(:size_t, 0, shape.size) if shape.fields.first.unit == :size
      end

      def scalars(field, value, names)
        values = field.length == 1 ? [value] : value
        numbers = values.map { |one| Units.encode(field, one, names) }
        check(field.name, field.type, numbers)
        numbers.pack("#{DIRECTIVES.fetch(field.type)}*")
      end

      def write(shape, field, memory, value, names, held)
        case field.type
        when :column then write_column(shape, field, memory, value, names, held)
        when :pointer then write_pointer(shape, field, memory, value, names, held)
        else put(memory, field, value, names)
        end
      end

      def write_column(shape, field, memory, values, names, held)
        column = Packing.column(field, values, names)
        held << column
        memory.put_bytes(field.offset, column.descriptor)
        write_count(shape, field, memory, column.count)
      end

      # bounds has bound_count, defs has def_count.
      def write_count(shape, field, memory, count)
        counter = shape[:"#{field.name.to_s.delete_suffix('s')}_count"] || shape[:"#{field.name}_size"]
        put(memory, counter, count) if counter
        !counter.nil?
      end

      def write_pointer(shape, field, memory, value, names, held)
        type = pointee(shape, field)
        held << value
        target = if value.respond_to?(:to_ptr) && type.start_with?('revops_names') then value.to_ptr
                 elsif !type.include?('*') then callback(shape, field, memory, value, held)
                 elsif value.is_a?(String) then text(shape, field, memory, value)
                 elsif value.respond_to?(:to_ptr) then value.to_ptr
                 else pointed(shape, field, memory, value, names)
                 end
        held << value << target
        memory.put_pointer(field.offset, target)
      end

      # A callable, or Names, which are resolved without a way through Ruby.
      def callback(shape, field, memory, value, held)
        if value.is_a?(Names)
          memory.put_pointer(shape[:"#{field.name}_user"].offset, value.to_ptr)
          return Native::LIBRARY.find_function('revops_names_resolve')
        end
        held << (made = Resolver.new(value))
        made.to_ptr
      end

      def text(shape, field, memory, value)
        write_count(shape, field, memory, value.bytesize)
        FFI::MemoryPointer.from_string(value)
      end

      def pointed(shape, field, memory, value, names)
        element = pointee(shape, field)[/\w+(?= *\*)/]
        return numbers(element, value).tap { write_count(shape, field, memory, value.size) } if element.end_with?('_t')

        inner = Shape[element.delete_prefix('revops_')]
        return fill(inner, value, names: names).pointer if inner.kind == :options

        list(inner, value, names).tap { write_count(shape, field, memory, value.size) }
      end

      def pointers(name, base = 0)
        layout = Native.struct(name)
        Generated::STRUCTS.fetch(name).each_with_object({}) do |(member, type, c_type), found|
          offset = base + layout.offset_of(member)
          if type.is_a?(String) then found.update(pointers(type, offset))
          else found[offset] = c_type
          end
        end
      end
    end
  end
end
