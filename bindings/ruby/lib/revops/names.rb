# frozen_string_literal: true

module Revops
  # Remembers texts by their 64-bit keys, so that rows can show them again.
  #
  #   names = Revops::Names.new
  #   revenue = Revops::Revenue.new(names: names)
  class Names < Resource
    class << self
      # The key of a text, the same in every language; no handle is needed.
      def key(text)
        text = text.to_s
        Native.call(:revops_key, text, text.bytesize)
      end

      # Names from a saved state.
      def load(state, **options)
        allocate.tap do |names|
          names.__send__(:begin_life, Host.take(options)) do |out, host|
            Native.invoke(:revops_names_load, out, state, state.bytesize, host, callbacks: host.callbacks)
          end
        end
      end

      def _load(state)
        load(state)
      end
    end

    def initialize(**options)
      begin_life(Host.new(**options)) do |out, host|
        Native.invoke(:revops_names_create, out, host, callbacks: host.callbacks)
      end
    end

    # Remember a text; answers its key.
    def add(text)
      text = text.to_s
      key = FFI::MemoryPointer.new(:uint64)
      exclusive { Native.invoke(:revops_names_add, to_ptr, key, text, text.bytesize, callbacks: callbacks) }
      key.get(:uint64, 0)
    end

    # Remember many texts at once; answers their keys, 0 for nil and the empty text.
    def add_column(texts)
      keys = FFI::MemoryPointer.new(:uint64, [texts.size, 1].max)
      column, held = text_column(texts)
      exclusive do
        Native.invoke(:revops_names_add_column, to_ptr, keys, column, texts.size, callbacks: callbacks)
      end
      held && keys.read_array_of_uint64(texts.size)
    end

    # The text of a key. An unknown key is Error::Missing.
    def find(key)
      text = shared do
        bytes_out { |*out| Native.invoke(:revops_names_find, to_ptr, *out, key, callbacks: callbacks) }
      end
      text.force_encoding(Encoding::UTF_8)
    end

    # What rows show: nil for key 0, the text, or the key itself when it has none.
    def [](key)
      key.zero? ? nil : find(key)
    rescue Error::Missing
      key
    end

    def size
      shared { Native.call(:revops_names_count, to_ptr) }
    end
    alias count size

    # Add all names of another handle; answers self.
    def merge(other)
      exclusive { Native.invoke(:revops_names_merge, to_ptr, other.to_ptr, callbacks: callbacks) }
      self
    end

    # The state as a binary String.
    def save
      shared { bytes_out { |*out| Native.invoke(:revops_names_save, to_ptr, *out, callbacks: callbacks) } }
    end

    def _dump(_level)
      save
    end

    private

    def begin_life(host)
      @host = host
      own(Native.function(:revops_names_destroy), host.callbacks) { |out| yield out, host }
    end

    # Side by side with offsets, as Arrow keeps texts.
    def text_column(texts)
      bytes = texts.join.b
      offsets = texts.each_with_object([0]) { |text, ends| ends << ends.last + text.to_s.bytesize }.pack('q*')
      validity = [texts.map { |text| text.nil? ? '0' : '1' }.join].pack('b*')
      held = [bytes, offsets, validity].map { |part| Column.hold(part) }
      column = Native::TextColumn.new
      column[:data], column[:offsets], column[:validity] = held.map { |part| FFI::Pointer.new(Column.address(part)) }
      column[:form] = Generated::CONSTANTS.fetch(:REVOPS_TEXT_OFFSETS64)
      [column, held]
    end
  end
end
