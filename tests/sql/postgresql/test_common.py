"""The files that every database runs, with the answers that every database gives."""
import re
from pathlib import Path

from tap import promise

FOLDER = Path(__file__).resolve().parent.parent / "common"
REST = re.compile(r"(DETAIL|HINT|CONTEXT|LINE \d+|COLUMN NAME):|\s+\^$")


def shown(line):
    """A line of psql in the words of the expected files: truth is 1 and 0."""
    error = re.match(r"ERROR:  (.*)", line)
    if error:
        return "error: " + error[1]
    return "|".join({"t": "1", "f": "0"}.get(cell, cell) for cell in line.split("|"))


def says_what_all_databases_say(t, path):
    script = (f"create schema common; set search_path = common, public;\n"
              f"{(FOLDER / 'setup.sql').read_text()}{path.read_text()}"
              "set client_min_messages = error; drop schema common cascade;")
    out, _ = t.server.psql(script, t.db.name)
    got = [shown(line) for line in out.splitlines() if not REST.match(line)]
    want = path.with_suffix(".out").read_text().splitlines()
    for number, pair in enumerate(zip(want, got), 1):
        assert pair[0] == pair[1], f"line {number}: expected {pair[0]}, got {pair[1]}"
    assert len(want) == len(got), f"expected {len(want)} lines, got {len(got)}"


def promise_of(path):
    def kept(t):
        says_what_all_databases_say(t, path)
    kept.__name__ = f"{path.name}_says_what_all_databases_say"
    return promise(kept)


for file in sorted(FOLDER.glob("*.sql")):
    if file.name != "setup.sql":
        promise_of(file)
