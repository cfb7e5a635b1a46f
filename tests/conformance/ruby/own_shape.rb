# frozen_string_literal: true

require_relative 'values'

module Conformance
  # A record that is none of the library's: a host may describe rows of its own to the writer.
  class OwnShape
    # How each unit of a case lies in memory: type, unit, bytes.
    KINDS = { 'minor' => %i[int64 minor], 'count' => %i[uint64 count], 'int' => %i[int64 none],
              'key' => %i[uint64 key], 'currency' => %i[uint32 currency], 'day' => %i[int32 day],
              'month' => %i[int32 month], 'ratio' => %i[ratio ratio], 'double' => %i[double none],
              'flag' => %i[int32 flag] }.freeze
    TYPES = Revops::Field::TYPES.invert.freeze
    UNITS = Revops::Field::UNITS.invert.freeze

    def initialize(fields)
      @held = []
      size = 0
      packed = fields.map do |field|
        type, unit = KINDS.fetch(field['unit'])
        at = size
        size += type == :ratio ? 24 : 8
        [text(field['name']), text(''), 0, 0, at, 1, 0, TYPES.fetch(type), UNITS.fetch(unit), 0, 0].pack('J3L4S4')
      end
      shape = [text('conformance_row'), text(''), hold(packed.join), fields.size, packed.first.bytesize, size, 1]
      hold(shape.pack('J3L4'))
      @shape = Revops::Shape.new(@held.last)
    end

    # The bytes of a row. A ratio that is not there is undefined.
    def record(row, names)
      memory = FFI::MemoryPointer.new(:char, @shape.size)
      @shape.visible.each do |field|
        value = row[field.name.to_s]
        value = Revops.ratio_parse(value) if value && field.type == :ratio
        value = Values.integer(value) if value.is_a?(String) && %i[minor count none].include?(field.unit)
        Revops::Structs.put(memory, field, value, names) unless value.nil? && field.type != :ratio
      end
      memory.read_bytes(@shape.size)
    end

    # What a writer makes of the records, some at a time.
    def text_of(records, step, options)
      blocks = +''
      Revops::Writer.open(@shape, ->(block) { blocks << block }, **options) do |writer|
        records.each_slice([step, 1].max) { |slice| writer.rows(rows(slice)) }
        writer.end
      end
      blocks.force_encoding(Encoding::UTF_8)
    end

    private

    # The address of bytes that stay where they are.
    def hold(bytes)
      @held << FFI::MemoryPointer.new(:char, bytes.bytesize).put_bytes(0, bytes)
      @held.last.address
    end

    def text(text)
      hold("#{text}\0")
    end

    def rows(records)
      bytes = records.join
      memory = FFI::MemoryPointer.new(:char, [bytes.bytesize, 1].max).put_bytes(0, bytes)
      Revops::Rows.new(@shape, memory, records.size)
    end
  end
end
