"""Turn the numbered migrations into one C table, so that the program needs no file beside it."""
import pathlib
import sys


def literal(text):
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return "\n".join(f'    "{line}\\n"' for line in escaped.splitlines())


def main(output, paths):
    rows = []
    for path in sorted(map(pathlib.Path, paths)):
        number = int(path.name[:3])
        if number != len(rows) + 1:
            sys.exit(f"{path.name}: expected number {len(rows) + 1:03}")
        rows.append(f"    {{{number}, {len(path.read_bytes())},\n{literal(path.read_text())}}},")
    pathlib.Path(output).write_text(
        '/* Made from store/migrations at build. */\n#include "store/migrate.h"\n\n'
        "const host_migration host_migrations[] = {\n" + "\n".join(rows) + "\n};\n"
        f"const size_t host_migration_count = {len(rows)};\n"
    )


main(sys.argv[1], sys.argv[2:])
