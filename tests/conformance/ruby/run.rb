#!/usr/bin/ruby
# frozen_string_literal: true

# The conformance runner in Ruby: the same files and verdicts as revops-conformance, through the
# public gem.
#
#     run.rb --registry FILE [--kind K]... [--tap | --answers] FILE...
#
# FILE of --registry holds what revops-conformance --registry prints. Kinds of the catalogue and kinds
# that are calls in a row are run as it says; kinds.rb holds the few that are more than that. Prints a
# line for each case that misses or is skipped, and last "N passed, N failed, N skipped"; the exit
# status is 0 when nothing failed and nothing was skipped, 1 otherwise, 2 for a file that is none.
# --answers prints what the library says to each case, as JSON, and compares nothing.

require 'json'
require 'optparse'
require_relative 'runner'
require_relative 'verdicts'

module Conformance
  # An object of JSON that has no name twice.
  class Strict < Hash
    def []=(name, value)
      raise JSON::ParserError, "#{name} is there twice" if key?(name)

      super
    end
  end

  # What the command line asks for.
  class Arguments
    attr_reader :registry, :files

    def initialize(words)
      @kinds = []
      parser = OptionParser.new do |options|
        options.on('--registry FILE') { |file| @registry = JSON.parse(File.read(file)) }
        options.on('--kind KIND') { |kind| @kinds << kind }
        options.on('--tap') { @tap = true }
        options.on('--answers') { @answers = true }
      end
      @files = parser.parse(words)
    end

    # The cases of a file that are wanted.
    def cases(path)
      cases = JSON.parse(File.read(path, encoding: 'UTF-8'), object_class: Strict).fetch('cases')
      cases.each do |item|
        sound = item['id'] && item['kind'] && %w[given expect].all? { |part| item[part].is_a?(Hash) }
        raise KeyError, 'expected id, kind, given and expect' unless sound
      end
      @kinds.empty? ? cases : cases.select { |item| @kinds.include?(item['kind']) }
    end

    # What prints the verdicts, or the answers.
    def verdicts
      @answers ? Answers.new : Verdicts.new(@tap)
    end
  end

  def self.main(words)
    arguments = Arguments.new(words)
    runner = Runner.new(arguments.registry)
    verdicts = arguments.verdicts
    arguments.files.each do |path|
      arguments.cases(path).each { |item| verdicts.add(runner, path, item) }
    rescue SystemCallError
      verdicts.broken(path, 'cannot be read')
    rescue JSON::ParserError, KeyError, TypeError => e
      verdicts.broken(path, e.message)
    end
    verdicts.finish
  end
end

exit Conformance.main(ARGV) if $PROGRAM_NAME == __FILE__
