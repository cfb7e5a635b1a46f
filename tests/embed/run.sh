#!/bin/sh
# Installs the library into a folder of its own and embeds it there in every way that we deliver.
set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/support/tap.sh

meson=/usr/bin/meson
root=$PWD
out=$root/build/embed
prefix=$out/prefix
warnings="-Wall -Wextra -Wpedantic -Wconversion -Werror"
rm -rf "$out"
mkdir -p "$out"

# runs PROGRAM [ARGUMENT...]: with the shared library found by no more than its folder
runs() {
    LD_LIBRARY_PATH=$prefix/lib "$@"
}
flags() {
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig pkg-config "$@"
}

delivered() {
    tests/embed/install.sh "$prefix"
}
pkg_config_asks_for_nothing_else() {
    [ "$(flags --libs --static revops | xargs)" = "-L$prefix/lib -lrevops" ] || {
        flags --libs --static revops
        return 1
    }
    ! grep -E '^(Requires|Libs).private: *[^ ]' "$prefix/lib/pkgconfig/revops.pc"
}
# shellcheck disable=SC2046,SC2086 # flags are words
c_shared() {
    cc -std=c11 $warnings tests/embed/host.c $(flags --cflags --libs revops) -o "$out/c_shared" &&
        runs "$out/c_shared" && runs ldd "$out/c_shared" | grep -q 'librevops.so.0 => '
}
# shellcheck disable=SC2046,SC2086 # flags are words
c_static() {
    cc -std=c11 $warnings -static tests/embed/host.c $(flags --cflags --libs --static revops) \
        -o "$out/c_static" && "$out/c_static"
}
# shellcheck disable=SC2046,SC2086 # flags are words
cxx() {
    c++ -std=c++17 $warnings tests/embed/host.cpp $(flags --cflags --libs revops) -o "$out/cxx" &&
        runs "$out/cxx"
}
meson_subproject() {
    host=$out/subproject
    mkdir -p "$host/subprojects"
    cp tests/embed/subproject/meson.build tests/embed/host.c "$host"
    cp subprojects/revops.wrap "$host/subprojects"
    ln -s "$root" "$host/subprojects/revops"
    "$meson" setup "$host/build" "$host" && ninja -C "$host/build" && "$host/build/host" &&
        [ -z "$(find "$host/build" -type f \( -name 'test_*' -o -name 'revops' \) -print)" ]
}
cmake_host() {
    cmake -S tests/embed/cmake -B "$out/cmake" -DCMAKE_PREFIX_PATH="$prefix" &&
        cmake --build "$out/cmake" && runs "$out/cmake/host_shared" && "$out/cmake/host_static"
}
cmake_refuses_another_version() {
    mkdir -p "$out/refused"
    sed 's/revops 0.1 /revops 7.1 /' tests/embed/cmake/CMakeLists.txt >"$out/refused/CMakeLists.txt"
    ! cmake -S "$out/refused" -B "$out/refused/build" -DCMAKE_PREFIX_PATH="$prefix"
}
moved() {
    cp -r "$prefix" "$out/moved" &&
        cmake -S tests/embed/cmake -B "$out/cmake-moved" -DCMAKE_PREFIX_PATH="$out/moved" &&
        cmake --build "$out/cmake-moved" && "$out/cmake-moved/host_static"
}
amalgamate() {
    tools/amalgamate.py "$out/one" && [ "$(find "$out/one" -type f | wc -l)" = 2 ]
}
# amalgamation NAME COMPILER [FLAG...]: both files and a host, nothing else
# shellcheck disable=SC2086 # flags are words
amalgamation() {
    name=$1
    compiler=$2
    shift 2
    "$compiler" -std=c11 $warnings "$@" -I"$out/one" tests/embed/host.c "$out/one/revops.c" \
        -o "$out/one_$name" && "$out/one_$name"
}
# shellcheck disable=SC2086 # flags are words
amalgamation_from_cxx() {
    cc -std=c11 -c "$out/one/revops.c" -o "$out/one.o" &&
        c++ -std=c++17 $warnings -I"$out/one" tests/embed/host.cpp "$out/one.o" -o "$out/one_cxx" &&
        "$out/one_cxx"
}
amalgamation_is_the_same_twice() {
    tools/amalgamate.py "$out/two" && diff -r "$out/one" "$out/two"
}
amalgamation_for_windows() {
    x86_64-w64-mingw32-gcc -std=c11 -Wall -Wextra -Werror -I"$out/one" tests/embed/host.c \
        "$out/one/revops.c" -o "$out/one.exe"
}

if check "meson installs into a prefix" delivered; then
    check "pkg-config asks for nothing else" pkg_config_asks_for_nothing_else
    check "a C11 host links the shared library by pkg-config" c_shared
    check "a C11 host links the static library by pkg-config" c_static
    check "a C++17 host links the shared library by pkg-config" cxx
    check "a CMake host finds both targets" cmake_host
    check "CMake refuses another version" cmake_refuses_another_version
    check "an installed tree may be moved" moved
    check "a Python host calls the plain library by ctypes" \
        runs /usr/bin/python3 tests/embed/host.py "$prefix/lib/librevops.so.0"
    check "a Ruby host calls the plain library by Fiddle" \
        runs /usr/bin/ruby tests/embed/host.rb "$prefix/lib/librevops.so.0"
fi
check "a meson host builds it as a subproject, library only" meson_subproject
if check "the library becomes one header and one source" amalgamate; then
    check "amalgamating twice gives the same bytes" amalgamation_is_the_same_twice
    check "the amalgamation is warning-free C11 for gcc" amalgamation gcc gcc -O2
    check "the amalgamation is warning-free C11 for clang" amalgamation clang clang -O2
    check "the amalgamation serves a C++17 host" amalgamation_from_cxx
    # These compilers belong to tools/check full.
    command -v musl-gcc >/dev/null &&
        check "the amalgamation links statically with musl" amalgamation musl musl-gcc -static
    command -v x86_64-w64-mingw32-gcc >/dev/null &&
        check "the amalgamation builds for Windows" amalgamation_for_windows
fi
finish
