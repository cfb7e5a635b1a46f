# frozen_string_literal: true

module Revops
  # Writes rows of one shape as text, in blocks for a callable:
  #
  #   Revops::Writer.open(:revenue_row, $stdout.method(:write), format: :csv) do |writer|
  #     writer.rows(revenue.rows).end
  #   end
  class Writer < Plain
    # The rows as one text.
    def self.text(rows, **options)
      blocks = +''
      sink = ->(block) { blocks << block }
      open(rows.shape, sink, resolver: rows.names, **options) { |writer| writer.rows(rows).end }
      blocks
    end

    # `fields` are names; `resolver` is a Names, or a callable that gives the text of a key.
    def initialize(shape, sink, fields: nil, **options)
      @shape = Shape.of(shape)
      options[:fields] = fields.map { |name| place(name) } if fields
      super(@shape, sink, **options)
    end

    # Write Rows, or an Array of records or Hashes; answers self.
    def rows(rows)
      rows = Rows.of(@shape, rows) unless rows.is_a?(Rows)
      unless rows.shape.equal?(@shape)
        raise ArgumentError, "expected #{@shape.name}, got #{rows.shape.name}"
      end

      exclusive do
        Native.invoke(:revops_writer_rows, to_ptr, rows, rows.size, @shape.size,
                      callbacks: callbacks)
      end
      self
    end

    private

    def place(name)
      @shape.fields.index { |field| field.name == name.to_sym } ||
        raise(ArgumentError, "#{@shape.name} has no #{name}")
    end
  end
end
