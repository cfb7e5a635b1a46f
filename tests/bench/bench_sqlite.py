#!/usr/bin/python3
"""The SQLite extension beside SQLite's own sum() and group by, in one run; best of several rounds.

    bench_sqlite.py --program BUILD/examples/host/revops [--rows 2000000]

The extension is the one of that build folder.
"""
import argparse
import sqlite3
import sys
import time
from pathlib import Path

ROUNDS = 5
DAYS = 300


def best(db, sql):
    """Seconds of the fastest round, and the first value that came."""
    seconds, value = [], None
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        rows = db.execute(sql).fetchall()
        seconds.append(time.perf_counter() - begin)
        value = rows[0]
    return min(seconds), value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", type=Path, default="build/examples/host/revops")
    parser.add_argument("--rows", type=int, default=2_000_000)
    options = parser.parse_args()
    rows = options.rows
    extension = options.program.resolve().parents[2] / "bindings/sqlite/revops.so"
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.enable_load_extension(True)
    begin = time.perf_counter()
    db.load_extension(str(extension))
    print(f"loading: {(time.perf_counter() - begin) * 1000:.2f} ms")
    db.execute("create table sales(economic_day, currency, gross_minor, fee_minor, customer)")
    db.execute(f"""with recursive n(i) as (select 0 union all select i + 1 from n
        where i + 1 < {rows}) insert into sales
        select 20454 + i * 7919 % {DAYS}, 'GBP', 1000 + i % 977, i % 31,
               'customer ' || (i * 7919 % 5000) from n""")
    fold = "select revops_revenue({}, {}, gross_minor, null, fee_minor) from sales"
    net = "select net_minor from revops_revenue_rows(({}))"
    asked = {
        "sum": "select sum(gross_minor - fee_minor) from sales",
        "one cell": fold.format("20454", "'GBP'"),
        "group by": """select sum(net) from (select economic_day, currency, sum(gross_minor),
            sum(fee_minor), sum(gross_minor - fee_minor) as net, count(*)
            from sales group by 1, 2)""",
        "300 cells": fold.format("economic_day", "currency"),
        "query text": "select net_minor from revops_revenue_rows('select economic_day, currency,"
                      " gross_minor, fee_minor from sales')",
        "text keys": """select revops_revenue_with('{"dimensions": ["customer"]}', economic_day,
            currency, gross_minor, null, fee_minor, null, null, null, null, null, null, null,
            customer) from sales""",
    }
    took, values = {}, {}
    for name, sql in asked.items():
        took[name], value = best(db, sql)
        values[name] = value[0]
        print(f"{name:12} {took[name]:.3f} s  {rows / took[name] / 1e6:6.1f} M rows/s")
    for name in ("one cell", "300 cells"):
        values[name] = db.execute(net.format(asked[name])).fetchone()[0]
    if len({values[name] for name in took if name != "text keys"}) != 1:
        sys.exit(f"the totals differ: {values}")
    print(f"one cell / sum          {took['one cell'] / took['sum']:.2f}  (goal: at most 1.15)")
    print(f"group by / 300 cells    {took['group by'] / took['300 cells']:.2f}  (goal: at least 3)")
    print(f"query text / aggregate  {took['query text'] / took['300 cells']:.2f}  "
          "(goal: at most 1.5)")


if __name__ == "__main__":
    main()
