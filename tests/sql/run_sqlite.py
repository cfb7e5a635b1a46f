#!/usr/bin/python3
"""The files *.sql in SQLite's shell and in Python's sqlite3, as TAP: both say what *.out says.

    run_sqlite.py EXTENSION TALLY            check
    run_sqlite.py EXTENSION TALLY --write    write the files *.out anew, from Python's answers
"""
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SETUP = HERE / "common/setup.sql"
SHELL_ERROR = re.compile(r"^(?:Runtime|Parse) error near line \d+: (.*?)(?: \(\d+\))?$")


def statements(path):
    """The statements of a file, without the comments between them."""
    text = ""
    for line in path.read_text().splitlines(keepends=True):
        if text or not line.startswith("--"):
            text += line
        if sqlite3.complete_statement(text):
            yield text.strip()
            text = ""


def shown(value):
    return "" if value is None else str(value)


def in_python(extensions, path):
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.enable_load_extension(True)
    for extension in extensions:
        db.load_extension(extension)
    db.executescript(SETUP.read_text())
    lines = []
    for statement in statements(path):
        try:
            for row in db.execute(statement):
                lines.append("|".join(map(shown, row)))
        except (sqlite3.Error, MemoryError) as error:
            lines.append(f"error: {error}")
    db.close()
    return lines


def in_shell(extensions, path):
    """The shell writes answers and errors to one pipe, in their order."""
    command = ["stdbuf", "-oL", "sqlite3"]
    for extension in extensions:
        command += ["-cmd", f".load {extension}"]
    command.append(":memory:")
    source = SETUP.read_text() + path.read_text()
    run = subprocess.run(command, input=source, text=True, stdout=subprocess.PIPE,
                         stderr=subprocess.STDOUT, check=False)
    lines = []
    for line in run.stdout.splitlines():
        error = SHELL_ERROR.match(line)
        if error:
            line = f"error: {error[1]}"
        if not re.match(r" +(\^--- error here|error here ---\^)|  [a-z]", line):
            lines.append(line)
    return lines


def differences(wanted, got):
    for place in range(max(len(wanted), len(got))):
        pair = [lines[place] if place < len(lines) else "(nothing)" for lines in (wanted, got)]
        if pair[0] != pair[1]:
            yield f"# line {place + 1}: expected {pair[0]}, got {pair[1]}"


def main():
    extensions = sys.argv[1:3]
    files = [path for folder in ("common", "sqlite", "tally")
             for path in sorted((HERE / folder).glob("*.sql")) if path != SETUP]
    count = failed = 0
    for path in files:
        wanted_path = path.with_suffix(".out")
        if "--write" in sys.argv:
            wanted_path.write_text("\n".join(in_python(extensions, path)) + "\n")
        wanted = wanted_path.read_text().splitlines()
        for place, run in (("Python", in_python), ("the shell", in_shell)):
            wrong = list(differences(wanted, run(extensions, path)))[:5]
            count += 1
            failed += bool(wrong)
            name = f"{path.parent.name}/{path.stem} in {place}"
            print(f"{'not ok' if wrong else 'ok'} {count} - {name}", *wrong, sep="\n")
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
