# frozen_string_literal: true

module Revops
  # One way rows come into a handle. Data is a Hash of columns, an Array of row Hashes, or Rows:
  #
  #   feed.add(gross_minor: packed, currency: 'GBP')   # a single value holds for all rows
  #   feed.add([{ gross_minor: 1000, ... }, ...])
  #   feed << { gross_minor: 1000, ... }               # collected, sent by 1,024
  #
  # Columns that the feed does not know are ignored in a Hash or in rows, unless `strict: true`;
  # among keywords they are an ArgumentError.
  class Feed
    BLOCK = 1024

    attr_reader :shape

    def initialize(handle, entry)
      @handle = handle
      @entry = entry
      @shape = entry.shape
      @batch = Batch.new(@shape, -> { @handle.names })
      @memory = FFI::MemoryPointer.new(:char, @shape.size)
      @pending = []
      @sent = 0
    end

    def name
      @entry.name
    end

    # Add rows; answers self. A failed call changes nothing.
    def add(data = nil, strict: false, **columns)
      return read(data) if Feed.arrow?(data)

      flush
      send_batch(@entry.add, data, strict, columns)
    end

    # Take rows back that were added before.
    def remove(data = nil, strict: false, **columns)
      raise NoMethodError, "#{name} cannot be removed" unless @entry.remove

      @handle.flush
      send_batch(@entry.remove, data, strict, columns)
    end

    # Add all batches of an Enumerable or Enumerator, or of a callable that is asked for the next
    # one until it raises StopIteration; or an Arrow stream. All or nothing.
    def read(batches, strict: false)
      flush
      return read_arrow(batches) if Feed.arrow?(batches)

      source = Source.new(batches, Batch.new(@shape, -> { @handle.names }, strict: strict))
      @handle.exclusive do
        @entry.read.invoke(@handle.to_ptr, source, nil, callbacks: [source, *@handle.callbacks])
      end
      self
    end

    # Collect one row. Rows that are refused later are gone with their block; the error says which.
    def <<(row)
      @pending << row
      send_pending if @pending.size >= BLOCK
      self
    end

    # Send what << collected. The row of a refusal counts from the first << after the last flush.
    def flush
      send_pending unless @pending.empty?
      @sent = 0
      self
    end

    def inspect
      "#<#{self.class} #{name}: #{shape.columns.map(&:name).join(', ')}>"
    end

    # Anything that is an Arrow stream or gives one.
    def self.arrow?(data)
      data.is_a?(ArrowReader) || data.is_a?(ArrowStruct) || data.respond_to?(:to_arrow_stream)
    end

    private

    def read_arrow(data)
      data = data.to_arrow_stream if data.respond_to?(:to_arrow_stream)
      return read_reader(data) if data.is_a?(ArrowReader)

      ArrowReader.open(data, shape, names: @handle.names) { |reader| read_reader(reader) }
    end

    # Where the reader failed, its own refusal says more than "the host failed".
    def read_reader(reader)
      @handle.exclusive do
        reader.exclusive do
          @entry.read.invoke(@handle.to_ptr, reader.source, reader, callbacks: @handle.callbacks)
        end
      end
      self
    rescue Error::Host => e
      raise reader.error || e
    end

    def send_batch(function, data, strict, columns)
      raise ArgumentError, 'give data or keywords, not both' unless data.nil? || columns.empty?

      strict ||= data.nil?
      @handle.exclusive do
        @batch.fill(@memory.clear, data || columns, strict: strict)
        function.invoke(@handle.to_ptr, @memory, callbacks: @handle.callbacks)
      end
      self
    end

    def send_pending
      rows, @pending = @pending, []
      send_batch(@entry.add, rows, false, {})
      @sent += rows.size
    rescue Error => e
      raise e.shifted(@sent)
    end
  end
end
