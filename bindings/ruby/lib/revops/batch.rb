# frozen_string_literal: true

module Revops
  # Fills batch structs of one shape from whatever a host has: a Hash of columns, an Array of row
  # Hashes or records, the Rows of a report.
  class Batch
    HEADER = Native::Column.size

    attr_reader :shape

    # Whether something is a batch at all.
    def self.data?(data)
      data.is_a?(Hash) || data.is_a?(Array) || data.respond_to?(:to_columns) || data.respond_to?(:each_entry)
    end

    # The columns of a filled batch, borrowed from their owner.
    def self.columns(shape, memory, owner)
      count = memory.get(:uint64, shape.fields[1].offset)
      shape.columns.to_h { |field| [field.name, Column.borrowed(field, memory + field.offset, count, owner)] }.compact
    end

    def initialize(shape, names = -> {}, strict: false)
      @shape = shape
      @names = names
      @strict = strict
      @columns = shape.columns.to_h { |field| [field.name, field] }
      @size, @count = shape.fields.first(2)
    end

    # Write the batch at `memory`. The columns are held by this object until the next fill.
    def fill(memory, data, strict: @strict)
      @held = settle(gather(data, strict), strict)
      memory.put(:size_t, @size.offset, shape.size)
      memory.put(:int64, @count.offset, count)
      @held.each { |name, column| memory.put_bytes(@columns[name].offset, column.descriptor) }
      memory
    end

    # A batch of its own.
    def make(data, strict: @strict)
      fill(FFI::MemoryPointer.new(:char, shape.size), data, strict: strict)
    end

    # Rows of the last fill.
    def count
      counts = @held.each_value.reject(&:constant?).map(&:count)
      counts.first || @held.first&.last&.count || 0
    end

    private

    # A Hash of columns from any form of data.
    def gather(data, strict)
      return data if data.is_a?(Hash)
      return data.to_columns if data.respond_to?(:to_columns)

      rows = data.to_a
      rows = rows.map(&:to_h) unless rows.first.is_a?(Hash)
      rows.empty? ? {} : transpose(rows, strict)
    end

    # Row Hashes to columns. As a rule all rows have the keys of the first; if not, or if a value is
    # nil, their union counts.
    def transpose(rows, strict)
      keys = rows.first.keys
      columns = values(rows, keys, strict)
      return columns unless rows.sum(&:size) != keys.size * rows.size || columns.any? { |_, column| column.include?(nil) }

      columns.merge(values(rows, rows.flat_map(&:keys).uniq - keys, strict))
    end

    def values(rows, keys, strict)
      keys = keys.select { |key| known?(key.to_sym) } unless strict
      keys.to_h { |key| [key, rows.map { |row| row[key] }] }
    end

    def known?(name)
      @columns.key?(name) || @columns.key?(:"#{name}_num")
    end

    def settle(data, strict)
      columns = {}
      data.each do |name, value|
        name = name.to_sym
        if @columns.key?(name) then columns[name] = Packing.column(@columns[name], value, @names.call)
        elsif known?(name) then columns.update(ratio(name, value))
        elsif strict then raise ArgumentError, "#{shape.name} has no column #{name}"
        end
      end
      check_counts(columns)
    end

    # `rate: Rational(11, 10)` fills rate_num and rate_den.
    def ratio(name, value)
      ratios = value.is_a?(Array) ? value : [value]
      ratios = ratios.map { |one| one && (one.is_a?(Float) ? Units.refuse(@columns[:"#{name}_num"], one) : Rational(one)) }
      { num: :numerator, den: :denominator }.to_h do |suffix, part|
        field = @columns.fetch(:"#{name}_#{suffix}")
        numbers = ratios.map { |one| one&.public_send(part) }
        [field.name, Packing.column(field, value.is_a?(Array) ? numbers : numbers.first, nil)]
      end
    end

    def check_counts(columns)
      sized = columns.reject { |_, column| column.constant? }
      first = sized.first
      name, column = sized.find { |_, other| other.count != first.last.count }
      return columns unless name

      raise Error::Invalid.new("expected #{first.last.count} rows as in #{first.first}, got #{column.count}",
                               field: name.to_s)
    end
  end
end
