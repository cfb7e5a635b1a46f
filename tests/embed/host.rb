# A host in Ruby that knows the plain shared library only: host.rb LIBRARY.
require "fiddle"

library = Fiddle.dlopen(ARGV.fetch(0))
int = Fiddle::TYPE_INT
pointer = Fiddle::TYPE_VOIDP
version = Fiddle::Function.new(library["revops_version"], [], pointer)
raise "no version" unless version.call.to_s.count(".") == 2

copy = Fiddle::Function.new(library["revops_column_copy"],
                            [pointer, pointer, pointer, int, Fiddle::TYPE_LONG_LONG, pointer], int)
amounts = Fiddle::Pointer[[1000, -250, 4999].pack("l*")]
type_int32 = 3
type_int64 = 4
column = [amounts.to_i, 0, 4, 0, type_int32, 0].pack("QQqqLL")
read = Fiddle::Pointer.malloc(24, Fiddle::RUBY_FREE)
error = Fiddle::Pointer.malloc(256, Fiddle::RUBY_FREE)
status = copy.call(read, nil, column, type_int64, 3, error)
raise error[64, 192].unpack1("Z*") unless status.zero?
raise "wrong sum" unless read[0, 24].unpack("q*").sum == 5749

long = Fiddle::TYPE_LONG_LONG
allocate = Fiddle::Function.new(library["revops_allocate"],
                                [pointer, pointer, long, pointer, long, pointer, pointer], int)
parts = Fiddle::Pointer.malloc(24, Fiddle::RUBY_FREE)
weights = Fiddle::Pointer[[3, 2, 1].pack("q*")]
status = allocate.call(parts, nil, 100, weights, 3, nil, error)
raise error[64, 192].unpack1("Z*") unless status.zero?
raise "wrong parts" unless parts[0, 24].unpack("q*") == [50, 33, 17]
