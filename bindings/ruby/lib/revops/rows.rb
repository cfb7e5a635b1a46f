# frozen_string_literal: true

module Revops
  # The answer of a report: an Enumerable of records. The library wrote them into one block of memory,
  # and each record is made when it is asked for.
  class Rows
    include Enumerable

    attr_reader :shape, :size, :pointer, :names

    alias length size
    alias to_ptr pointer

    def initialize(shape, pointer, size, names = nil)
      @shape = shape
      @pointer = pointer
      @size = size
      @names = names
      @reader = Reader.for(shape)
    end

    # Rows made by a host: records or Hashes.
    def self.of(shape, records)
      records = records.to_a
      memory = FFI::MemoryPointer.new(:char, shape.size * [records.size, 1].max)
      records.each_with_index { |record, i| Structs.fill(shape, record.to_h, at: memory + i * shape.size) }
      new(shape, memory, records.size)
    end

    # The rows as an Arrow stream, for another library or another feed. Keys are texts when there are
    # names.
    def to_arrow_stream(**options)
      Revops.arrow_export_stream(shape, self, names: names, **options)
    end

    # The rows as text: :json, :csv, :markdown, :ascii, :html, :plain; more options as of Writer.
    def to_text(format = :json, **options)
      Writer.text(self, format: format, **options)
    end

    def each
      return enum_for(:each) { size } unless block_given?

      size.times { |index| yield record(index) }
      self
    end

    # A record by its place, from the end when negative; nil beyond.
    def [](index)
      index += size if index.negative?
      record(index) if index.between?(0, size - 1)
    end

    def last
      self[-1]
    end

    def empty?
      size.zero?
    end

    # All values of one field.
    def column(name)
      field = shape[name] || raise(ArgumentError, "#{shape.name} has no #{name}")
      @reader.column(bytes, size, field, names)
    end

    # The records as they lie in memory.
    def bytes
      pointer.read_bytes(size * shape.size)
    end

    # Columns of a batch, read where these rows lie.
    def to_columns
      shape.visible.reject { |field| %i[ratio pointer].include?(field.type) || field.length > 1 }.to_h do |field|
        [field.name, Column.new(pointer, type: field.type, stride: shape.size, offset: field.offset, count: size)]
      end
    end

    def inspect
      "#<#{self.class} #{shape.name}: #{size} rows>"
    end

    private

    def record(index)
      @reader.read(pointer.get_bytes(index * shape.size, shape.size), names)
    end
  end
end
