# frozen_string_literal: true

module Revops
  # Owns a handle of the library: frees it when closed or collected, and lets no two calls meet in
  # it.
  class Resource
    # Open a handle; with a block it is closed when the block is left.
    def self.open(*arguments, **options)
      resource = new(*arguments, **options)
      return resource unless block_given?

      begin
        result = yield resource
        resource.flush
        result
      ensure
        resource.close
      end
    end

    # Free the handle. Closing twice is fine; closing from a callback of the handle is not.
    def close
      return if closed?
      raise Error::Busy, 'the handle is inside a call' if @writing || @reading.positive?

      @pointer.free
      @pointer = nil
    end

    def closed?
      @pointer.nil?
    end

    # Send what was collected.
    def flush
      self
    end

    def inspect
      "#<#{self.class}#{' (closed)' if closed?}>"
    end

    # The C handle.
    def to_ptr
      @pointer || raise(ClosedError, 'the handle is closed')
    end

    # A call that may change the handle: nothing else may run in it meanwhile.
    def exclusive
      to_ptr
      raise Error::Busy, 'the handle is inside another call' if @writing || @reading.positive?

      @writing = true
      begin
        yield
      ensure
        @writing = false
      end
    end

    # A call that only reads: others of its kind may run at the same time.
    def shared
      to_ptr
      raise Error::Busy, 'the handle is inside another call' if @writing

      @reading += 1
      begin
        yield
      ensure
        @reading -= 1
      end
    end

    # Callbacks that live as long as the handle.
    def callbacks
      @callbacks ||= []
    end

    private

    # Make the C handle: the block gets where to put it.
    def own(destroy, callbacks = [])
      @reading = 0
      @writing = false
      @callbacks = callbacks
      out = FFI::MemoryPointer.new(:pointer)
      yield out
      @pointer = FFI::AutoPointer.new(out.read_pointer, destroy.method(:call))
    end

    # Bytes of a state: asked for with the room of last time, again when that was too little.
    def bytes_out
      @room ||= 1024
      written = FFI::MemoryPointer.new(:size_t)
      begin
        out = FFI::MemoryPointer.new(:char, @room)
        yield out, @room, written
      rescue Error::Capacity
        @room = written.get(:size_t, 0)
        retry
      end
      out.read_bytes(written.get(:size_t, 0))
    end
  end
end
