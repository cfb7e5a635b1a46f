#!/usr/bin/python3
"""A column added to a row shape appears on every surface, with no other edit. Prints TAP.

    run.py [--keep FOLDER]

The test copies the tree, adds `scratch_minor` to the rows of revenue in three places (the struct of
the header, the line of its shape, the line that fills it), builds that copy with all bindings, and asks
each surface for the column. With --keep the copy is built in FOLDER and stays there.
"""
import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent

sys.path.insert(0, str(ROOT / "tests" / "sql" / "postgresql"))
from server import Server  # noqa: E402

# The whole change that an author makes: the one file that has the place, the place, what it becomes.
EDITS = [
    ("include/revops/revenue.h",
     r"(typedef struct revops_revenue_row \{\n)",
     r"\1    int64_t scratch_minor; /**< gross without the refunds */\n"),
    ("lib/sales/revenue_shapes.c",
     r"(#define ROW revops_revenue_row\nstatic const revops_field \w+\[\] = \{\n)",
     r'\1    REVOPS__FIELD(ROW, scratch_minor, REVOPS_UNIT_MINOR, "gross without the refunds"),\n'),
    ("lib/sales/*.[ch]",
     r"(\n    made->refund_minor = item->refund;)",
     r"\1\n    made->scratch_minor = item->gross - item->refund;"),
]
PG_CONFIG = "/usr/lib/postgresql/15/bin/pg_config"
OPTIONS = ["tests", "conformance", "host", "examples", "bench", "docs"]
GROSS, SCRATCH = 1300, 1500  # of the sample: 1000 + 500 - 200

# A state of the same rows in SQL: day, currency, gross, tax, fee, net, kind.
STATE = """(select revops_revenue(day, 'GBP', gross, 0, 0, null, kind)
    from (select cast('2026-01-01' as text) as day, 1000 as gross, 'sale' as kind
          union all select '2026-01-01', 500, 'sale' union all select '2026-01-01', -200, 'refund') s)"""


def run(*command, cwd=None, env=None, text=None):
    """The output of a command; a failure is an assertion with all that it said."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, input=text, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}"
    return done.stdout


class Scratch:
    """The copy of the tree, and one method for each surface."""

    def __init__(self, folder):
        self.tree = folder / "tree"
        self.build = self.tree / "build"

    def copied(self):
        shutil.rmtree(self.tree, ignore_errors=True)
        shutil.copytree(ROOT, self.tree, ignore=self.left_out)

    @staticmethod
    def left_out(folder, names):
        """Build folders and what git keeps; corpora of fuzz targets are many files."""
        aside = [name for name in names if (Path(folder) / name / "meson-info").is_dir()]
        return {".git", "corpus", "__pycache__", "node_modules", *aside}

    def edited(self):
        for pattern, before, after in EDITS:
            places = [(path, text) for path in self.tree.glob(pattern)
                      for text in [path.read_text(encoding="utf-8")] if re.search(before, text)]
            assert len(places) == 1, f"{pattern}: expected one place for {before}, got {len(places)}"
            (path, text), = places
            path.write_text(re.sub(before, after, text), encoding="utf-8")

    def built(self):
        run("/usr/bin/meson", "setup", self.build, "-Doptimization=1", "-Dwerror=true",
            *(f"-D{name}=disabled" for name in OPTIONS), cwd=self.tree)
        run("ninja", "-C", self.build)

    def csv(self):
        head, row = run(self.probe(), "csv").splitlines()
        values = dict(zip(head.split(","), row.split(",")))
        assert (values["gross_minor"], values["scratch_minor"]) == (str(GROSS), str(SCRATCH)), row

    def json(self):
        row, = json.loads(run(self.probe(), "json"))
        assert (row["gross_minor"], row["scratch_minor"]) == (GROSS, SCRATCH), row

    def python(self):
        env = {**os.environ, "PYTHONPATH": str(self.build / "bindings" / "python")}
        said = run("/usr/bin/python3", HERE / "probe.py", env=env)
        assert said == f"{GROSS} {SCRATCH}\n" * 2, said

    def ruby(self):
        libs = [word for folder in (self.tree, self.build)
                for word in ("-I", folder / "bindings" / "ruby" / "lib")]
        env = {**os.environ, "REVOPS_LIBRARY": str(self.build / "lib" / "librevops.so.0")}
        said = run("/usr/bin/ruby", *libs, HERE / "probe.rb", env=env)
        assert said == f"{GROSS} {SCRATCH}\n", said

    def sqlite(self):
        connection = sqlite3.connect(":memory:")
        connection.enable_load_extension(True)
        connection.load_extension(str(self.build / "bindings" / "sqlite" / "revops.so"))
        rows = connection.execute(f"select gross_minor, scratch_minor from revops_revenue_rows({STATE})")
        assert rows.fetchall() == [(GROSS, SCRATCH)]

    def postgresql(self):
        """The script of the extension is what its generator prints: nobody edits it."""
        extension = self.build / "bindings" / "postgresql"
        script = extension / "revops--0.1.0.sql"
        script.write_text(run(extension / "gensql"), encoding="utf-8")
        with Server(PG_CONFIG, self.build / "server",
                    [extension / "revops.so", extension / "revops.control", script]) as server:
            said, _ = server.psql("create extension revops; "
                               f"select gross_minor, scratch_minor from revops_revenue_rows({STATE})")
        assert said == f"{GROSS}|{SCRATCH}\n", said

    def probe(self):
        program = self.build / "probe"
        if not program.exists():
            run("cc", "-std=c11", "-Wall", "-Werror", "-I", self.tree / "include", "-o", program,
                HERE / "probe.c", self.build / "lib" / "librevops.a")
        return program


STEPS = [
    ("the tree is copied", "copied"),
    ("three edits add a column to the rows of revenue", "edited"),
    ("the copy builds with all bindings", "built"),
    ("CSV has the column", "csv"),
    ("JSON has the column", "json"),
    ("Python has the column", "python"),
    ("Ruby has the column", "ruby"),
    ("SQLite has the column", "sqlite"),
    ("PostgreSQL has the column", "postgresql"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    keep = parser.parse_args().keep
    folder = keep or Path(tempfile.mkdtemp(prefix="revops-scratch-"))
    scratch, failed = Scratch(folder), 0
    for number, (name, step) in enumerate(STEPS, 1):
        try:
            getattr(scratch, step)()
            print(f"ok {number} - {name}", flush=True)
        except (AssertionError, KeyError, ValueError, OSError) as why:
            failed += 1
            print(f"not ok {number} - {name}", *f"{why!r}\n{why}".splitlines(), sep="\n# ", flush=True)
            if number <= 3:
                break  # nothing can be said about a tree that does not build
    print(f"1..{len(STEPS)}")
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
