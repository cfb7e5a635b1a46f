#!/bin/sh
# gem.sh BUILD_FOLDER: the gem builds, installs without a network, and passes the tests as installed.
build=$(cd "$1" && pwd) || exit 2
cd "$(dirname "$0")/../../.." || exit 2
. tests/support/tap.sh
here=$(mktemp -d)
trap 'rm -rf "$here" "$tap_log"' EXIT
REVOPS_LIBRARY=$build/lib/librevops.so.0
GEM_PATH=$here/gems:$(/usr/bin/gem environment gempath)
export REVOPS_LIBRARY GEM_PATH

no_compiled_code() {
    /usr/bin/gem specification "$here/revops.gem" files >"$here/files" &&
        grep -q 'lib/revops/generated.rb' "$here/files" && ! grep -Evq '\.rb$|LICENSE$|^---$|^$' "$here/files"
}

check "the gem builds" bindings/ruby/package.sh "$here" &&
    check "it holds Ruby alone" no_compiled_code &&
    check "it installs without a network" /usr/bin/gem install --local --no-document \
        --ignore-dependencies --install-dir "$here/gems" "$here/revops.gem" &&
    check "the installed gem passes the tests" /usr/bin/ruby -W0 bindings/ruby/test/all.rb &&
    check "an example runs with the installed gem" tests/support/compare.sh examples/ruby/05_revenue.out \
        /usr/bin/ruby examples/ruby/05_revenue.rb
finish
