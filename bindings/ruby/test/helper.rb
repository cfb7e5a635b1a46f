# frozen_string_literal: true

require 'English'
require 'date'
require 'fileutils'
require 'json'
require 'minitest/autorun'
require 'revops'
require 'timeout'
require_relative 'tap'

# What the tests of the binding share.
module Support
  module_function

  DAY = Date.new(2026, 1, 1)

  def sale(**fields)
    { gross_minor: 1000, fee_minor: 30, economic_day: DAY, currency: 'GBP', **fields }
  end

  def revenue(**options, &block)
    Revops::Revenue.open(**options, &block)
  end

  # The refusal of a block, and that the handle's state is what it was.
  def refusal(type, *handles)
    before = handles.map(&:save)
    error = assert_raises(type) { yield }
    assert_equal before, handles.map(&:save), 'a failed call changes nothing'
    error
  end
end

Minitest::Test.include(Support)

# Which functions were called, for the completeness test.
Minitest.after_run do
  next unless (path = ENV.fetch('REVOPS_CALLS', nil))

  FileUtils.mkdir_p(File.dirname(path))
  File.write(path, JSON.pretty_generate(Revops::Native::CALLS.sort.to_h))
end
