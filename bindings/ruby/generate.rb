# frozen_string_literal: true

# Print lib/revops/generated.rb: the manifest as tables that Ruby loads without parsing.
#
#   ruby generate.rb MANIFEST >generated.rb
#
# Layouts and signatures are in the types of the ffi gem. What a parameter means beyond its role, a
# unit, the words of a constant, the records of a callback, is what its comment in the header says.
require 'json'

INTEGERS = %w[int uint].product([8, 16, 32, 64]).map(&:join)
SCALARS = {
  'void' => :void, 'char' => :char, 'size_t' => :size_t, 'double' => :double,
  'revops_status' => :int32, **INTEGERS.to_h { |name| ["#{name}_t", name.to_sym] }
}.freeze
DAY = /\A(Receives (the|its) day\b|Day since 1970|The day\b|Give the (\w+ )?day\b)/.freeze
MONTH = /\A(Receives m|M)onths since 1970|\AGive the month\b/.freeze

MANIFEST = JSON.parse(File.read(ARGV.fetch(0)))
STRUCTS = MANIFEST['structs'].to_h { |struct| [struct['name'], struct] }
CALLBACKS = MANIFEST['callbacks'].map { |callback| callback['name'] }

# The ffi type of a C type: a symbol, a struct's name, or a pair of element and length.
def ffi_type(type, parameter: false)
  return :string if type == 'const char *' && !parameter

  plain = type.gsub(/\b(const|struct)\b/, '').strip
  return :pointer if plain.include?('*') || CALLBACKS.include?(plain)
  if (array = plain.match(/\A(\w+) ?\[(\d+)\]\z/))
    return parameter ? :pointer : [ffi_type(array[1]), array[2].to_i]
  end
  return plain if STRUCTS.key?(plain)

  SCALARS.fetch(plain) { abort "generate.rb: no ffi type for #{type}" }
end

# What lies behind a pointer, or a value itself.
def element(type)
  type.gsub(/\bconst\b|\bstruct\b|\*|\[.*/, '').strip
end

# The unit of a number: what its comment calls it.
def unit(type, about)
  case element(type)
  when 'int32_t'
    return :day if about.match?(DAY)

    :month if about.match?(MONTH)
  when 'int64_t' then :ns if about.match?(/nanoseconds since 1970/i)
  when 'uint32_t' then :currency if about.match?(/packed code/i)
  end
end

# "REVOPS_ROUND_...; 0 is half_even" takes any word of REVOPS_ROUND_.
def words(role, type, about)
  prefix = about[/\A(?:Mask of )?(REVOPS_[A-Z0-9]+_)/, 1]
  prefix if role == 'in' && SCALARS.key?(type) && prefix
end

# "Fills revops_transaction_batch", "Takes revops_contribution records".
def records(role, about)
  about[/\b(?:Fills|Takes)(?: a| an)? revops_(\w+)/, 1] if role == 'callback'
end

def parameter(param)
  type, role, about = param.values_at('type', 'role', 'about')
  {
    name: param['name'].to_sym, ffi: ffi_type(type, parameter: true), type: element(type),
    role: role.to_sym, count: param['count'], constant: (true if type.start_with?('const')),
    handle_out: (true if role == 'out' && type.count('*') == 2),
    optional: (true if role == 'out' && about.include?('NULL is welcome')),
    unit: unit(type, about), words: words(role, type, about),
    mask: (true if about.start_with?('Mask of')), records: records(role, about)
  }.compact
end

def function(entry)
  { ruby: entry['ruby'], returns: ffi_type(entry['returns']),
    status: entry['returns'] == 'revops_status',
    points: (element(entry['returns']) if entry['returns'].include?('*')),
    unit: unit(entry['returns'], entry['about']), catalogue: entry['catalogue'],
    parameters: entry['params'].map { |param| parameter(param) } }.compact
end

def table(name, rows)
  lines = rows.map { |key, value| "      #{key.inspect} => #{value.inspect}," }
  puts "    #{name} = {", lines, '    }.freeze', ''
end

puts <<~RUBY
  # frozen_string_literal: true

  # Made by generate.rb from bindings/manifest.json, which is made from the headers.
  module Revops
    # What the headers say, as tables.
    module Generated
      VERSION = #{MANIFEST['version'].inspect}
      HANDLES = #{MANIFEST['handles'].inspect}.freeze

RUBY
table 'CONSTANTS', MANIFEST['constants'].map { |name, value| [name.to_sym, value] }
table 'STRUCTS', (STRUCTS.map do |name, struct|
  fields = struct['fields'].map { |field| field.values_at('name', 'type') }
  [name, fields.map { |field, type| [field.to_sym, ffi_type(type), type] }]
end)
table 'CALLBACKS', (MANIFEST['callbacks'].map do |entry|
  [entry['name'], entry['params'].map { |param| parameter(param) }]
end)
table 'FUNCTIONS', MANIFEST['functions'].map { |entry| [entry['name'].to_sym, function(entry)] }
puts "  end\nend"
