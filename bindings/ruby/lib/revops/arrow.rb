# frozen_string_literal: true

module Revops
  # One of the three structs of the Arrow C interface, owned here until somebody moves it out. It is
  # released when it is collected, if nobody took it.
  #
  # Another library's struct is given by its address:
  #
  #   Revops::ArrowStruct.at('ArrowArrayStream', address)
  class ArrowStruct
    attr_reader :type, :to_ptr

    # A struct that somebody else owns.
    def self.at(type, pointer)
      allocate.tap { |made| made.__send__(:point, type, FFI::Pointer.new(pointer.to_i)) }
    end

    def initialize(type, memory)
      point(type, memory)
      ObjectSpace.define_finalizer(self, self.class.releaser(type, memory))
    end

    # Nothing is left in it: it was moved, or freed.
    def released?
      Native.struct(type).new(to_ptr)[:release].null?
    end

    # Free what it holds; twice is fine.
    def release
      self.class.releaser(type, to_ptr).call
      self
    end

    def inspect
      "#<#{self.class} #{type}#{' (released)' if released?}>"
    end

    # The finalizer: it must not know the object.
    def self.releaser(type, memory)
      lambda do |_id = nil|
        pointer = Native.struct(type).new(memory)[:release]
        FFI::Function.new(:void, [:pointer], pointer).call(memory) unless pointer.null?
      end
    end

    private

    def point(type, pointer)
      @type = type
      @to_ptr = pointer
    end
  end

  # Reads an Arrow stream as the batches of a feed. A feed reads it as it is:
  #
  #   revenue.transactions.read(stream)           # any Arrow stream, by its C struct
  #   reader = Revops::ArrowReader.new(stream, :transaction_batch, names: names)
  #   revenue.transactions.read(reader)
  #
  # By itself it is an Enumerable of batches: Hashes of columns that live until the next one is
  # asked for.
  class ArrowReader < Plain
    include Enumerable

    # A reader of one array; schema and array have to stay until the reader is closed.
    def self.create_array(schema, array, shape, **options)
      from(:create_array, schema, array, shape, **options)
    end

    # The next batch; nil at the end.
    def next
      batch = FFI::MemoryPointer.new(:char, @shape.size)
      batch.put(:size_t, 0, @shape.size)
      answer = exclusive { Native.call(:revops_arrow_next, to_ptr, batch) }
      return if answer == Native::STOP
      raise error unless answer == Native::MORE

      Batch.columns(@shape, batch, self)
    end

    def each
      return enum_for(:each) unless block_given?

      while (batch = self.next)
        yield batch
      end
      self
    end

    # Why reading stopped; nil when nothing failed.
    def error
      record = Native::Error.new
      status = shared { Native.call(:revops_arrow_reader_error, to_ptr, record) }
      Error.from(record) unless status.zero?
    end

    # What a feed hands to the library: no way through Ruby per batch.
    def source
      @source ||= Native::LIBRARY.find_function('revops_arrow_next')
    end

    private

    def begin_life(verb, arguments, options, block)
      @shape = Shape.of(arguments.last)
      super
    end
  end

  class << self
    # The columns of an Arrow array, borrowed where they lie: a Hash for `add`.
    def arrow_bind(shape, schema, array)
      shape = Shape.of(shape)
      batch = FFI::MemoryPointer.new(:char, shape.size)
      batch.put(:size_t, 0, shape.size)
      Native.invoke(:revops_arrow_bind, batch, shape.pointer, schema.to_ptr, array.to_ptr)
      Batch.columns(shape, batch, [schema, array])
    end
  end
end
