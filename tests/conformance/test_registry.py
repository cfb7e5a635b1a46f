#!/usr/bin/python3
"""What --registry promises to the runners of other languages, as TAP: test_registry.py RUNNER SYMBOLS"""
import json
import re
import subprocess
import sys


def names(inputs):
    return [entry["name"] for entry in inputs]


def calls_name_what_is_known(entry, symbols):
    """Every call names a function of the library, and arguments that are read or came before."""
    known = {"options", *names(entry["given"]), *names(entry["options"])}
    for call in entry["calls"]:
        assert call["function"] in symbols, call["function"]
        for argument in call["arguments"]:
            assert argument.split(".")[0] in known, f"{argument} is not known here"
        assert call["results"], "a call without a result"
        known.update(call["results"])


def feeds_and_report_are_there(entry, handles):
    handle = handles.get(entry["handle"])
    assert handle, f"the catalogue has no {entry['handle']}"
    assert entry["feeds"] and entry["report"] in handle["reports"], entry["report"]
    for feed in entry["feeds"]:
        assert feed["feed"] in handle["feeds"], feed
        assert set(feed) <= {"given", "feed", "defaults"}, feed
        assert isinstance(feed.get("defaults", {}), dict)


def test(kind, function, *arguments):
    try:
        function(*arguments)
    except AssertionError as why:
        return [f"not ok - {kind}", f"# {why}"]
    return [f"ok - {kind}"]


def main():
    runner, symbols = sys.argv[1:]
    with open(symbols, encoding="utf-8") as lines:
        known = set(lines.read().split())
    registry = json.loads(subprocess.run([runner, "--registry"], check=True, capture_output=True).stdout)
    handles, registry = registry["handles"], registry["kinds"]
    kinds = [entry["kind"] for entry in registry]
    lines = ["ok - no kind is there twice" if len(set(kinds)) == len(kinds)
             else "not ok - no kind is there twice"]
    for entry in registry:
        kind = entry["kind"]
        if "handle" in entry:
            lines += test(f"{kind}: feeds and report", feeds_and_report_are_there, entry, handles)
        elif "calls" in entry:
            lines += test(f"{kind}: calls", calls_name_what_is_known, entry, known)
        for given in entry.get("given", []) + entry.get("options", []):
            if not re.fullmatch(r"text|int|hex|list|currencies|record|day|\[\w+\]|REVOPS_[A-Z]+", given["unit"]):
                lines += [f"not ok - {kind}: unit {given['unit']}"]
    print("\n".join(lines))
    print(f"1..{sum(not line.startswith('#') for line in lines)}")


if __name__ == "__main__":
    main()
