#!/bin/sh
# The wheel: built without network, installed into a fresh environment, and its suite run against it.
# Prints TAP. Needs meson-python, patchelf, pip and venv of the system.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/support/tap.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PYTHONPATH REVOPS_LIBRARY REVOPS_CALLS

# A copy, because the wheel's sources are the whole tree and pip writes beside them.
a_source_tree() {
    git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$work/tree"
}
a_wheel() {
    /usr/bin/python3 -m pip wheel --no-build-isolation --no-deps --no-index --no-clean \
        --wheel-dir "$work/wheels" "$work/tree"
}
one_abi3_module() {
    /usr/bin/python3 - "$work"/wheels/revops-*.whl <<'END'
import sys
import zipfile

names = zipfile.ZipFile(sys.argv[1]).namelist()
binaries = [name for name in names if name.startswith("revops/") and ".so" in name]
assert binaries == ["revops/_native.abi3.so"], names
assert "revops/__init__.pyi" in names and "revops/py.typed" in names, names
END
}
a_fresh_environment() {
    /usr/bin/python3 -m venv --system-site-packages "$work/venv" &&
        "$work/venv/bin/pip" install --no-index --no-deps "$work"/wheels/revops-*.whl
}
the_suite() {
    (cd "$work" && REVOPS_SHARED= "$work/venv/bin/python" "$OLDPWD/bindings/python/tests/all.py")
}

mkdir "$work/tree"
check "a copy of the tree is made" a_source_tree
check "pip builds a wheel from it" a_wheel
check "the wheel holds one binary for every Python" one_abi3_module
check "it installs into a fresh environment" a_fresh_environment
check "its suite runs against it" the_suite
finish
