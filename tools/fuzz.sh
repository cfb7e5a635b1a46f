#!/bin/sh
# Each fuzz target looks for new inputs for a while (REVOPS_FUZZ_SECONDS, 60 by default), starting from
# its corpus. Prints TAP; what it finds stays in build-fuzz/found/ and belongs into the corpus.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/support/tap.sh

seconds=${REVOPS_FUZZ_SECONDS:-60}

targets() {
    [ -f build-fuzz/build.ninja ] || CC=clang /usr/bin/meson setup build-fuzz -Dfuzz=true \
        -Dtests=disabled -Dconformance=disabled -Dhost=disabled -Dexamples=disabled -Dbench=disabled \
        -Ddocs=disabled || return 1
    ninja -C build-fuzz
}
# fuzz NAME: libFuzzer keeps new inputs in the first folder and reads the second
fuzz() {
    mkdir -p "build-fuzz/corpus/$1" "build-fuzz/found/$1"
    UBSAN_OPTIONS=print_stacktrace=1 "build-fuzz/tests/fuzz/fuzz_$1" -max_total_time="$seconds" \
        -print_final_stats=1 -artifact_prefix="build-fuzz/found/$1/" "build-fuzz/corpus/$1" \
        "tests/fuzz/corpus/$1"
}

if check "the fuzz targets build" targets; then
    for program in build-fuzz/tests/fuzz/fuzz_*; do
        [ -f "$program" ] || continue
        name=${program##*/fuzz_}
        check "$name stands $seconds seconds of fuzzing" fuzz "$name"
    done
fi
finish
