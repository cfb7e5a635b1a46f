#!/bin/sh
# Does the test bench notice what it is there for? Arguments: the selftest, the top of the sources.
set -u
selftest=$1
cd "$2" || exit 1
. tests/support/tap.sh
unset REVOPS_RUNS REVOPS_SEED # what it prints is compared, whoever runs it with whatever settings

# says STATUS MODE LINE: the exit status and a line of the output
says() {
    "$selftest" "$2" >"$tap_log.out"
    status=$?
    cat "$tap_log.out"
    grep -q -- "$3" "$tap_log.out" && [ "$status" = "$1" ]
    found=$?
    rm -f "$tap_log.out"
    return $found
}

check "a law that holds is told with its seed" says 0 law '^ok 1 - law (10 runs, REVOPS_SEED='
check "a broken law is told" says 1 broken-law '^not ok 1 - law$'
check "its counter-example is halved to one row" says 1 broken-law ': 1 rows left$'
check "a sound handle passes its faults" says 0 fault '^ok 1 - toy (8 faults)$'
check "a leak is noticed" says 1 faultl '# point 1, way 0: leak: '
check "a wrong status is noticed" says 1 faults 'expected nomem got limit'
check "a change before the failure is noticed" says 1 faultc 'the failed call changed the handle'
check "a record that was not written is noticed" says 1 faultr 'the record says'
finish
