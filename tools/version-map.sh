#!/bin/sh
# Writes the linker's version script from the list of exported symbols: version-map.sh SYMBOLS OUTPUT
set -eu
{
    echo 'REVOPS_0 {'
    echo '    global:'
    sed 's/^/        /; s/$/;/' "$1"
    echo '    local: *;'
    echo '};'
} >"$2"
