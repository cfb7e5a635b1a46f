#!/usr/bin/python3
"""The conformance runner in Python: the same files and verdicts as revops-conformance, through the
public Python package.

    run.py --registry FILE [--kind K]... [--tap | --answers] FILE...

FILE of --registry holds what revops-conformance --registry prints. Kinds of the catalogue and kinds
that are calls in a row are run as it says; kinds.py holds the few that are more than that. Prints a
line for each case that misses or is skipped, and last "N passed, N failed, N skipped"; the exit
status is 0 when nothing failed and nothing was skipped, 1 otherwise, 2 for a file that is none.
--answers prints what the library says to each case, as JSON, and compares nothing.
"""
import argparse
import json
import sys

from runner import Runner
from verdicts import Answers, Verdicts


def no_duplicates(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name is there twice")
    return dict(pairs)


def cases_of(path, kinds):
    with open(path, encoding="utf-8") as file:
        cases = json.load(file, object_pairs_hook=no_duplicates)["cases"]
    for case in cases:
        if not isinstance(case["given"], dict) or not isinstance(case["expect"], dict):
            raise ValueError(f"{case['id']}: expected given and expect")
    return [case for case in cases if not kinds or case["kind"] in kinds]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--registry", required=True)
    parser.add_argument("--kind", action="append")
    parser.add_argument("--tap", action="store_true")
    parser.add_argument("--answers", action="store_true")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    with open(options.registry, encoding="utf-8") as file:
        runner = Runner(json.load(file))
    verdicts = Answers() if options.answers else Verdicts(options.tap)
    for path in options.files:
        try:
            for case in cases_of(path, options.kind):
                verdicts.add(runner, path, case)
        except OSError:
            verdicts.broken(path, "cannot be read")
        except (KeyError, TypeError, ValueError) as why:
            verdicts.broken(path, repr(why))
    return verdicts.finish()


if __name__ == "__main__":
    sys.exit(main())
