#!/usr/bin/python3
"""Add up test results: TAP, JUnit or the log of meson test.

    tally.py suite NAME FILE SECONDS   one line for a suite, details of its failures above it
    tally.py total FOLDER              the last line, "N passed, N failed"

A suite's counts are kept as FOLDER/NAME.count, beside FILE. A file that is not there, holds no test
or breaks off before its plan is one failure with its reason. The exit status is 0 only when nothing
failed and, for the total, at least one test ran.
"""
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path


class Counts:
    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failures = []  # (name, details)

    def fail(self, name, details=""):
        self.failures.append((name, details.strip("\n")))


TAP_LINE = re.compile(r"(not )?ok\b\s*(\d*)\s*(?:-\s*)?([^#]*)(#\s*(skip)\b.*)?", re.I)
TAP_PLAN = re.compile(r"1\.\.(\d+)\s*(#.*)?$")


def add_tap(counts, text, prefix=""):
    """Count the lines of a TAP stream; False when it is none."""
    planned, seen, before, is_failing = None, 0, [], False
    for line in text.splitlines():
        plan = TAP_PLAN.match(line)
        test = TAP_LINE.match(line)
        if plan:
            planned = int(plan[1])
        elif test:
            seen += 1
            name = prefix + (test[3].strip() or test[2])
            is_failing = bool(test[1])  # whatever excuse stands behind it
            if is_failing:
                counts.fail(name, "\n".join(before))
            elif test[5]:
                counts.skipped += 1
            else:
                counts.passed += 1
            before = []
        elif line.startswith("Bail out!"):
            counts.fail(prefix + "bail out", line)
        elif is_failing and line.startswith("#"):
            # Diagnostics stand below their test's line in most suites, above it in some.
            name, details = counts.failures[-1]
            counts.failures[-1] = (name, (details + "\n" + line).strip("\n"))
        elif line.strip():
            before.append(line)
    if planned is None and seen == 0:
        return False
    if planned is None:
        counts.fail(prefix + "plan", "the plan is missing: the program ended early")
    elif planned != seen:
        counts.fail(prefix + "plan", f"expected {planned} tests, got {seen}")
    return True


def add_junit(counts, path):
    for case in ET.parse(path).getroot().iter("testcase"):
        name = "::".join(filter(None, (case.get("classname"), case.get("name"))))
        broken = case.find("failure") if case.find("failure") is not None else case.find("error")
        if broken is not None:
            counts.fail(name, (broken.get("message") or "") + "\n" + (broken.text or ""))
        elif case.find("skipped") is not None:
            counts.skipped += 1
        else:
            counts.passed += 1


def add_meson(counts, path):
    """meson-logs/testlog.json: one object a line, with the whole output of each program."""
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        entry = json.loads(line)
        name = entry["name"].split(" / ")[-1]
        output = (entry.get("stdout") or "") + (entry.get("stderr") or "")
        before = len(counts.failures)
        is_tap = add_tap(counts, entry.get("stdout") or "", name + ": ")
        good = entry["result"] in ("OK", "EXPECTEDFAIL")
        if entry["result"] == "SKIP" and not is_tap:
            counts.skipped += 1
        elif not is_tap and good:
            counts.passed += 1
        elif not good and entry["result"] != "SKIP":
            # A crash or a sanitizer at the end: say how, beside what the lines say.
            tail = "\n".join(output.splitlines()[-40:])
            if len(counts.failures) == before or counts.failures[-1][0].endswith(": plan"):
                counts.fail(name, f"{entry['result']}, status {entry['returncode']}\n{tail}")


READERS = {
    ".tap": lambda counts, path: add_tap(counts, path.read_text(errors="replace")),
    ".xml": add_junit,
    ".json": add_meson,
}


def tally_suite(name, path, seconds):
    counts = Counts()
    try:
        READERS[path.suffix](counts, path)
    except FileNotFoundError:
        counts.fail(name, "it left no results")
    except (ET.ParseError, ValueError) as error:
        counts.fail(name, f"its results cannot be read: {error}")
    if counts.passed + counts.skipped == 0 and not counts.failures:
        counts.fail(name, "it holds no test")
    for test, details in counts.failures:
        print(f"FAIL {name}: {test}")
        for line in details.splitlines()[-40:]:
            print(f"    {line}")
    skipped = f", {counts.skipped} skipped" if counts.skipped else ""
    print(f"{name} {counts.passed} passed, {len(counts.failures)} failed{skipped}, {seconds:.1f} s",
          flush=True)
    path.with_name(name + ".count").write_text(f"{counts.passed} {len(counts.failures)}\n")
    return 0 if not counts.failures else 1


def tally_total(folder):
    passed = failed = 0
    for path in sorted(folder.glob("*.count")):
        counts = path.read_text().split()
        passed += int(counts[0])
        failed += int(counts[1])
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


def main(arguments):
    if len(arguments) == 4 and arguments[0] == "suite":
        return tally_suite(arguments[1], Path(arguments[2]), float(arguments[3]))
    if len(arguments) == 2 and arguments[0] == "total":
        return tally_total(Path(arguments[1]))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
