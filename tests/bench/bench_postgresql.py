#!/usr/bin/python3
"""The PostgreSQL extension beside the server's own group by, in one run; best of several rounds.

    bench_postgresql.py [--program PATH] [--rows N]

The extension lies in the build folder of the program `revops`, else in build; the server is the
private one of the tests.
"""
import argparse
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/sql/postgresql"))

from server import Server  # noqa: E402

ROUNDS = 7
# Days, currencies and keys are dense and small, as in most shops; texts are 5,000 different ones.
PREPARE = """
create extension revops;
create table sales as select date '2026-01-01' + (i * 7919 % 300)::int as day, 'GBP'::text as currency,
    1000 + i % 5000 as gross, i % 90 as tax, 30 + i % 70 as fee, 1 + i * 31 % 8 as project,
    1 + i * 17 % 12 as product, 'customer ' || i * 7919 % 5000 as customer
    from generate_series(1, {rows}::bigint) i;
vacuum analyze sales;
"""
SETTINGS = "set work_mem = '256MB'; set max_parallel_workers_per_gather = {workers};\n"
GROUP_BY = """select sum(net) from (select {keys}, count(*), sum(gross) as gross, sum(tax) as tax,
    sum(fee) as fee, sum(gross - tax - fee) as net from sales group by {keys}) as x;"""
GAP = "null, " * 7
FOLD = "select length(revops_revenue{more})) from sales;"
ASKED = {
    "scan": "select count(*) from sales;",
    "group by day": GROUP_BY.format(keys="day, currency"),
    "days": FOLD.format(more="(day, currency, gross, tax, fee"),
    "group by keys": GROUP_BY.format(keys="day, currency, project, product"),
    "integer keys": FOLD.format(more=f"(day, currency, gross, tax, fee, {GAP} null, product, project"),
    "group by text": GROUP_BY.format(keys="day, currency, customer"),
    "text keys": FOLD.format(more='_with(\'{"dimensions": ["customer"]}\', day, currency, gross, tax,'
                                  f" fee, {GAP} customer"),
}
ANSWERS = {
    "days": "select net_minor from revops_revenue_rows((select revops_revenue(day, currency, gross,"
            " tax, fee) from sales));",
    "group by day": ASKED["group by day"],
}


def timed(server, workers, script):
    """Seconds of the fastest of some runs, the questions taken in turns."""
    turns = "".join(ASKED[name] + "\n" for name in script)
    out, code = server.psql(SETTINGS.format(workers=workers) + "\\timing on\n" + turns * ROUNDS)
    if code:
        sys.exit(out)
    times = [float(ms) / 1000 for ms in re.findall(r"^Time: ([0-9.]+) ms", out, re.M)]
    return {name: min(times[place::len(script)]) for place, name in enumerate(script)}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/examples/host/revops", type=Path)
    parser.add_argument("--rows", default=2_000_000, type=int)
    args = parser.parse_args()
    rows = args.rows
    build = args.program.resolve().parents[2] / "bindings/postgresql"
    files = [build / "revops.so", build / "revops.control", *build.glob("revops--*.sql")]
    if not shutil.which("pg_config") or not files[0].exists():
        print("the extension is not built here (postgresql-15, postgresql-server-dev-15); left out")
        return
    with Server("pg_config", build / "bench-server", files) as server:
        server.psql(PREPARE.format(rows=rows))
        if len({server.psql(question)[0] for question in ANSWERS.values()}) != 1:
            sys.exit("the totals differ")
        for workers in (0, 2):
            took = timed(server, workers, list(ASKED))
            print(f"{rows} rows, {workers} workers")
            for name, seconds in took.items():
                print(f"  {name:14} {seconds:.3f} s  {rows / seconds / 1e6:6.1f} M rows/s")
            for ours, theirs in (("days", "group by day"), ("integer keys", "group by keys"),
                                 ("text keys", "group by text")):
                print(f"  {ours} / {theirs}: {took[ours] / took[theirs]:.2f}"
                      + ("  (goal: at most 1.1)" if workers and ours != "text keys" else ""))


if __name__ == "__main__":
    main()
