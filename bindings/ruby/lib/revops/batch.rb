# frozen_string_literal: true

module Revops
  # Fills batch structs of one shape from whatever a host has: a Hash of columns, an Array of row
  # Hashes or records, the Rows of a report.
  class Batch
    # A pointer beyond it does not know its size.
    LARGEST = 1 << 62

    # What a column of the shape needs to be filled fast.
    Slot = ::Struct.new(:name, :field, :offset, :width, :type, :value, :column)

    attr_reader :shape, :count

    # Whether something is a batch at all.
    def self.data?(data)
      data.is_a?(Hash) || data.is_a?(Array) || data.respond_to?(:to_columns) ||
        data.respond_to?(:each_entry)
    end

    # The columns of a filled batch, borrowed from their owner.
    def self.columns(shape, memory, owner)
      count = memory.get(:uint64, shape.fields[1].offset)
      columns = shape.columns.to_h do |field|
        [field.name, Column.borrowed(field, memory + field.offset, count, owner)]
      end
      columns.compact
    end

    # `names` is asked for the Names at each fill.
    def initialize(shape, names = -> {}, strict: false)
      @shape = shape
      @names = names
      @strict = strict
      @slots = shape.columns.to_h { |field| [field.name, slot(field)] }
      @size, @rows = shape.fields.first(2).map(&:offset)
    end

    # Write the batch at `memory`, which is zeroed. What its columns point at is held by this object
    # until the next fill.
    def fill(memory, data, strict: @strict)
      @held = []
      @count = @counted = nil
      gather(data, strict).each { |name, value| place(memory, name.to_sym, value, strict) }
      @count ||= @held.empty? ? 0 : 1
      memory.put(:size_t, @size, shape.size)
      memory.put_int64(@rows, @count)
      memory
    end

    # A batch in memory of its own.
    def make(data, strict: @strict)
      fill(FFI::MemoryPointer.new(:char, shape.size), data, strict: strict)
    end

    private

    def slot(field)
      Slot.new(field.name, field, field.offset, Column.width(field.value_type, field),
               Column::TYPES.fetch(field.value_type))
    end

    # --- rows to columns ---

    # A Hash of columns from any form of data.
    def gather(data, strict)
      return data if data.is_a?(Hash)
      return data.to_columns if data.respond_to?(:to_columns)

      rows = data.to_a
      rows = rows.map(&:to_h) unless rows.first.is_a?(Hash)
      rows.empty? ? {} : transpose(rows, strict)
    end

    # As a rule all rows have the keys of the first. Whether they do shows at little cost: no value
    # is nil, and there are not more of them.
    def transpose(rows, strict)
      keys = rows.first.keys
      columns = values(rows, keys, strict)
      alike = rows.sum(&:size) == keys.size * rows.size && columns.each_value.all?(&:all?)
      return columns if alike

      columns.merge(values(rows, rows.flat_map(&:keys).uniq - keys, strict))
    end

    def values(rows, keys, strict)
      keys = keys.select { |key| known?(key.to_sym) } unless strict
      keys.to_h { |key| [key, rows.map { |row| row[key] }] }
    end

    def known?(name)
      @slots.key?(name) || @slots.key?(:"#{name}_num")
    end

    # --- columns into the struct ---

    def place(memory, name, value, strict)
      slot = @slots[name]
      return place_other(memory, name, value, strict) unless slot

      if Packing.packed?(value) && value.bytesize > Column::SMALL
        place_whole(memory, slot, value, value.bytesize) { [value.dup, Column::OF_STRING] }
      elsif value.is_a?(FFI::Pointer) && value.size < LARGEST
        place_whole(memory, slot, value, value.size) { [value.address, Column::LAYOUT] }
      else
        place_column(memory, slot, column(slot, value))
      end
    end

    # The short way of Column for what hosts have most: values side by side.
    def place_whole(memory, slot, value, size)
      rows, rest = size.divmod(slot.width)
      return place_column(memory, slot, column(slot, value)) unless rest.zero?

      data, layout = yield
      @held << value << data
      memory.put_bytes(slot.offset, [data, 0, slot.width, 0, slot.type, 0].pack(layout))
      agree(slot.name, rows)
    end

    def place_column(memory, slot, column)
      @held << column
      memory.put_bytes(slot.offset, column.descriptor)
      agree(slot.name, column.count) unless column.constant?
    end

    # The same value for all rows, batch after batch, is made once.
    def column(slot, value)
      return slot.column if slot.column && slot.value.equal?(value)

      made = Packing.column(slot.field, value, @names.call)
      if slot.field.unit == :currency && value.is_a?(String) && value.frozen? && made.constant?
        slot.value = value
        slot.column = made
      end
      made
    end

    def place_other(memory, name, value, strict)
      if known?(name) then ratio(name, value) { |slot, column| place_column(memory, slot, column) }
      elsif strict then raise ArgumentError, "#{shape.name} has no column #{name}"
      end
    end

    # `rate: Rational(11, 10)` fills rate_num and rate_den.
    def ratio(name, value)
      field = @slots.fetch(:"#{name}_num").field
      ratios = Array(value).map { |one| exact(field, one) unless one.nil? }
      { num: :numerator, den: :denominator }.each do |suffix, part|
        slot = @slots.fetch(:"#{name}_#{suffix}")
        numbers = ratios.map { |one| one&.public_send(part) }
        numbers = numbers.first unless value.is_a?(Array)
        yield slot, Packing.column(slot.field, numbers, nil)
      end
    end

    def exact(field, value)
      case value
      when Rational, Integer then value
      when String then Revops.ratio_parse(value)
      else Units.refuse(field, value)
      end
    end

    def agree(name, count)
      @count ||= count
      @counted ||= name
      return if @count == count

      raise Error::Invalid.new("expected #{@count} rows as in #{@counted}, got #{count}",
                               field: name.to_s)
    end
  end
end
