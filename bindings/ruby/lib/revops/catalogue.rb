# frozen_string_literal: true

module Revops
  # What each kind of handle can do, read from the library when this file is loaded.
  module Catalogue
    STATUS = :int32
    P = :pointer
    CREATE = [P, P, P, P].freeze
    ROWS = [P, P, :uint64, P, :size_t, :size_t, P, P].freeze

    # One way rows come in: functions are nil when they are not offered.
    Feed = ::Struct.new(:name, :about, :shape, :add, :remove, :read, keyword_init: true)
    # One way rows go out.
    Report = ::Struct.new(:name, :about, :query, :row, :rows, keyword_init: true)

    # One kind of handle.
    class Kind
      attr_reader :name, :about, :options, :feeds, :reports, :state
      # Functions of its life; nil when they are not offered.
      attr_reader :create, :destroy, :merge, :save, :load, :compute

      def initialize(struct)
        @struct = struct
        @name = struct[:name]
        @about = struct[:about]
        @options = Shape.at(struct[:options])
        @state = struct[:state].to_s
        read_life
        @feeds = entries(:feed).each_with_index.map { |feed, i| read_feed(feed, i) }
        @reports = entries(:report).map { |report| read_report(report) }
      end

      def class_name
        Native.class_name(name)
      end

      private

      def read_life
        @create = function(@struct, :create, CREATE)
        @destroy = function(@struct, :destroy, [P], returns: :void, blocking: false)
        @merge = function(@struct, :merge, [P, P, P])
        @save = function(@struct, :save, [P, P, :size_t, P, P])
        @load = function(@struct, :load, [P, P, :size_t, P, P])
        @compute = function(@struct, :compute, [P, P])
      end

      # The main feed has the doors add, remove, read; another feed x has add_x, remove_x, read_x.
      def read_feed(feed, index)
        suffix = index.zero? ? '' : "_#{feed[:name]}"
        Feed.new(name: feed[:name], about: feed[:about], shape: Shape.at(feed[:batch]),
                 add: function(feed, :add, [P, P, P], verb: "add#{suffix}"),
                 remove: function(feed, :remove, [P, P, P], verb: "remove#{suffix}"),
                 read: function(feed, :read, [P, P, P, P], verb: "read#{suffix}"))
      end

      def read_report(report)
        rows = function(report, :rows, ROWS, verb: report[:name])
        Report.new(name: report[:name], about: report[:about], query: Shape.at(report[:query]),
                   row: Shape.at(report[:row]), rows: rows)
      end

      # Entries are as far apart as the library says, so they may grow.
      def entries(what)
        step = @struct[:"#{what}_size"]
        layout = Native.struct("revops_#{what}")
        Array.new(@struct[:"#{what}_count"]) { |i| layout.new(@struct[:"#{what}s"] + i * step) }
      end

      def function(struct, member, parameters, returns: STATUS, verb: member, blocking: true)
        pointer = struct[member]
        return if pointer.null?

        Native::Function.new("revops_#{name}_#{verb}", returns, parameters, pointer,
                             blocking: blocking)
      end
    end

    def self.kinds
      @kinds ||= Array.new(Native.call(:revops_catalog_count)) do |i|
        Kind.new(Native::HandleKind.new(Native.call(:revops_catalog_at, i)))
      end
    end
  end
end
