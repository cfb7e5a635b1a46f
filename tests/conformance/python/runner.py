"""Tries one case through the public Python package, as the registry says."""
import hashlib

import kinds
import revops
from compare import Comparison
from values import (INT64, Miss, Texts, Unknown, columns, integer, plain, record, refusal, rows,
                    struct, word)

TRIES = ("at once", "row by row", "reversed")


def handle_class(name):
    return getattr(revops, name.title().replace("_", ""))


class Runner:
    def __init__(self, registry):
        self.kinds = {entry["kind"]: entry for entry in registry["kinds"]}
        self.handles = registry["handles"]
        self.shapes = registry["shapes"]
        kinds.SHAPES.update(self.shapes)

    def answer(self, case):
        """What the library says to a case, as JSON, and the comparison for it."""
        entry = self.kinds.get(case["kind"])
        if entry is None:
            raise Unknown(f"unknown kind {case['kind']}")
        try:
            if "handle" in entry:
                return self.catalogue(entry, case)
            if entry["kind"] == "handle":
                return self.any_handle(case["given"]), Comparison()
            self.known(entry, case)
            if "calls" in entry:
                return self.calls(entry, case), Comparison()
            if entry["kind"] in kinds.KINDS:
                return kinds.run(entry["kind"], case), Comparison()
        except revops.Error as error:
            return refusal(error), Comparison()
        raise Unknown(f"this runner has no {case['kind']}")

    @staticmethod
    def known(entry, case):
        """A key that the kind does not read would silently change the meaning of the case."""
        for where, what in (("given", "key"), ("options", "option")):
            names = {item["name"] for item in entry.get(where, [])}
            extra = set(case.get(where, {})) - names
            if where in entry and extra:
                raise Unknown(f"unknown {what} {' '.join(sorted(extra))}")

    # --- functions, called as the registry says ---

    def calls(self, entry, case):
        known = {}
        for where in ("given", "options"):
            for item in entry[where]:
                value = case.get(where, {}).get(item["name"], item.get("default"))
                known[item["name"]] = self.argument(item["unit"], value)
        known["options"] = {name: known[name] for name in case.get("options", {})}
        for call in entry["calls"]:
            function = getattr(revops, call["function"].removeprefix("revops_"))
            arguments = [self.look_up(known, name) for name in call["arguments"]]
            keywords = {name: value for one in arguments if isinstance(one, dict)
                        for name, value in one.items()}
            result = function(*(one for one in arguments if not isinstance(one, dict)), **keywords)
            if call["results"] == ["*"]:
                known.update(result._asdict())
            elif len(call["results"]) == 1:
                known[call["results"][0]] = result
            else:
                known.update(zip(call["results"], result))
        return {name: plain(value) for name, value in known.items() if name in case["expect"]}

    @staticmethod
    def look_up(known, name):
        first, *members = name.split(".")
        value = known[first]
        for name in members:
            value = getattr(value, name)
        return value

    def argument(self, unit, value):
        if unit == "currencies":
            return {"defs": value} if value else {}
        if value is None:
            return 0 if unit.startswith("REVOPS_") else None
        if unit == "int":
            return integer(value, INT64)
        if unit == "hex":
            return bytes.fromhex(value)
        if unit == "day":
            return revops.day_parse(value)
        if unit.startswith("["):
            return [struct(self.shapes[unit[1:-1]], row, None, Texts()) for row in value]
        if unit.startswith("REVOPS_"):
            return word(unit, value)
        return value

    # --- handles of the catalogue ---

    def catalogue(self, entry, case):
        handle, texts = self.handles[entry["handle"]], Texts()
        report = handle["reports"][entry["report"]]
        lists = {feed["given"] for feed in entry["feeds"]} | ({"query"} if report["query"] else set())
        if set(case["given"]) - lists:
            raise Unknown(f"unknown key {' '.join(sorted(set(case['given']) - lists))}")
        options = struct(handle["options"], case.get("options"), entry.get("option_defaults"), texts)
        query = struct(report["query"], case["given"].get("query"), entry.get("query_defaults"), texts)
        feeds = [(feed["feed"], rows(handle["feeds"][feed["feed"]]["columns"],
                                     case["given"].get(feed["given"]) or [],
                                     feed.get("defaults"), texts)) for feed in entry["feeds"]]
        outcomes = [self.attempt(entry, options, feeds, query, how, texts) for how in TRIES]
        for how, outcome in zip(TRIES, outcomes):
            same = outcome[0].get("error") == outcomes[0][0].get("error")
            if not same or ("error" not in outcome[0] and outcome != outcomes[0]):
                raise Miss(f"{how}: another answer than at once")
        fields = report["row"]
        keys = [field["name"] for field in fields if field["unit"] == "key"]
        self.ascend(fields, outcomes[0][2])
        return outcomes[0][0], Comparison(records=True, keys=keys)

    def attempt(self, entry, options, feeds, query, how, texts):
        """The answer, the state and the records of one try."""
        handle = self.handles[entry["handle"]]
        try:
            with handle_class(entry["handle"])(**options) as made:
                for name, given in feeds:
                    self.feed(made, name, handle["feeds"][name], given, how)
                state = made.save() if handle["state"] else b""
                records = list(getattr(made, entry["report"])(**query))
        except revops.Error as error:
            return refusal(error), b"", []
        fields = handle["reports"][entry["report"]]["row"]
        return {"rows": [record(fields, row, texts) for row in records]}, state, records

    @staticmethod
    def feed(made, name, feed, given, how):
        if how == "reversed" and not feed["ordered"]:
            given = given[::-1]
        step = 1 if how == "row by row" else max(len(given), 1)
        for first in range(0, len(given), step):
            getattr(made, name).add(columns(feed["columns"], given[first:first + step]))

    @staticmethod
    def ascend(fields, records):
        """Rows come sorted by their ORDER fields, keys as numbers, whatever went in."""
        order = [field["name"] for field in sorted(fields, key=lambda field: field.get("order", 0))
                 if field.get("order") and field["unit"] not in ("enum", "currency")]
        for before, after in zip(records, records[1:]):
            if all(getattr(before, name) == getattr(after, name) for name in order):
                continue
            first = next(name for name in order if getattr(before, name) != getattr(after, name))
            if first == order[0] and getattr(before, first) > getattr(after, first):
                raise Miss(f"rows descend by {first}")

    def any_handle(self, given):
        """The kind that fits every handle: its state and what all its reports say."""
        handle, texts, got = self.handles[given["handle"]], Texts(), {"reports": {}}
        with handle_class(given["handle"])() as made:
            for name, feed in reversed(list(handle["feeds"].items())):
                values = rows(feed["columns"], given["feeds"].get(name, []), None, texts)
                self.feed(made, name, feed, values, "at once")
            if handle["state"]:
                got["state"] = hashlib.sha256(made.save()).hexdigest()
            for name, report in handle["reports"].items():
                queries = [{}] + given.get("queries", {}).get(name, [])
                got["reports"][name] = [self.ask(made, name, report, query, texts)
                                        for query in queries]
        return got

    @staticmethod
    def ask(made, name, report, query, texts):
        try:
            asked = struct(report["query"], query, None, texts)
            return [record(report["row"], row, texts) for row in getattr(made, name)(**asked)]
        except revops.Error as error:
            return refusal(error)
