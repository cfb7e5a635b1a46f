#!/usr/bin/env python3
"""Run the case files of the host program (kinds `import` and `commands`) against a built `revops`.

Every case starts in a new empty folder that is both working directory and HOME, with a clean
environment and an empty standard input. The program is used as a user would: arguments in, standard
output, standard error and exit code out. Prints `FAIL <file> <id>: ...` for each miss and ends with
`N passed, N failed, N skipped`. With --tap it speaks TAP instead, where a skip is told as a skip.

A case is skipped, with a line that says why, when its data folder is absent or when it needs
something this runner does not offer. A skipped case is never a passed one.
"""

import argparse
import csv
import decimal
import gzip
import io
import json
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

TABLES = ("transactions", "payouts", "bank", "invoices", "payments", "subscriptions")
SECONDS_PER_COMMAND = 120


class Miss(Exception):
    """The program answered something else than the case expects."""


class Skip(Exception):
    """The case cannot be run here."""


# ---- reading and comparing -------------------------------------------------------------------


def unique_members(pairs):
    """A JSON object as dict; a member that stands twice is a fault of the writer."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError("member written twice: " + ", ".join(twice))
    return members


def parse_json(text):
    """JSON with exact decimals, so that comparing never goes through a float."""
    return json.loads(text, parse_float=decimal.Decimal, object_pairs_hook=unique_members)


def as_integer(value):
    """The number of an integer or of a text of digits, else None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        digits = value[1:] if value[:1] == "-" else value
        if digits.isascii() and digits.isdigit():
            return int(value)
    return None


def brief(value):
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 240 else text[:237] + "..."


def compare(expected, actual, where):
    """Raise Miss where `actual` does not hold what `expected` asks for."""
    if isinstance(expected, dict):
        operator = next(iter(expected)) if len(expected) == 1 else ""
        if operator == "$min":
            if not isinstance(actual, list) or len(actual) < expected["$min"]:
                raise Miss(f"{where}: expected at least {expected['$min']} elements, "
                           f"got {brief(actual)}")
        elif operator == "$in":
            if not any(matches(choice, actual) for choice in expected["$in"]):
                raise Miss(f"{where}: expected one of {brief(expected['$in'])}, got {brief(actual)}")
        elif operator == "$prefix":
            if not isinstance(actual, str) or not actual.startswith(expected["$prefix"]):
                raise Miss(f"{where}: expected a text from {expected['$prefix']!r}, "
                           f"got {brief(actual)}")
        elif not isinstance(actual, dict):
            raise Miss(f"{where}: expected an object, got {brief(actual)}")
        else:
            for name, wanted in expected.items():
                if name not in actual:
                    raise Miss(f"{where}: member {name} is not there")
                compare(wanted, actual[name], f"{where}.{name}")
    elif isinstance(expected, list):
        if not isinstance(actual, list):
            raise Miss(f"{where}: expected a list, got {brief(actual)}")
        if len(expected) != len(actual):
            raise Miss(f"{where}: expected {len(expected)} elements, got {len(actual)}: "
                       f"{brief(actual)}")
        for index, (wanted, got) in enumerate(zip(expected, actual)):
            compare(wanted, got, f"{where}[{index}]")
    else:
        number, got = as_integer(expected), as_integer(actual)
        if number is not None and got is not None:
            same = number == got
        else:
            same = type(expected) is type(actual) and expected == actual
        if not same:
            raise Miss(f"{where}: expected {brief(expected)}, got {brief(actual)}")


def matches(expected, actual):
    try:
        compare(expected, actual, "")
    except Miss:
        return False
    return True


def compare_unordered(expected, actual, where):
    """Each expected row has a listed row of its own, and no listed row is left over."""
    if len(expected) != len(actual):
        raise Miss(f"{where}: expected {len(expected)} rows, got {len(actual)}: {brief(actual)}")
    owner = [None] * len(actual)  # listed row -> expected row

    def place(row, tried):
        for index, got in enumerate(actual):
            if index not in tried and matches(expected[row], got):
                tried.add(index)
                if owner[index] is None or place(owner[index], tried):
                    owner[index] = row
                    return True
        return False

    for row in range(len(expected)):
        if not place(row, set()):
            raise Miss(f"{where}: no row for {brief(expected[row])} in {brief(actual)}")


def at_path(value, path, where):
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            raise Miss(f"{where}: path {path} is not there")
        value = value[name]
    return value


def tree_of(folder):
    """Names and octets of all files below a folder."""
    if not folder.is_dir():
        raise Miss(f"folder {folder.name} is not there")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# ---- one case --------------------------------------------------------------------------------


class Answer:
    def __init__(self, exit_code, stdout, stderr):
        self.exit = exit_code
        self.stdout = stdout
        self.stderr = stderr

    def json(self, where):
        try:
            return parse_json(self.stdout)
        except ValueError as fault:
            raise Miss(f"{where}: standard output is not JSON ({fault}): {self.stdout[:200]!r}; "
                       f"standard error: {self.stderr[:300]!r}") from None

    def error(self, where):
        lines = self.stderr.splitlines()
        if len(lines) != 1:
            raise Miss(f"{where}: expected one line of JSON on standard error, "
                       f"got {self.stderr[:300]!r}")
        try:
            value = parse_json(lines[0])
        except ValueError as fault:
            raise Miss(f"{where}: standard error is not JSON ({fault}): {lines[0][:300]!r}") from None
        if self.stdout:
            raise Miss(f"{where}: standard output must be empty beside an error, "
                       f"got {self.stdout[:200]!r}")
        return at_path(value, "error", where)


class Room:
    """The folder, environment and program of one case."""

    def __init__(self, program, data, folder):
        self.program = program
        self.data = data
        self.folder = folder
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith("REVOPS_") and name != "NO_COLOR"}
        self.environment["HOME"] = str(folder)

    def run(self, args, env=None, cwd=None, stdin_file=None):
        where = self.folder / cwd if cwd else self.folder
        where.mkdir(parents=True, exist_ok=True)
        stdin = (self.folder / stdin_file).read_bytes() if stdin_file else b""
        try:
            done = subprocess.run([self.program, *args], cwd=where, input=stdin,
                                  env={**self.environment, **(env or {})},
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=SECONDS_PER_COMMAND, check=False)
        except subprocess.TimeoutExpired:
            raise Miss(f"{' '.join(args)}: no answer in {SECONDS_PER_COMMAND} s") from None
        return Answer(done.returncode, done.stdout.decode("utf-8", "surrogateescape"),
                      done.stderr.decode("utf-8", "surrogateescape"))

    def must(self, args):
        answer = self.run(args)
        if answer.exit != 0:
            raise Miss(f"{' '.join(args)}: expected exit 0, got {answer.exit}: "
                       f"{answer.stderr[:400]!r}")
        return answer

    def write(self, name, octets):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)

    def furnish(self, case):
        """Files, data, `init`, configuration and environment: how every case starts."""
        options, given = case.get("options", {}), case.get("given", {})
        for name, content in given.get("files", {}).items():
            octets = bytes.fromhex(content["hex"]) if isinstance(content, dict) else content.encode()
            self.write(name, octets)
        for name, source in given.get("data", {}).items():
            self.write(name, self.data_file(source))
        args = ["init", "--currency", options.get("currency", "USD")]
        for currency, digits in options.get("exponents", {}).items():
            args += ["--exponent", f"{currency}={digits}"]
        self.must(args)
        config = dict(given.get("config", {}))
        if "utc_offset" in options:
            config["utc_offset"] = options["utc_offset"]
        if config:
            path = self.folder / ".revops" / "config.json"
            path.write_text(json.dumps(merged(json.loads(path.read_text()), config)))
        self.environment.update(given.get("env", {}))

    def data_file(self, source):
        path = self.data / source if self.data else None
        if path is None or not self.data.is_dir():
            raise Skip("the data folder is not there")
        if path.suffix != ".gz" and not path.exists():
            path = path.with_name(path.name + ".gz")
        if not path.exists():
            raise Skip(f"{source} is not in the data folder")
        return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()

    def tamper(self, wish):
        """Change one stored audit record, or cut the chain there, behind the program's back."""
        store = sqlite3.connect(self.folder / ".revops" / "revops.db")
        with store:
            triggers = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' "
                                     "AND tbl_name = 'financial_audit_logs'").fetchall()
            for (name,) in triggers:
                store.execute(f'DROP TRIGGER "{name}"')
            if wish.get("delete"):
                store.execute("DELETE FROM financial_audit_logs WHERE seq >= ?", (wish["seq"],))
            else:
                (entry,) = store.execute("SELECT entry FROM financial_audit_logs WHERE seq = ?",
                                         (wish["seq"],)).fetchone()
                store.execute("UPDATE financial_audit_logs SET entry = ? WHERE seq = ?",
                              (bytes([entry[0] ^ 1]) + entry[1:], wish["seq"]))
        store.close()


def merged(base, extra):
    """`extra` laid over `base`, object by object."""
    if not isinstance(base, dict) or not isinstance(extra, dict):
        return extra
    return {**base, **{name: merged(base.get(name), value) for name, value in extra.items()}}


def run_import(case, room):
    given, options, expect = case["given"], case.get("options", {}), case["expect"]
    names = [*given.get("files", {}), *given.get("data", {})]
    runs = given.get("runs", [{"files": names}])
    if len(runs) != len(expect["runs"]):
        raise Skip("runs and expectations differ in number")
    extra = []
    for option in ("as", "date_order", "platform", "stream"):
        if option in options:
            extra += ["--" + option.replace("_", "-"), options[option]]
    for index, (run, wanted) in enumerate(zip(runs, expect["runs"])):
        where = f"run {index + 1}"
        args = ["import", *run["files"], *extra, "--format", "json"]
        args += ["--update"] if run.get("update") else []
        args += ["--dry-run"] if run.get("dry_run") else []
        check_answer(wanted, room.run(args), where)
    for table in TABLES:
        if table in expect:
            listed = room.must(["list", table, "--format", "json"]).json(table)
            compare_unordered(expect[table], at_path(listed, "rows", table), table)


IMPORT_MEMBERS = {"exit", "rows", "total", "error", "stderr_has"}


def check_answer(wanted, answer, where):
    unknown = set(wanted) - IMPORT_MEMBERS
    if unknown:
        raise Skip(f"unknown expectation {sorted(unknown)[0]}")
    check_exit(wanted, answer, where)
    if "error" in wanted:
        compare(wanted["error"], answer.error(where), f"{where} error")
    for member in ("rows", "total"):
        if member in wanted:
            compare(wanted[member], at_path(answer.json(where), member, where), f"{where} {member}")
    for text in wanted.get("stderr_has", []):
        if text not in answer.stderr:
            raise Miss(f"{where}: {text!r} is not in standard error: {answer.stderr[:300]!r}")


def check_exit(wanted, answer, where):
    if "exit" in wanted and wanted["exit"] != answer.exit:
        raise Miss(f"{where}: expected exit {wanted['exit']}, got {answer.exit}; standard error: "
                   f"{answer.stderr[:400]!r}")


def run_commands(case, room):
    given, expect = case["given"], case["expect"]
    if len(given["steps"]) != len(expect["steps"]):
        raise Skip("steps and expectations differ in number")
    for name in given.get("import", []):
        room.must(["import", name])
    for index, (step, wanted) in enumerate(zip(given["steps"], expect["steps"])):
        if "tamper" in step:
            room.tamper(step["tamper"])
            continue
        answer = room.run(step["args"], step.get("env"), step.get("cwd"), step.get("stdin_file"))
        if "save" in step:
            room.write(step["save"], answer.stdout.encode("utf-8", "surrogateescape"))
        check_step(wanted, answer, room, f"step {index + 1} ({' '.join(step['args'])})")


def check_step(wanted, answer, room, where):
    unknown = set(wanted) - STEP_CHECKS.keys() - {"exit", "stdout", "stderr"}
    if unknown:
        raise Skip(f"unknown expectation {sorted(unknown)[0]}")
    check_exit(wanted, answer, where)
    for stream in ("stdout", "stderr"):
        if stream in wanted and wanted[stream] != getattr(answer, stream):
            raise Miss(f"{where}: expected {stream} {wanted[stream]!r}, "
                       f"got {getattr(answer, stream)[:300]!r}")
    for member, check in STEP_CHECKS.items():
        if member in wanted:
            check(wanted[member], answer, room, where)


def check_json(wanted, answer, _room, where):
    compare(wanted, answer.json(where), f"{where} json")


def check_error(wanted, answer, _room, where):
    compare(wanted, answer.error(where), f"{where} error")


def text_check(stream, must_stand):
    def check(wanted, answer, _room, where):
        text = getattr(answer, stream)
        for part in wanted:
            if (part in text) != must_stand:
                verb = "is not" if must_stand else "stands"
                raise Miss(f"{where}: {part!r} {verb} in {stream}: {text[:300]!r}")
    return check


def csv_records(answer, where):
    records = list(csv.reader(io.StringIO(answer.stdout, newline="")))
    if not records:
        raise Miss(f"{where}: standard output holds no CSV header")
    return records


def check_csv_columns(wanted, answer, _room, where):
    header = csv_records(answer, where)[0]
    absent = [name for name in wanted if name not in header]
    if absent:
        raise Miss(f"{where}: no CSV column {', '.join(absent)} in {header}")


def check_csv_rows(wanted, answer, _room, where):
    rows = csv_records(answer, where)[1:]
    if len(rows) != wanted:
        raise Miss(f"{where}: expected {wanted} CSV rows, got {len(rows)}")


def check_json_find(wanted, answer, _room, where):
    document = answer.json(where)
    for search in wanted:
        found = [row for row in at_path(document, search["path"], where)
                 if matches(search["where"], row)]
        if len(found) != 1:
            raise Miss(f"{where}: {len(found)} rows of {search['path']} match "
                       f"{brief(search['where'])}, expected exactly one")
        compare(search["expect"], found[0], f"{where} {search['path']}")


def check_sum(wanted, answer, _room, where):
    document = answer.json(where)
    rows = at_path(document, wanted["path"], where)
    values = [as_integer(row.get(wanted["field"])) for row in rows]
    if None in values:
        raise Miss(f"{where}: {wanted['field']} is not an integer in every row")
    total = as_integer(at_path(document, wanted["equals"], where))
    if sum(values) != total:
        raise Miss(f"{where}: {wanted['field']} sums to {sum(values)}, {wanted['equals']} is {total}")


def check_file(wanted, _answer, room, where):
    if "balanced" in wanted:
        raise Skip(f"journals of {wanted['balanced']} are not read by this runner")
    path = room.folder / wanted["path"]
    if not path.is_file():
        raise Miss(f"{where}: file {wanted['path']} is not there")
    header = path.read_text(encoding="utf-8").splitlines()[:1]
    if "header" in wanted and header != [wanted["header"]]:
        raise Miss(f"{where}: expected first line {wanted['header']!r}, got {header}")


def tree_check(same):
    def check(wanted, _answer, room, where):
        left, right = (tree_of(room.folder / name) for name in wanted)
        if not left or (left == right) != same:
            verb = "differ" if same else "are the same"
            raise Miss(f"{where}: folders {wanted[0]} and {wanted[1]} {verb} "
                       f"({len(left)} and {len(right)} files)")
    return check


def check_shell_syntax(_wanted, answer, _room, where):
    done = subprocess.run(["bash", "-n"], input=answer.stdout.encode(), check=False,
                          stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise Miss(f"{where}: not shell syntax: {done.stderr[:200]!r}")


STEP_CHECKS = {
    "json": check_json,
    "error": check_error,
    "stdout_has": text_check("stdout", True),
    "stdout_not": text_check("stdout", False),
    "stderr_has": text_check("stderr", True),
    "csv_columns": check_csv_columns,
    "csv_rows": check_csv_rows,
    "json_find": check_json_find,
    "sum": check_sum,
    "file": check_file,
    "same_tree": tree_check(True),
    "different_tree": tree_check(False),
    "shell_syntax": check_shell_syntax,
}

KINDS = {"import": run_import, "commands": run_commands}


def run_case(case, program, data):
    if case["kind"] not in KINDS:
        raise Skip(f"kind {case['kind']} is not run here")
    with tempfile.TemporaryDirectory(prefix="revops-case-") as folder:
        room = Room(program, data, pathlib.Path(folder))
        room.furnish(case)
        KINDS[case["kind"]](case, room)


# ---- all cases -------------------------------------------------------------------------------


class Tally:
    """Counts and tells, as lines or as TAP."""

    def __init__(self, tap):
        self.tap = tap
        self.passed = self.failed = self.skipped = 0

    def tell(self, file, case, verdict, why=""):
        self.passed += verdict == "pass"
        self.failed += verdict == "fail"
        self.skipped += verdict == "skip"
        if self.tap:
            number = self.passed + self.failed + self.skipped
            state = "not ok" if verdict == "fail" else "ok"
            tail = f" # SKIP {why}" if verdict == "skip" else ""
            print(f"{state} {number} - {file} {case}{tail}")
            if verdict == "fail":
                print("# " + why.replace("\n", "\n# "))
        elif verdict != "pass":
            print(f"{verdict.upper()} {file} {case}: {why}")
        sys.stdout.flush()

    def close(self):
        if self.tap:
            print(f"1..{self.passed + self.failed + self.skipped}")
        print(f"{'# ' if self.tap else ''}{self.passed} passed, {self.failed} failed, "
              f"{self.skipped} skipped")
        nothing_ran = self.passed + self.failed + self.skipped == 0
        # TAP carries the skips; a plain run is good only when every case could be run.
        return 1 if self.failed or nothing_ran or (self.skipped and not self.tap) else 0


def read_ids(path):
    """Ids of a slice, one a line; `#` starts a comment."""
    lines = (line.split("#", 1)[0].strip() for line in path.read_text().splitlines())
    return {line for line in lines if line}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--program", required=True, type=pathlib.Path, help="the built revops")
    parser.add_argument("--data", type=pathlib.Path, help="folder of the data files of the cases")
    parser.add_argument("--only", type=pathlib.Path, help="file with the ids to run")
    parser.add_argument("--id", action="append", default=[], help="run this id (repeatable)")
    parser.add_argument("--tap", action="store_true", help="write TAP")
    parser.add_argument("files", nargs="+", type=pathlib.Path, help="case files")
    return parser.parse_args()


def main():
    options = arguments()
    program = options.program.resolve()
    if not os.access(program, os.X_OK):
        sys.exit(f"{options.program} is not a program")
    data = options.data.resolve() if options.data else None
    only = read_ids(options.only) if options.only else set()
    wanted = only | set(options.id)
    tally = Tally(options.tap)
    for path in options.files:
        for case in parse_json(path.read_text(encoding="utf-8"))["cases"]:
            if wanted and case["id"] not in wanted:
                continue
            try:
                run_case(case, str(program), data)
            except Skip as why:
                tally.tell(path.name, case["id"], "skip", str(why))
            except Miss as why:
                tally.tell(path.name, case["id"], "fail", str(why))
            else:
                tally.tell(path.name, case["id"], "pass")
    return tally.close()


if __name__ == "__main__":
    sys.exit(main())
