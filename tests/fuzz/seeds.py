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


def main():
    for target in (state_names,):
        folder = CORPUS / target.__name__
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in target():
            (folder / name).write_bytes(data)


main()
