# frozen_string_literal: true

require 'minitest'

# Results as TAP, one line a test, so that each of them counts.
class TapReporter < Minitest::AbstractReporter
  def start
    @count = 0
    @bad = 0
  end

  def record(result)
    @count += 1
    good = result.passed? || result.skipped?
    @bad += 1 unless good
    puts "#{'not ' unless good}ok #{@count} - #{result.klass} #{words(result)}" \
         "#{" # SKIP #{result.failure.message}" if result.skipped?}"
    result.failures.each { |failure| puts failure.message.gsub(/^/, '# ') } unless result.skipped?
  end

  def report
    puts "1..#{@count}"
  end

  def passed?
    @bad.zero?
  end

  private

  def words(result)
    result.name.delete_prefix('test_').tr('_', ' ')
  end
end

module Minitest
  def self.plugin_tap_init(_options)
    reporter.reporters = [TapReporter.new]
  end
end

Minitest.extensions << 'tap'
