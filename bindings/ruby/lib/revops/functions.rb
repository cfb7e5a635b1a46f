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
    attr_reader :name, :parameters, :entry

    def initialize(name, entry)
      @name = name
      @entry = entry
      @parameters = entry[:parameters]
    end

    def call(owner, arguments, options, block = nil)
      Call.new(self, owner, arguments, options.dup, block).result
    end

    def function
      @function ||= Native.function(name)
    end

    # Arguments that a host gives, for the message of a wrong count.
    def inputs
      @inputs ||= parameters.drop(method? ? 1 : 0).select do |one|
        next foreign?(one) if one[:role] == :inout

        %i[in in_array text handle callback].include?(one[:role]) && !(rows? && one[:name] == :first)
      end
    end

    # A struct of another library that the call takes over.
    def foreign?(one)
      !one[:type].start_with?('revops_')
    end

    def method?
      entry[:ruby].include?('#')
    end

    # Rows out, from a first one on?
    def rows?
      parameters.any? { |one| one[:name] == :row_size } && parameters.any? { |one| one[:count] == 'capacity' }
    end

    def outputs
      @outputs ||= parameters.select do |one|
        %i[out out_array inout].include?(one[:role]) && one[:name] != :written && !inputs.include?(one)
      end
    end

    # Define what belongs to the module, or to a class, and is not written by hand.
    def self.define(target, path)
      Generated::FUNCTIONS.each do |name, entry|
        next if entry[:catalogue]

        owner, verb = entry[:ruby].split(/[.#]/, 2)
        next if owner != path || verb.nil? || verb == 'close'

        entry[:ruby].include?('#') ? instance_method(target, verb, name, entry) : module_function(target, verb, name, entry)
      end
    end

    def self.instance_method(target, verb, name, entry)
      return if target.method_defined?(verb, false)

      routine = new(name, entry)
      target.define_method(verb) { |*arguments, **options, &block| routine.call(self, arguments, options, block) }
    end

    def self.module_function(target, verb, name, entry)
      return if target.singleton_methods.include?(verb.to_sym)

      routine = new(name, entry)
      target.define_singleton_method(verb) { |*arguments, **options, &block| routine.call(self, arguments, options, block) }
    end
    private_class_method :instance_method, :module_function
  end
end
