# frozen_string_literal: true

module Revops
  # A handle of the catalogue. Each kind has a class of its own with its feeds as attributes and its
  # reports as methods; all of it comes from the library.
  class Handle < Resource
    FIRST_ROWS = 1024

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
        type = Revops.const_set(kind.class_name, Class.new(self))
        type.instance_variable_set(:@kind, kind)
        kind.feeds.each { |feed| type.define_method(feed.name) { @feeds.fetch(feed.name) } }
        kind.reports.each do |report|
          type.define_method(report.name) do |query = nil, **options|
            report_rows(report, query, options)
          end
        end
        Routine.define(type, type.name)
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
      filled = Structs.fill(kind.options, options, names: names) if kind.options
      unless filled || options.empty?
        raise ArgumentError, "#{kind.name} has no #{options.keys.first}"
      end

      begin_life(host, names) do |out|
        kind.create.invoke(out, filled&.pointer, host, callbacks: host.callbacks)
      end
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
      unless other.instance_of?(self.class)
        raise TypeError, "expected a #{self.class}, got #{other.inspect}"
      end

      offered(:merge)
      flush && other.flush
      merge = -> { kind.merge.invoke(to_ptr, other.to_ptr, callbacks: callbacks) }
      exclusive { equal?(other) ? merge.call : other.shared(&merge) }
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

    def offered(verb)
      raise NoMethodError, "#{kind.name} offers no #{verb}" unless kind.public_send(verb)
    end

    def report_rows(report, query, options)
      flush
      filled = filled_query(report, query, options)
      Rows.collect(report.row, FIRST_ROWS, names) do |memory, capacity, written|
        shared do
          report.rows.invoke(to_ptr, filled&.pointer, 0, memory, capacity, report.row.size, written,
                             callbacks: callbacks)
        end
      end
    end

    def filled_query(report, query, options)
      options = query.to_h.merge(options) if query
      return Structs.fill(report.query, options, names: names) if report.query
      raise ArgumentError, "#{report.name} takes no query" unless options.empty?
    end
  end
end
