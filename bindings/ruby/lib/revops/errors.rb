# frozen_string_literal: true

module Revops
  # What the library refused: one subclass per status, such as Revops::Error::Overflow.
  class Error < StandardError
    PLACE = %i[row field offset host_code value].freeze

    # A Symbol such as :invalid.
    attr_reader :status
    # Where: a row, zero-based over the whole call; a field; a byte of a text or state; or nil.
    attr_reader :row, :field, :offset
    # With Error::Host: what the callback answered, and what it gave instead of a result.
    attr_reader :host_code, :value
    # What was expected, and what arrived.
    attr_reader :detail

    def initialize(detail = nil, status: self.class.status, **place)
      @status = status
      @detail = detail
      @row, @field, @offset, @host_code, @value = place.values_at(*PLACE)
      super([status, where, detail].compact.join(': '))
    end

    # The same refusal at another place.
    def at(row: self.row, field: self.field)
      self.class.new(detail, status: status, row: row, field: field, offset: offset,
                             host_code: host_code, value: value)
    end

    # The same refusal, its row counted from further back.
    def shifted(rows)
      rows.zero? || row.nil? ? self : at(row: row + rows)
    end

    private def where
      words = [("row #{row}" if row), field, ("offset #{offset}" if offset)].compact
      words.join(', ') unless words.empty?
    end

    class << self
      attr_reader :status

      # The class of a status number; a number of a newer library is a plain Error.
      def for_status(number)
        BY_STATUS.fetch(number, Error)
      end

      # The error of a C record.
      def from(record, callbacks = nil)
        number = record[:status]
        type = for_status(number)
        refused = callbacks&.filter_map(&:take_refused)&.first if type.status == :host
        detail = text(record[:message])
        detail = "#{detail} (the callable gave #{refused.first.inspect})" if refused
        code = record[:host_code] if type.status == :host
        type.new(detail, status: type.status || :"status_#{number}",
                         row: given(record[:row]), field: text(record[:field]),
                         offset: given(record[:offset]), host_code: code, value: refused&.first)
      end

      private

      def text(bytes)
        text = bytes.to_ptr.read_string.force_encoding(Encoding::UTF_8)
        text unless text.empty?
      end

      def given(number)
        number unless number == Native::NONE
      end
    end

    # REVOPS_E_OVERFLOW is Error::Overflow, with the status :overflow.
    BY_STATUS = Generated::CONSTANTS.filter_map do |constant, number|
      next unless constant.start_with?('REVOPS_E_')

      name = Native.call(:revops_status_name, number)
      type = Class.new(Error) { @status = name.to_sym }
      [number, const_set(Native.class_name(name), type)]
    end.to_h.freeze
  end

  # A handle was used after close.
  class ClosedError < Error
    @status = :invalid
  end
end
