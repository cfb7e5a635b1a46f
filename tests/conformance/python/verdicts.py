"""Counts verdicts and prints them, or prints what the library says."""
import json
import sys
import traceback

from values import Broken, Unknown


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=str)


class Verdicts:
    def __init__(self, tap):
        self.tap = tap
        self.passed = self.failed = self.skipped = 0
        self.is_broken = False

    def add(self, runner, path, case):
        try:
            got, comparison = runner.answer(case)
            if comparison.case(case, got):
                self.passed += 1
                self.line("ok", path, case)
            else:
                self.fail(path, case, f"expected {compact(case['expect'])} got {compact(got)}")
        except Unknown as why:
            self.skipped += 1
            self.line("SKIP", path, case, str(why))
        except Broken as why:
            self.broken(path, f"{case['id']}: {why}")
        except Exception:  # whatever a binding raises is a failure of this case
            self.fail(path, case, traceback.format_exc().strip().replace("\n", "\n# "))

    def fail(self, path, case, details):
        self.failed += 1
        self.line("FAIL", path, case, details)

    def line(self, verdict, path, case, details=""):
        if self.tap:
            count = self.passed + self.failed + self.skipped
            print(f"{'not ok' if verdict == 'FAIL' else 'ok'} {count} - {case['id']}"
                  + (f" # SKIP {details}" if verdict == "SKIP" else ""))
            if verdict == "FAIL":
                print(f"# {details}")
        elif details:
            print(f"{verdict} {path} {case['id']}: {details}")

    def broken(self, path, why):
        """A file that is not of the format."""
        print(f"{path}: {why}", file=sys.stderr)
        self.is_broken = True

    def finish(self):
        """The last line; the exit status."""
        if self.tap:
            print(f"1..{self.passed + self.failed + self.skipped}")
        print(f"{'# ' if self.tap else ''}{self.passed} passed, {self.failed} failed, "
              f"{self.skipped} skipped")
        return 2 if self.is_broken else int(self.failed > 0 or self.skipped > 0)


class Answers:
    def __init__(self):
        self.answers = []

    def add(self, runner, _, case):
        self.answers.append({"id": case["id"], "got": runner.answer(case)[0]})

    @staticmethod
    def broken(path, why):
        sys.exit(f"{path}: {why}")

    def finish(self):
        print(compact(self.answers))
        return 0
