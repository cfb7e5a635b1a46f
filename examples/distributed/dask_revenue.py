#!/usr/bin/python3
"""Net revenue on three processes: a state for each shard, a tree of merges, rows at the client.

A state is bytes. It depends neither on the order of rows, nor on how they were cut into shards, nor on
which states met first: the cluster makes the state that one process makes of all rows.
"""
import hashlib

import numpy
import revops
from dask.distributed import Client, LocalCluster

SHARDS, ROWS = 6, 50_000


def rows_of(shard):
    """The rows of a shard, as a worker would read them from a file of its own."""
    random = numpy.random.default_rng(shard)
    gross = random.integers(100, 20_000, ROWS)
    return {"economic_day": 20454 + random.integers(0, 365, ROWS), "currency": "EUR",
            "gross_minor": gross, "fee_minor": gross * 29 // 1000 + 30}


def part(*shards):
    """On a worker: rows in, state out."""
    with revops.Revenue() as revenue:
        for shard in shards:
            revenue.transactions.add(rows_of(shard))
        return revenue.save()


def merge(left, right):
    """On a worker: two states in, one out; any two, in any order."""
    with revops.Revenue.load(left) as into, revops.Revenue.load(right) as other:
        into.merge(other)
        return into.save()


def on_cluster(client):
    states = client.map(part, range(SHARDS))
    while len(states) > 1:
        pairs, rest = zip(states[::2], states[1::2]), states[len(states) // 2 * 2:]
        states = [client.submit(merge, *pair) for pair in pairs] + rest
    return states[0].result()


def main():
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            state = on_cluster(client)
    print(f"{SHARDS} shards on 3 processes  {hashlib.sha256(state).hexdigest()[:16]}")
    print(f"all rows in one process {hashlib.sha256(part(*range(SHARDS))).hexdigest()[:16]}")
    with revops.Revenue.load(state) as revenue:
        for row in revenue.rows(granularity="quarter"):
            print(f"{row.from_day}  net {row.net_minor:>11} {row.currency} of {row.count} sales")


if __name__ == "__main__":
    main()
