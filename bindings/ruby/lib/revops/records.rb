# frozen_string_literal: true

module Revops
  # The classes of records: frozen Structs, such as Revops::Records::RevenueRow.
  module Records
  end

  # Reads records of one shape out of memory.
  class Reader
    attr_reader :shape, :record

    def self.for(shape)
      (@all ||= {})[shape.name] ||= new(shape)
    end

    def initialize(shape)
      @shape = shape
      @fields = shape.visible.reject(&:column?)
      @template = @fields.map { |field| "@#{field.offset}#{directive(field)}" }.join
      @simple = @fields.all? { |field| width(field) == 1 }
      @record = record_class
    end

    # One record; `bytes` are those of its struct.
    def read(bytes, names = nil)
      record.new(*values(bytes, names)).freeze
    end

    # What a function put into memory: a ratio is a Rational, any other struct its record.
    def value(memory)
      bytes = memory.read_bytes(shape.size)
      shape.name == 'ratio' ? ratio(bytes.unpack(Structs::DIRECTIVES[:ratio])) : read(bytes)
    end

    # One field out of many records.
    def column(bytes, count, field, names = nil)
      template = directive(field)
      Array.new(count) do |i|
        raw = bytes.byteslice(i * shape.size + field.offset, shape.size).unpack(template)
        decode(field, raw, names)
      end
    end

    private

    def values(bytes, names)
      raw = bytes.unpack(@template)
      return @fields.each_with_index.map { |field, i| scalar(field, raw[i], names) } if @simple

      @fields.map { |field| decode(field, raw.shift(width(field)), names) }
    end

    # What unpack finds where a field lies, and how many values that is.
    def directive(field)
      case field.type
      when :bytes then "#{field.unit == :digest ? 'a' : 'Z'}#{field.length}"
      else "#{Structs::DIRECTIVES.fetch(field.type)}#{field.length if field.length > 1}"
      end
    end

    def width(field)
      case field.type
      when :bytes then 1
      when :ratio then 3
      else field.length
      end
    end

    def decode(field, raw, names)
      return ratio(raw) if field.type == :ratio
      return raw.map { |one| scalar(field, one, names) } if field.length > 1 && field.type != :bytes

      scalar(field, raw.first, names)
    end

    def scalar(field, raw, names)
      case field.type
      when :bytes then field.unit == :digest ? raw : raw.force_encoding(Encoding::UTF_8)
      when :pointer then pointer(field, raw)
      else Units.decode(field, raw, names)
      end
    end

    def pointer(field, address)
      return if address.zero?
      return FFI::Pointer.new(address) unless field.unit == :text

      FFI::Pointer.new(address).read_string.force_encoding(Encoding::UTF_8)
    end

    def ratio(raw)
      numerator, denominator, status = raw
      Rational(numerator, denominator) if status.zero? && !denominator.zero?
    end

    def record_class
      title = Native.class_name(shape.name)
      Records.const_set(title, ::Struct.new(*@fields.map(&:name)))
    end
  end
end
