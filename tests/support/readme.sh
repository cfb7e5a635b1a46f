#!/bin/sh
# The README shows real code with its real output: readme.sh README PROGRAM.c PROGRAM.out
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The first two fenced blocks: the program without its first comment, and what it prints.
awk -v folder="$folder" '
    /^```/ { if (inside) { inside = 0 } else { inside = 1; block++ } next }
    inside && block <= 2 { print > (folder "/block" block) }' "$1"
sed 1d "$2" | diff - "$folder/block1"
diff "$3" "$folder/block2"
