#!/bin/sh
# The golden program gives the hashes of golden.sha256 from every compiler and on every platform.
#     run.sh          compare
#     run.sh --write  rewrite the list from gcc on this machine
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

out=build/golden
list=tests/golden/golden.sha256

# build NAME COMPILER [FLAG...]
build() {
    name=$1
    compiler=$2
    shift 2
    "$compiler" -std=c11 -O2 -ffp-contract=off -Wall -Wextra -Wpedantic -Werror "$@" -static \
        -I"$out" tests/golden/*.c "$out/revops.c" -o "$out/$name"
}
same_hashes() {
    "$@" >"$out/hashes" && diff -u "$list" "$out/hashes"
}
# target NAME RUNNER COMPILER [FLAG...]
target() {
    name=$1
    runner=$2
    shift 2
    check "$name builds the golden program" build "$name" "$@" &&
        check "$name gives the golden hashes" same_hashes $runner "$out/$name"
}

if [ "${1-}" = --write ]; then
    tools/amalgamate.py "$out" && build gcc gcc && "$out/gcc" >"$list" && cat "$list"
    exit
fi
if check "the library becomes one file" tools/amalgamate.py "$out"; then
    target gcc "" gcc
    target gcc_unoptimised "" gcc -O0
    target gcc_portable_wide "" gcc -DREVOPS_WIDE_PORTABLE
    target clang "" clang
    target i686 qemu-i386 i686-linux-gnu-gcc -msse2 -mfpmath=sse
    # 64-bit members at multiples of eight bytes, as on 32-bit ARM, PowerPC and Windows
    target i686_aligned qemu-i386 i686-linux-gnu-gcc -msse2 -mfpmath=sse -malign-double
    target s390x qemu-s390x s390x-linux-gnu-gcc
fi
finish
