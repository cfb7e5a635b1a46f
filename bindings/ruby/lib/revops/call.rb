# frozen_string_literal: true

module Revops
  # One call of a Routine: makes room for outputs, calls, and reads what came out.
  class Call
    FIRST_ROOM = 256
    FIRST_ROWS = 64

    def initialize(routine, owner, arguments, options, block)
      @routine = routine
      @owner = owner
      @arguments = Arguments.new(routine, owner, arguments, options, block)
    end

    def callbacks
      @arguments.callbacks
    end

    def result
      guarded { @routine.entry[:status] ? with_status : plain }
    end

    # The C arguments, with `outs` in the places of outputs; the error record is added by invoke.
    def c_arguments(outs)
      @routine.parameters.reject { |one| one[:role] == :error }.map do |one|
        outs.fetch(one[:name]) { @arguments[one] }
      end
    end

    private

    # Nothing else runs in the handles of a call meanwhile.
    def guarded(&block)
      return yield unless @owner.is_a?(Resource)

      others = @arguments.others.uniq - [@owner]
      block = others.reduce(block) { |inner, other| -> { other.shared(&inner) } }
      @routine.parameters.first[:constant] ? @owner.shared(&block) : @owner.exclusive(&block)
    end

    def plain
      outs = room(FIRST_ROOM)
      answer = @routine.function.call(*c_arguments(outs))
      @routine.entry[:returns] == :void ? read(outs) : returned(answer)
    end

    def returned(answer)
      case answer
      when FFI::Struct then reader(@routine.entry[:returns]).value(answer.to_ptr)
      when FFI::Pointer then described(answer) unless answer.null?
      when String then answer.dup.force_encoding(Encoding::UTF_8)
      else valued(@routine.entry, answer)
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
      return rows if @routine.rows?

      capacity = FIRST_ROOM
      begin
        outs = room(capacity)
        @routine.function.invoke(*c_arguments(outs), callbacks: callbacks)
      rescue Error::Capacity
        needed = outs[:written]&.get(:size_t, 0)
        raise if needed.nil? || needed < capacity

        capacity = needed + 1
        retry
      end
      read(outs)
    end

    def rows
      out = @routine.outputs.first
      shape = reader(out[:type]).shape
      @arguments.first = 0
      @arguments.counts[:row_size] = shape.size
      Rows.collect(shape, FIRST_ROWS, @arguments.names) do |memory, capacity, written|
        @arguments.counts[:capacity] = capacity
        places = { out[:name] => memory, written: written }
        @routine.function.invoke(*c_arguments(places), callbacks: callbacks)
      end
    end

    # --- out ---

    def room(capacity)
      @arguments.counts[:capacity] = capacity
      outs = @routine.parameters.select { |one| %i[out out_array].include?(one[:role]) }
      outs.to_h do |one|
        count = one[:role] == :out ? 1 : count_of(one)
        [one[:name], FFI::MemoryPointer.new(:char, [count * size_of(one), 1].max)]
      end
    end

    def size_of(one)
      return FFI.type_size(:pointer) if one[:handle_out]

      one[:type] == 'void' ? 1 : Native.size_of(one[:type])
    end

    # "count", 32, "batch->count x count".
    def count_of(one)
      return one[:count] if one[:count].is_a?(Integer)

      one[:count].split(' x ').map { |factor| @arguments.counts.fetch(factor.to_sym) }.reduce(:*)
    end

    def read(outs)
      results = @arguments.wanted.map do |one|
        memory = outs[one[:name]] || @arguments[one]
        one[:role] == :out_array ? array(one, memory, outs) : single(one, memory)
      end
      return (@owner if @owner.is_a?(Resource)) if results.empty?

      results.size == 1 ? results.first : results
    end

    def single(one, memory)
      return reader(one[:type]).value(memory) if one[:type].start_with?('revops_')
      return ArrowStruct.new(one[:type], memory) if Generated::STRUCTS.key?(one[:type])

      valued(one, memory.get(Native.scalar(one[:type]), 0))
    end

    def array(one, memory, outs)
      case one[:type]
      when 'char' then memory.read_bytes(written(outs)).force_encoding(Encoding::UTF_8)
      when 'void' then memory.read_bytes(written(outs))
      when 'uint8_t' then memory.read_bytes(count_of(one))
      when /\Arevops_/ then records(one, memory, outs)
      else numbers(one, memory)
      end
    end

    # As many as were written where there was room for more.
    def records(one, memory, outs)
      count = one[:count] == 'capacity' ? written(outs) : count_of(one)
      Rows.new(reader(one[:type]).shape, memory, count).to_a
    end

    def numbers(one, memory)
      directive = Structs::DIRECTIVES.fetch(Native.scalar(one[:type]))
      numbers = memory.read_bytes(count_of(one) * size_of(one)).unpack("#{directive}*")
      table = one[:count].is_a?(String) && one[:count].include?(' x ')
      table ? numbers.each_slice(@arguments.counts.fetch(:count)).to_a : numbers
    end

    def written(outs)
      outs[:written].get(:size_t, 0)
    end

    def reader(type)
      Reader.for(Shape[type.delete_prefix('revops_')])
    end

    def valued(entry, number)
      entry[:unit] ? Units.value(entry[:unit], number) : number
    end
  end
end
