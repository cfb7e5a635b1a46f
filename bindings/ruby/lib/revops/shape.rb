# frozen_string_literal: true

module Revops
  # One field of a struct, as the library describes it.
  class Field
    attr_reader :name, :about, :words, :offset, :length, :type, :unit, :column_type, :order

    CONSTANTS = Generated::CONSTANTS
    WORDS = lambda do |prefix|
      named = CONSTANTS.select { |name, _value| name.start_with?(prefix) }
      named.to_h { |name, value| [value, name.to_s.delete_prefix(prefix).downcase.to_sym] }.freeze
    end
    UNITS = WORDS.call('REVOPS_UNIT_')
    TYPES = WORDS.call('REVOPS_TYPE_')
    NUMBERS = %i[int8 int16 int32 int64 uint8 uint16 uint32 uint64 double].freeze

    def initialize(struct)
      @name = struct[:name].to_sym
      @about = struct[:about]
      @offset = struct[:offset]
      @length = struct[:length]
      @order = struct[:order]
      @type = TYPES.fetch(struct[:type])
      @unit = UNITS.fetch(struct[:unit], :none)
      @column_type = TYPES.fetch(struct[:column_type])
      @required = struct[:flags].anybits?(CONSTANTS.fetch(:REVOPS_FIELD_REQUIRED))
      @words = read_words(struct)
    end

    def required?
      @required
    end

    # struct_size, count of a batch and reserved fields are ours to fill.
    def hidden?
      %i[size reserved].include?(unit)
    end

    def column?
      type == :column
    end

    # The type of one value: what lies in the struct, or in the column.
    def value_type
      column? ? column_type : type
    end

    # The type in which Arrays are packed: the widest, the library checks each value's range.
    def wide_type
      case value_type
      when :double, :bytes, :ratio then value_type
      else value_type.start_with?('u') ? :uint64 : :int64
      end
    end

    def word(value)
      @names ||= words.invert
      @names[value]
    end

    private

    def read_words(struct)
      size = Native::Word.size
      Array.new(struct[:word_count]) { |i| Native::Word.new(struct[:words] + i * size) }
           .to_h { |word| [word[:name].to_sym, word[:value]] }.freeze
    end
  end

  # One struct, as the library describes it.
  class Shape
    attr_reader :name, :about, :size, :kind, :fields

    KINDS = { 1 => :record, 2 => :batch, 3 => :options }.freeze

    def self.at(pointer)
      return if pointer.null?

      (@by_address ||= {})[pointer.address] ||= new(pointer)
    end

    # A shape by its struct's name without `revops_`; nil when there is none.
    def self.[](name)
      at(Native.call(:revops_shape_find, FFI::MemoryPointer.from_string(name.to_s)))
    end

    # A shape as it is or by its name.
    def self.of(shape)
      shape.is_a?(Shape) ? shape : self[shape] || raise(ArgumentError, "there is no shape #{shape}")
    end

    # All shapes of the library.
    def self.all
      Array.new(Native.call(:revops_shape_count)) { |i| at(Native.call(:revops_shape_at, i)) }
    end

    attr_reader :pointer

    def initialize(pointer)
      @pointer = pointer
      struct = Native::Shape.new(pointer)
      @name = struct[:name]
      @about = struct[:about]
      @size = struct[:size]
      @kind = KINDS.fetch(struct[:kind])
      @fields = Array.new(struct[:field_count]) do |i|
        Field.new(Native::Field.new(Native.call(:revops_shape_field, pointer, i)))
      end.freeze
      @by_name = @fields.reject(&:hidden?).to_h { |field| [field.name, field] }.freeze
    end

    def [](name)
      @by_name[name]
    end

    # What a host sees of a struct.
    def visible
      @by_name.values
    end

    # The columns of a batch.
    def columns
      @columns ||= fields.select(&:column?).freeze
    end

    def inspect
      "#<#{self.class} #{name}>"
    end
  end
end
