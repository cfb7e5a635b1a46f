#!/bin/sh
# Installs the library alone into PREFIX, as a packager would: install.sh PREFIX
set -eu
cd "$(dirname "$0")/../.."
folder=build/delivery
[ -f "$folder/build.ninja" ] || /usr/bin/meson setup "$folder" -Dwerror=true --libdir=lib \
    -Dtests=disabled -Dconformance=disabled -Dexamples=disabled -Dbench=disabled \
    -Dhost=disabled -Ddocs=disabled
/usr/bin/meson configure "$folder" --prefix="$1"
ninja -C "$folder"
/usr/bin/meson install -C "$folder" --no-rebuild
