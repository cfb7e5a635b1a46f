# frozen_string_literal: true

# What the Ruby binding costs: `add` from ready buffers beside the same adds from C, and an Array of
# Hashes beside packing it by hand. Contenders take turns, the best round of each counts in time of
# the processor, which neighbours disturb least, and all of them must give the same net total.
#
#   bench_ruby.rb BUILD_FOLDER [ROWS]
build = File.expand_path(ARGV.fetch(0))
ROWS = Integer(ARGV.fetch(1, '1000000'))
ENV['REVOPS_LIBRARY'] ||= File.join(build, 'lib/librevops.so.0')
$LOAD_PATH.unshift(File.join(build, 'bindings/ruby/lib'))
$LOAD_PATH.unshift(File.expand_path('../../bindings/ruby/lib', __dir__))
begin
  require 'revops'
rescue LoadError => e
  abort "left out: #{e.message}"
end

TURNS = 7
FROM_C = File.join(build, 'tests/bench/bench_add')
WIDTHS = { gross_minor: 'q', fee_minor: 'q', economic_day: 'l', project: 'Q' }.freeze
VALUES = {
  gross_minor: Array.new(ROWS) { |i| 1000 + i * 7919 % 90_000 },
  fee_minor: Array.new(ROWS) { |i| i % 97 },
  economic_day: Array.new(ROWS) { |i| 20_454 + i * 31 % 365 },
  project: Array.new(ROWS) { |i| 1 + i * 17 % 100 }
}.freeze

def clock
  Process.clock_gettime(Process::CLOCK_PROCESS_CPUTIME_ID)
end

# Seconds of one round, and its net total.
def round
  GC.start
  rounds = Array.new(3) do
    Revops::Revenue.open do |revenue|
      start = clock
      yield revenue.transactions
      [clock - start, revenue.rows.first.net_minor]
    end
  end
  rounds.min
end

def round_of_c(rows, size)
  line = IO.popen([FROM_C, rows.to_s, size.to_s], &:read)
  [line[/([\d.]+) ns a row/, 1].to_f * rows / 1e9, line[/net (-?\d+)/, 1].to_i]
end

# Let contenders take turns; the first is what the others are compared with.
def compare(rows, contenders)
  best = Hash.new(Float::INFINITY)
  nets = TURNS.times.flat_map do
    contenders.map do |name, contender|
      seconds, net = contender.call
      best[name] = [best[name], seconds].min
      net
    end
  end
  abort "other totals: #{nets.uniq.join(', ')}" unless nets.uniq.size == 1
  first = best.values.first
  best.each do |name, seconds|
    puts format('%-36s %8.2f ns a row %6.2f', name, seconds * 1e9 / rows, yield(seconds, first))
  end
end

# Cut buffers into batches: the block cuts `count` bytes from an offset.
def batches(columns, size)
  (0...ROWS).step(size).map do |first|
    columns.to_h do |name, data|
      width = [0].pack(WIDTHS[name]).bytesize
      [name, yield(data, first * width, [size, ROWS - first].min * width)]
    end
  end
end

def adding(batches)
  -> { round { |feed| batches.each { |columns| feed.add(**columns, currency: 'GBP') } } }
end

packed = VALUES.to_h { |name, values| [name, values.pack("#{WIDTHS[name]}*")] }
memory = packed.transform_values do |bytes|
  FFI::MemoryPointer.new(:char, bytes.bytesize).put_bytes(0, bytes)
end
puts "add from ready buffers, #{ROWS} rows; of C's rows a second"
[ROWS, 65_536, 16_384, 1024].uniq.each do |size|
  strings = batches(packed, size) { |bytes, offset, count| bytes.byteslice(offset, count) }
  pointers = batches(memory, size) { |pointer, offset, count| pointer.slice(offset, count) }
  contenders = { "C, batches of #{size}" => -> { round_of_c(ROWS, size) },
                 '  packed Strings' => adding(strings), '  FFI::Pointers' => adding(pointers) }
  compare(ROWS, contenders) { |seconds, of_c| of_c / seconds }
end

few = [ROWS, 100_000].min
hashes = Array.new(few) do |i|
  { **VALUES.transform_values { |values| values[i] }, currency: 'GBP' }
end
blocks = hashes.each_slice(1024).to_a
by_hand = lambda do |block|
  columns = WIDTHS.to_h { |name, width| [name, block.map { |row| row[name] }.pack("#{width}*")] }
  codes = block.map { |row| Revops::Units.currency(row[:currency]) }
  { **columns, currency: codes.pack('L*') }
end
puts "Array of Hashes, #{few} rows; of packing by hand"
contenders = {
  'packed by hand' => lambda {
    round { |feed| blocks.each { |block| feed.add(**by_hand.call(block)) } }
  },
  '  add(Array of Hashes)' => -> { round { |feed| blocks.each { |block| feed.add(block) } } },
  '  << Hash' => -> { round { |feed| hashes.each { |row| feed << row } && feed.flush } }
}
compare(few, contenders) { |seconds, hand| seconds / hand }
