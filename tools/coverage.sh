#!/bin/sh
# Coverage of lib/ by unit, property, fault, fuzz replay and conformance tests. Prints TAP; the whole
# table lies in build/results/coverage.txt afterwards, the pages in build-coverage/html/.
set -u
cd "$(dirname "$0")/.." || exit 1
. tests/support/tap.sh

lines=99
branches=95

built() {
    [ -f build-coverage/build.ninja ] || /usr/bin/meson setup build-coverage -Db_coverage=true \
        -Doptimization=0 -Ddocs=disabled -Dhost=disabled || return 1
    ninja -C build-coverage
}
tested() {
    find build-coverage -name '*.gcda' -delete
    /usr/bin/meson test -C build-coverage --no-rebuild --timeout-multiplier 4
}
# Branches that cannot happen are assertions of debug builds, so they do not count.
counted() {
    mkdir -p build-coverage/html
    gcovr --root . --filter 'lib/' --exclude-branches-by-pattern '.*REVOPS_NEVER.*' \
        --exclude-throw-branches --exclude-unreachable-branches --branches --json-summary \
        build-coverage/summary.json --html-details build-coverage/html/index.html \
        build-coverage >build-coverage/branches.txt &&
        gcovr --root . --filter 'lib/' --txt build/results/coverage.txt build-coverage
}
# reached KIND AIM
reached() {
    /usr/bin/python3 - "$1" "$2" <<'END'
import json, sys
kind, aim = sys.argv[1], float(sys.argv[2])
summary = json.load(open("build-coverage/summary.json"))
for part in sorted(summary["files"], key=lambda part: part[kind + "_percent"] or 0)[:12]:
    print(f"{part[kind + '_percent']} % {part['filename']}")
print(f"{summary[kind + '_percent']} % by {kind}, the aim is {aim}")
sys.exit(summary[kind + "_percent"] < aim)
END
}

if check "it builds with counters" built && check "its tests pass" tested &&
    check "gcovr counts" counted; then
    check "$lines % of lines are reached" reached line "$lines"
    check "$branches % of branches are reached" reached branch "$branches"
fi
finish
