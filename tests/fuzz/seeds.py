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


def main():
    for target in (state_names, writer):
        folder = CORPUS / target.__name__
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in target():
            (folder / name).write_bytes(data)


main()
