# frozen_string_literal: true

module Revops
  # The answer of a report: an Enumerable of records. The library wrote them into one block of
  # memory, and each record is made when it is asked for.
  class Rows
    include Enumerable

    class << self
      # Rows made by a host: records or Hashes.
      def of(shape, records)
        records = records.to_a
        filled = Structs.list(shape, records.map(&:to_h))
        new(shape, filled.pointer, records.size, held: filled)
      end

      # Ask for rows until all of them fit. They are made anew at each call, so the room grows fast.
      def collect(shape, capacity, names)
        written = FFI::MemoryPointer.new(:size_t)
        loop do
          memory = FFI::MemoryPointer.new(:char, capacity * shape.size)
          yield memory, capacity, written
          count = written.get(:size_t, 0)
          return new(shape, memory, count, names) if count < capacity

          capacity *= 16
        end
      end
    end

    attr_reader :shape, :size, :pointer, :names

    alias length size
    alias to_ptr pointer

    def initialize(shape, pointer, size, names = nil, held: nil)
      @shape = shape
      @pointer = pointer
      @size = size
      @names = names
      @held = held
      @reader = Reader.for(shape)
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
      fields = shape.visible.reject { |field| %i[ratio pointer column].include?(field.type) }
      fields.select { |field| field.length == 1 }.to_h do |field|
        [field.name, Column.new(pointer, type: field.type, stride: shape.size, offset: field.offset,
                                         count: size)]
      end
    end

    # The rows as an Arrow stream, for another library or another feed. Keys are texts when there
    # are names.
    def to_arrow_stream(**options)
      Revops.arrow_export_stream(shape, self, names: names, **options)
    end

    # The rows as text: :json, :csv, :markdown, :ascii, :html, :plain; more options as of Writer.
    def to_text(format = :json, **options)
      Writer.text(self, format: format, **options)
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
