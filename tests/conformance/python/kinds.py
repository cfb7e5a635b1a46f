"""Kinds of cases that are more than calls in a row: given and options in, the answer out."""
import inspect

import numpy
import revops
from own_shape import OwnShape
from values import Miss, Texts, integer, plain, ratio_text, struct

KINDS = {}
SHAPES = {}  # fields of the library's structs by name, as the registry tells them


def kind(function):
    KINDS[function.__name__] = function
    return function


def run(name, case):
    """Kinds that ask for it see what is expected: which names to look up, whether parts remain."""
    function = KINDS[name]
    said = {**case["given"], **case.get("options", {})}
    if "expect" in inspect.signature(function).parameters:
        said["expect"] = case["expect"]
    return function(**said)


def constant(prefix, word):
    return getattr(revops, f"{prefix}_{word.upper()}")


# --- names ---

def filled(texts):
    names = revops.Names()
    for text in texts:
        if names.add(text) != revops.key(text):
            raise Miss("another key than revops.key")
    return names


def counted(names):
    return {"count": names.count(), "state": names.save().hex()}


@kind
def names_state(names):
    got = counted(filled(names))
    if counted(filled(reversed(names))) != got:
        raise Miss("the order of names shows in the state")
    return got


@kind
def names_merge(left, right):
    into, other = filled(left), filled(right)
    into.merge(filled(right))
    other.merge(filled(left))
    if counted(into) != counted(other):
        raise Miss("merging the other way round gives another state")
    return counted(into)


@kind
def names_load(state, expect):
    """The handle has no door that lists its names: those that should be there are looked up."""
    names = revops.Names.load(bytes.fromhex(state))
    if names.save().hex() != state:
        raise Miss("saving the loaded handle gives other bytes")
    found = [names.find(revops.key(text)) for text in expect.get("names", [])]
    return {"names": found if len(found) == names.count() else [names.count()]}


# --- ratios, allocation, reversal ---

@kind
def ratio_parse(text, limit="none"):
    parse = {"none": revops.ratio_parse, "share": revops.share_parse}[limit]
    return {"ratio": ratio_text(parse(text))}


@kind
def ratio_compute(op, values):
    result, *others = map(revops.ratio_parse, values)
    if op == "compare":
        return {"order": revops.ratio_compare(result, *others)}
    fold = {"sum": revops.ratio_add, "product": revops.ratio_multiply,
            "quotient": revops.ratio_divide}[op]
    for other in others:
        result = fold(result, other)
    return {"ratio": ratio_text(result)}


@kind
def allocate(amount_minor, weights, expect, **options):
    """A case without a remainder expects that there is none."""
    amount_minor = integer(amount_minor)
    weights = revops.ratio_weights([revops.ratio_parse(weight) for weight in weights])
    parts, remainder = revops.allocate(amount_minor, weights, remainder_minor=True, **options)
    if sum(parts) + remainder != amount_minor:
        raise Miss("the parts do not sum to the amount")
    if remainder and "remainder_minor" not in expect:
        raise Miss(f"a remainder of {remainder}")
    return {"parts": plain(parts), "remainder_minor": remainder}


@kind
def refund_reverse(original, refunds):
    original, refunded, cumulative = [integer(part) for part in original], 0, []
    reversed_minor = [0] * len(original)
    for refund in map(integer, refunds):
        step = revops.refund_reverse(original, refunded, refund)
        if sum(step) != refund:
            raise Miss("a step does not sum to its refund")
        refunded += refund
        reversed_minor = [sum(pair) for pair in zip(reversed_minor, step)]
        cumulative.append({"refunded_minor": refunded, "reversed": reversed_minor})
    return {"cumulative": cumulative}


# --- days and periods ---

@kind
def day_parts(day):
    number = revops.day_parse(day)
    parts = revops.day_split(number)
    return {"weekday": parts.weekday, "days_in_month": parts.days_in_month,
            "iso_week": f"{parts.iso_year:04}-W{parts.iso_week:02}", "month": revops.month_of(number)}


@kind
def periods(period=None, as_of_day=None, bounds=None, **asked):
    for name in ("from_day", "to_day"):
        if name in asked:
            asked[name] = revops.day_parse(asked[name])
    if bounds:
        asked["bounds"] = numpy.array([revops.day_parse(day) for day in bounds], dtype="int32")
    if period:
        day = revops.day_parse(as_of_day) if as_of_day else 0
        asked = revops.periods_resolve(asked, constant("PERIOD", period), day)
    rows = list(revops.period_rows(asked))
    if revops.period_count(asked) != len(rows):
        raise Miss("another count of rows")
    return {"rows": [[plain(row.from_day), plain(row.to_day)] for row in rows]}


# --- rates ---

@kind
def fx_rate(from_currency, to_currency, day, rates, **options):
    def ask(fx):
        rate, rate_day = fx.rate(revops.currency_parse(from_currency),
                                 revops.currency_parse(to_currency), revops.day_parse(day))
        return {"rate": ratio_text(rate), "rate_day": revops.day_format(rate_day)}
    return fx_tries(rates, options, ask)


@kind
def fx_convert(amount_minor, from_currency, to_currency, day, rates, mode=None, **options):
    def ask(fx):
        got = fx.convert(integer(amount_minor), revops.currency_parse(from_currency),
                         revops.currency_parse(to_currency), revops.day_parse(day),
                         constant("ROUND", mode) if mode else 0)
        return {"amount_minor": got.amount_minor, "rate_day": plain(got.rate_day),
                "rate": f"{got.rate_num}/{got.rate_den}",
                "residue": f"{got.residue_num}/{got.residue_den}"}
    return fx_tries(rates, options, ask)


def fx_tries(rates, options, ask):
    """Neither the order of rates nor their batches may show."""
    if "currencies" in options:
        options["currencies"] = {"defs": options["currencies"]}
    rows = []
    for rate in rates:
        ratio = revops.ratio_parse(rate["rate"])
        rows.append({"day": revops.day_parse(rate["day"]), "from_currency": rate["from_currency"],
                     "to_currency": rate["to_currency"], "rate_num": ratio.numerator,
                     "rate_den": ratio.denominator})
    whole, single = fx_try([rows], options, ask), fx_try([[row] for row in rows[::-1]], options, ask)
    if whole != single:
        raise Miss("rates one by one, reversed: another answer")
    return whole


def fx_try(batches, options, ask):
    with revops.Fx(**options) as fx:
        for batch in batches:
            if batch:
                fx.rates.add({name: [row[name] for row in batch] for name in batch[0]})
        return ask(fx)


# --- columns, transactions ---

@kind
def column_copy(type, column, count):  # pylint: disable=redefined-builtin
    """The host's memory, laid out as the case says, read as another type."""
    storage = numpy.dtype(column["storage"])
    given = [value if storage.kind == "f" else integer(value) for value in column["values"]]
    before = b" " * column.get("byte_offset", 0)
    memory = before + numpy.array(given, dtype=storage).tobytes()
    first = len(before) + column.get("first", 0) * storage.itemsize
    view = numpy.ndarray(count, storage, memory, first, (column.get("step", 1) * storage.itemsize,))
    if "validity" in column:
        bits = numpy.unpackbits(numpy.frombuffer(bytes.fromhex(column["validity"]), "uint8"),
                                bitorder="little")[column.get("validity_offset", 0):][:count]
        view = numpy.ma.MaskedArray(view, bits == 0)
    values, valid = revops.column_copy(view, type, count, valid=True)
    return {"values": [value if there else None for value, there in zip(plain(values), valid)]}


@kind
def transaction_check(**given):
    """What is given stands for itself in has."""
    has = [part for part in ("tax", "fee", "net") if given.get(f"{part}_minor") is not None]
    row = {name: integer(value) if name.endswith("_minor") else value
           for name, value in given.items() if value is not None}
    got = revops.transaction_check({"currency": "USD", **row}, has)
    if got.gross_minor != got.tax_minor + got.fee_minor + got.net_minor:
        raise Miss("gross is not tax + fee + net")
    return {name: plain(value) for name, value in got._asdict().items()}


# --- fees ---

def fee_lines(lines):
    return [struct(SHAPES["fee_line"], {name: value for name, value in line.items()
                                        if name != "fee_minor"}, None, Texts()) for line in lines]


def separated(got):
    if got.gross_minor != got.tax_minor + got.fee_minor + got.net_minor:
        raise Miss("gross is not tax + fee + net")
    return got._asdict()


@kind
def fee_separate(gross_minor, lines, tax_minor=0, **options):
    got, parts = revops.fee_separate(gross_minor, tax_minor, fee_lines(lines), line_minor=True,
                                     **options)
    if sum(parts) != got.fee_minor:
        raise Miss("lines do not sum to the fee")
    groups = {}
    for line, part in zip(lines, parts):
        group = line.get("group", 0)
        groups[group] = groups.get(group, 0) + part
    return {**separated(got), "line_minor": parts, "group_minor": [groups[one] for one in sorted(groups)]}


@kind
def fee_reverse(gross_minor, lines, refunds, tax_minor=0):
    """One refund behind the other."""
    parts, refunded, steps = [line["fee_minor"] for line in lines], 0, []
    sale = {"gross_minor": gross_minor, "tax_minor": tax_minor, "fee_minor": sum(parts),
            "net_minor": gross_minor - tax_minor - sum(parts)}
    for refund in refunds:
        got, back = revops.fee_reverse(sale, parts, fee_lines(lines), refunded, refund,
                                      line_minor=True)
        refunded += refund
        steps.append({**separated(got), "line_minor": back})
    return {"steps": steps}


# --- splits ---

@kind
def split(net_minor, rules, tax_minor=0, gross_minor=None, owner=None, **options):
    texts, net_minor, tax_minor = Texts(), integer(net_minor), integer(tax_minor)
    gross_minor = net_minor + tax_minor if gross_minor is None else integer(gross_minor)
    sale = {"gross_minor": gross_minor, "tax_minor": tax_minor, "net_minor": net_minor,
            "fee_minor": gross_minor - tax_minor - net_minor}
    rules = [struct(SHAPES["split_rule"], rule, {"step": 1}, texts) for rule in rules]
    if owner is not None:
        options["owner"] = texts.key(owner)
    parts, shortfall = revops.split_compute(sale, rules, shortfall_minor=True, **options)
    if sum(part.amount_minor for part in parts) != net_minor:
        raise Miss("the parts do not sum to the net")
    return {"parts": {str(texts.back(part.party)): part.amount_minor for part in parts},
            "shortfall_minor": shortfall}


# --- rows of a shape that the case itself describes ---

@kind
def write_rows(fields, rows, format="json", columns=None, totals=False,  # pylint: disable=redefined-builtin
               title=None, currency=None):
    with revops.Names() as names:
        shape = OwnShape(fields)
        records = shape.records(rows, names)
        options = {"format": format, "flags": ["totals"] if totals else 0, "title": title,
                   "currency": currency, "fields": columns, "resolver": names if len(names) else None}
        options = {name: value for name, value in options.items() if value is not None}
        if columns and not set(columns) <= {field["name"] for field in fields}:
            options["fields"] = [len(fields)]  # a column that the shape lacks
        whole, single = (shape.written(records, step, options) for step in (len(records), 1))
    if whole != single:
        raise Miss("row by row: another text")
    return {"text": whole}
