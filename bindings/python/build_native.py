#!/usr/bin/python3
"""What meson asks for while it builds the Python package: build_native.py CDEF MANIFEST FOLDER

Writes into FOLDER the C source of the module revops._native, which holds the library itself, linked
statically, and one trampoline for each type of callback; and what is made of the manifest:
_generated.py, _cdef.py and __init__.pyi.
"""
import json
import sys
from pathlib import Path

import cffi

from generate import generated, trampolines
from stubs import stubs


def main():
    cdef, manifest, folder = map(Path, sys.argv[1:])
    cdef = cdef.read_text(encoding="utf-8")
    manifest = json.loads(manifest.read_text(encoding="utf-8"))
    ffi = cffi.FFI()
    ffi.cdef(cdef + trampolines(manifest))
    ffi.set_source("revops._native", "#include <revops.h>", py_limited_api=True)
    ffi.emit_c_code(str(folder / "_native.c"))
    for name, text in (("_generated.py", generated(manifest)), ("__init__.pyi", stubs(manifest)),
                       ("_cdef.py", f'"""Made from the headers; do not edit."""\nCDEF = """\n{cdef}"""\n')):
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
