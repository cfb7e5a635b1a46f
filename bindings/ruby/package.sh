#!/bin/sh
# package.sh FOLDER: build the gem there. Nothing is compiled and nothing fetched.
set -e
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
out=$(cd "$1" && pwd)
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -r "$here/lib" "$here/revops.gemspec" "$here/../../LICENSE" "$stage"
/usr/bin/ruby "$here/generate.rb" "$here/../manifest.json" >"$stage/lib/revops/generated.rb"
cd "$stage"
exec /usr/bin/gem build --silent --output "$out/revops.gem" revops.gemspec
