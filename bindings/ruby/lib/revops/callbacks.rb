# frozen_string_literal: true

module Revops
  # One callable of the host as a C function pointer.
  #
  # Whatever the callable raises is kept, the library hears of a host that failed, and `reraise` gives
  # the original back once the C call has returned. StopIteration is the end. A throw that jumps over
  # the C frame is not stopped: the handle stays busy and can only be closed.
  class Callback
    def initialize(*parameters, &body)
      @body = body
      @function = FFI::Function.new(:int32, [:pointer, *parameters]) { |_user, *arguments| answer(arguments) }
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

    def answer(arguments)
      @body.call(*arguments)
    rescue StopIteration
      Native::STOP
    rescue Exception => e # rubocop:disable Lint/RescueException -- Interrupt and exit must not cross C
      @raised = e
      Native::HOST_FAILED
    end

    # The host gave no result; the answer is no MORE and no END.
    def refuse(value)
      @refused = [value]
      value.is_a?(Integer) && value != Native::MORE && value != Native::STOP && value.abs < 1 << 31 ? value : 0
    end
  end

  # Asks a callable (done, total) whether to go on; false cancels.
  class Progress < Callback
    def initialize(callable)
      super(:uint64, :uint64) { |done, total| callable.call(done, total) == false ? Native::STOP : Native::MORE }
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

  # Hands blocks of records, or of bytes, to a callable; false stops.
  class Sink < Callback
    def initialize(callable, shape = nil, names = nil)
      super(:pointer, :size_t) do |data, count|
        block = shape ? Rows.new(shape, data, count, names).to_a : data.read_bytes(count).force_encoding('UTF-8')
        callable.call(block) == false ? Native::STOP : Native::MORE
      end
    end
  end

  # Gives the text of a key.
  class Resolver < Callback
    def initialize(callable)
      super(:uint64, :pointer, :size_t, :pointer) do |key, out, capacity, written|
        text = callable.call(key)
        next refuse(text) unless text.is_a?(String) || text.is_a?(Symbol)

        Resolver.copy(text.to_s, out, capacity, written)
      end
    end

    def self.copy(text, out, capacity, written)
      written.put(:size_t, 0, text.bytesize)
      raise ArgumentError, "a text of #{text.bytesize} bytes is longer than #{capacity}" if text.bytesize >= capacity

      out.put_bytes(0, "#{text}\0".b)
      Native::MORE
    end
  end
end
