# frozen_string_literal: true

# Print lib/revops/generated.rb: the manifest as tables that Ruby loads without parsing.
#
#   ruby generate.rb MANIFEST >generated.rb
#
# Layouts and signatures are in the types of the ffi gem; what is a function of the catalogue, what
# is a method and what is a module function was decided by the manifest.
require 'json'

SCALARS = {
  'void' => :void, 'char' => :char, 'size_t' => :size_t, 'double' => :double,
  'revops_status' => :int32,
  **[8, 16, 32, 64].flat_map { |bits| [["int#{bits}_t", :"int#{bits}"], ["uint#{bits}_t", :"uint#{bits}"]] }.to_h
}.freeze

manifest = JSON.parse(File.read(ARGV.fetch(0)))
STRUCTS = manifest['structs'].to_h { |struct| [struct['name'], struct] }
CALLBACKS = manifest['callbacks'].map { |callback| callback['name'] }

# The ffi type of a C type: a symbol, a struct's name, or a pair of element and length.
def ffi_type(type, parameter: false)
  return :string if type == 'const char *' && !parameter

  plain = type.gsub(/\bconst\b/, '').strip
  return :pointer if plain.match?(/\*/) || CALLBACKS.include?(plain)
  if (array = plain.match(/\A(\w+) ?\[(\d+)\]\z/))
    return parameter ? :pointer : [ffi_type(array[1]), array[2].to_i]
  end
  return plain if STRUCTS.key?(plain)

  SCALARS.fetch(plain) { abort "generate.rb: no ffi type for #{type}" }
end

def table(name, rows)
  puts "    #{name} = {", rows.map { |key, value| "      #{key.inspect} => #{value.inspect}," }, '    }.freeze', ''
end

puts <<~RUBY
  # frozen_string_literal: true

  # Made by generate.rb from bindings/manifest.json, which is made from the headers.
  module Revops
    # What the headers say, as tables.
    module Generated
      VERSION = #{manifest['version'].inspect}

RUBY
table 'CONSTANTS', manifest['constants'].map { |name, value| [name.to_sym, value] }
table 'STRUCTS', (STRUCTS.map do |name, struct|
  [name, struct['fields'].map { |field| [field['name'].to_sym, ffi_type(field['type']), field['type']] }]
end)
table 'FUNCTIONS', (manifest['functions'].map do |function|
  parameters = function['params'].map do |parameter|
    role = parameter['role']&.to_sym
    [parameter['name'].to_sym, ffi_type(parameter['type'], parameter: true), parameter['type'], role,
     parameter['count']&.to_sym]
  end
  [function['name'].to_sym, [ffi_type(function['returns']), function['ruby'], parameters]]
end)
puts "  end\nend"
