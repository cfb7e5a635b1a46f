# frozen_string_literal: true

require 'json'
require_relative 'values'

module Conformance
  # Counts verdicts and prints them.
  class Verdicts
    def initialize(tap)
      @tap = tap
      @count = Hash.new(0)
      @broken = false
    end

    def add(runner, path, item)
      got, comparison = runner.answer(item)
      return line(:passed, path, item) if comparison.case?(item, got)

      line(:failed, path, item, "expected #{item['expect'].to_json} got #{got.to_json}")
    rescue Unknown => e
      line(:skipped, path, item, e.message)
    rescue Broken => e
      broken(path, "#{item['id']}: #{e.message}")
    rescue StandardError => e
      line(:failed, path, item, "#{e.class}: #{e.message} #{e.backtrace.first}")
    end

    # A file that is not of the format.
    def broken(path, why)
      warn "#{path}: #{why}"
      @broken = true
    end

    # The last line; the exit status.
    def finish
      puts "1..#{@count.values.sum}" if @tap
      puts "#{'# ' if @tap}#{@count[:passed]} passed, #{@count[:failed]} failed, #{@count[:skipped]} skipped"
      return 2 if @broken

      @count[:failed].zero? && @count[:skipped].zero? ? 0 : 1
    end

    private

    def line(verdict, path, item, details = nil)
      @count[verdict] += 1
      if @tap
        puts "#{'not ' if verdict == :failed}ok #{@count.values.sum} - #{item['id']}" \
             "#{" # SKIP #{details}" if verdict == :skipped}"
        puts "# #{details}" if verdict == :failed
      elsif details
        puts "#{verdict == :failed ? 'FAIL' : 'SKIP'} #{path} #{item['id']}: #{details}"
      end
    end
  end

  # Prints what the library says.
  class Answers
    def initialize
      @answers = []
    end

    def add(runner, _path, item)
      @answers << { id: item['id'], got: runner.answer(item).first }
    end

    def broken(path, why)
      abort "#{path}: #{why}"
    end

    def finish
      puts @answers.to_json
      0
    end
  end
end
