#!/usr/bin/python3
"""The states of a file of "handle" cases, made by three processes of Dask: dask_states.py REGISTRY FILE

Each shard is a state that a worker made of its rows, a tree of merges joins them, and nothing but bytes
travels. Prints {handle: SHA-256 of the state} as JSON.
"""
import hashlib
import json
import sys
from pathlib import Path

from dask.distributed import Client, LocalCluster

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "conformance" / "python"))
SHARDS = 6


def part(handle, feeds, given, shard):
    """The state of one shard. Where the order of rows is content, all rows go to the first."""
    from runner import Runner, handle_class
    from values import Texts, rows
    with handle_class(handle)() as made:
        for name, feed in reversed(list(feeds.items())):
            values = rows(feed["columns"], given[name], None, Texts())
            mine = values[shard::SHARDS] if not feed["ordered"] else values if shard == 0 else []
            Runner.feed(made, name, feed, mine, "at once")
        return made.save()


def merge(handle, left, right):
    from runner import handle_class
    into = handle_class(handle).load(left)
    into.merge(handle_class(handle).load(right))
    return into.save()


def state(client, registry, given):
    handle = given["handle"]
    feeds = registry["handles"][handle]["feeds"]
    states = [client.submit(part, handle, feeds, given["feeds"], shard) for shard in range(SHARDS)]
    while len(states) > 1:
        pairs, rest = zip(states[::2], states[1::2]), states[len(states) // 2 * 2:]
        states = [client.submit(merge, handle, *pair) for pair in pairs] + rest
    return states[0].result()


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        registry = json.load(file)
    with open(sys.argv[2], encoding="utf-8") as file:
        cases = json.load(file)["cases"]
    with LocalCluster(n_workers=3, threads_per_worker=1, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            client.run(sys.path.insert, 0, sys.path[0])
            states = {case["id"]: hashlib.sha256(state(client, registry, case["given"])).hexdigest()
                      for case in cases}
    print(json.dumps(states))


if __name__ == "__main__":
    main()
