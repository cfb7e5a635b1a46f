# frozen_string_literal: true

module Revops
  # One call of a Routine: binds arguments to parameters, makes room for outputs, reads them.
  class Call
    # Weights may be given as shares: "70%", "3/10", Rational(3, 10).
    SHARES = %i[weights].freeze
    FIRST_ROOM = 256

    def initialize(routine, owner, arguments, options, block)
      @routine = routine
      @owner = owner
      @arguments = arguments
      @options = options
      @block = block
      @counts = {}
      @values = {}
      @held = []
      @callbacks = owner.is_a?(Resource) ? owner.callbacks.dup : []
      @others = []
    end

    attr_reader :callbacks

    def result
      bind
      guarded { @routine.entry[:status] ? with_status : plain }
    end

    # Bind the inputs alone; what a constructor needs before it has a handle.
    def bind
      @wanted = @routine.outputs.select { |one| one[:optional] ? @options.delete(one[:name]) : true }
      @wanted = @routine.outputs if @wanted.empty?
      check_arity
      @routine.parameters.each { |one| input(one) if one[:role] != :in || @routine.inputs.include?(one) }
      raise ArgumentError, "#{@routine.name} has no #{@options.keys.first}" unless @options.empty?

      self
    end

    # The C arguments, with `outs` in the places of outputs.
    def c_arguments(outs)
      @routine.parameters.filter_map do |one|
        next if one[:role] == :error

        [outs.fetch(one[:name]) { value(one) }]
      end.flatten(1)
    end

    private

    def check_arity
      wanted = @routine.inputs.size
      given = @arguments.size + (@block ? 1 : 0)
      return if given == wanted

      raise ArgumentError, "wrong number of arguments (given #{given}, expected #{wanted}: " \
                           "#{@routine.inputs.map { |one| one[:name] }.join(', ')})"
    end

    def value(one)
      case one[:role]
      when :size then @counts.fetch(one[:name], 0)
      when :user then nil
      else @values.fetch(one[:name], nil)
      end
    end

    # --- in ---

    def input(one)
      case one[:role]
      when :handle then @values[one[:name]] = handle(one)
      when :in then @values[one[:name]] = single(one, @arguments.shift)
      when :text then @values[one[:name]] = counted(one, @arguments.shift.to_s)
      when :in_array then @values[one[:name]] = array(one, @arguments.shift)
      when :options then @values[one[:name]] = options(one)
      when :inout then @values[one[:name]] = @routine.inputs.include?(one) ? foreign(one, @arguments.shift) : options(one)
      when :callback then @values[one[:name]] = callback(one)
      end
    end

    def handle(one)
      return @owner if @owner.is_a?(Resource) && @routine.parameters.first.equal?(one)

      other = @arguments.shift
      raise TypeError, "#{one[:name]}: expected a handle, got #{other.inspect}" unless other.is_a?(Resource)

      @others << other
      other
    end

    def single(one, value)
      return by_value(one, value) if one[:ffi].is_a?(String)
      return scalar(one, value) unless one[:ffi] == :pointer
      return (@shape = Shape.of(value)).pointer if one[:type] == 'revops_shape'
      return foreign(one, value) unless one[:type].start_with?('revops_')

      struct(one, value)
    end

    # A struct of another library, such as those of Arrow, by its address.
    def foreign(one, value)
      raise TypeError, "#{one[:name]}: expected an #{one[:type]}, got #{value.inspect}" unless value.respond_to?(:to_ptr)

      @held << value
      value.to_ptr
    end

    def by_value(one, value)
      raise TypeError, "#{one[:name]}: no struct from #{value.inspect}" unless one[:type] == 'revops_ratio'

      memory = FFI::MemoryPointer.new(:char, Native::Ratio.size).put_bytes(0, Structs.ratio(named(one), value))
      Native::Ratio.new(memory)
    end

    def scalar(one, value)
      return Units.number(one, value) unless one[:words]

      Array(value).map { |word| word.is_a?(Integer) ? word : constant(one, word) }.reduce(0, :|)
    end

    def constant(one, word)
      Generated::CONSTANTS.fetch(:"#{one[:words]}#{word.to_s.upcase}") do
        known = Generated::CONSTANTS.keys.filter_map { |name| name.to_s.delete_prefix!(one[:words])&.downcase }
        raise Error::Invalid.new("expected one of #{known.join(', ')}, got #{word.inspect}", field: one[:name].to_s)
      end
    end

    def struct(one, value)
      shape = Shape[one[:type].delete_prefix('revops_')]
      if shape.kind == :batch
        batch = Batch.new(shape, -> { names }, strict: true)
        memory = batch.make(value)
        @counts[:"#{one[:name]}->count"] = batch.count
        @held << batch
      else
        @held << (filled = Structs.fill(shape, value, names: names))
        memory = filled.pointer
      end
      memory
    end

    def counted(one, bytes)
      @counts[one[:count].to_sym] = bytes.bytesize if one[:count]
      one[:count] ? bytes : "#{bytes}\0"
    end

    def array(one, value)
      return counted(one, value) if one[:type] == 'void' && value.is_a?(String)
      return records(one, value) if one[:type] == 'void'

      value = value.to_a
      value = Revops.ratio_weights(value) if SHARES.include?(one[:name]) && !value.all?(Integer)
      @counts[one[:count].to_sym] = value.size
      return value.map { |ratio| Structs.ratio(named(one), ratio) }.join if one[:type] == 'revops_ratio'

      shape = one[:type].start_with?('revops_') && Shape[one[:type].delete_prefix('revops_')]
      return Structs.list(shape, value, names) if shape

      Structs.numbers(one[:type], value.map { |number| Units.number(one, number) })
    end

    # Rows for a shape that was given before them.
    def records(one, value)
      rows = value.is_a?(Rows) ? value : Rows.of(@shape, value)
      @held << rows
      @counts[one[:count].to_sym] = rows.size
      rows.pointer
    end

    def options(one)
      return host(@options) if one[:type] == 'revops_host'

      shape = Shape[one[:type].delete_prefix('revops_')]
      mine, @options = @options.partition { |name, _| shape[name] || !host_option?(name) }.map(&:to_h)
      @held << (filled = Structs.fill(shape, mine, names: names))
      @callbacks.concat(filled.held.grep(Callback))
      filled.pointer
    end

    def host(options)
      @held << (host = Host.take(options))
      @callbacks.concat(host.callbacks)
      host
    end

    def host_option?(name)
      Host::OPTIONS.include?(name) && @routine.parameters.any? { |one| one[:type] == 'revops_host' }
    end

    def callback(one)
      callable = @arguments.shift || @block || raise(ArgumentError, "#{one[:name]} is missing")
      shape = one[:records] && Shape[one[:records]]
      made = case one[:type]
             when 'revops_source' then Source.new(callable, Batch.new(shape, -> { names }))
             when 'revops_sink' then Sink.new(callable, shape, names)
             when 'revops_resolver' then Resolver.new(callable)
             else raise NotImplementedError, "no callback of type #{one[:type]}"
             end
      @callbacks << made
      made.to_ptr
    end

    def names
      @owner.is_a?(Handle) ? @owner.names : nil
    end

    # A parameter where a field is asked for.
    def named(one)
      Units::Scalar.new(one[:name], one[:unit] || (:ratio if one[:type] == 'revops_ratio') || :none, one[:ffi], {}.freeze)
    end

    # --- the call ---

    def guarded(&block)
      return yield unless @owner.is_a?(Resource)

      block = @others.uniq.reject { |other| other.equal?(@owner) }.reduce(block) { |inner, other| -> { other.shared(&inner) } }
      @routine.parameters.first[:constant] ? @owner.shared(&block) : @owner.exclusive(&block)
    end

    def plain
      outs = room
      answer = @routine.function.call(*c_arguments(outs))
      return read(outs) if @routine.entry[:returns] == :void

      returned(answer)
    end

    def returned(answer)
      case answer
      when FFI::Struct then Reader.for(Shape[@routine.entry[:returns].delete_prefix('revops_')]).read(answer.to_ptr.read_bytes(answer.size))
      when FFI::Pointer then described(answer) unless answer.null?
      when String then answer.dup.force_encoding(Encoding::UTF_8)
      else @routine.entry[:unit] ? Units.value(@routine.entry[:unit], answer) : answer
      end
    end

    # The library describes itself.
    def described(pointer)
      case @routine.entry[:points]
      when 'revops_shape' then Shape.at(pointer)
      when 'revops_field' then Field.new(Native::Field.new(pointer))
      when 'revops_handle_kind' then Catalogue::Kind.new(Native::HandleKind.new(pointer))
      else pointer
      end
    end

    def with_status
      return all_rows if @routine.rows?

      capacity = FIRST_ROOM
      begin
        outs = room(capacity)
        @routine.function.invoke(*c_arguments(outs), callbacks: @callbacks)
      rescue Error::Capacity
        raise unless outs[:written] && outs[:written].get(:size_t, 0) >= capacity

        capacity = outs[:written].get(:size_t, 0) + 1
        retry
      end
      read(outs)
    end

    def all_rows
      one = @routine.outputs.first
      shape = Shape[one[:type].delete_prefix('revops_')]
      @values[:first] = 0
      @counts[:row_size] = shape.size
      capacity = 64
      loop do
        outs = { one[:name] => FFI::MemoryPointer.new(:char, capacity * shape.size), written: FFI::MemoryPointer.new(:size_t) }
        @counts[:capacity] = capacity
        @routine.function.invoke(*c_arguments(outs), callbacks: @callbacks)
        count = outs[:written].get(:size_t, 0)
        return Rows.new(shape, outs[one[:name]], count, names) if count < capacity

        capacity *= 16
      end
    end

    # --- out ---

    def room(capacity = FIRST_ROOM)
      @counts[:capacity] = capacity
      @routine.parameters.each_with_object({}) do |one, outs|
        case one[:role]
        when :out then outs[one[:name]] = FFI::MemoryPointer.new(:char, out_size(one))
        when :out_array then outs[one[:name]] = FFI::MemoryPointer.new(:char, [out_count(one) * out_size(one), 1].max)
        end
      end
    end

    def out_size(one)
      return FFI.type_size(:pointer) if one[:handle_out]
      return 1 if one[:type] == 'void'

      Native.size_of(one[:type])
    end

    # "count", 32, "batch->count x count".
    def out_count(one)
      return one[:count] if one[:count].is_a?(Integer)

      one[:count].split(' x ').map { |factor| @counts.fetch(factor.to_sym) }.reduce(:*)
    end

    def read(outs)
      results = @wanted.map { |one| output(one, outs[one[:name]] || @values[one[:name]], outs) }
      return @owner.is_a?(Resource) ? @owner : nil if results.empty?

      results.size == 1 ? results.first : results
    end

    def output(one, memory, outs)
      return out_array(one, memory, outs) if one[:role] == :out_array
      return Reader.for(Shape[one[:type].delete_prefix('revops_')]).value(memory) if one[:type].start_with?('revops_')

      return ArrowStruct.new(one[:type], memory) if Generated::STRUCTS.key?(one[:type])

      number = memory.get(Native.scalar(one[:type]), 0)
      one[:unit] ? Units.value(one[:unit], number) : number
    end

    def out_array(one, memory, outs)
      if %w[char void].include?(one[:type])
        bytes = memory.read_bytes(outs[:written].get(:size_t, 0))
        return one[:type] == 'char' ? bytes.force_encoding(Encoding::UTF_8) : bytes
      end
      return memory.read_bytes(one[:count]) if one[:count].is_a?(Integer)

      numbers = memory.read_bytes(out_count(one) * out_size(one)).unpack("#{Structs::DIRECTIVES.fetch(Native.scalar(one[:type]))}*")
      one[:count].include?(' x ') ? numbers.each_slice(@counts.fetch(:count)).to_a : numbers
    end
  end
end
