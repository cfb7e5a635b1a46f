"""Single values: what Python has on one side, the integers of the library on the other."""
import datetime
import operator

from .errors import Invalid, check
from .native import ffi, function
from .shapes import TYPE, UNIT

EPOCH = datetime.date(1970, 1, 1).toordinal()
_INSTANT_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MICROSECOND = datetime.timedelta(microseconds=1)
_OUT = {UNIT.CURRENCY: ("uint32_t *", function("revops_currency_parse")),
        UNIT.DAY: ("int32_t *", function("revops_day_parse")),
        UNIT.MONTH: ("int32_t *", function("revops_month_parse")),
        UNIT.NS: ("int64_t *", function("revops_instant_parse"))}
_key = function("revops_key")
_currencies = {}


def key(value):
    """The key of a text: the same on every machine, without a dictionary."""
    data = value.encode("utf-8")
    return _key(data, len(data))


def refuse(field, expected, value, row=None):
    raise Invalid(f"expected {expected}, got {value!r}", field=field.name, row=row)


def parse(field, value):
    """A currency, day, month or instant as text, by the library's own rules."""
    type_, parser = _OUT[field.unit]
    out, err, data = ffi.new(type_), ffi.new("revops_error *"), value.encode("utf-8")
    try:
        check(parser(out, data, len(data), err), err)
    except Invalid as error:
        raise Invalid(error.message, field=field.name, offset=error.offset) from None
    return out[0]


def currency(field, value):
    if value not in _currencies:
        if len(_currencies) > 4096:
            _currencies.clear()
        _currencies[value] = parse(field, value)
    return _currencies[value]


def _date(field, value):
    if isinstance(value, datetime.datetime):
        if value.time() != datetime.time():
            refuse(field, "a day without a time of day", value)
        value = value.date()
    if not isinstance(value, datetime.date):
        refuse(field, "a date, a text or days since 1970", value)
    return value


def day(field, value):
    return _date(field, value).toordinal() - EPOCH


def month(field, value):
    value = _date(field, value)
    if value.day != 1:
        refuse(field, "the first day of a month", value)
    return (value.year - 1970) * 12 + value.month - 1


def instant(field, value):
    if not isinstance(value, datetime.datetime) or value.tzinfo is None:
        refuse(field, "a datetime with a zone, a text or nanoseconds since 1970", value)
    return (value - _INSTANT_EPOCH) // _MICROSECOND * 1000 + getattr(value, "nanosecond", 0)


def word(field, value):
    if value not in field.words:
        refuse(field, "one of " + ", ".join(field.words), value)
    return field.words[value]


def mask(field, value):
    """Words of a mask: one text, or several."""
    words = value.replace(",", " ").split() if isinstance(value, str) else value
    total = 0
    for one in words:
        total |= word(field, one) if isinstance(one, str) else operator.index(one)
    return total


_OBJECTS = {UNIT.DAY: day, UNIT.MONTH: month, UNIT.NS: instant}


def encode(field, value, keys=key):
    """The integer that a field holds; keys turns a text into a key."""
    unit = field.unit
    if isinstance(value, str):
        if unit == UNIT.CURRENCY:
            return currency(field, value)
        if unit in _OUT:
            return parse(field, value)
        if unit == UNIT.KEY:
            return keys(value)
        if unit == UNIT.FLAG and field.words:
            return mask(field, value)
        if field.words:
            return word(field, value)
    elif isinstance(value, bool):
        if unit == UNIT.FLAG:
            return int(value)
    elif isinstance(value, int):
        return value
    elif unit in _OBJECTS and isinstance(value, datetime.date):
        return _OBJECTS[unit](field, value)
    elif unit == UNIT.FLAG and field.words and isinstance(value, (list, tuple, set, frozenset)):
        return mask(field, value)
    else:
        try:
            return operator.index(value)
        except TypeError:
            pass
    if field.type == TYPE.DOUBLE and isinstance(value, (int, float)):
        return float(value)
    return refuse(field, EXPECTED.get(unit, "an integer"), value)


EXPECTED = {
    UNIT.MINOR: "an integer of minor units", UNIT.CURRENCY: "a currency code",
    UNIT.DAY: "a date, a text or days since 1970", UNIT.MONTH: "a date, a text or a month",
    UNIT.NS: "a datetime with a zone, a text or nanoseconds", UNIT.KEY: "an integer or a text",
    UNIT.ENUM: "a word or its number", UNIT.FLAG: "a bool or words",
}


def ratio(field, value):
    """A Fraction, integer, decimal or text as (numerator, denominator, status); None: undefined."""
    if value is None:
        return 0, 0, 1
    if isinstance(value, str):
        out, err, data = ffi.new("revops_ratio *"), ffi.new("revops_error *"), value.encode()
        check(function("revops_ratio_parse")(out, data, len(data), err), err)
        return out.numerator, out.denominator, out.status
    if isinstance(value, (float, bool)):
        refuse(field, "a Fraction, an integer or a text", value)
    from fractions import Fraction  # late: decimal comes with it
    try:
        value = Fraction(value)
    except (TypeError, ValueError):
        refuse(field, "a Fraction, an integer or a text", value)
    return value.numerator, value.denominator, 0


# --- back ---

def to_day(number):
    """A date; a number beyond its range, such as the end of year 9999, stays one."""
    try:
        return datetime.date.fromordinal(number + EPOCH)
    except (ValueError, OverflowError):
        return number


def to_month(number):
    try:
        return datetime.date(number // 12 + 1970, number % 12 + 1, 1)
    except ValueError:
        return number


def to_currency(number):
    """The code of a packed currency, None for 0."""
    return number.to_bytes(4, "big").rstrip(b"\0").decode("ascii", "replace") or None


def to_words(field, number):
    """The words of a mask; a bit without one is its number."""
    words, bit = [], 1
    while number:
        if number & bit:
            words.append(field.texts.get(bit, bit))
            number &= ~bit
        bit <<= 1
    return tuple(words)


def to_ratio(numerator, denominator, status):
    from fractions import Fraction
    return Fraction(numerator, denominator) if status == 0 else None


def decoder(field):
    """What turns the integer of a field into what Python shows; None: the integer itself."""
    if field.unit == UNIT.FLAG:
        return (lambda number: to_words(field, number)) if field.words else bool
    if field.unit == UNIT.ENUM:
        return lambda number: field.texts.get(number, number)
    return {UNIT.CURRENCY: to_currency, UNIT.DAY: to_day, UNIT.MONTH: to_month}.get(field.unit)
