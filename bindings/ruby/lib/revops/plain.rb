# frozen_string_literal: true

module Revops
  # A handle that is not in the catalogue: its methods come from the headers.
  class Plain < Resource
    class << self
      # Its C type, such as "revops_writer".
      attr_accessor :c_name

      def inherited(type)
        super
        return unless type.name

        words = type.name.split('::').last.split(/(?=[A-Z])/)
        type.c_name = "revops_#{words.join('_').downcase}"
      end

      # The class of a handle, with the methods that are not written by hand.
      def complete(c_name)
        title = Native.class_name(c_name)
        type = Revops.const_defined?(title, false) ? Revops.const_get(title, false) : nil
        type ||= Revops.const_set(title, Class.new(self)).tap { |made| made.c_name = c_name }
        Routine.define(type, "Revops::#{title}") if type < Plain
      end

      # Another way to make one, such as load.
      def from(verb, *arguments, **options, &block)
        allocate.tap { |made| made.__send__(:begin_life, verb, arguments, options, block) }
      end

      def load(state, **options)
        from(:load, state, **options)
      end
    end

    def initialize(*arguments, **options, &block)
      begin_life(:create, arguments, options, block)
    end

    private

    def begin_life(verb, arguments, options, block)
      name = :"#{self.class.c_name}_#{verb}"
      routine = Routine.new(name)
      @made_from = call = Call.new(routine, nil, arguments, options, block)
      out = routine.parameters.find { |one| one[:handle_out] }[:name]
      destroy = Native.function(:"#{self.class.c_name}_destroy", blocking: false)
      own(destroy, call.callbacks) do |place|
        routine.function.invoke(*call.c_arguments(out => place), callbacks: call.callbacks)
      end
    end
  end
end
