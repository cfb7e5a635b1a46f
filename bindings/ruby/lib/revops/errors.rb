# frozen_string_literal: true

module Revops
  # What the library refused: one subclass per status, such as Revops::Error::Overflow.
  class Error < StandardError
    # status: a Symbol such as :invalid; row: zero-based over the whole call; offset: byte of a text or
    # state; host_code: answer of the callback that failed; value: what that callback gave instead of a
    # result. What does not apply is nil.
    attr_reader :status, :row, :field, :offset, :host_code, :value, :detail

    def initialize(detail = nil, row: nil, field: nil, offset: nil, host_code: nil, value: nil, status: nil)
      @status = status || self.class.status
      @row = row
      @field = field
      @offset = offset
      @host_code = host_code
      @value = value
      @detail = detail
      place = [("row #{row}" if row), field, ("offset #{offset}" if offset)].compact.join(', ')
      super([@status, (place unless place.empty?), detail].compact.join(': '))
    end

    # The same refusal at another place.
    def at(row: self.row, field: self.field)
      self.class.new(detail, row: row, field: field, offset: offset, host_code: host_code, value: value,
                             status: status)
    end

    # The same refusal, its row counted from further back.
    def shifted(rows)
      rows.zero? || row.nil? ? self : at(row: row + rows)
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
        type.new(detail, row: given(record[:row]), field: text(record[:field]), offset: given(record[:offset]),
                         host_code: (record[:host_code] if type.status == :host), value: refused&.first,
                         status: type.status || :"status_#{number}")
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
