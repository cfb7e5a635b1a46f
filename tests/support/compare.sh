#!/bin/sh
# compare.sh EXPECTED PROGRAM [ARGUMENT...]: the program ends with status 0 and prints exactly the
# bytes of the file.
expected=$1
shift
actual=$(mktemp) || exit 1
trap 'rm -f "$actual"' EXIT
"$@" >"$actual" || { echo "$1 ended with status $?"; exit 1; }
exec diff -u "$expected" "$actual"
