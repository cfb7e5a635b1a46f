#!/usr/bin/python3
"""Six shards on a Dask cluster of three processes: how much of the run are the merges?

    bench_distributed.py --program BUILD/examples/host/revops [--rows 8000000]

The Python package is the one of that build folder. --rows is the size of one shard.
"""
import argparse
import os
import sys
import time
from pathlib import Path

SHARDS = 6


def part(shard, rows):
    """(state, seconds): a year of 40 products."""
    import numpy
    import revops
    random = numpy.random.default_rng(shard)
    gross = random.integers(100, 20_000, rows)
    columns = {"economic_day": 20454 + random.integers(0, 365, rows), "currency": "EUR",
               "gross_minor": gross, "fee_minor": gross // 50, "product": random.integers(1, 41, rows)}
    begin = time.perf_counter()
    with revops.Revenue(dimensions=["product"]) as revenue:
        revenue.transactions.add(columns)
        state = revenue.save()
    return state, time.perf_counter() - begin


def merge(left, right):
    import revops
    begin = time.perf_counter()
    with revops.Revenue.load(left[0]) as into, revops.Revenue.load(right[0]) as other:
        into.merge(other)
        state = into.save()
    return state, left[1] + right[1] + time.perf_counter() - begin


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=Path, default="build/examples/host/revops")
    parser.add_argument("--rows", type=int, default=8_000_000)
    options = parser.parse_args()
    package = options.program.resolve().parents[2] / "bindings" / "python"
    os.environ["PYTHONPATH"] = str(package)  # for the workers
    sys.path.insert(0, str(package))
    try:
        import revops  # noqa: F401
        from dask.distributed import Client, LocalCluster
    except ImportError as why:
        print(f"left out: {why}")
        return
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            client.gather(client.map(part, range(SHARDS), [1000] * SHARDS))  # imports
            begin = time.perf_counter()
            parts = client.gather(client.map(part, range(SHARDS), [options.rows] * SHARDS))
            adding = sum(seconds for _, seconds in parts)
            parted = time.perf_counter()
            states = client.scatter([(state, 0.0) for state, _ in parts])
            while len(states) > 1:
                rest = states[len(states) // 2 * 2:]
                pairs = zip(states[::2], states[1::2])
                states = [client.submit(merge, *pair) for pair in pairs] + rest
            state, merging = states[0].result()
            end = time.perf_counter()
    whole, phase = end - begin, end - parted
    size = sum(len(state) for state, _ in parts) / 1e6
    print(f"{SHARDS} shards of {options.rows:,} rows: {whole:.2f} s, rows made, added and merged")
    print(f"adding on workers {adding:.2f} s; {size:.1f} MB of states merged in {merging:.2f} s of work, "
          f"{100 * merging / (3 * whole):.1f} % of three workers' time (goal: below 5 %); "
          f"{phase:.2f} s on the clock with all traffic, one state of {len(state) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
