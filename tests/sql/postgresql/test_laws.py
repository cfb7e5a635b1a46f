"""Laws for every kind of the catalogue: seeded rows, and what C answers to them."""
import json
import subprocess

from tap import promise

SEEDS = range(1, 6)
ROWS = 60


def literal(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def ask(t, *arguments):
    """What the conformance runner prints: the catalogue, or seeded rows with C's answers."""
    done = subprocess.run([t.conformance, *map(str, arguments)], check=True, capture_output=True)
    return json.loads(done.stdout)


def cases(t):
    handles = ask(t, "--registry")["handles"]
    for seed in SEEDS:
        for case in ask(t, "--sample", seed, ROWS)["cases"]:
            yield handles[case["given"]["handle"]], case


def state(case, handle):
    """SQL of the state: each feed's rows through its aggregate, merged."""
    kind = case["given"]["handle"]
    feeds = []
    for place, (name, feed) in enumerate(handle["feeds"].items()):
        rows = case["given"]["feeds"].get(name)
        if not rows:
            continue
        columns = [column["name"] for column in feed["columns"]]
        values = ",\n".join(
            "(%d, %s)" % (number, ", ".join(literal(row.get(column)) for column in columns))
            for number, row in enumerate(rows))
        function = f"revops_{kind}" if place == 0 else f"revops_{kind}_{name}"
        arguments = ", ".join(f'"{column}"' for column in columns)
        feeds.append(f"select {function}({arguments} order by ordinality) as state from (values "
                     f"{values}) as given (ordinality, {arguments})")
    return f"select revops_{kind}_merge(state) as state from ({' union all '.join(feeds)}) as feeds"


def expected(row):
    """A row of a case as SQL prints it: a ratio is two columns."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


def same(row, want):
    for name, value in expected(want).items():
        if name in row:
            got = {"t": "True", "f": "False"}.get(row[name], row[name])
        else:
            got = "/".join(filter(None, (row[name + "_num"], row[name + "_den"])))
        if got != value:
            return False
    return True


@promise
def states_of_every_kind_have_the_bytes_of_c(t):
    tried = 0
    for handle, case in cases(t):
        if "state" in case["expect"]:
            got = t.db.value(f"select encode(sha256(state), 'hex') from ({state(case, handle)}) as x")
            assert got == case["expect"]["state"], f"{case['id']}: {got}"
            tried += 1
    assert tried >= 2 * len(SEEDS), tried


@promise
def rows_of_every_report_are_those_of_c_field_by_field(t):
    tried = 0
    for handle, case in cases(t):
        for report, answers in case["expect"].get("reports", {}).items():
            queries = [None] + case["given"]["queries"].get(report, [])
            for query, want in zip(queries, answers):
                if isinstance(want, dict):  # a refusal
                    continue
                function = f"revops_{case['given']['handle']}_{report}"
                asked = "" if query is None else ", " + literal(json.dumps(query))
                head, *rows = t.db.rows(f"\\pset tuples_only off\n\\pset footer off\n"
                                        f"with given as ({state(case, handle)})"
                                        f" select r.* from given, {function}(state{asked}) as r")
                rows = [dict(zip(head, row)) for row in rows]
                assert len(rows) == len(want), (case["id"], report, query, len(rows), len(want))
                for row, answer in zip(rows, want):
                    assert same(row, answer), (case["id"], report, query, row, answer)
                tried += len(rows)
    assert tried > 100, tried


@promise
def every_function_of_the_catalogue_is_there(t):
    handles = ask(t, "--registry")["handles"]
    there = {name for name, in t.db.rows("select proname from pg_proc where proname like 'revops%'")}
    for kind, handle in handles.items():
        wanted = [f"revops_{kind}_merge"] if handle["state"] else []
        for place, feed in enumerate(handle["feeds"] if handle["state"] else ()):
            name = f"revops_{kind}" if place == 0 else f"revops_{kind}_{feed}"
            wanted += [name, name + "_with"] if handle["options"] else [name]
        wanted += [f"revops_{kind}_{report}" for report in handle["reports"]]
        assert there.issuperset(wanted), set(wanted) - there
