# frozen_string_literal: true

module Revops
  # Owns a handle of the library: frees it when closed or collected, and lets no two calls meet in it.
  class Resource
    # Open a handle; with a block it is closed when the block is left.
    def self.open(*arguments, **options)
      resource = new(*arguments, **options)
      return resource unless block_given?

      begin
        result = yield resource
        resource.flush
        result
      ensure
        resource.close
      end
    end

    # Free the handle. Closing twice is fine; closing from a callback of the handle is not.
    def close
      return if closed?
      raise Error::Busy, 'the handle is inside a call' if @writing || @reading.positive?

      @pointer.free
      @pointer = nil
    end

    def closed?
      @pointer.nil?
    end

    # Send what was collected.
    def flush
      self
    end

    def inspect
      "#<#{self.class}#{' (closed)' if closed?}>"
    end

    # The C handle.
    def to_ptr
      @pointer || raise(ClosedError, 'the handle is closed')
    end

    # A call that may change the handle: nothing else may run in it meanwhile.
    def exclusive
      to_ptr
      raise Error::Busy, 'the handle is inside another call' if @writing || @reading.positive?

      @writing = true
      begin
        yield
      ensure
        @writing = false
      end
    end

    # A call that only reads: others of its kind may run at the same time.
    def shared
      to_ptr
      raise Error::Busy, 'the handle is inside another call' if @writing

      @reading += 1
      begin
        yield
      ensure
        @reading -= 1
      end
    end

    # Callbacks that live as long as the handle.
    def callbacks
      @callbacks ||= []
    end

    private

    # Make the C handle: the block gets where to put it.
    def own(destroy, callbacks = [])
      @reading = 0
      @writing = false
      @callbacks = callbacks
      out = FFI::MemoryPointer.new(:pointer)
      yield out
      @pointer = FFI::AutoPointer.new(out.read_pointer, destroy.method(:call))
    end

    # Bytes of a text or state: asked for once with room for most, again when that was too little.
    def bytes_out(capacity = 1024)
      written = FFI::MemoryPointer.new(:size_t)
      begin
        out = FFI::MemoryPointer.new(:char, capacity)
        yield out, capacity, written
      rescue Error::Capacity
        capacity = written.get(:size_t, 0) + 1
        retry
      end
      out.read_bytes(written.get(:size_t, 0))
    end
  end

  # A handle of the catalogue. Each kind has a class of its own with its feeds as attributes and its
  # reports as methods; all of it comes from the library.
  class Handle < Resource
    class << self
      attr_reader :kind

      # A handle from a saved state.
      def load(state, names: nil, **options)
        raise NoMethodError, "#{name} has no state" unless kind.load

        host = Host.take(options)
        raise ArgumentError, "unknown #{options.keys.join(', ')}" unless options.empty?

        allocate.tap do |handle|
          handle.__send__(:begin_life, host, names) do |out|
            kind.load.invoke(out, state, state.bytesize, host, callbacks: host.callbacks)
          end
        end
      end

      # Make the class of a kind.
      def define(kind)
        Revops.const_set(kind.class_name, Class.new(self) do
          @kind = kind
          kind.feeds.each { |feed| define_method(feed.name) { @feeds.fetch(feed.name) } }
          kind.reports.each do |report|
            define_method(report.name) { |query = nil, **options| report_rows(report, query, options) }
          end
        end)
      end

      # Marshal keeps a handle as its state.
      def _load(state)
        load(state)
      end
    end

    # Texts of keys: rows show them, and texts that are added are remembered.
    attr_accessor :names

    # Options of the kind by name, and those of its host: progress, max_bytes, max_rows.
    def initialize(names: nil, **options)
      host = Host.take(options)
      raise ArgumentError, "#{kind.name} has no #{options.keys.first}" if kind.options.nil? && !options.empty?

      filled = kind.options && Structs.fill(kind.options, options, names: names)
      begin_life(host, names) { |out| kind.create.invoke(out, filled&.pointer, host, callbacks: host.callbacks) }
    end

    def kind
      self.class.kind
    end

    def feeds
      @feeds.values
    end

    # Send the rows that << collected in any feed.
    def flush
      feeds.each(&:flush)
      self
    end

    # Add all of another handle of this kind; answers self.
    def merge(other)
      raise TypeError, "expected a #{self.class}, got #{other.inspect}" unless other.instance_of?(self.class)

      offered(:merge)
      flush && other.flush
      return twice(other) if equal?(other)

      exclusive { other.shared { kind.merge.invoke(to_ptr, other.to_ptr, callbacks: callbacks) } }
      self
    end

    # The state as a binary String: same content, same bytes, in every language.
    def save
      offered(:save)
      flush
      shared { bytes_out { |*out| kind.save.invoke(to_ptr, *out, callbacks: callbacks) } }
    end

    # Run between the last add and the first rows, where the kind has something to compute.
    def compute
      offered(:compute)
      flush
      exclusive { kind.compute.invoke(to_ptr, callbacks: callbacks) }
      self
    end

    def _dump(_level)
      save
    end

    private

    def begin_life(host, names, &create)
      @names = names
      @host = host
      own(kind.destroy, host.callbacks, &create)
      @feeds = kind.feeds.to_h { |feed| [feed.name, Feed.new(self, feed)] }
    end

    def twice(other)
      exclusive { kind.merge.invoke(to_ptr, other.to_ptr, callbacks: callbacks) }
      self
    end

    def offered(verb)
      raise NoMethodError, "#{kind.name} offers no #{verb}" unless kind.public_send(verb)
    end

    # Rows are made at each call, so the room grows fast.
    def report_rows(report, query, options)
      flush
      filled = filled_query(report, query, options)
      written = FFI::MemoryPointer.new(:size_t)
      capacity = 1024
      loop do
        out = FFI::MemoryPointer.new(:char, capacity * report.row.size)
        shared do
          report.rows.invoke(to_ptr, filled&.pointer, 0, out, capacity, report.row.size, written, callbacks: callbacks)
        end
        count = written.get(:size_t, 0)
        return Rows.new(report.row, out, count, names) if count < capacity

        capacity *= 16
      end
    end

    def filled_query(report, query, options)
      options = query.to_h.merge(options) if query
      return Structs.fill(report.query, options, names: names) if report.query
      raise ArgumentError, "#{report.name} takes no query" unless options.empty?
    end
  end
end
