#!/usr/bin/python3
"""What the Python binding costs: `add` from ready columns beside the same adds from C, and the import.

    bench_python.py --program BUILD/examples/host/revops [--rows 1000000]

Every contender must give the same net total. The package is the one of that build folder.
"""
import argparse
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 30


def from_c(build, rows, size):
    """(ns a row, net) of the same adds from C, which takes the best of several rounds too."""
    line = subprocess.run([build / "tests/bench/bench_add", str(rows), str(size)], check=True,
                          text=True, capture_output=True).stdout
    return float(re.search(r"([\d.]+) ns a row", line)[1]), int(re.search(r"net (-?\d+)", line)[1])


def measure(rows, batches):
    """The best of several rounds in ns a row, and the net total. One currency stands for all rows."""
    import revops
    best = float("inf")
    for _ in range(ROUNDS):
        with revops.Revenue() as revenue:
            begin = time.perf_counter()
            for batch in batches:
                revenue.transactions.add(batch, currency="GBP")
            best = min(best, time.perf_counter() - begin)
            net = int(revenue.rows()["net_minor"][0])
    return best * 1e9 / rows, net


def columns(rows):
    import numpy
    place = numpy.arange(rows, dtype="i8")
    return {"gross_minor": 1000 + place * 7919 % 90000, "fee_minor": place % 97,
            "economic_day": (20454 + place * 31 % 365).astype("i4"),
            "project": (1 + place * 17 % 100).astype("u8")}


def import_time(build, module):
    """Milliseconds of an import, the best of several processes, without starting Python."""
    code = f"import time; b = time.perf_counter(); import {module}; print(time.perf_counter() - b)"
    environment = {**os.environ, "PYTHONPATH": str(build / "bindings/python")}
    return min(float(subprocess.run([sys.executable, "-c", code], check=True, text=True,
                                    capture_output=True, env=environment).stdout)
               for _ in range(ROUNDS)) * 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args()
    build = arguments.program.resolve().parents[2]
    sys.path.insert(0, str(build / "bindings/python"))
    try:
        import pandas
        import revops
    except ImportError as error:
        print(f"left out: {error}")
        return
    print(f"import revops: {import_time(build, 'revops'):.1f} ms without numpy; "
          f"numpy alone {import_time(build, 'numpy'):.1f} ms")
    rows, whole = arguments.rows, columns(arguments.rows)
    for size in (rows, 65_536, 1024):
        c, net = from_c(build, rows, size)
        print(f"{f'C, batches of {size}':34} {c:7.2f} ns a row")
        slices = [slice(first, first + size) for first in range(0, rows, size)]
        ways = {"numpy arrays": [{name: one[part] for name, one in whole.items()} for part in slices]}
        if size >= 65_536:
            frame = pandas.DataFrame(whole)
            ways["pandas frames"] = [frame[part] for part in slices]
        for name, batches in ways.items():
            before = revops.copies()
            ns, got = measure(rows, batches)
            c = min(c, from_c(build, rows, size)[0])  # in turns: a machine has better moments
            ns = min(ns, measure(rows, batches)[0])
            assert got == net, f"{name}: net {got}, expected {net}"
            print(f"  {name:32} {ns:7.2f} ns a row, {c / ns:.2f} of C's rows a second, "
                  f"{revops.copies() - before} copies")


if __name__ == "__main__":
    main()
