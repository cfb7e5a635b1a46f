#!/usr/bin/python3
"""Writes the corpus that fuzzing starts from: one folder below tests/fuzz/corpus per target.

    seeds.py          rewrite the seeds; what libFuzzer found since stays beside them

Each seed is named for what it shows. Deterministic: running it again changes no byte.
"""
import hashlib
import struct
from pathlib import Path

CORPUS = Path(__file__).resolve().parent / "corpus"
MAGIC = b"revops\x1a\n"


def key(text):
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") & (2**63 - 1)


def state(kind, payload, version=1, reserved=0):
    head = MAGIC + kind + struct.pack(">HHQ", version, reserved, len(payload)) + payload
    return head + hashlib.sha256(head).digest()[:8]


def names(*texts, count=None, order=True):
    pairs = [(key(text), text) for text in texts]
    if order:
        pairs.sort()
    payload = struct.pack(">Q", len(texts) if count is None else count)
    for number, text in pairs:
        payload += struct.pack(">QH", number, len(text)) + text
    return payload


def state_names():
    three = names(b"acme", b"bolt", b"cold")
    yield "empty", b""
    yield "no_names", state(b"NAME", names())
    yield "three", state(b"NAME", three)
    yield "many", state(b"NAME", names(*(b"n%d" % i for i in range(100))))
    yield "utf8", state(b"NAME", names("Müller & Söhne".encode(), "日本".encode(), b"x" * 300))
    yield "unsorted", state(b"NAME", names(b"cold", b"bolt", b"acme", order=False))
    yield "repeated", state(b"NAME", names(b"acme", b"acme"))
    yield "count_too_small", state(b"NAME", names(b"acme", b"bolt", count=1))
    yield "count_too_large", state(b"NAME", names(b"acme", b"bolt", count=2**63))
    yield "not_utf8", state(b"NAME", names(b"a\xed\xa0\x80"))
    yield "newer", state(b"NAME", three, version=2)
    yield "version_0", state(b"NAME", three, version=0)
    yield "reserved", state(b"NAME", three, reserved=1)
    yield "other_kind", state(b"REVN", three)
    yield "cut", state(b"NAME", three)[:-1]
    yield "texts", b"acme bolt cold acme \0\0also M\xc3\xbcller \xe6\x97\xa5 "
    yield "texts_bad", b"good text b\xffad "


def row(name, currency=b"EUR\0", net=1999, share=(1, 3, 0), score=0.25, day=20454, text=b"x"):
    """One record of fuzz_writer.c; the key's low bytes are its text."""
    return struct.pack("<qqiIQQqqdIiii4s4s", *share, 0, int.from_bytes(name, "little"), 3, net,
                       20454 * 86400 * 10**9, score, int.from_bytes(currency, "big"), day, 672, 1,
                       b"\0\xabc\xff", text)


def writer():
    plain = row(b"acme")
    yield "none", b""
    yield "no_rows", b"\0\0"
    yield "one", b"\0\x08" + plain
    yield "undefined", b"\0\x01" + row(b"", share=(0, 0, 1))
    yield "escapes", b"\0\x0a" + b"".join(row(name) for name in (
        b'a"b', b"a,b", b"a\nb", b"a|b\\", b"<&'>", b"\x01\x1f\x7f", b"  a  ", b"\xc3\xa9"))
    yield "currencies", b"\0\x0a" + plain + row(b"b", b"JPY\0") + row(b"c", b"KWD\0", -5)
    yield "no_currency", b"\0\x08" + row(b"a", b"\0\0\0\0")
    yield "currency_of_options", b"\0\x0c" + row(b"a", b"\0\0\0\0")
    yield "not_utf8", b"\0\x08" + plain + row(b"\xed\xa0\x80")
    yield "text_not_utf8", b"\0\x08" + row(b"a", text=b"\xff")
    yield "widest", b"\0\x00" + row(b"\xff" * 8, net=-2**63, share=(2**63 - 1, 2**63 - 1, 0))
    yield "not_finite", b"\0\x08" + row(b"a", score=float("nan"))
    yield "smallest_double", b"\x05\x08" + row(b"a", score=5e-324) + row(b"b", score=1e308)
    yield "day_outside", b"\0\x08" + row(b"a", day=2**31 - 1)
    yield "last_field", b"\x0b\x08" + plain + row(b"b", text=b"----")


def code(text):
    return text.encode().ljust(4, b"\0")


def rates(*pairs, pivot="EUR", age=7, same=0, defs=()):
    payload = code(pivot) + struct.pack(">iiQ", age, same, len(defs))
    for currency, exponent in defs:
        payload += code(currency) + struct.pack(">i", exponent)
    payload += struct.pack(">Q", len(pairs))
    for source, target, *quotes in pairs:
        payload += code(source) + code(target) + struct.pack(">Q", len(quotes))
        payload += b"".join(struct.pack(">iqq", *quote) for quote in quotes)
    return payload


def state_fx():
    dollars = ("EUR", "USD", (20545, 461, 400), (20550, 722, 625))
    yen = ("EUR", "JPY", (20545, 9197, 50))
    tokens = ("TOK", "EUR", (20546, 2**63 - 1, 2**63 - 2))
    good = rates(yen, dollars, tokens, defs=[("TOK", 6)])
    yield "empty", b""
    yield "no_rates", state(b"FXRT", rates())
    yield "good", state(b"FXRT", good)
    yield "same_day", state(b"FXRT", rates(yen, dollars, same=1, age=1, pivot="USD"))
    yield "many", state(
        b"FXRT", rates(("EUR", "USD", *((d, d + 1, d) for d in range(20000, 20300))))
    )
    yield "unsorted_pairs", state(b"FXRT", rates(dollars, yen))
    yield "repeated_pair", state(b"FXRT", rates(yen, yen))
    yield "unsorted_days", state(b"FXRT", rates(("EUR", "USD", (9, 1, 2), (8, 1, 2))))
    yield "no_lowest_terms", state(b"FXRT", rates(("EUR", "USD", (9, 2, 4))))
    yield "rate_zero", state(b"FXRT", rates(("EUR", "USD", (9, 0, 1))))
    yield "pair_without_rates", state(b"FXRT", rates(("EUR", "USD")))
    yield "one_currency", state(b"FXRT", rates(("EUR", "EUR", (9, 1, 1))))
    yield "repeated_def", state(b"FXRT", rates(defs=[("TOK", 6), ("TOK", 6)]))
    yield "age_zero", state(b"FXRT", rates(age=0))
    yield "pairs_beyond_bytes", state(b"FXRT", rates()[:-8] + struct.pack(">Q", 2**60))
    yield "trailing", state(b"FXRT", good + b"\0")
    yield "newer", state(b"FXRT", good, version=2)
    yield "cut", state(b"FXRT", good)[:-1]
    yield "rows", bytes([5, 0, 1, 8, 7, 0, 5, 0, 2, 183, 1, 0, 6, 0, 1, 9, 7, 0])
    yield "rows_conflict", bytes([5, 0, 1, 8, 7, 0, 5, 0, 1, 9, 7, 0])
    yield "rows_no_code", bytes([5, 0, 1, 8, 7, 0, 5, 0, 1, 8, 7, 255])


def cell(day=20458, currency="USD", kind=0, keys=(1, 0, 0, 0, 0), count=1, sums=(0, 10, 90)):
    return (struct.pack(">i", day) + code(currency) + struct.pack(">I5QQ", kind, *keys, count)
            + b"".join(number.to_bytes(16, "big", signed=True) for number in sums))


def spent(day=20458, currency="USD", keys=(1, 0), count=1, amount=50):
    return (struct.pack(">i", day) + code(currency) + struct.pack(">3Q", *keys, count)
            + amount.to_bytes(16, "big", signed=True))


def revenue(*cells, spend=(), dimensions=31, quotes=None):
    return (struct.pack(">I", dimensions) + (quotes or rates())
            + struct.pack(">Q", len(cells)) + b"".join(cells)
            + struct.pack(">Q", len(spend)) + b"".join(spend))


def state_revenue():
    dollars = rates(("EUR", "USD", (20450, 461, 400), (20458, 722, 625)))
    refund = cell(kind=1, sums=(0, 0, -30))
    good = revenue(cell(), refund, cell(20459, count=3), spend=[spent(), spent(20490)],
                   quotes=dollars)
    yield "empty", b""
    yield "no_rows", state(b"REVN", revenue())
    yield "good", state(b"REVN", good)
    yield "all_dimensions", state(b"REVN", revenue(cell(keys=(5, 4, 3, 2, 1)), dimensions=63))
    yield "ends_of_the_calendar", state(b"REVN", revenue(cell(-719162), cell(2932896)))
    yield "day_outside", state(b"REVN", revenue(cell(2932897)))
    yield "days_descend", state(b"REVN", revenue(cell(20459), cell(20458)))
    yield "cell_twice", state(b"REVN", revenue(cell(), cell()))
    yield "no_currency", state(b"REVN", revenue(cell(currency="")))
    yield "currency_no_code", state(b"REVN", revenue(cell(currency="$"), quotes=dollars))
    yield "reserve", state(b"REVN", revenue(cell(kind=6)))
    yield "not_kept", state(b"REVN", revenue(cell(), dimensions=1))
    yield "no_dimensions", state(b"REVN", revenue(dimensions=0))
    yield "count_zero", state(b"REVN", revenue(cell(count=0)))
    yield "largest_sums", state(
        b"REVN", revenue(cell(count=2, sums=(2**63, 2**64 - 2, -(2**64)))))
    yield "sums_beyond_count", state(b"REVN", revenue(cell(sums=(2**126, 0, 0))))
    yield "counts_beyond", state(b"REVN", revenue(cell(count=2**63 - 1), cell(20459)))
    yield "cells_beyond_bytes", state(
        b"REVN", struct.pack(">I", 31) + rates() + struct.pack(">Q", 2**60))
    yield "trailing", state(b"REVN", good + b"\0")
    yield "newer", state(b"REVN", good, version=2)
    yield "cut", state(b"REVN", good)[:-1]
    row = bytes([4, 0, 0, 100, 5, 3, 1, 7])
    yield "rows", b"\x1f" + row[1:] + row + bytes([9, 1, 1, 30, 0, 0, 1, 7])
    yield "rows_far", b"".join(bytes([i, 251 + i % 5, 0, i, 0, 1, i % 3, i]) for i in range(200))
    yield "rows_reserves", b"".join(bytes([i, 0, i % 8, 9, 0, 1, 255, i % 9]) for i in range(240))
    yield "rows_large", b"".join(bytes([7, 0, 0, 255, 255, 9, 1, 1]) for i in range(9)) * 40
    yield "rows_bad", row * 3 + bytes([4, 0, 255, 100, 5, 3, 1, 7]) + row


def fee_line(num=0, den=0, fixed=0, least=0, cap=0, first=0, end=0, basis=0, group=0, tier=0,
             refund=0, wild=0):
    return bytes([num, den, fixed, least, cap, first, end, basis, group & 255, tier, refund, wild])


def fee():
    def sale(*lines, mode=0, shift=0, gross=1000, tax=0):
        return bytes([mode, shift]) + struct.pack(">qi", gross, tax) + b"".join(lines)
    tenth, cents = fee_line(1, 3), fee_line(fixed=30)
    yield "empty", b""
    yield "gumroad", sale(tenth, fee_line(29, 5), cents, fee_line(fixed=50), gross=1000)
    yield "no_lines", sale()
    yield "half_even", sale(fee_line(29, 5), cents, mode=1, gross=500)
    yield "exact", sale(tenth, mode=11, gross=10005)
    yield "unknown_mode", sale(tenth, mode=12)
    yield "tax", sale(fee_line(1, 3, basis=1), fee_line(1, 3, basis=2, group=1), tax=400)
    yield "slabs", sale(fee_line(1, 3, end=250), fee_line(1, 4, first=250), gross=251)
    yield "tiers", sale(fee_line(1, 3, end=250, tier=1), fee_line(1, 4, first=250, tier=1))
    yield "limits", sale(fee_line(1, 4, least=50), fee_line(1, 3, cap=9, refund=1), gross=600)
    yield "refunds", sale(fee_line(1, 2, refund=1), fee_line(1, 3), gross=999, tax=99)
    yield "no_denominator", sale(fee_line(1, 6), fee_line(1, 7), gross=2**60)
    yield "whole", sale(fee_line(1, 0))
    yield "large", sale(fee_line(1, 1, fixed=200), *[fee_line(1, 2)] * 3, shift=55, gross=2**62)
    yield "wild", sale(tenth, fee_line(200, 3, wild=255))
    yield "wild_basis", sale(fee_line(1, 3, basis=9, wild=255))
    yield "many", sale(*[fee_line(1, 5, group=i % 4) for i in range(40)], gross=77777)


def split_rule(party, step=0, source=0, kind=0, den=0, num=0, fixed=0, floor=0, cap=0, first=0,
               end=0, role=0, basis=0):
    return bytes([step, party, source, kind, den, num, fixed, floor, cap, first, end,
                  role + 7 * basis])


def split():
    sales = b"\xff" * 12 + struct.pack(">8Q", 0, 2**63, 2**60 + 20, 9680 << 40, 2**63 - 1, 77 << 20,
                                       12345678901234567890, 2**64 - 64)
    def rules(*lines, remainder=0, owner=0, shift=0):
        return bytes([remainder, owner, shift]) + b"".join(lines) + b"\xff" + sales[1:]
    seven, three = split_rule(1, den=3, num=7, role=1), split_rule(2, den=3, num=3)
    rest, half = split_rule(1, step=3, kind=2, role=1), split_rule(2, den=1, num=1)
    yield "empty", b""
    yield "no_rules", rules()
    for number in range(6):
        yield f"plain_{number}", rules(seven, three, remainder=number)
    yield "hotmart", rules(split_rule(3, 0, den=4, num=35), split_rule(2, 1, den=4, num=10), rest)
    yield "price", rules(split_rule(3, den=3, num=3, basis=1),
                         split_rule(4, 1, source=3, den=4, num=2), rest)
    yield "keep", rules(split_rule(5, kind=1, fixed=10), split_rule(6, kind=1, fixed=12), rest)
    yield "fixed_large", rules(split_rule(5, kind=1, fixed=10), rest, shift=59)
    yield "bands", rules(split_rule(3, den=4, num=10, end=100),
                         split_rule(3, den=4, num=15, first=100), rest)
    yield "limits", rules(split_rule(3, den=3, num=1, floor=30, cap=50), half, rest)
    yield "owner", rules(half, owner=9)
    yield "owner_twice", rules(half, owner=2)
    yield "nobody", rules(half)
    yield "two_rests", rules(rest, rest)
    yield "above_1", rules(seven, seven, rest)
    yield "unpaid", rules(half, split_rule(3, 1, source=4, den=1, num=1), rest)
    yield "emptied", rules(split_rule(2, 1, kind=2), split_rule(3, 2, den=1, num=1))
    yield "two_bases", rules(half, split_rule(3, den=3, num=1, basis=2), rest)
    yield "no_denominator", rules(split_rule(2, den=6, num=1), split_rule(3, den=7, num=1), rest)
    yield "gross", rules(split_rule(2, den=3, num=9, basis=2), rest)


def text():
    for number, line in enumerate(
        """2024-02-29|2023-02-29|0001-01-01|9999-12-31|10000-01-01|1999-12|2026-13
        1970-01-01T00:00:00Z|2026-01-31 10:15:30.5+02:00|1677-09-21T00:12:43.145224192Z
        2262-04-11T23:47:16.854775808Z|2016-12-31T23:59:60Z|EUR|USDT|A1|usd|EUROS
        0|-0|+1.50|754.25000|-92233720368547758.08|9223372036854775808|1.|.5|1e3|1 000
        1/3|-7/21|12.5%|0.1|100%|9223372036854775807/2|1/0|100.0000001%|3/-4"""
        .replace("\n", "|").split("|")
    ):
        yield "line_%02d" % number, line.strip().encode()
    yield "utf8", "Müller & Söhne, 日本, \U0001f4b0".encode()
    yield "utf8_bad", b"a\xed\xa0\x80"
    yield "empty", b""


def sql_json():
    for number, line in enumerate((
        '{}', '{"granularity":"month"}', '{"group_by":["project","kind"],"fill":true}',
        '{"from_day":"2026-01-01","to_day":"2026-02-30"}', '{"currency":"EUR","project":5}',
        '{"project":"caf\\u00e9 \\ud83d\\udcb0 \\"x\\""}', '{"dimensions":[]}', '{"fill":1,"fill":1}',
        '{"pivot":null,"max_age_days":-0,"same_day":false}', ' {\t"week_start" : "monday" } ',
        '{"fill":9223372036854775808}', '{"a":{}}', '{"fill":', '[1]', '"x"', '{"project":"\\ud800"}',
    )):
        yield "line_%02d" % number, line.encode()
    yield "cut_escape", b'{"project":"\\'
    yield "empty", b""


FORMATS = ["l", "c", "C", "s", "S", "i", "I", "L", "f", "g", "b", "u", "U", "vu", "d:38,2",
           "d:9,1,32", "d:18,-3,64", "d:38,40", "tdD", "tdm", "tss:", "tsm:UTC", "tsu:", "tsn:",
           "n", "+l", "x", "d:5"]
FIELDS = ["amount_minor", "share_num", "share_den", "seen_ns", "count_of", "customer", "score",
          "day", "month", "kind", "currency", "mask", "flag", "plain", "small", "other"]


def column(field, kind, values, how=0):
    """One column of fuzz_arrow.c; its buffers follow in order."""
    return bytes([FIELDS.index(field), how, FORMATS.index(kind)]) + values


def table(rows, *columns, cut=0, how=0, nulls=b""):
    return bytes([rows, cut, how, len(columns)]) + nulls + b"".join(columns)


def texts(*words, width=4):
    offsets, data = [0], b"".join(words)
    for word in words:
        offsets.append(offsets[-1] + len(word))
    return b"".join(o.to_bytes(width, "little") for o in offsets) + data.ljust(48, b"-")


def arrow():
    def numbers(kind, *values):
        return struct.pack("<%d%s" % (len(values), kind), *values)
    amounts = column("amount_minor", "l", numbers("q", 1, -2, 3))
    codes = column("currency", "u", texts(b"EUR", b"GBP", b""))
    decimal = column("amount_minor", "d:38,2", b"".join(
        v.to_bytes(16, "little", signed=True) for v in (1200, -5, 10**30)))
    yield "empty", b""
    yield "plain", table(3, amounts, column("day", "tdD", numbers("i", 0, -1, 9)), cut=1)
    yield "texts", table(3, amounts, codes, column("kind", "U", texts(b"sale", b"none", b"7",
                                                                       width=8)), cut=2)
    yield "keys", table(2, column("customer", "u", texts(b"acme", b"bolt")), cut=1)
    yield "keys_with_names", table(2, column("customer", "u", texts(b"acme", b"bolt")), how=0x20)
    yield "not_utf8", table(2, column("customer", "u", texts(b"acme", b"\xff")), how=0x20)
    yield "word_unknown", table(2, column("kind", "u", texts(b"sale", b"SALE")), cut=1)
    yield "decimals", table(3, decimal, cut=2, how=2)
    yield "decimals_deep", table(1, column("amount_minor", "d:38,40", b"\x01" + bytes(15)))
    yield "instants", table(2, column("seen_ns", "tss:", numbers("q", 5, 2**62)), cut=1)
    yield "months", table(2, column("month", "tdD", numbers("i", 31, 32)), cut=1)
    yield "days_of_instants", table(2, column("day", "tsm:UTC", numbers("q", 86400000, 1)))
    yield "flags", table(9, column("flag", "b", b"\xa5\x01", how=2), cut=4)
    yield "floats", table(2, column("score", "f", struct.pack("<2f", 0.5, -1)))
    yield "nulls", table(3, column("customer", "u", texts(b"acme", b"", b"x") + b"\x05", how=0x08))
    yield "null_row", table(3, amounts, how=0x40, nulls=b"\x03", cut=1)
    yield "null_type", table(3, amounts, column("customer", "n", b""))
    yield "sliced", table(3, column("amount_minor", "l", numbers("q", 8, 8, 1, 2, 3), how=2), cut=1)
    yield "dictionary", table(3, column("customer", "c", b"\0\1\0", how=0x60) + bytes(
        [FORMATS.index("u"), 2, 0]) + texts(b"acme", b"bolt"), cut=1)
    yield "index_outside", table(3, column("customer", "c", b"\0\1\7", how=0x60) + bytes(
        [FORMATS.index("u"), 2, 0]) + texts(b"acme", b"bolt"), cut=1)
    yield "dictionary_empty", table(1, column("customer", "c", b"\0", how=0x60) + bytes(
        [FORMATS.index("u"), 0, 0]) + texts())
    yield "view", table(2, column("customer", "vu", struct.pack(
        "<i12siiii", 4, b"acme", 20, 0, 0, 3) + b"---twenty letters of text"), cut=1)
    yield "twice", table(1, amounts[:11], amounts[:11])
    yield "nested", table(1, column("customer", "+l", b"\0"))


def main():
    for target in (arrow, fee, split, state_fx, state_names, state_revenue, text, writer, sql_json):
        folder = CORPUS / target.__name__
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in target():
            (folder / name).write_bytes(data)


main()
