# frozen_string_literal: true

module Revops
  # Structs of the C library from Hashes, by their shapes.
  #
  # A nested struct lies flat, as in its shape. An Array fills a pointer with its count beside it
  # (`changes` and `change_count`), a Hash of two-field structs too (`defs: { XAU: 4 }`).
  module Structs
    DIRECTIVES = { int8: 'c', int16: 's', int32: 'l', int64: 'q', uint8: 'C', uint16: 'S',
                   uint32: 'L', uint64: 'Q', double: 'd', pointer: 'J', ratio: 'qqlx4' }.freeze

    # A struct in memory, and what it points to: keep it until the call returned.
    Filled = ::Struct.new(:pointer, :held) do
      alias_method :to_ptr, :pointer

      # Callables that became function pointers.
      def callbacks
        held.grep(Callback)
      end
    end

    class << self
      # Fill a struct. An unknown name is an ArgumentError, a value that does not fit is
      # Error::Invalid.
      def fill(shape, values, names: nil, at: nil)
        memory = at || FFI::MemoryPointer.new(:char, shape.size)
        Filled.new(memory, Filler.new(shape, memory, names).fill(values))
      end

      # Structs side by side; of a Hash each pair is one.
      def list(shape, values, names = nil)
        memory = FFI::MemoryPointer.new(:char, shape.size * [values.size, 1].max)
        held = values.each_with_index.flat_map do |value, i|
          value = shape.visible.map(&:name).zip(value) if value.is_a?(Array)
          fill(shape, value.to_h, names: names, at: memory + i * shape.size).held
        end
        Filled.new(memory, held)
      end

      # Numbers of one C type, side by side.
      def numbers(type, values)
        type = Native.scalar(type)
        check(type, type, values)
        memory = FFI::MemoryPointer.new(type, [values.size, 1].max)
        memory.put_bytes(0, values.pack("#{DIRECTIVES.fetch(type)}*"))
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

      # The bytes of a ratio; nil is undefined.
      def ratio(field, value)
        value = Revops.ratio_parse(value) if value.is_a?(String)
        value = Rational(value) if value.is_a?(Integer)
        Units.refuse(field, value) unless value.nil? || value.is_a?(Rational)
        return [0, 0, 1, 0].pack('qqll') if value.nil?

        [value.numerator, value.denominator, 0, 0].pack('qqll')
      end

      # Array#pack and C would cut what does not fit.
      def check(name, type, numbers)
        return if type == :double

        range = range_of(type)
        bad = numbers.find { |number| !range.cover?(number) }
        return unless bad

        raise Error::Invalid.new("expected #{range.begin} to #{range.end}, got #{bad}",
                                 field: name.to_s)
      end

      private

      def scalars(field, value, names)
        values = field.length == 1 ? [value] : value
        numbers = values.map { |one| Units.encode(field, one, names) }
        check(field.name, field.type, numbers)
        numbers.pack("#{DIRECTIVES.fetch(field.type)}*")
      end

      def range_of(type)
        bits = 8 * FFI.type_size(type)
        return 0..((1 << bits) - 1) if type.start_with?('u', 'size')

        -(1 << (bits - 1))..((1 << (bits - 1)) - 1)
      end
    end

    # Fills one struct and gathers what it points to.
    class Filler
      def initialize(shape, memory, names)
        @shape = shape
        @memory = memory
        @names = names
        @held = [memory]
      end

      def fill(values)
        @memory.put(:size_t, 0, @shape.size) if @shape.fields.first.unit == :size
        values.to_h.each do |name, value|
          field = @shape[name.to_sym] || raise(ArgumentError, "#{@shape.name} has no #{name}")
          write(field, value) unless value.nil?
        end
        @held
      end

      # The C type of a pointer in a struct, nested ones included.
      def self.pointee(shape, field)
        @pointees ||= {}
        (@pointees[shape.name] ||= pointers("revops_#{shape.name}")).fetch(field.offset)
      end

      def self.pointers(name, base = 0)
        layout = Native.struct(name)
        Generated::STRUCTS.fetch(name).each_with_object({}) do |(member, type, c_type), found|
          offset = base + layout.offset_of(member)
          type.is_a?(String) ? found.update(pointers(type, offset)) : found[offset] = c_type
        end
      end
      private_class_method :pointers

      private

      def write(field, value)
        case field.type
        when :column then write_column(field, value)
        when :pointer then write_pointer(field, value)
        else Structs.put(@memory, field, value, @names)
        end
      end

      def write_column(field, values)
        column = Packing.column(field, values, @names)
        @held << column
        @memory.put_bytes(field.offset, column.descriptor)
        write_count(field, column.count)
      end

      # bounds has bound_count, defs has def_count, text has text_size.
      def write_count(field, count)
        singular = field.name.to_s.delete_suffix('s')
        counter = @shape[:"#{singular}_count"] || @shape[:"#{field.name}_size"]
        Structs.put(@memory, counter, count) if counter
      end

      def write_pointer(field, value)
        type = Filler.pointee(@shape, field)
        target = if !type.include?('*') then callback(field, value, type)
                 elsif value.respond_to?(:to_ptr) then value
                 elsif value.is_a?(String) then text(field, value)
                 else pointed(field, value, type[/\w+(?= *\*)/])
                 end
        @held << value << target
        @memory.put_pointer(field.offset, target.to_ptr)
      end

      # A callable, or Names, which are resolved without a way through Ruby.
      def callback(field, value, type)
        return Callback.of(type, value).tap { |made| @held << made } unless value.is_a?(Names)

        @memory.put_pointer(@shape[:"#{field.name}_user"].offset, value.to_ptr)
        Native::LIBRARY.find_function('revops_names_resolve')
      end

      def text(field, value)
        write_count(field, value.bytesize)
        FFI::MemoryPointer.from_string(value)
      end

      def pointed(field, value, type)
        if type.end_with?('_t')
          write_count(field, value.size)
          return Structs.numbers(type, value)
        end
        filled = structs(field, Shape[type.delete_prefix('revops_')], value)
        @held.concat(filled.held)
        filled.pointer
      end

      # Options are one struct, records are a list with its count.
      def structs(field, shape, value)
        return Structs.fill(shape, value, names: @names) if shape.kind == :options

        write_count(field, value.size)
        Structs.list(shape, value, @names)
      end
    end
  end
end
