# Sourced by the suites that are shell scripts: one TAP line per check, its output only when it fails.
# shellcheck shell=sh
tap_count=0
tap_failed=0
tap_log=$(mktemp)
trap 'rm -f "$tap_log"' EXIT

# check NAME COMMAND [ARGUMENT...]
check() {
    tap_name=$1
    shift
    tap_count=$((tap_count + 1))
    if "$@" >"$tap_log" 2>&1; then
        echo "ok $tap_count - $tap_name"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_count - $tap_name"
        tail -n 40 "$tap_log" | sed 's/^/# /'
        return 1
    fi
}

# finish: the plan, and the exit status of the suite
finish() {
    echo "1..$tap_count"
    [ "$tap_failed" = 0 ]
}
