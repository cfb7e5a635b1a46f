# frozen_string_literal: true

module Revops
  # One callable of the host as a C function pointer.
  #
  # Whatever the callable raises is kept, the library hears of a host that failed, and `reraise`
  # gives the original back once the C call has returned. StopIteration is the end. A throw that
  # jumps over the C frame is not stopped: the handle stays busy and can only be closed.
  class Callback
    # A callback by its C type, from the roles of its parameters.
    def self.of(type, callable)
      Answer.new(Generated::CALLBACKS.fetch(type), callable)
    end

    def initialize(*parameters, &body)
      @body = body
      @function = FFI::Function.new(:int32, [:pointer, *parameters]) do |_user, *given|
        answer(given)
      end
    end

    def to_ptr
      @function
    end

    # Raise what the callable raised, if it did.
    def reraise
      raised, @raised = @raised, nil
      raise raised if raised
    end

    # What stood where a result was due, alone in an Array: nil, false, a number.
    def take_refused
      refused, @refused = @refused, nil
      refused
    end

    private

    def answer(given)
      @body.call(*given)
    rescue StopIteration
      Native::STOP
    rescue Exception => e # rubocop:disable Lint/RescueException -- an exit must not cross C
      @raised = e
      Native::HOST_FAILED
    end

    # The host gave no result; a number that is no MORE and no END is the answer itself.
    def refuse(value)
      @refused = [value]
      return 0 unless value.is_a?(Integer) && value.bit_length < 32

      [Native::MORE, Native::STOP].include?(value) ? 0 : value
    end
  end

  # Asks a callable (done, total) whether to go on; false cancels.
  class Progress < Callback
    def initialize(callable)
      super(:uint64, :uint64) do |done, total|
        callable.call(done, total) == false ? Native::STOP : Native::MORE
      end
    end
  end

  # Gives the batches of anything that can be iterated, or that is called for the next one.
  class Source < Callback
    def initialize(batches, writer)
      @next = stepper(batches)
      @writer = writer
      @rows = 0
      super(:pointer) { |batch| fill(batch) }
    end

    private

    def fill(batch)
      data = @next.call
      return refuse(data) unless Batch.data?(data)

      @writer.fill(batch, data)
      @rows += @writer.count
      Native::MORE
    rescue Error => e
      raise e.shifted(@rows)
    end

    def stepper(batches)
      return batches if batches.respond_to?(:call)

      enumerator = batches.is_a?(Enumerator) ? batches : batches.each_entry
      -> { enumerator.next }
    end
  end

  # Hands blocks of records, or of text, to a callable; false stops.
  class Sink < Callback
    def initialize(callable, shape = nil, names = nil)
      super(:pointer, :size_t) do |data, count|
        block = shape ? Rows.new(shape, data, count, names).to_a : text(data, count)
        callable.call(block) == false ? Native::STOP : Native::MORE
      end
    end

    private

    def text(data, count)
      data.read_bytes(count).force_encoding(Encoding::UTF_8)
    end
  end

  # Any other callback: the callable gets what goes in and returns what comes out, one value or an
  # Array of them. With nothing to come out, false stops.
  class Answer < Callback
    INPUTS = %i[in in_array text].freeze

    def initialize(parameters, callable)
      @parameters = parameters.drop(1)
      @outs = @parameters.select { |one| %i[out out_array].include?(one[:role]) }
                         .reject { |one| one[:name] == :written }
      super(*@parameters.map { |one| one[:ffi] }) do |*given|
        given = @parameters.map { |one| one[:name] }.zip(given).to_h
        take(callable.call(*inputs(given)), given)
      end
    end

    private

    def inputs(given)
      @parameters.select { |one| INPUTS.include?(one[:role]) }.map do |one|
        value = given[one[:name]]
        next value unless value.is_a?(FFI::Pointer)

        bytes = one[:count] ? value.read_bytes(given.fetch(one[:count].to_sym)) : value.read_string
        one[:role] == :text ? bytes.force_encoding(Encoding::UTF_8) : bytes
      end
    end

    def take(result, given)
      return result == false ? Native::STOP : Native::MORE if @outs.empty?

      results = @outs.size == 1 ? [result] : Array(result)
      return refuse(result) unless results.size == @outs.size && results.none?(&:nil?)

      fits = @outs.zip(results).all? { |one, value| put(one, value, given) }
      fits ? Native::MORE : refuse(result)
    end

    # Whether the value is of the kind that its parameter wants; a wrong size raises.
    def put(one, value, given)
      case [one[:role], value]
      in [:out, Integer] then given[one[:name]].put(Native.scalar(one[:type]), 0, value)
      in [:out_array, String | Symbol] then put_bytes(one, value.to_s, given)
      else return false
      end
      true
    end

    def put_bytes(one, bytes, given)
      given[:written]&.put(:size_t, 0, bytes.bytesize)
      bytes += "\0" if one[:type] == 'char'
      room = one[:count].is_a?(Integer) ? one[:count] : given.fetch(one[:count].to_sym)
      if bytes.bytesize > room || (one[:count].is_a?(Integer) && bytes.bytesize < room)
        raise ArgumentError, "#{one[:name]}: #{bytes.bytesize} bytes for #{room}"
      end

      given[one[:name]].put_bytes(0, bytes.b)
    end
  end
end
