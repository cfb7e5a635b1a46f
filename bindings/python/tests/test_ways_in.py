"""The package by other roads: without numpy, in ABI mode, in the time that a shell command may take."""
import os
import subprocess
import sys
from pathlib import Path

import pytest
import revops

CODE = """
import sys, revops
with revops.Revenue(progress=lambda done, total: True) as revenue:
    revenue.transactions.read([{"economic_day": ["2026-01-05"], "currency": "EUR", "gross_minor": [1000],
                                "fee_minor": [30], "project": ["atlas"]}])
    rows = revenue.rows(group_by="project")
    print(rows[0].net_minor, rows[0].project, revenue.save().hex())
    with revops.Revenue() as other:
        other.transactions.add(revops.Rows.of("transaction_row", [
            {"gross_minor": 1000, "fee_minor": 30, "net_minor": 970, "currency": "EUR",
             "economic_day": "2026-01-05", "project": "atlas"}], revenue.names))
        assert other.save() == revenue.save()
    try:
        revenue.transactions.read(iter([None]))
    except revops.errors.Host as error:
        print(error)
print(revops.versions()["mode"])
assert %s or "numpy" not in sys.modules
"""


def told(with_numpy, **environment):
    done = subprocess.run([sys.executable, "-c", CODE % with_numpy], text=True, check=False,
                          capture_output=True, env={**os.environ, **environment})
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_abi_mode_says_the_same_without_a_compiled_module():
    library = os.environ.get("REVOPS_SHARED")
    if not library:
        pytest.skip("REVOPS_SHARED names no shared library")
    compiled, loaded = told(True), told(True, REVOPS_LIBRARY=library)
    assert compiled[:-1] == loaded[:-1] and (compiled[-1], loaded[-1]) == ("API", "ABI")


def test_numpy_is_imported_by_those_who_use_it():
    code = CODE.partition("    with revops.Revenue() as other")
    plain = code[0] + "assert 'numpy' not in sys.modules and 'ctypes' not in sys.modules"
    subprocess.run([sys.executable, "-c", plain], check=True, capture_output=True)


def test_the_module_keeps_the_library_to_itself():
    folder = Path(revops.__file__).parent
    module = next(folder.glob("_native*.so"), None)
    if module is None:
        pytest.skip("the package is used in ABI mode")
    assert module.name == "_native.abi3.so"
    names = subprocess.run(["nm", "-D", "--defined-only", module], check=True, text=True,
                           capture_output=True).stdout.split()[2::3]
    assert names == ["PyInit__native"]
    assert (folder / "py.typed").exists()
