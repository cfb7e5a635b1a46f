"""The example prints what its .out file says."""
from pathlib import Path

from tap import promise

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples/postgresql"


def printed(t, path):
    t.server.psql("drop database if exists example; create database example")
    t.server.psql("create extension revops", "example")
    return t.server.psql(path.read_text(), "example", "-P", "format=aligned", "-P",
                         "tuples_only=off")[0]


@promise
def the_example_prints_what_stands_beside_it(t):
    path = EXAMPLES / "daily_states.sql"
    want = path.with_suffix(".out").read_text()
    got = printed(t, path)
    assert got == want, f"expected\n{want}\ngot\n{got}"


@promise
def the_guide_shows_the_example_as_it_is(t):
    guide = (ROOT / "docs/guide/postgresql.md").read_text()
    script = (EXAMPLES / "daily_states.sql").read_text()
    out = (EXAMPLES / "daily_states.out").read_text()
    assert f"```sql\n{script}```" in guide, "the script differs"
    assert "\n".join(line.rstrip() for line in out.splitlines()) in guide, "the output differs"
