#!/usr/bin/env python3
"""How fast the host imports, and how little memory it takes.

Imports the documents and lines of a shop's year in one store transaction each, then the same lines
again. Prints rows a second, peak memory of the program, and the ratio to `sqlite3 .import` of the
same file into a bare table in the same run, when that program is installed. Never fails on a slow
machine; it fails only when an import does.
"""

import argparse
import gzip
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

LINES, INVOICES, PAYMENTS = 541909, 25900, 500000


def real_set(data, folder):
    source = data / "online-retail"
    shutil.copy(source / "invoices.csv", folder / "invoices.csv")
    with gzip.open(source / "lines.csv.gz", "rb") as packed:
        with open(folder / "lines.csv", "wb") as out:
            shutil.copyfileobj(packed, out)


def equal_set(folder):
    """As many documents and lines as the real year, made from a seed."""
    chance = random.Random(1)
    counts = [1] * INVOICES
    for _ in range(LINES - INVOICES):
        counts[int(INVOICES * chance.random() ** 2)] += 1
    with open(folder / "invoices.csv", "w", encoding="ascii") as invoices, \
            open(folder / "lines.csv", "w", encoding="ascii") as lines:
        invoices.write("invoice,timestamp,customer,country,doc_kind,lines,total_mils\n")
        lines.write("invoice,stock_code,quantity,unit_price_mils\n")
        for number, count in enumerate(counts):
            total = 0
            for _ in range(count):
                quantity, price = chance.randrange(1, 25), 10 * chance.randrange(1, 2000)
                total += quantity * price
                lines.write(f"{536365 + number},{chance.randrange(20000, 24000)},{quantity},"
                            f"{price}\n")
            day = time.strftime("%Y-%m-%d", time.gmtime((14944 + number * 365 // INVOICES) * 86400))
            invoices.write(f"{536365 + number},{day} 10:00,{chance.randrange(12000, 18000)},"
                           f"United Kingdom,invoice,{count},{total}\n")


def payments(folder):
    """A year of payments in the native layout, from a seed."""
    chance = random.Random(2)
    with open(folder / "payments.csv", "w", encoding="ascii") as out:
        out.write("transaction,kind,economic_day,currency,gross,fee,customer,product,stream\n")
        for number in range(PAYMENTS):
            day = time.strftime("%Y-%m-%d", time.gmtime((20089 + number * 365 // PAYMENTS) * 86400))
            cents = chance.randrange(500, 20000)
            fee = cents * 29 // 1000 + 30
            out.write(f"P{number},sale,{day},{chance.choice(('USD', 'EUR'))},"
                      f"{cents // 100}.{cents % 100:02d},{fee // 100}.{fee % 100:02d},"
                      f"c{chance.randrange(20000)},p{chance.randrange(50)},saas\n")


def timed(args, folder):
    """Seconds and peak resident KiB of one command."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("REVOPS_")}
    start = time.perf_counter()
    process = subprocess.Popen(args, cwd=folder, env={**environment, "HOME": str(folder)},
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(args)}: exit {process.returncode}")
    return seconds, usage.ru_maxrss


def best(runs, make):
    """The fastest of some runs: the others met somebody else's work."""
    return min((make() for _ in range(runs)), key=lambda result: result[0])


def tell(name, rows, seconds, memory, note=""):
    print(f"{name:<28} {rows:>8} rows {seconds:7.3f} s {rows / seconds:>12,.0f} rows/s "
          f"{memory / 1024:6.1f} MiB{note}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--program", required=True, type=pathlib.Path, help="the built revops")
    parser.add_argument("--data", type=pathlib.Path, help="folder of the real data",
                        default=pathlib.Path(__file__).resolve().parents[3] / "shared" / "data")
    parser.add_argument("--runs", type=int, default=3, help="runs per line; the fastest counts")
    options = parser.parse_args()
    program = str(options.program.resolve())
    with tempfile.TemporaryDirectory(prefix="revops-bench-") as name:
        folder = pathlib.Path(name)
        real = (options.data / "online-retail").is_dir()
        if real:
            real_set(options.data.resolve(), folder)
        else:
            equal_set(folder)
        print(f"retail year: {'the real one' if real else 'an equal generated one'}")

        def fresh():
            shutil.rmtree(folder / ".revops", ignore_errors=True)
            timed([program, "init", "--currency", "GBP", "--exponent", "GBP=3", "--quiet"],
                  folder)
            return timed([program, "import", "invoices.csv"], folder)

        def first_lines():
            fresh()
            return timed([program, "import", "lines.csv"], folder)

        tell("documents, first", INVOICES, *best(options.runs, fresh))
        seconds, memory = best(options.runs, first_lines)
        peer = shutil.which("sqlite3")
        note = "  (sqlite3 is not installed: no ratio)"
        if peer:
            def bare():
                (folder / "bare.db").unlink(missing_ok=True)
                return timed([peer, "bare.db",
                              "CREATE TABLE t(invoice TEXT, stock_code TEXT, quantity INTEGER, "
                              "unit_price_mils INTEGER);", ".import --csv --skip 1 lines.csv t"],
                             folder)

            peer_seconds, peer_memory = best(options.runs, bare)
            note = f"  {seconds / peer_seconds:.2f} x sqlite3 .import"
        tell("lines, first", LINES, seconds, memory, note)
        if peer:
            tell("lines, sqlite3 .import", LINES, peer_seconds, peer_memory)
        tell("lines, again (all same)", LINES,
             *best(options.runs, lambda: timed([program, "import", "lines.csv"], folder)))
        report = [program, "revenue", "--granularity", "monthly", "--format", "json"]
        tell("revenue by month, product", LINES,
             *best(options.runs, lambda: timed([*report, "--by", "product"], folder)))
        payments(folder)

        def first_payments():
            shutil.rmtree(folder / ".revops", ignore_errors=True)
            timed([program, "init", "--currency", "USD", "--quiet"], folder)
            return timed([program, "import", "payments.csv"], folder)

        tell("payments, first", PAYMENTS, *best(options.runs, first_payments))
        tell("payments, again (all same)", PAYMENTS,
             *best(options.runs, lambda: timed([program, "import", "payments.csv"], folder)))
        tell("revenue by month", PAYMENTS, *best(options.runs, lambda: timed(report, folder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
