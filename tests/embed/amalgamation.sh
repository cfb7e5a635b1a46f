#!/bin/sh
# The library still compiles as one file: two files that use one private name would break that.
# Usage: amalgamation.sh ROOT FOLDER COMPILER...
set -eu
root=$1
folder=$2
shift 2
/usr/bin/python3 "$root/tools/amalgamate.py" "$folder"
"$@" -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only "$folder/revops.c"
