#!/usr/bin/python3
"""Write the library as two files: amalgamate.py OUTDIR makes OUTDIR/revops.h and OUTDIR/revops.c.

Public headers go into revops.h in the order in which they need each other; private headers and then
the sources, floor by floor, go into revops.c. Text is moved, not rewritten: include guards and
repeated includes go, every comment stays, and a line tells where each file begins. Macros of a source
file end with it, so that files cannot disturb each other.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
GUARD = re.compile(r"^#ifndef (\w+_H)\n#define \1\n(.*)^#endif[^\n]*\n?\Z", re.M | re.S)
DEFINE = re.compile(r"^\s*#\s*define\s+(\w+)", re.M)

ABOUT = """/* librevops {version}: exact money, embeddable. This file is made of the files named below by
 * tools/amalgamate.py; change those. MIT licence, at the end of revops.h.
 *
 * Add revops.h and revops.c to a program and compile revops.c as C11: it needs nothing but the C
 * library's realloc, free, strlen and mem functions.{more} */
"""

UNUSED = """
/* In one file, clang sees which of the shared inline helpers nobody calls; that is no mistake. */
#ifdef __clang__
#pragma clang diagnostic ignored "-Wunused-function"
#endif
"""

STATIC = """
/* The library is part of the program, so nothing is imported from a DLL. */
#ifndef REVOPS_STATIC
#define REVOPS_STATIC
#endif
"""


def floors():
    for line in (ROOT / "lib/LAYERS").read_text().splitlines():
        if line and not line.startswith("#"):
            yield from line.split()


def sources():
    """The files that the build names, floor by floor."""
    for floor in floors():
        listing = ROOT / "lib" / floor / "meson.build"
        if listing.exists():
            text = re.sub(r"#.*", "", listing.read_text())
            for name in re.findall(r"'([\w/]+\.c)'", text):
                yield ROOT / "lib" / floor / name


def version():
    text = (ROOT / "include/revops/version.h").read_text()
    return re.search(r'#define REVOPS_VERSION "([^"]+)"', text)[1]


class Book:
    """One output file: what has been put in already is not put in again."""

    def __init__(self, inside, outside=()):
        self.inside = inside          # folders whose headers are written out here
        self.outside = outside        # folder of headers that the other file holds
        self.done = set()
        self.system = set()
        self.text = []

    def find(self, name, near):
        for folder in (near, *self.inside):
            if (folder / name).is_file():
                return (folder / name).resolve()
        return None

    def put_headers_of(self, path):
        """Guarded headers go first; one without a guard is a part of the file that includes it."""
        for line in path.read_text().splitlines():
            match = INCLUDE.match(line)
            found = match and match[1] == '"' and self.find(match[2], path.parent)
            if found and GUARD.search(found.read_text()):
                self.put(found)

    def put(self, path):
        text = path.read_text()
        guarded = path.suffix == ".h" and GUARD.search(text)
        if guarded:
            if path in self.done:
                return
            self.done.add(path)
            self.put_headers_of(path)
            text = text[:guarded.start()] + guarded[2]
        title = path.relative_to(ROOT)
        self.text.append(f"\n/* {'-' * 8} {title} {'-' * (83 - len(str(title)))} */\n")
        for line in text.strip("\n").splitlines():
            self.put_line(line, path)
        if path.suffix == ".c":
            for macro in dict.fromkeys(DEFINE.findall(text)):
                self.text.append(f"#undef {macro}")

    def put_line(self, line, path):
        match = INCLUDE.match(line)
        if not match:
            self.text.append(line)
        elif match[1] == "<":
            if match[2] not in self.system:
                self.system.add(match[2])
                self.text.append(line)
        elif match[2] == "revops.h" or any((folder / match[2]).is_file() for folder in self.outside):
            pass
        else:
            found = self.find(match[2], path.parent)
            if found is None:
                raise SystemExit(f"{path}: {match[2]} is not there")
            self.put(found)


def write(path, about, book, end=""):
    text = about + "\n".join(book.text) + "\n" + end
    path.write_text(re.sub(r"\n{3,}", "\n\n", text))


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(arguments[0])
    out.mkdir(parents=True, exist_ok=True)

    header = Book([ROOT / "include"])
    for line in (ROOT / "include/revops.h").read_text().splitlines():
        match = INCLUDE.match(line)
        if match:
            header.put(ROOT / "include" / match[2])
    licence = "".join(f" * {line}".rstrip() + "\n"
                      for line in (ROOT / "LICENSE").read_text().splitlines())
    about = ABOUT.format(version=version(), more="")
    write(out / "revops.h", about + "#ifndef REVOPS_H\n#define REVOPS_H\n" + STATIC, header,
          "\n/*\n" + licence + " */\n\n#endif\n")

    book = Book([ROOT / "lib"], [ROOT / "include"])
    book.text.append('#include "revops.h"')
    for path in sources():
        book.put_headers_of(path)
    for path in sources():
        book.put(path)
    more = ("\n * Outside ISO mode (-std=gnu11) add -ffp-contract=off: figures made of doubles are then"
            "\n * the same bits everywhere.")
    write(out / "revops.c", ABOUT.format(version=version(), more=more) + UNUSED, book)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
