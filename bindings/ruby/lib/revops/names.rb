# frozen_string_literal: true

module Revops
  # Remembers texts by their 64-bit keys, so that rows can show them again.
  #
  #   names = Revops::Names.new
  #   revenue = Revops::Revenue.new(names: names)
  class Names < Plain
    REMEMBERED = 4096

    class << self
      # The key of a text, the same in every language; no handle is needed.
      def key(text)
        Revops.key(text)
      end

      def _load(state)
        load(state)
      end
    end

    # Remember many texts at once; answers their keys, 0 for nil and the empty text.
    def add_column(texts)
      keys = FFI::MemoryPointer.new(:uint64, [texts.size, 1].max)
      column, held = text_column(texts)
      exclusive do
        Native.invoke(:revops_names_add_column, to_ptr, keys, column, texts.size,
                      callbacks: callbacks)
      end
      held && keys.read_array_of_uint64(texts.size)
    end

    # What rows show: nil for key 0, the text, or the key itself when it has none. A text stays with
    # its key, so the last ones are remembered here.
    def [](key)
      return if key.zero?

      @texts = {} if @texts.nil? || @texts.size > REMEMBERED
      @texts[key] ||= find(key).freeze
    rescue Error::Missing
      key
    end

    # What writers show: the empty text for key 0, the text, or the key's digits.
    def resolve(key)
      written = FFI::MemoryPointer.new(:size_t)
      out = FFI::MemoryPointer.new(:char, Generated::CONSTANTS.fetch(:REVOPS_NAME_SIZE) + 1)
      shared { Native.call(:revops_names_resolve, to_ptr, key, out, out.size, written) }
      out.read_bytes(written.get(:size_t, 0)).force_encoding(Encoding::UTF_8)
    end

    def size
      count
    end

    def _dump(_level)
      save
    end

    private

    # Side by side with offsets, as Arrow keeps texts.
    def text_column(texts)
      ends = texts.each_with_object([0]) { |text, all| all << all.last + text.to_s.bytesize }
      validity = [texts.map { |text| text.nil? ? '0' : '1' }.join].pack('b*')
      held = [texts.join.b, ends.pack('q*'), validity].map { |part| Column.hold(part) }
      column = Native::TextColumn.new
      %i[data offsets validity].zip(held) do |member, part|
        column[member] = FFI::Pointer.new(Column.address(part))
      end
      column[:form] = Generated::CONSTANTS.fetch(:REVOPS_TEXT_OFFSETS64)
      [column, held]
    end
  end
end
