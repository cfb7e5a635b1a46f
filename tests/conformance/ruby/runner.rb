# frozen_string_literal: true

require 'digest'
require_relative 'compare'
require_relative 'kinds'
require_relative 'values'

module Conformance
  # Tries one case.
  class Runner
    TRIES = ['at once', 'row by row', 'reversed'].freeze

    def initialize(registry)
      @kinds = registry['kinds'].to_h { |entry| [entry['kind'], entry] }
      @handles = registry['handles']
      @shapes = Kinds.shapes = registry['shapes']
    end

    # What the library says to a case, as JSON, and the comparison for it.
    def answer(item)
      entry = @kinds[item['kind']] or raise Unknown, "unknown kind #{item['kind']}"
      return catalogue(entry, item) if entry['handle']

      [pure(entry, item), Comparison.new]
    rescue Revops::Error => e
      [Values.refusal(e), Comparison.new]
    end

    private

    def pure(entry, item)
      return any_handle(item['given']) if entry['kind'] == 'handle'

      known(entry, item)
      return calls(entry, item) if entry['calls']

      raise Unknown, "this runner has no #{entry['kind']}" unless Kinds.respond_to?(entry['kind'])

      said = item['given'].merge(item['options'] || {}).transform_keys(&:to_sym)
      takes = Kinds.method(entry['kind']).parameters
      said[:expect] = item['expect'] if takes.include?(%i[keyreq expect])
      Kinds.public_send(entry['kind'], **said)
    end

    # A key that the kind does not read would silently change the meaning of the case.
    def known(entry, item)
      { 'given' => 'key', 'options' => 'option' }.each do |where, what|
        next unless entry[where]

        extra = (item[where] || {}).keys - entry[where].map { |input| input['name'] }
        raise Unknown, "unknown #{what} #{extra.join(' ')}" unless extra.empty?
      end
    end

    # --- functions, called as the registry says ---

    def calls(entry, item)
      known = {}
      %w[given options].each do |where|
        entry[where].each do |input|
          value = (item[where] || {}).fetch(input['name'], input['default'])
          known[input['name']] = argument(input['unit'], value)
        end
      end
      known['options'] = known.slice(*(item['options'] || {}).keys).transform_keys(&:to_sym)
      entry['calls'].each { |call| call(call, known) }
      item['expect'].slice(*known.keys).to_h { |name, like| [name, Values.result(name, known[name], like)] }
    end

    def call(call, known)
      arguments = call['arguments'].map do |name|
        first, *members = name.split('.')
        members.reduce(known[first]) { |value, member| value.public_send(member) }
      end
      keywords = arguments.grep(Hash).reduce({}, :merge)
      result = Revops.public_send(call['function'].delete_prefix('revops_'), *arguments.grep_v(Hash), **keywords)
      case call['results']
      when ['*'] then known.merge!(result.to_h.transform_keys(&:to_s))
      else known.merge!(call['results'].zip(call['results'].one? ? [result] : result).to_h)
      end
    end

    def argument(unit, value)
      case unit
      when 'currencies' then value ? { defs: value } : {}
      when /\AREVOPS_/ then value ? Values.word(unit, value) : 0
      when 'int' then value && Values.integer(value, Values::INT64)
      when 'hex' then [value].pack('H*')
      when /\A\[/ then value.map { |row| Values.struct(@shapes.fetch(unit[1..-2]), row, nil, Texts.new) }
      when 'day' then Revops.day_parse(value)
      else value
      end
    end

    # --- handles of the catalogue ---

    def open(name, **options, &block)
      Revops.const_get(name.split('_').map(&:capitalize).join).open(**options, &block)
    end

    def catalogue(entry, item)
      handle = @handles[entry['handle']]
      texts = Texts.new
      report = handle['reports'][entry['report']]
      extra = item['given'].keys - entry['feeds'].map { |feed| feed['given'] } - ['query']
      raise Unknown, "unknown key #{extra.join(' ')}" unless extra.empty?

      asked = {
        options: Values.struct(handle['options'], item['options'], entry['option_defaults'], texts),
        query: Values.struct(report['query'], item['given']['query'], entry['query_defaults'], texts),
        feeds: entry['feeds'].map do |feed|
          [feed['feed'], Values.rows(handle['feeds'][feed['feed']]['columns'],
                                     item['given'][feed['given']] || [], feed['defaults'], texts)]
        end
      }
      outcomes = TRIES.map { |how| attempt(entry, asked, how, texts) }
      same(outcomes)
      keys = report['row'].select { |field| field['unit'] == 'key' }.map { |field| field['name'] }
      [outcomes.first.first, Comparison.new(records: true, keys: keys)]
    end

    # Neither the split into batches nor the order of rows may show; a refusal keeps its status.
    def same(outcomes)
      first = outcomes.first
      TRIES.zip(outcomes).each do |how, outcome|
        equal = first.first.key?('error') ? outcome.first['error'] == first.first['error'] : outcome == first
        raise Miss, "#{how}: another answer than at once" unless equal
      end
    end

    # The answer and the state of one try.
    def attempt(entry, asked, how, texts)
      handle = @handles[entry['handle']]
      fields = handle['reports'][entry['report']]['row']
      open(entry['handle'], **asked[:options]) do |made|
        asked[:feeds].each { |name, given| feed(made, name, handle['feeds'][name], given, how) }
        state = handle['state'].empty? ? '' : made.save
        rows = made.public_send(entry['report'], **asked[:query])
        [{ 'rows' => rows.map { |row| Values.record(fields, row, texts) } }, state]
      end
    rescue Revops::Error => e
      [Values.refusal(e), '']
    end

    def feed(made, name, feed, given, how)
      given = given.reverse if how == 'reversed' && !feed['ordered']
      given.each_slice(how == 'row by row' ? 1 : [given.size, 1].max) do |rows|
        made.public_send(name).add(**Values.columns(feed['columns'], rows))
      end
    end

    # The kind that fits every handle: its state and what all its reports say.
    def any_handle(given)
      handle = @handles[given['handle']]
      texts = Texts.new
      open(given['handle']) do |made|
        handle['feeds'].to_a.reverse_each do |name, feed|
          rows = Values.rows(feed['columns'], given['feeds'][name] || [], nil, texts)
          feed(made, name, feed, rows, 'at once')
        end
        got = { 'reports' => reports(made, handle, given, texts) }
        got['state'] = Digest::SHA256.hexdigest(made.save) unless handle['state'].empty?
        got
      end
    end

    def reports(made, handle, given, texts)
      handle['reports'].to_h do |name, report|
        queries = [{}] + (given.fetch('queries', {})[name] || [])
        [name, queries.map { |query| ask(made, name, report, query, texts) }]
      end
    end

    def ask(made, name, report, query, texts)
      asked = Values.struct(report['query'], query, nil, texts)
      made.public_send(name, **asked).map { |row| Values.record(report['row'], row, texts) }
    rescue Revops::Error => e
      Values.refusal(e)
    end
  end
end
