#!/bin/sh
# The reference pages build, and every public name has a comment. Prints TAP.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/support/tap.sh

pages() {
    [ -f build-docs/build.ninja ] || /usr/bin/meson setup build-docs -Ddocs=enabled \
        -Dtests=disabled -Dconformance=disabled -Dhost=disabled -Dexamples=disabled \
        -Dbench=disabled || return 1
    rm -rf build-docs/docs/reference
    ninja -C build-docs docs/reference
}

check "doxygen finds a comment on every public name" pages
finish
