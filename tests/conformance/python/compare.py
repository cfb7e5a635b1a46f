"""Does an answer hold all that a case expects? The rules of the README files beside the cases."""
import re

DIGITS = re.compile(r"-?\d{1,20}")
MISSING = object()


def digits(value):
    """The text of an integer, or of a string that is one; None for everything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) and DIGITS.fullmatch(value) else None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class Near:
    """How far a number may be from the expected one: absolute, or relative to it."""

    def __init__(self, tolerance=None, base=None):
        self.absolute = base.absolute if base else 0
        self.relative = base.relative if base else 0
        if is_number(tolerance):
            self.absolute = tolerance
        elif isinstance(tolerance, dict):
            self.absolute = tolerance.get("absolute", self.absolute)
            self.relative = tolerance.get("relative", self.relative)

    def holds(self, expect, got):
        return abs(got - expect) <= max(self.absolute, self.relative * abs(expect))


class Comparison:
    """One answer against one case; records says that its rows are records."""

    def __init__(self, records=False, keys=()):
        self.records = records
        self.keys = keys

    def case(self, case, got):
        expect = case["expect"]
        if got is None or ("error" in got and "error" not in expect):
            return False
        return self.members(expect, got, Near(case.get("tolerance")), case.get("tolerance"))

    def members(self, expect, got, near, tolerance=None):
        for name, value in expect.items():
            own = tolerance.get(name) if isinstance(tolerance, dict) else None
            answered = got.get(name, MISSING)
            if answered is MISSING:
                if not self.suffixed(got, name, value):
                    return False
            elif not self.value(value, answered, Near(own, near)):
                return False
        return True

    def value(self, expect, got, near):
        if isinstance(expect, dict) and isinstance(got, dict):
            return self.members(expect, got, near)
        if isinstance(expect, list) and isinstance(got, list):
            if len(expect) != len(got):
                return False
            if self.records and got and isinstance(got[0], dict):
                return self.rows(expect, got, near)
            return all(self.value(a, b, near) for a, b in zip(expect, got))
        return self.scalar(expect, got, near)

    @staticmethod
    def scalar(expect, got, near):
        if is_number(expect) and is_number(got):
            tolerant = near.absolute or near.relative or float in (type(expect), type(got))
            return near.holds(expect, got) if tolerant else expect == got
        if is_number(expect) or is_number(got):
            return digits(expect) is not None and digits(expect) == digits(got)
        return type(expect) is type(got) and expect == got

    def rows(self, expect, got, near):
        """Records are matched by those of their ORDER fields that the expected row names."""
        left = list(got)
        for wanted in expect:
            place = next((row for row in left if self.row(wanted, row, near)), None)
            if place is None:
                return False
            left.remove(place)
        return True

    def row(self, expect, got, near):
        return all(self.field(name, value, got.get(name, MISSING), near)
                   for name, value in expect.items())

    def field(self, name, expect, got, near):
        if name in self.keys and expect == "":
            return got == 0
        return got is not MISSING and self.value(expect, got, near)

    def suffixed(self, got, name, bound):
        """The suffixes _at_least, _at_most and _between bound the number before them."""
        base, _, suffix = name.rpartition("_at_")
        if suffix in ("least", "most") and base in got:
            return self.bounded(bound, got[base], suffix)
        if name.endswith("_between") and name[:-8] in got:
            low, high = bound
            value = got[name[:-8]]
            return self.bounded(low, value, "least") and self.bounded(high, value, "most")
        return False

    def bounded(self, bound, got, suffix):
        if isinstance(bound, dict):
            return all(self.bounded(value, got.get(name), suffix) for name, value in bound.items())
        if not is_number(bound) or not is_number(got):
            return False
        return got >= bound if suffix == "least" else got <= bound
