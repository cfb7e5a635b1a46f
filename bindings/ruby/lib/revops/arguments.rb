# frozen_string_literal: true

module Revops
  # Binds what a host gave to the parameters of a Routine. Counts and sizes follow from the data.
  class Arguments
    # Weights may be given as shares: "70%", "3/10", Rational(3, 10).
    SHARES = %i[weights].freeze

    attr_reader :counts, :callbacks, :others, :wanted

    def initialize(routine, owner, arguments, options, block)
      @routine = routine
      @owner = owner
      @given = block ? [*arguments, block] : arguments.dup
      @options = options.dup
      @values = {}
      @counts = {}
      @held = []
      @others = []
      @callbacks = owner.is_a?(Resource) ? owner.callbacks.dup : []
      bind
    end

    # The value of a parameter on the way in.
    def [](one)
      case one[:role]
      when :size then counts.fetch(one[:name], 0)
      when :user then nil
      else @values[one[:name]]
      end
    end

    # Where rows begin.
    def first=(row)
      @values[:first] = row
    end

    # Names of the handle turn texts into keys, and back.
    def names
      @owner.names if @owner.is_a?(Handle)
    end

    private

    def bind
      @wanted = @routine.outputs.select { |one| !one[:optional] || @options.delete(one[:name]) }
      @wanted = @routine.outputs if @wanted.empty?
      check_arity
      @routine.parameters.each { |one| @values[one[:name]] = input(one) }
      raise ArgumentError, "#{@routine.name} has no #{@options.keys.first}" unless @options.empty?
    end

    def check_arity
      wanted = @routine.inputs
      return if @given.size == wanted.size

      raise ArgumentError, "wrong number of arguments (given #{@given.size}, " \
                           "expected #{wanted.size}: #{wanted.map { |one| one[:name] }.join(', ')})"
    end

    def input(one)
      return one[:role] == :handle ? @owner : nil if @routine.receiver?(one)
      return unasked(one) unless @routine.inputs.include?(one)

      value = @given.shift
      case one[:role]
      when :handle then handle(one, value)
      when :in then single(one, value)
      when :inout then foreign(one, value)
      when :text then text(one, value.to_s)
      when :in_array then array(one, value)
      when :callback then callback(one, value)
      end
    end

    # What no argument fills: options come from the keywords, the rest follows.
    def unasked(one)
      options(one) if %i[options inout].include?(one[:role])
    end

    def handle(one, value)
      unless value.is_a?(Resource)
        raise TypeError, "#{one[:name]}: expected a handle, got #{value.inspect}"
      end

      @others << value
      value
    end

    def single(one, value)
      return by_value(one, value) if one[:ffi].is_a?(String)
      return scalar(one, value) unless one[:ffi] == :pointer
      return (@shape = Shape.of(value)).pointer if one[:type] == 'revops_shape'
      return foreign(one, value) if @routine.foreign?(one)

      shape = shape_of(one)
      shape.kind == :batch ? batch(one, shape, value) : hold(fill(one, value))
    end

    # A struct of another library, such as those of Arrow, by its address.
    def foreign(one, value)
      unless value.respond_to?(:to_ptr)
        raise TypeError, "#{one[:name]}: expected an #{one[:type]}, got #{value.inspect}"
      end

      @held << value
      value.to_ptr
    end

    def by_value(one, value)
      struct = Native.struct(one[:type])
      return struct.new(hold(fill(one, value))) unless one[:type] == 'revops_ratio'

      struct.new(FFI::MemoryPointer.new(:char, struct.size).put_bytes(0, ratio(one, value)))
    end

    def fill(one, value)
      Structs.fill(shape_of(one), value, names: names)
    end

    def shape_of(one)
      Shape[one[:type].delete_prefix('revops_')]
    end

    def ratio(one, value)
      Structs.ratio(Units::Scalar.new(one[:name], :ratio, :ratio, {}), value)
    end

    def scalar(one, value)
      return Units.number(one, value) unless one[:words]

      words = one[:mask] ? Array(value) : [value]
      words.map { |word| word.is_a?(Integer) ? word : constant(one, word) }.reduce(0, :|)
    end

    def constant(one, word)
      Generated::CONSTANTS.fetch(:"#{one[:words]}#{word.to_s.upcase}") do
        known = Generated::CONSTANTS.keys.map(&:to_s).grep(/\A#{one[:words]}/)
        known = known.map { |name| name.delete_prefix(one[:words]).downcase }
        raise Error::Invalid.new("expected one of #{known.join(', ')}, got #{word.inspect}",
                                 field: one[:name].to_s)
      end
    end

    def batch(one, shape, value)
      @held << (batch = Batch.new(shape, -> { names }, strict: true))
      memory = batch.make(value)
      counts[:"#{one[:name]}->count"] = batch.count
      memory
    end

    # Text and bytes: their size stands beside them, or a NUL behind them.
    def text(one, bytes)
      return "#{bytes}\0" unless one[:count]

      counts[one[:count].to_sym] = bytes.bytesize
      bytes
    end

    def array(one, value)
      if one[:type] == 'void'
        return text(one, value) if value.is_a?(String)

        value = Rows.of(@shape, value) unless value.is_a?(Rows)
      end
      value = Revops.ratio_weights(value) if SHARES.include?(one[:name]) && !value.all?(Integer)
      counts[one[:count].to_sym] = value.size
      elements(one, value)
    end

    def elements(one, values)
      case one[:type]
      when 'void' then hold(values)
      when 'revops_ratio' then values.map { |value| ratio(one, value) }.join
      when /\Arevops_/ then hold(Structs.list(shape_of(one), values, names))
      else Structs.numbers(one[:type], values.map { |number| Units.number(one, number) })
      end
    end

    def options(one)
      if one[:type] == 'revops_host'
        @held << (host = Host.take(@options))
        @callbacks.concat(host.callbacks)
        return host
      end
      mine, @options = @options.partition { |name, _| !of_host?(one, name) }.map(&:to_h)
      filled = fill(one, mine)
      @callbacks.concat(filled.callbacks)
      hold(filled)
    end

    # A keyword that these options leave to the host.
    def of_host?(one, name)
      Host::OPTIONS.include?(name) && !shape_of(one)[name] &&
        @routine.parameters.any? { |other| other[:type] == 'revops_host' }
    end

    def callback(one, callable)
      shape = one[:records] && Shape[one[:records]]
      made = case one[:type]
             when 'revops_source' then Source.new(callable, Batch.new(shape, -> { names }))
             when 'revops_sink' then Sink.new(callable, shape, names)
             else Callback.of(one[:type], callable)
             end
      @callbacks << made
      made.to_ptr
    end

    def hold(filled)
      @held << filled
      filled.pointer
    end
  end
end
