#!/usr/bin/python3
"""All tests of the Python package as TAP: all.py [PYTEST OPTION...]

Every function of the library that they call is counted in the file of REVOPS_CALLS.
"""
import os
import sys
from pathlib import Path

import pytest


class Tap:
    """Prints a line for each test, and what broke below it."""

    def __init__(self):
        self.seen, self.lines = 0, []

    def pytest_runtest_logreport(self, report):
        if report.when != "call" and report.passed:
            return
        if report.when == "teardown" and report.skipped:
            return
        self.seen += 1
        name = report.nodeid.rpartition("/")[2].replace("#", "")
        reason = f" # SKIP {report.longrepr[2]}" if report.skipped else ""
        print(f"{'not ' if report.failed else ''}ok {self.seen} - {name}{reason}")
        if report.failed:
            for line in str(report.longrepr).splitlines()[-40:]:
                print(f"# {line}")

    def pytest_collectreport(self, report):
        if report.failed:
            self.seen += 1
            print(f"not ok {self.seen} - {report.nodeid} is collected")
            for line in str(report.longrepr).splitlines()[-40:]:
                print(f"# {line}")


def main():
    calls = os.environ.get("REVOPS_CALLS")
    if calls:
        Path(calls).parent.mkdir(parents=True, exist_ok=True)
        Path(calls).unlink(missing_ok=True)
    tap = Tap()
    folder = Path(__file__).resolve().parent
    status = pytest.main(["-p", "no:terminal", "-p", "no:cacheprovider", str(folder), *sys.argv[1:]],
                         plugins=[tap])
    print(f"1..{tap.seen}")
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
