#!/usr/bin/python3
"""Keeps the promises of the PostgreSQL extension, as TAP, in a server of its own.

    run.py --pg-config PATH --folder DIR --conformance PROGRAM [--kept SCRIPT] FILE...

FILEs are the extension: library, control file, script.
"""
import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import tap
from database import Database
from server import Server

# Each adds its promises when it is imported.
import test_aggregates  # noqa: F401
import test_common  # noqa: F401
import test_errors  # noqa: F401
import test_example  # noqa: F401
import test_laws  # noqa: F401
import test_parallel  # noqa: F401
import test_script  # noqa: F401
import test_windows  # noqa: F401


@dataclass
class Setting:
    """What every promise is given."""
    db: Database
    server: Server
    conformance: str
    script: Path
    kept: Path


# Sales with every kind of column that the promises ask for.
PREPARE = """
create extension revops;
create table sales as
    select i, date '2026-01-01' + i % 40 as day, (array['GBP', 'EUR', 'USD'])[1 + i % 3] as currency,
           100 + i * 7919 % 5000 as gross, i * 31 % 90 as fee, 1 + i % 5 as project,
           'product ' || i % 11 as product, 1 + i * 7 % 13 as customer
    from generate_series(1, 3000) i;
create view whole as
    select revops_revenue(day, currency, gross, null, fee, null, null, null, null, null, null, null,
                          customer, product, project) as state from sales;
create view daily as
    select day, revops_revenue(day, currency, gross, null, fee, null, null, null, null, null, null,
                               null, customer, product, project) as state from sales group by day;
create view hurry as
    select set_config(name, value, false) from (values
        ('parallel_setup_cost', '0'), ('parallel_tuple_cost', '0'),
        ('min_parallel_table_scan_size', '0'), ('max_parallel_workers_per_gather', '2'))
        as setting (name, value);
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pg-config", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--conformance", required=True)
    parser.add_argument("--kept", type=Path, help="the copy of the script in the tree")
    parser.add_argument("files", nargs="+", metavar="FILE")
    args = parser.parse_args()
    script = next(Path(file) for file in args.files if file.endswith(".sql"))
    with Server(args.pg_config, args.folder, args.files) as server:
        db = Database(server, "postgres")
        db.run(PREPARE)
        return tap.keep(Setting(db, server, args.conformance, script, args.kept))


if __name__ == "__main__":
    sys.exit(main())
