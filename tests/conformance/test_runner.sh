#!/bin/sh
# What a conformance runner itself promises: it can fail, it skips what it does not know, and it
# refuses what is no case file.
#     test_runner.sh TOP LANGUAGE WORD...
# TOP is the top of the source tree, LANGUAGE c or another, the words are the command of the runner.
set -u
cd "$1" || exit 1
language=$2
shift 2
. tests/support/tap.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder" "$tap_log"' EXIT
runner=$folder/runner
{
    printf '#!/bin/sh\nexec'
    printf " '%s'" "$@"
    printf ' "$@"\n'
} >"$runner"
chmod +x "$runner"

# suite CASE...: a case file with these cases
suite() {
    cases=
    for one; do
        cases="$cases${cases:+,}$one"
    done
    printf '{"suite": "runner", "about": "the runner itself", "cases": [%s]}' "$cases" \
        >"$folder/cases.json"
}

# money ID GIVEN EXPECT: a case of a kind that is known
money() {
    printf '{"id": "%s", "kind": "money_format", "given": %s, "expect": %s}' "$1" "$2" "$3"
}

# ends STATUS LAST [LINE]: the exit status, the last line, and a line somewhere in the output
ends() {
    "$runner" "$folder/cases.json" >"$folder/out" 2>"$folder/err"
    status=$?
    cat "$folder/out" "$folder/err"
    [ "$status" = "$1" ] && [ "$(tail -n 1 "$folder/out")" = "$2" ] || return 1
    [ $# = 2 ] || grep -qF -- "$3" "$folder/out" "$folder/err"
}

five='{"amount_minor": 5, "currency": "EUR"}'
right=$(money right "$five" '{"text": "0.05"}')
wrong=$(money wrong "$five" '{"text": "0.50"}')

suite "$right"
check "a right answer passes" ends 0 "1 passed, 0 failed, 0 skipped"
suite "$right" "$wrong"
check "a wrong answer fails with both sides" ends 1 "1 passed, 1 failed, 0 skipped" \
    'wrong: expected {"text":"0.50"} got {"text":"0.05"}'
suite "$(money x "$five" '{"error": "invalid"}')"
check "an answer where a refusal was expected fails" ends 1 "0 passed, 1 failed, 0 skipped"
suite "$(money x '{"amount_minor": 5, "currency": "XAU"}' '{}')"
check "a refusal where none was expected fails" ends 1 "0 passed, 1 failed, 0 skipped"
suite "$(money x '{"amount_minor": 5, "currency": "XAU"}' '{"error": "overflow"}')"
check "another refusal than expected fails" ends 1 "0 passed, 1 failed, 0 skipped"
suite "$(money x "$five" '{"text": "0.05", "colour": "blue"}')"
check "a result that nobody gives fails" ends 1 "0 passed, 1 failed, 0 skipped"
suite '{"id": "x", "kind": "alchemy", "given": {}, "expect": {}}'
check "an unknown kind is skipped" ends 1 "0 passed, 0 failed, 1 skipped" "unknown kind alchemy"
suite "$(money x '{"amount_minor": 5, "currency": "EUR", "mood": 1}' '{"text": "0.05"}')"
check "an unknown key is skipped" ends 1 "0 passed, 0 failed, 1 skipped" "unknown key mood"
suite '{"id": "x", "kind": "round", "options": {"mode": "banker"}, "given": {"value": "1"}, "expect": {}}'
check "an unknown word of an option is skipped" ends 1 "0 passed, 0 failed, 1 skipped" ": banker"
suite "$(money x '{"amount_minor": "9223372036854775807", "currency": "EUR"}' \
    '{"text": "92233720368547758.07"}')"
check "a string of digits is an integer" ends 0 "1 passed, 0 failed, 0 skipped"
suite "$(money x '{"amount_minor": 9223372036854775808, "currency": "EUR"}' '{}')"
check "an amount beyond int64 is a broken file" ends 2 "0 passed, 0 failed, 0 skipped"
suite "$(money x '{"amount_minor": 99999999999999999999, "currency": "EUR"}' '{}')"
check "an integer beyond 64 bits is a broken file" ends 2 "0 passed, 0 failed, 0 skipped"
suite "$(money x '{"amount_minor": 5.0, "currency": "EUR"}' '{}')"
check "a real where an integer belongs is a broken file" ends 2 "0 passed, 0 failed, 0 skipped"
suite "$(money x '{"amount_minor": 5, "amount_minor": 5, "currency": "EUR"}' '{}')"
check "a duplicate key is a broken file" ends 2 "0 passed, 0 failed, 0 skipped"
suite '{"id": "x", "kind": "round", "expect": {}}'
check "a case without given is a broken file" ends 2 "0 passed, 0 failed, 0 skipped"
echo '[]' >"$folder/cases.json"
check "a list is no case file" ends 2 "0 passed, 0 failed, 0 skipped"
rm "$folder/cases.json"
check "a file that is not there is told" ends 2 "0 passed, 0 failed, 0 skipped" "cannot be read"

lines() {
    suite "$right" "$wrong"
    "$runner" --tap "$folder/cases.json" >"$folder/out"
    cat "$folder/out"
    grep -qx "ok 1 - right" "$folder/out" && grep -qx "not ok 2 - wrong" "$folder/out" &&
        grep -qx "1..2" "$folder/out"
}
check "--tap prints one line per case" lines

if [ "$language" = c ]; then
    chosen() {
        suite "$right" "$wrong"
        "$runner" --data "$folder" --kind money_format --id right "$folder/cases.json" >"$folder/out" &&
            [ "$(cat "$folder/out")" = "1 passed, 0 failed, 0 skipped" ]
    }
    check "--kind and --id choose" chosen

    # Rewritten by: revops-conformance --sample 1 40 >tests/golden/handles.json
    sampled() {
        "$runner" --sample 1 40 | diff tests/golden/handles.json -
    }
    check "the golden file holds each handle of the catalogue" sampled
fi
finish
