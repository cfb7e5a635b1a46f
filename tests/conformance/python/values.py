"""JSON to what a user of the Python package writes, and back, by the units of the shapes."""
import datetime
import fractions
import re

import revops

DIGITS = re.compile(r"-?[0-9]+")


INT64 = range(-2**63, 2**63)
BITS64 = range(-2**63, 2**64)


class Broken(Exception):
    """The case is not of the format."""


class Unknown(Exception):
    """The case says something that nobody here knows: it is skipped, with this reason."""


class Miss(Exception):
    """A promise of the library broke, whatever the case expects."""


def integer(value, bounds=BITS64):
    """An integer may be a string of digits; reals and all else break the file."""
    number = int(value) if isinstance(value, str) and DIGITS.fullmatch(value) else value
    if isinstance(number, bool) or not isinstance(number, int) or number not in bounds:
        raise Broken(f"expected an integer, got {value!r}")
    return number


def word(front, name):
    """The number that a word means, by the front of the constants."""
    value = getattr(revops, f"{front[7:]}_{name.upper()}", None)
    if value is None:
        raise Unknown(f"unknown option {front}: {name}")
    return value


def is_integer_key(value):
    """Keys beyond 2^53 come as strings of digits; no name looks like one."""
    return not isinstance(value, str) or (
        value.isascii() and value.isdigit() and value[0] != "0" and int(value) > 2**53)


class Texts:
    """Keys that came as text, so that they print as text."""

    def __init__(self):
        self.of = {}

    def key(self, value):
        if is_integer_key(value):
            return integer(value)
        key = revops.key(value)
        self.of[key] = value
        return key

    def back(self, key):
        return self.of.get(key, key)


TEXTUAL = {"currency", "day", "month", "ns", "enum", "flag"}


def read(unit, value):
    """Days, currencies, instants and words are texts that the package itself reads."""
    return value if unit in TEXTUAL or isinstance(value, float) else integer(value)


def member(known, name, value, texts):
    """One member of a row or struct as (field, value) pairs: a text x fills x_num and x_den."""
    unit = known.get(name)
    if unit is None and f"{name}_num" in known and f"{name}_den" in known:
        if value is not None:
            ratio = revops.ratio_parse(value)
            yield f"{name}_num", ratio.numerator
            yield f"{name}_den", ratio.denominator
    elif unit is None:
        raise Unknown(f"unknown option {name}")
    elif value is None:
        yield name, None
    else:
        yield name, texts.key(value) if unit == "key" else read(unit, value)


def units(fields):
    return {field["name"]: field["unit"] for field in fields}


def struct(fields, given, defaults, texts):
    """Options, a query or a row as keywords."""
    known = units(fields)
    return {field: value for name, item in {**(defaults or {}), **(given or {})}.items()
            for field, value in member(known, name, item, texts)}


def rows(fields, given, defaults, texts):
    return [struct(fields, row, defaults, texts) for row in given]


def columns(fields, given):
    """Rows as columns that any of them names."""
    return {field["name"]: [row.get(field["name"]) for row in given] for field in fields
            if any(field["name"] in row for row in given)}


# --- back ---

def ratio_text(value):
    """A fraction as num/den; undefined is null."""
    return None if value is None else f"{value.numerator}/{value.denominator}"


def plain(value):
    """Any result as JSON knows it."""
    if isinstance(value, fractions.Fraction):
        return ratio_text(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def record(fields, row, texts):
    """A row of a report, with x for each pair x_num, x_den."""
    known, out = units(fields), {}
    for name, unit in known.items():
        value = getattr(row, name)
        if unit == "key":
            value = texts.back(value)
        out[name] = plain(value)
    for name, unit in known.items():
        base = name[:-4]
        if unit == "num" and f"{base}_den" in known:
            den = getattr(row, f"{base}_den")
            out[base] = f"{getattr(row, name)}/{den}" if den else None
    return out


def refusal(error):
    """What the library said when it refused."""
    said = {"error": revops.status_name(error.status), "message": error.message, "row": error.row,
            "offset": error.offset, "field": error.field}
    return {name: value for name, value in said.items() if value is not None}
