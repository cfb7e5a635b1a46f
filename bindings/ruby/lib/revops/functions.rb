# frozen_string_literal: true

module Revops
  # A function of the headers as a Ruby method, by the roles of its parameters:
  #
  # - what goes in are the arguments, in the order of C; counts and sizes follow from them
  # - options, queries and the host are keywords; the last callback may be the block
  # - what comes out is the result, several as an Array; an output that C lets be NULL is left out
  #   unless its name is given as `true`: `Revops.allocate(100, [1, 1, 1], remainder_minor: true)`
  # - a refused call raises Revops::Error
  class Routine
    INPUTS = %i[in in_array text handle callback].freeze
    OUTPUTS = %i[out out_array inout].freeze

    attr_reader :name, :entry, :parameters

    def initialize(name, entry = Generated::FUNCTIONS.fetch(name))
      @name = name
      @entry = entry
      @parameters = entry[:parameters]
    end

    def call(owner, arguments, options, block = nil)
      Call.new(self, owner, arguments, options, block).result
    end

    def function
      @function ||= Native.function(name)
    end

    # What a host gives, in order.
    def inputs
      @inputs ||= parameters.select do |one|
        next foreign?(one) if one[:role] == :inout

        INPUTS.include?(one[:role]) && !receiver?(one) && !(rows? && one[:name] == :first)
      end
    end

    # What a host gets.
    def outputs
      @outputs ||= parameters.select do |one|
        OUTPUTS.include?(one[:role]) && one[:name] != :written && !inputs.include?(one)
      end
    end

    # The handle that a method belongs to.
    def receiver?(one)
      entry[:ruby].include?('#') && one.equal?(parameters.first)
    end

    # A struct of another library.
    def foreign?(one)
      !one[:type].start_with?('revops_')
    end

    # Rows out, from a first one on?
    def rows?
      names = parameters.map { |one| one[:name] }
      names.include?(:row_size) && parameters.any? { |one| one[:count] == 'capacity' }
    end

    class << self
      # Define what belongs to the module, or to a class, and is not written by hand.
      def define(target, path)
        Generated::FUNCTIONS.each do |name, entry|
          next if entry[:catalogue]

          owner, sign, verb = entry[:ruby].partition(/[.#]/)
          next if owner != path || verb.empty? || verb == 'close'

          sign == '#' ? method(target, verb, new(name)) : function(target, verb, new(name))
        end
      end

      private

      def method(target, verb, routine)
        return if target.method_defined?(verb, false)

        target.define_method(verb) do |*arguments, **options, &block|
          routine.call(self, arguments, options, block)
        end
      end

      def function(target, verb, routine)
        return if target.singleton_methods.include?(verb.to_sym)

        target.define_singleton_method(verb) do |*arguments, **options, &block|
          routine.call(self, arguments, options, block)
        end
      end
    end
  end
end
