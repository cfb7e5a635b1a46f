# frozen_string_literal: true

# What the Ruby binding costs: `add` from ready buffers beside the same adds from C, and an Array of
# Hashes beside packing it by hand. Every contender must give the same net total.
#
#   bench_ruby.rb BUILD_FOLDER [ROWS]
build = File.expand_path(ARGV.fetch(0))
rows = Integer(ARGV.fetch(1, '1000000'))
ENV['REVOPS_LIBRARY'] ||= File.join(build, 'lib/librevops.so.0')
$LOAD_PATH.unshift(File.join(build, 'bindings/ruby/lib'), File.expand_path('../../bindings/ruby/lib', __dir__))
begin
  require 'revops'
rescue LoadError => e
  abort "left out: #{e.message}"
end

ROUNDS = 9
WIDTHS = { gross_minor: 'q', fee_minor: 'q', economic_day: 'l', project: 'Q' }.freeze
VALUES = {
  gross_minor: Array.new(rows) { |i| 1000 + i * 7919 % 90_000 },
  fee_minor: Array.new(rows) { |i| i % 97 },
  economic_day: Array.new(rows) { |i| 20_454 + i * 31 % 365 },
  project: Array.new(rows) { |i| 1 + i * 17 % 100 }
}.freeze

def clock
  Process.clock_gettime(Process::CLOCK_MONOTONIC)
end

# The best of several rounds in ns a row, and the net total.
def measure(rows)
  best = Float::INFINITY
  net = nil
  ROUNDS.times do
    Revops::Revenue.open do |revenue|
      GC.start
      start = clock
      yield revenue.transactions
      best = [best, clock - start].min
      net = revenue.rows.first.net_minor
    end
  end
  [best * 1e9 / rows, net]
end

def from_c(build, rows, size)
  line = IO.popen([File.join(build, 'tests/bench/bench_add'), rows.to_s, size.to_s], &:read)
  [line[/([\d.]+) ns a row/, 1].to_f, line[/net (-?\d+)/, 1].to_i]
end

def tell(what, figure, net, beside, of_what)
  abort "#{what}: net #{net}, expected #{beside.last}" unless net == beside.last
  puts format('%<what>-34s %<figure>7.2f ns a row, %<ratio>.2f of %<of_what>s', what: what, figure: figure,
                                                                              ratio: yield(figure, beside.first), of_what: of_what)
end

packed = VALUES.to_h { |name, values| [name, values.pack("#{WIDTHS[name]}*")] }
memory = packed.transform_values { |bytes| FFI::MemoryPointer.new(:char, bytes.bytesize).put_bytes(0, bytes) }
[rows, 65_536, 1024].each do |size|
  c = from_c(build, rows, size)
  puts format('%-34s %7.2f ns a row', "C, batches of #{size}", c.first)
  strings = (0...rows).step(size).map do |first|
    packed.to_h { |name, bytes| [name, bytes.byteslice(first * (w = [0].pack(WIDTHS[name]).bytesize), size * w)] }
  end
  figure, net = measure(rows) { |feed| strings.each { |columns| feed.add(**columns, currency: 'GBP') } }
  tell('  packed Strings', figure, net, c, "C's rows a second") { |ruby, other| other / ruby }
  pointers = (0...rows).step(size).map do |first|
    memory.to_h { |name, pointer| [name, pointer.slice(first * (w = [0].pack(WIDTHS[name]).bytesize), [size, rows - first].min * w)] }
  end
  figure, net = measure(rows) { |feed| pointers.each { |columns| feed.add(**columns, currency: 'GBP') } }
  tell('  FFI::Pointers', figure, net, c, "C's rows a second") { |ruby, other| other / ruby }
end

few = [rows, 200_000].min
hashes = Array.new(few) { |i| { **VALUES.transform_values { |values| values[i] }, currency: 'GBP' } }
blocks = hashes.each_slice(1024).to_a
by_hand = measure(few) do |feed|
  blocks.each do |block|
    columns = WIDTHS.to_h { |name, width| [name, block.map { |row| row[name] }.pack("#{width}*")] }
    codes = block.map { |row| row[:currency] }
    feed.add(**columns, currency: codes.map { |code| Revops::Units.currency(code) }.pack('L*'))
  end
end
puts format('%-34s %7.2f ns a row', 'Array of Hashes, packed by hand', by_hand.first)
figure, net = measure(few) { |feed| blocks.each { |block| feed.add(block) } }
tell('  add(Array of Hashes)', figure, net, by_hand, 'packing by hand') { |ruby, other| ruby / other }
figure, net = measure(few) { |feed| hashes.each { |row| feed << row } && feed.flush }
tell('  << Hash', figure, net, by_hand, 'packing by hand') { |ruby, other| ruby / other }
