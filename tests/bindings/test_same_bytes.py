#!/usr/bin/python3
"""The same rows give the same bytes and the same figures on every surface. Prints TAP.

    test_same_bytes.py [--build FOLDER] [--pg-config PATH] [--seed N] [--rows N] [--without MAKER]...

revops-conformance draws seeded rows for each handle of the catalogue and says what C makes of them:
the SHA-256 of the state and the rows of every report. The same rows then go through Python, Ruby,
SQLite, PostgreSQL with and without parallel workers, and Dask with three processes. Each must give
that hash and, where it can be asked, those rows, field by field. The hashes are printed last, beside
their makers. In each database the rows also lie in parts whose states are merged: an aggregate over a union
is the merge of the aggregates.
"""
import argparse
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "sql" / "postgresql"))
from server import Server  # noqa: E402

PYTHON, RUBY = "/usr/bin/python3", "/usr/bin/ruby"
PARTS = 3


def run(*command):
    done = subprocess.run([str(word) for word in command], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == 0, f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}"
    return done.stdout


class Sample:
    """Seeded rows of one handle, what C makes of them, and both as SQL sees them."""

    def __init__(self, case, handle):
        self.name = case["given"]["handle"]
        self.given, self.expect, self.handle = case["given"], case["expect"], handle
        self.feeds = [(place, name, feed) for place, (name, feed) in enumerate(handle["feeds"].items())]

    def aggregate(self, place, feed):
        """The main feed has the aggregate of the handle's own name."""
        return f"revops_{self.name}" + (f"_{feed}" if place else "")

    def tables(self, types):
        """Statements that make one table a feed, its rows in parts; ordered ones stay together."""
        for _, name, feed in self.feeds:
            columns = [f'"{column["name"]}" {types(column["unit"])}' for column in feed["columns"]]
            yield f"create table {self.name}_{name} (part integer, place integer, {', '.join(columns)})"
            for place, row in enumerate(self.given["feeds"][name]):
                values = [self.literal(row.get(column["name"])) for column in feed["columns"]]
                part = 0 if feed["ordered"] else place % PARTS
                yield f"insert into {self.name}_{name} values ({part}, {place}, {', '.join(values)})"

    @staticmethod
    def literal(value):
        if value is None:
            return "null"
        if isinstance(value, str):
            return "'" + value.replace("'", "''") + "'"
        return str(value)

    def fold(self, place, name, feed, by_part=False):
        """A query of the state of one feed, or of the states of its parts. Where order is content,
        rows are asked for in it: tables have none."""
        columns = ", ".join(f'"{column["name"]}"' for column in feed["columns"])
        rows = f"{self.name}_{name}"
        if feed["ordered"]:
            rows = f"(select * from {rows} order by part, place) ordered"
        return (f"select {self.aggregate(place, name)}({columns}) as state from {rows}"
                + (" group by part" if by_part else ""))

    def state(self, by_part=False):
        """The state of all feeds: a merge of theirs."""
        folds = " union all ".join(f"select * from ({self.fold(*feed, by_part)}) f" for feed in self.feeds)
        return f"select revops_{self.name}_merge(state) as state from ({folds}) folded"

    def asked(self):
        """(report, query or None, the rows that C gives) for each question that C answers."""
        for report, answers in self.expect["reports"].items():
            queries = [None] + self.given["queries"].get(report, [])
            for query, rows in zip(queries, answers):
                if isinstance(rows, list):
                    yield report, query, rows

    def rows_query(self, report, query):
        """The call of a table function over the table "states", which holds one state."""
        return (f"revops_{self.name}_{report}(s.state"
                + (f", {self.literal(json.dumps(query))}" if query is not None else "") + ")")

    def same_rows(self, report, rows, got):
        """Law 4: field by field. A ratio is two columns, without a value when undefined."""
        assert len(rows) == len(got), f"{report}: expected {len(rows)} rows, got {len(got)}"
        units = {field["name"]: field["unit"] for field in self.handle["reports"][report]["row"]}
        for place, (expect, row) in enumerate(zip(rows, got)):
            for name, unit in units.items():
                if unit == "ratio":
                    num, den = row[f"{name}_num"], row[f"{name}_den"]
                    value = None if den is None else f"{num}/{den}"
                elif unit == "flag":
                    value = bool(row[name])
                else:
                    value = row[name]
                assert value == expect[name], \
                    f"{report} row {place}, {name}: expected {expect[name]!r}, got {value!r}"


# --- who makes states ---

class Sqlite:
    def __init__(self, build):
        self.connection = sqlite3.connect(":memory:")
        self.connection.enable_load_extension(True)
        self.connection.load_extension(str(build / "bindings" / "sqlite" / "revops.so"))
        self.connection.row_factory = sqlite3.Row

    def ready(self, sample):
        for statement in sample.tables(lambda unit: ""):
            self.connection.execute(statement)

    def state(self, sample, by_part=False):
        state, = self.connection.execute(sample.state(by_part)).fetchone()
        return hashlib.sha256(state).hexdigest()

    def rows(self, sample, report, query):
        return [dict(row) for row in self.connection.execute(
            f"select r.* from ({sample.state()}) s, {sample.rows_query(report, query)} r")]


POSTGRESQL_TYPES = {"currency": "text", "enum": "text", "day": "date", "ns": "timestamptz",
                    "flag": "boolean"}
PARALLEL = """set parallel_setup_cost = 0; set parallel_tuple_cost = 0;
set min_parallel_table_scan_size = 0; set max_parallel_workers_per_gather = 2;
set parallel_leader_participation = off;
"""
SERIAL = "set max_parallel_workers_per_gather = 0;\n"


class Postgresql:
    def __init__(self, server):
        self.server = server
        print(self.ask("create extension revops"), end="")

    def ask(self, script):
        said, status = self.server.psql(script + ";\n", "postgres", "-v", "ON_ERROR_STOP=1")
        assert status == 0, said
        return said

    def ready(self, sample):
        self.ask(";\n".join(sample.tables(lambda unit: POSTGRESQL_TYPES.get(unit, "bigint"))))

    def state(self, sample, by_part=False):
        return self.ask(f"{SERIAL}select encode(sha256(state), 'hex') from ({sample.state(by_part)}) s").strip()

    def parallel_state(self, sample):
        """Each feed is folded by workers alone, then the states are merged."""
        made = "; ".join(f"create temporary table folded_{name} as {sample.fold(place, name, feed)}"
                         for place, name, feed in sample.feeds)
        states = " union all ".join(f"select state from folded_{name}" for _, name, _ in sample.feeds)
        return self.ask(f"{PARALLEL}{made}; select encode(sha256(revops_{sample.name}_merge(state)), "
                        f"'hex') from ({states}) s").strip()

    def parallel_plans(self, sample):
        """(ordered, plan) of each feed."""
        return [(feed["ordered"], self.ask(f"{PARALLEL}explain (costs off) "
                                           f"{sample.fold(place, name, feed)}"))
                for place, name, feed in sample.feeds]

    def rows(self, sample, report, query):
        lines = self.ask(f"{SERIAL}select row_to_json(r) from ({sample.state()}) s, "
                         f"{sample.rows_query(report, query)} r")
        return [json.loads(line) for line in lines.splitlines()]


def answers_of(command, registry, file):
    """What a runner of another language says to each case."""
    return {entry["id"]: entry["got"] for entry in
            json.loads(run(*command, "--registry", registry, "--answers", file))}


# --- TAP ---

class Tap:
    def __init__(self):
        self.count = self.failed = 0

    def test(self, name, function):
        self.count += 1
        try:
            value = function()
        except (AssertionError, KeyError, ValueError, OSError, sqlite3.Error) as why:
            self.failed += 1
            print(f"not ok {self.count} - {name}", *f"{type(why).__name__}: {why}".splitlines(), sep="\n# ")
            return None
        print(f"ok {self.count} - {name}", flush=True)
        return value

    def finish(self):
        print(f"1..{self.count}")
        return self.failed > 0


MADE = []  # (handle, maker, hash)


def one_hash(sample, maker, hashed):
    def holds():
        got = hashed()
        MADE.append((sample.name, maker, got))
        assert got == sample.expect["state"], f"expected {sample.expect['state']}, got {got}"
    return holds


def rows_match(sample, asker):
    def holds():
        for report, query, rows in sample.asked():
            sample.same_rows(report, rows, asker.rows(sample, report, query))
    return holds


def plan_is_parallel(sample, postgresql):
    def holds():
        for ordered, plan in postgresql.parallel_plans(sample):
            partial = "Finalize Aggregate" in plan and "Partial Aggregate" in plan
            assert partial != ordered, plan
    return holds


def databases(tap, sample, sqlite, postgresql):
    name = sample.name
    for maker, asker in (("SQLite", sqlite), ("PostgreSQL", postgresql)):
        tap.test(f"{name}: {maker} takes the rows", lambda asker=asker: asker.ready(sample))
        tap.test(f"{name}: {maker} gives the state",
                 one_hash(sample, maker, lambda asker=asker: asker.state(sample)))
        tap.test(f"{name}: {maker} gives the state from parts that are merged",
                 one_hash(sample, f"{maker}, merged", lambda asker=asker: asker.state(sample, True)))
        tap.test(f"{name}: rows of {maker} are rows of C", rows_match(sample, asker))
    tap.test(f"{name}: PostgreSQL plans partial aggregates, but where order is content",
             plan_is_parallel(sample, postgresql))
    tap.test(f"{name}: PostgreSQL gives the state from parallel workers",
             one_hash(sample, "PostgreSQL, parallel",
                      lambda: postgresql.parallel_state(sample)))


def languages(tap, build, registry, file, samples, without):
    conformance = ROOT / "tests" / "conformance"
    gem = [word for folder in (ROOT, build) for word in ("-I", folder / "bindings" / "ruby" / "lib")]
    makers = {"Python": (PYTHON, conformance / "python" / "run.py"),
              "Ruby": ("env", f"REVOPS_LIBRARY={build / 'lib' / 'librevops.so.0'}", RUBY, *gem, conformance / "ruby" / "run.rb")}
    for maker, command in makers.items():
        if maker in without:
            continue
        got = tap.test(f"{maker} takes the rows", lambda command=command: answers_of(command, registry, file))
        for sample in samples if got else []:
            tap.test(f"{sample.name}: {maker} gives the state",
                     one_hash(sample, maker, lambda got=got, sample=sample: got[sample.name]["state"]))

            def equal(got=got, sample=sample):
                assert got[sample.name]["reports"] == sample.expect["reports"]
            tap.test(f"{sample.name}: rows of {maker} are rows of C", equal)
    if "Dask" in without:
        return
    got = tap.test("Dask takes the rows on three processes", lambda: json.loads(
        run(PYTHON, ROOT / "tests" / "bindings" / "dask_states.py", registry, file)))
    for sample in samples if got else []:
        tap.test(f"{sample.name}: Dask gives the state",
                 one_hash(sample, "Dask, three processes",
                          lambda sample=sample: got[sample.name]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=Path, default=ROOT / "build")
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--pg-config", default="/usr/lib/postgresql/15/bin/pg_config")
    parser.add_argument("--without", action="append", default=[], help="Python, Ruby or Dask")
    options = parser.parse_args()
    build, tap = options.build.resolve(), Tap()
    os.environ["PYTHONPATH"] = str(build / "bindings" / "python")
    runner = build / "tests" / "conformance" / "revops-conformance"
    with tempfile.TemporaryDirectory(prefix="revops-same-") as folder:
        registry, file = Path(folder) / "registry.json", Path(folder) / "cases.json"
        registry.write_text(run(runner, "--registry"), encoding="utf-8")
        file.write_text(run(runner, "--sample", options.seed, options.rows), encoding="utf-8")
        handles = json.loads(registry.read_text(encoding="utf-8"))["handles"]
        cases = json.loads(file.read_text(encoding="utf-8"))["cases"]
        samples = [Sample(case, handles[case["given"]["handle"]]) for case in cases]
        MADE.extend((sample.name, "C", sample.expect["state"]) for sample in samples)
        languages(tap, build, registry, file, samples, options.without)
        extension = build / "bindings" / "postgresql"
        files = [extension / "revops.so", extension / "revops.control",
                 *(ROOT / "bindings" / "postgresql").glob("revops--*.sql")]
        with Server(options.pg_config, build / "same-bytes-server", files) as server:
            sqlite, postgresql = Sqlite(build), Postgresql(server)
            for sample in samples:
                databases(tap, sample, sqlite, postgresql)
    for name, maker, made in sorted(MADE, key=lambda entry: entry[0]):
        print(f"# {made}  {name}, {maker}")
    return tap.finish()


if __name__ == "__main__":
    sys.exit(main())
