#!/bin/sh
# Each public header compiles alone and included twice, as C11 and as C++11, by gcc and by clang.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

flags="-Iinclude -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow"
flags="$flags -Wcast-qual -Werror"

# compiles COMPILER LANGUAGE STANDARD HEADER
compiles() {
    # shellcheck disable=SC2086 # flags are words
    printf '#include "%s"\n#include "%s"\n' "$4" "$4" | "$1" -x "$2" -std="$3" $flags -
}

for path in include/revops.h include/revops/*.h; do
    header=${path#include/}
    check "$header is C11 for gcc" compiles gcc c c11 "$header"
    check "$header is C++11 for g++" compiles g++ c++ c++11 "$header"
    check "$header is C11 for clang" compiles clang c c11 "$header"
    check "$header is C++11 for clang" compiles clang++ c++ c++11 "$header"
done
finish
