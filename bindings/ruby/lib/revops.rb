# frozen_string_literal: true

# Exact revenue figures from the C library librevops: the same numbers, names and errors in Ruby as
# everywhere else. Every kind of handle in the library's catalogue is a class here, with its feeds
# as attributes and its reports as methods; every other function of its headers is a function of
# this module.
module Revops
end

require_relative 'revops/native'
require_relative 'revops/errors'
require_relative 'revops/shape'
require_relative 'revops/units'
require_relative 'revops/columns'
require_relative 'revops/packing'
require_relative 'revops/structs'
require_relative 'revops/records'
require_relative 'revops/rows'
require_relative 'revops/batch'
require_relative 'revops/callbacks'
require_relative 'revops/host'
require_relative 'revops/catalogue'
require_relative 'revops/functions'
require_relative 'revops/arguments'
require_relative 'revops/call'
require_relative 'revops/resource'
require_relative 'revops/handle'
require_relative 'revops/feed'
require_relative 'revops/plain'
require_relative 'revops/names'
require_relative 'revops/writer'
require_relative 'revops/arrow'

module Revops
  class << self
    # Read a column as the library does: its values, nil where they are null.
    #
    #   Revops.column_copy(Revops.column(packed, type: :int32), type: :int64)   # => [1, 2, 3]
    def column_copy(column, type: :int64, count: nil)
      column = column.first_rows(count) if count
      column.to_a(Units::Scalar.new(:column, :none, type, {}))
    end
  end
end

Revops::Catalogue.kinds.each { |kind| Revops::Handle.define(kind) }
Revops::Generated::HANDLES.each { |name| Revops::Plain.complete(name) }
Revops::Routine.define(Revops, 'Revops')
