# frozen_string_literal: true

module Revops
  # What a handle asks of Ruby while it lives: patience and limits. Memory is the library's default.
  class Host
    OPTIONS = %i[progress max_bytes max_rows].freeze

    # Take the host's part out of keyword options.
    def self.take(options)
      given = options.slice(*OPTIONS)
      OPTIONS.each { |name| options.delete(name) }
      new(**given)
    end

    attr_reader :callbacks

    def initialize(progress: nil, max_bytes: nil, max_rows: nil)
      @progress = progress && Progress.new(progress)
      @callbacks = [@progress].compact
      @struct = Native::Host.new
      @struct[:struct_size] = Native::Host.size
      @struct[:progress] = @progress.to_ptr if @progress
      @struct[:max_bytes] = max_bytes || 0
      @struct[:max_rows] = max_rows || 0
    end

    def to_ptr
      @struct.to_ptr
    end
  end
end
