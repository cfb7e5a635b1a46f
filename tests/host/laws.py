#!/usr/bin/env python3
"""Laws of the host program: what must hold for any data, tried on seeded random businesses.

Each law runs on several businesses made from a seed; the seed is printed, and --seed replays it.
The program is used as a user would, and what it answers is checked with integers that this script
computes for itself. Writes TAP.
"""

import argparse
import csv
import fcntl
import hashlib
import io
import json
import os
import pathlib
import random
import re
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time
import traceback

DIGITS = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
AMOUNTS = ("gross_minor", "tax_minor", "fee_minor", "net_minor")
GROUPINGS = ("kind", "stream", "platform", "project", "product", "customer")
GRANULARITIES = ("daily", "weekly", "monthly", "quarterly", "yearly", "total")
RESERVES = ("reserve_hold", "reserve_release")
COLUMNS = ("transaction", "platform", "kind", "economic_day", "currency", "gross", "tax", "fee",
           "customer", "product", "project", "stream", "original")


class Broken(Exception):
    """A law does not hold."""


class Absent(Exception):
    """What a law needs of the machine is not there."""


def must(condition, message):
    if not condition:
        raise Broken(message)


# ---- a business ------------------------------------------------------------------------------


def decimal(minor, currency):
    """Minor units as decimal text, with integers alone."""
    digits = DIGITS[currency]
    text = str(abs(minor)).rjust(digits + 1, "0")
    whole = text if digits == 0 else text[:-digits] + "." + text[-digits:]
    return "-" + whole if minor < 0 else whole


def random_row(chance, number):
    kind = chance.choice(["sale"] * 6 + ["refund", "chargeback", "chargeback_reversal", "fee",
                                         "adjustment", *RESERVES])
    currency = chance.choice(list(DIGITS))
    size = chance.choice([0, 1, 99, 100, chance.randrange(10 ** 6), chance.randrange(10 ** 12)])
    sign = -1 if kind in ("refund", "chargeback", "reserve_hold") else 1
    if kind == "adjustment":
        sign = chance.choice([1, -1])
    gross = 0 if kind == "fee" else sign * size
    tax = 0 if kind == "fee" or kind in RESERVES else sign * chance.randrange(size // 5 + 1)
    fee = 0 if kind in RESERVES else chance.randrange(-50, 400)
    day = 20454 + chance.randrange(400)  # from 2026-01-01
    return {
        "transaction": f"T{number}", "platform": chance.choice(["stripe", "polar", "kiosk"]),
        "kind": kind, "economic_day": time.strftime("%Y-%m-%d", time.gmtime(day * 86400)),
        "currency": currency, "gross_minor": gross, "tax_minor": tax, "fee_minor": fee,
        "net_minor": gross - tax - fee,
        "customer": chance.choice([None, "acme", "Žluťoučký", 'a, "b"', "x|y<z>"]),
        "product": chance.choice([None, "pro", "lite"]),
        "project": chance.choice([None, "shop", "blog"]),
        "stream": chance.choice([None, "saas", "affiliate"]),
        "original": f"T{chance.randrange(number + 1)}" if kind == "refund" else None,
    }


def random_rows(chance, count):
    return [random_row(chance, number) for number in range(count)]


def csv_text(rows):
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        money = {name: decimal(row[name + "_minor"], row["currency"])
                 for name in ("gross", "tax", "fee")}
        writer.writerow([money.get(name, row.get(name)) or "" for name in COLUMNS])
    return out.getvalue()


class Shop:
    """A folder with a store in it, and the program."""

    def __init__(self, program, folder, name):
        self.program = program
        self.folder = folder / name
        self.folder.mkdir()
        self.environment = {key: value for key, value in os.environ.items()
                            if not key.startswith("REVOPS_") and key != "NO_COLOR"}
        self.environment["HOME"] = str(self.folder)
        self.environment["REVOPS_NOW"] = "2026-06-30T12:00:00Z"
        self.ok("init", "--currency", "USD")

    def run(self, *args):
        return subprocess.run([self.program, *args], cwd=self.folder, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False,
                              timeout=300)

    def ok(self, *args):
        done = self.run(*args)
        must(done.returncode == 0, f"{' '.join(args)}: exit {done.returncode}: "
                                   f"{done.stderr.decode()[:400]}")
        return done.stdout.decode()

    def json(self, *args):
        return json.loads(self.ok(*args, "--format", "json"))

    def write(self, name, rows):
        (self.folder / name).write_text(csv_text(rows), encoding="utf-8")
        return name

    def take(self, rows, name="t.csv", *options):
        self.write(name, rows)
        return self.json("import", name, *options)

    def listed(self, table="transactions"):
        return self.json("list", table)["rows"]

    def figures(self):
        """Everything that must not depend on how the rows came in."""
        return [self.ok("list", "transactions", "--format", "json"),
                *(self.ok("revenue", "--granularity", granularity, "--format", "json")
                  for granularity in ("monthly", "total")),
                *(self.ok("revenue", "--granularity", "total", "--by", group, "--format", "json")
                  for group in GROUPINGS)]

    def dump(self, without=()):
        """All tables of the store as texts."""
        store = sqlite3.connect(self.folder / ".revops" / "revops.db")
        names = [name for (name,) in store.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
            "ORDER BY name")]
        tables = {name: sorted(map(repr, store.execute(f'SELECT * FROM "{name}"')))
                  for name in names if name not in without}
        store.close()
        return tables


# ---- expectations, computed here -------------------------------------------------------------


def is_revenue(row):
    return row["kind"] not in RESERVES


def sums_of(rows, key):
    """(count, gross, tax, fee, net) per key."""
    sums = {}
    for row in rows:
        if is_revenue(row):
            sums.setdefault(key(row), [0] * 5)
            entry = sums[key(row)]
            entry[0] += 1
            for index, name in enumerate(AMOUNTS):
                entry[index + 1] += row[name]
    return sums


def reported(rows, key):
    sums = {}
    for row in rows:
        sums.setdefault(key(row), [0] * 5)
        entry = sums[key(row)]
        for index, name in enumerate(("count", *AMOUNTS)):
            entry[index] += int(row[name])
    return {name: entry for name, entry in sums.items() if any(entry)}


# ---- the laws --------------------------------------------------------------------------------


def importing_twice_changes_nothing(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 60)
    first = shop.take(rows)["rows"][0]
    must(first["new"] == 60 and first["same"] == 0, f"first import: {first}")
    before, tables = shop.figures(), shop.dump(("imports", "financial_audit_logs"))
    second = shop.take(rows)["rows"][0]
    must(second["same"] == 60 and second["new"] == 0, f"second import: {second}")
    must(shop.figures() == before, "a figure moved")
    must(shop.dump(("imports", "financial_audit_logs")) == tables, "a table moved")
    must(len(shop.listed("imports")) == 2, "the second import is not in the history")


def equal_rows_without_ids_stay_as_many(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 12)
    for row in rows:
        row["transaction"] = None
        row["original"] = None
    rows += [dict(rows[0]), dict(rows[0])]
    first = shop.take(rows)["rows"][0]
    must(first["new"] == 14, f"first import: {first}")
    chance.shuffle(rows)
    second = shop.take(rows)["rows"][0]
    must(second["same"] == 14 and second["new"] == 0, f"second import: {second}")
    ids = [row["transaction"] for row in shop.listed()]
    must(all(re.fullmatch("row-[0-9a-f]{16}-[1-9][0-9]*", name) for name in ids), f"ids: {ids}")
    must(len(set(ids)) == 14, "two rows share an id")


def order_and_split_do_not_show(program, folder, chance):
    rows = random_rows(chance, 80)
    whole, pieces = Shop(program, folder, "whole"), Shop(program, folder, "pieces")
    whole.take(rows)
    shuffled = rows[:]
    chance.shuffle(shuffled)
    cut = sorted(chance.sample(range(1, 80), 3))
    parts = [shuffled[a:b] for a, b in zip([0, *cut], [*cut, 80])]
    names = [pieces.write(f"p{index}.csv", part) for index, part in enumerate(parts)]
    chance.shuffle(names)
    pieces.ok("import", names[0], names[1])
    for name in names[2:]:
        pieces.ok("import", name)
    must(whole.figures() == pieces.figures(), "the order or split of rows shows")


def a_refused_command_changes_nothing(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 40)
    shop.take(rows[:20])
    before = shop.dump()
    shop.write("good.csv", rows[20:30])
    bad = csv_text(rows[20:]).splitlines()
    line = chance.randrange(1, len(bad))
    cells = bad[line].split(",")
    cells[3] = "2026-02-30"
    bad[line] = ",".join(cells)
    (shop.folder / "bad.csv").write_text("\n".join(bad) + "\n", encoding="utf-8")
    done = shop.run("import", "good.csv", "bad.csv", "--format", "json")
    must(done.returncode == 3 and not done.stdout, f"exit {done.returncode}, {done.stdout[:200]}")
    error = json.loads(done.stderr)["error"]
    must(error["file"] == "bad.csv" and error["line"] == line + 1, f"place: {error}")
    must(error["expected"] and error["fix"], f"no help: {error}")
    must(shop.dump() == before, "a refused import left something")
    changed = dict(rows[0], fee_minor=rows[0]["fee_minor"] + 1)
    if changed["kind"] not in RESERVES:
        shop.write("changed.csv", [rows[35], changed])
        done = shop.run("import", "changed.csv", "--format", "json")
        must(done.returncode == 3, f"a changed row: exit {done.returncode}")
        error = json.loads(done.stderr)["error"]
        must((error["status"], error["row"], error["column"]) == ("duplicate", 2, "fee"),
             f"a changed row: {error}")
        must(shop.dump() == before, "a changed row left something")
    for args in (["revenue", "--nope"], ["list", "nothing"], ["import", "absent.csv"]):
        must(shop.run(*args).returncode in (2, 4), f"{args} was not refused")
    must(shop.dump() == before, "a usage error left something")


def a_dry_run_counts_like_the_real_one(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 50)
    shop.take(rows[:chance.randrange(1, 50)])
    before = shop.dump()
    dry = shop.take(rows, "all.csv", "--dry-run")
    must(shop.dump() == before, "a dry run wrote")
    real = shop.take(rows, "all.csv")
    must(dry.pop("dry_run") is True and real.pop("dry_run") is False, "dry_run is not told")
    must(dry == real, f"dry {dry} but real {real}")


def every_report_sums_to_the_listed_rows(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 70)
    shop.take(rows)
    listed = shop.listed()
    must(len(listed) == 70, f"{len(listed)} rows are listed")
    wanted = sums_of(rows, lambda row: row["currency"])
    must(sums_of(listed, lambda row: row["currency"]) == wanted,
         "the list is not what was imported")
    for granularity in GRANULARITIES:
        answer = shop.json("revenue", "--granularity", granularity)
        must(reported(answer["rows"], lambda row: row["currency"]) == wanted,
             f"revenue --granularity {granularity} has other sums")
        totals = answer["total"] if isinstance(answer["total"], list) else [answer["total"]]
        for total in totals:
            sums = wanted[total["currency"]] if "currency" in total else next(iter(wanted.values()))
            must([int(total[name]) for name in AMOUNTS] == sums[1:], f"total {total}")
    for group in GROUPINGS:
        answer = shop.json("revenue", "--granularity", "total", "--by", group)
        got = reported(answer["rows"], lambda row, group=group: (row["currency"], row[group]))
        by_group = sums_of(rows, lambda row, group=group: (row["currency"], row[group]))
        must(got == {name: entry for name, entry in by_group.items() if any(entry)},
             f"revenue --by {group} has other sums")


def explain_sums_to_each_cell(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 50)
    shop.take(rows)
    for group in ("kind", "platform"):
        for row in shop.json("revenue", "--granularity", "total", "--by", group)["rows"]:
            field = chance.choice(AMOUNTS)
            answer = shop.json("explain", "revenue", "--by", group, "--group", row[group],
                               "--field", field)
            mine = [entry for entry in answer["rows"] if entry["currency"] == row["currency"]]
            must(sum(int(entry["amount_minor"]) for entry in mine) == int(row[field]),
                 f"explain {group} {row[group]} {row['currency']} {field}")
            order = [(entry["economic_day"], entry["platform"]) for entry in answer["rows"]]
            must(order == sorted(order), "explained rows are not ordered")


def explain_sums_to_any_cell_of_the_sample(program, folder, chance):
    """Every cell that revenue prints, asked for by its days and group."""
    shop = Shop(program, folder, "shop")
    shop.ok("sample", "--customers", "30", "--months", "6", "--seed", str(chance.randrange(10 ** 6)),
            "--quiet")
    shop.ok("import", "sample/stripe_balance.csv", "sample/spend.csv")
    reports = [("revenue", "weekly", None), ("revenue", "monthly", "kind"),
               ("revenue", "quarterly", "platform"), ("revenue", "total", "customer"),
               ("revenue", "yearly", "stream"), ("profit", "monthly", "project"),
               ("profit", "weekly", None)]
    cells = 0
    for report, granularity, group in reports:
        by = ("--by", group) if group else ()
        asked = {}
        for row in shop.json(report, "--granularity", granularity, *by)["rows"]:
            place = (row["from_day"], row["to_day"], row[group] if group else None)
            asked.setdefault(place, {})[row["currency"]] = row
        for (from_day, to_day, name), row_of in asked.items():
            field = chance.choice(AMOUNTS if report == "revenue" else
                                  (*AMOUNTS, "spend_minor", "profit_minor"))
            which = ("--group", name or "") if group else ()
            answer = shop.json("explain", report, "--from", from_day, "--to", to_day, *by, *which,
                               "--field", field)
            sums = {}
            for entry in answer["rows"]:
                sums[entry["currency"]] = sums.get(entry["currency"], 0) + int(entry["amount_minor"])
            for currency, row in row_of.items():
                cells += 1
                must(sums.pop(currency, 0) == int(row[field]),
                     f"explain {report} {from_day} {to_day} {name} {currency} {field}")
            must(not sums, f"explain {report} {from_day} {name} lists other currencies: {sums}")
    must(cells > 100, f"only {cells} cells were asked for")


def each_listed_row_adds_up(program, folder, chance):
    shop = Shop(program, folder, "shop")
    shop.take(random_rows(chance, 60))
    for row in shop.listed():
        must(row["gross_minor"] == row["tax_minor"] + row["fee_minor"] + row["net_minor"],
             f"gross is not tax + fee + net: {row}")


def balances_hold_what_revenue_earned(program, folder, chance):
    shop = Shop(program, folder, "shop")
    shop.take(random_rows(chance, 60))
    payouts = [(f"p{number}", chance.choice(["stripe", "polar"]), chance.choice(list(DIGITS)),
                chance.randrange(-100, 10 ** 6)) for number in range(9)]
    (shop.folder / "p.csv").write_text(
        "payout,platform,day,currency,amount_minor\n" + "".join(
            f"{payout},{platform},2026-03-01,{currency},{amount}\n"
            for payout, platform, currency, amount in payouts), encoding="utf-8")
    shop.ok("import", "p.csv")
    rows = shop.json("balance", "--as-of", "2030-01-01")["rows"]
    earned, paid = {}, {}
    for row in rows:
        parts = ("available_minor", "pending_minor", "reserved_minor", "paid_minor")
        must(int(row["earned_minor"]) == sum(int(row[part]) for part in parts), f"{row}")
        for sums, name in ((earned, "earned_minor"), (paid, "paid_minor")):
            sums[row["currency"]] = sums.get(row["currency"], 0) + int(row[name])
    net = {key: entry[4] for key, entry in
           sums_of(shop.listed(), lambda row: row["currency"]).items()}
    must({key: value for key, value in earned.items() if value} ==
         {key: value for key, value in net.items() if value}, f"{earned} earned, {net} net")
    must(sum(paid.values()) == sum(amount for *_, amount in payouts), f"paid {paid}")


def check_finds_what_changed_behind_its_back(program, folder, chance):
    shop = Shop(program, folder, "shop")
    shop.take(random_rows(chance, 60))
    rows = shop.json("check")["rows"]
    must(len(rows) >= 5 and all(row["status"] != "broken" for row in rows), f"{rows}")
    store = sqlite3.connect(shop.folder / ".revops" / "revops.db")
    store.execute("PRAGMA ignore_check_constraints = ON")
    store.execute("UPDATE transactions SET net_minor = net_minor + 1 WHERE \"transaction\" IN "
                  "('T3', 'T7')")
    store.commit()
    store.close()
    done = shop.run("check", "--format", "json")
    must(done.returncode == 1, f"exit {done.returncode}: {done.stderr.decode()}")
    must(json.loads(done.stdout)["rows"] == [{"law": "transaction", "status": "broken",
                                              "count": 2}], done.stdout.decode())


def a_listed_store_can_be_imported_again(program, folder, chance):
    first, second = Shop(program, folder, "first"), Shop(program, folder, "second")
    first.take(random_rows(chance, 60))
    (second.folder / "t.csv").write_text(first.ok("list", "transactions", "--format", "csv"),
                                         encoding="utf-8", newline="")
    second.ok("import", "t.csv")
    must(first.figures() == second.figures(), "the copy answers otherwise")


def amounts_of(text, fmt):
    """Rows of (currency, gross, tax, fee, net) as decimal texts without thousands marks."""
    strip = {"table": lambda line: re.split(" {2,}", line.strip()),
             "plain": lambda line: line.split("\t"),
             "markdown": lambda line: [cell.strip() for cell in line.strip().strip("|").split("|")],
             "html": lambda line: re.findall("<t[hd][^>]*>([^<]*)</t[hd]>", line)}[fmt]
    lines = [strip(line) for line in text.splitlines()]
    if fmt == "html":
        lines = [strip(line) for line in re.split("(?=<tr)", text)]
    heads = [index for index, cells in enumerate(lines) if "gross_minor" in cells]
    must(len(heads) == 1, f"{fmt}: no header with gross_minor: {text[:300]}")
    names = lines[heads[0]]
    rows = []
    for cells in lines[heads[0] + 1:]:
        row = dict(zip(names, cells))
        is_total = not re.match("[0-9]{4}-", row.get("from_day", ""))
        if len(cells) == len(names) and not is_total:
            rows.append((row["from_day"], row["currency"],
                         *(row[name].replace(",", "") for name in AMOUNTS)))
    return rows


def all_formats_hold_the_same_figures(program, folder, chance):
    shop = Shop(program, folder, "shop")
    shop.take(random_rows(chance, 60))
    args = ("revenue", "--granularity", "quarterly")
    rows = shop.json(*args)["rows"]
    exact = [(row["from_day"], row["currency"], *(int(row[name]) for name in AMOUNTS))
             for row in rows]
    table = list(csv.DictReader(io.StringIO(shop.ok(*args, "--format", "csv"), newline="")))
    must([(row["from_day"], row["currency"], *(int(row[name]) for name in AMOUNTS))
          for row in table] == exact, "csv differs from json")
    shown = [(day, currency, *(decimal(amount, currency) for amount in amounts))
             for day, currency, *amounts in exact]
    for fmt in ("table", "plain", "markdown", "html"):
        got = amounts_of(shop.ok(*args, "--format", fmt), fmt)
        must(got == shown, f"{fmt} differs from json: {got[:2]} and {shown[:2]}")


def an_interrupted_import_stores_nothing(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 9000)
    shop.take(rows[:20])
    before = shop.dump()
    process = subprocess.Popen([program, "import", "-"], cwd=shop.folder, env=shop.environment,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    process.stdin.write(csv_text(rows).encode())
    process.stdin.flush()  # and then nothing: the program waits for more
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    try:
        exit_code = process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise Broken("Ctrl-C does not end an import that waits") from None
    finally:
        process.communicate()
    must(exit_code == 130, f"exit {exit_code}")
    must(shop.dump() == before, "an interrupted import left something")


def a_bar_fits_its_terminal(program, folder, chance):
    shop = Shop(program, folder, "shop")
    text = "".join(f"T{number},sale,2026-01-05,USD,{number}.00,0\n" for number in range(250000))
    (shop.folder / "big.csv").write_text("transaction,kind,economic_day,currency,gross,fee\n" + text)
    columns = chance.choice([1, 20, 33, 50, 70, 200])
    try:
        ours, theirs = os.openpty()
    except OSError as error:
        raise Absent(f"no terminal to draw on: {error}") from None
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen([program, "import", "big.csv", "--dry-run"], cwd=shop.folder,
                               env=shop.environment, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            more = os.read(ours, 65536)
        except OSError:  # the other end is closed
            more = b""
        if not more:
            break
        shown += more
    os.close(ours)
    must(process.wait(60) == 0, f"exit {process.returncode}: {shown[-300:]}")
    lines = shown.decode().split("\r\x1b[K")
    must(len(lines) > 2, f"no bar was drawn: {shown[:200]}")
    must(lines[0] == lines[-1] == "", f"the bar stays: {lines[-1]!r}")
    must(max(map(len, lines)) <= max(columns - 1, 0), f"{columns} columns, but {max(lines, key=len)!r}")


def a_pipe_may_give_a_byte_at_a_time(program, folder, chance):
    shop = Shop(program, folder, "shop")
    text = ("\ufeff" + csv_text(random_rows(chance, 3))).encode()
    process = subprocess.Popen([program, "import", "-", "--format", "json"], cwd=shop.folder,
                               env=shop.environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    for byte in text:
        process.stdin.write(bytes([byte]))
        process.stdin.flush()
    out, _ = process.communicate()
    must(process.returncode == 0, f"exit {process.returncode}")
    must(json.loads(out)["rows"][0]["new"] == 3, f"answer {out[:200]}")
    must(shop.listed("imports")[0]["sha256"] == hashlib.sha256(text).hexdigest(), "another digest")


def a_killed_import_leaves_a_whole_store(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 20000)
    shop.take(rows[:50], "first.csv")
    before = shop.figures()
    shop.write("all.csv", rows)
    for _ in range(4):
        process = subprocess.Popen([shop.program, "import", "all.csv"], cwd=shop.folder,
                                   env=shop.environment, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.random() * 0.08)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if shop.figures() != before:  # then the commit was faster than the signal, and is whole
            must(len(shop.listed()) == 20000, "a killed import left some of its rows")
            break
    done = shop.json("import", "all.csv")["rows"][0]
    must(done["new"] + done["same"] == 20000, f"the import after the kill: {done}")
    must(len(shop.listed()) == 20000, "rows are missing after the kill")


def reports_on_the_sample_equal_its_controls(program, folder, chance):
    shop = Shop(program, folder, "shop")
    shop.ok("sample", "--customers", str(chance.randrange(3, 60)), "--months",
            str(chance.randrange(1, 30)), "--seed", str(chance.randrange(10 ** 6)),
            "--as-of", "2026-05-17", "--output", "sample")
    controls = json.loads((shop.folder / "sample" / "controls.json").read_text())
    files = sorted(f"sample/{path.name}" for path in (shop.folder / "sample").glob("*.csv"))
    shop.ok("import", *files)
    answer = shop.json("revenue", "--granularity", "total")
    got = reported(answer["rows"], lambda row: row["currency"])
    wanted = {row["currency"]: [row["count"], *(row[name] for name in AMOUNTS)]
              for row in controls["transactions"]}
    must(got == wanted, f"revenue {got}, controls {wanted}")
    days = [row["economic_day"] for row in shop.listed()]
    must(max(days) <= "2026-05-17", f"a row lies behind the last day: {max(days)}")


def many_at_once_leave_the_store_of_one_after_the_other(program, folder, chance):
    shop = Shop(program, folder, "shop")
    rows = random_rows(chance, 80)
    inits = [subprocess.Popen([program, "init", "--currency", "EUR", "--db", "m/m.db", "--config",
                               "m/m.json"], cwd=shop.folder, env=shop.environment,
                              stderr=subprocess.PIPE) for _ in range(8)]
    for process in inits:
        _, fault = process.communicate(timeout=60)
        must(process.returncode == 0, f"init beside others: {fault.decode()[:300]}")
    left = {path.name for path in (shop.folder / "m").iterdir()}
    must(left - {"m.db-wal", "m.db-shm"} == {"m.db", "m.json"}, f"init left {sorted(left)}")
    names = [shop.write(f"p{index}.csv", rows[index * 10:index * 10 + 10]) for index in range(8)]
    imports = [subprocess.Popen([program, "import", name], cwd=shop.folder, env=shop.environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE) for name in names]
    for process in imports:
        _, fault = process.communicate(timeout=60)
        must(process.returncode == 0, f"import beside others: {fault.decode()[:300]}")
    alone = Shop(program, folder, "alone")
    alone.take(rows)
    must(shop.figures() == alone.figures(), "imports at once and one after the other differ")
    must(len(shop.listed("imports")) == 8, "an import is not in the history")


LAWS = {
    1: (importing_twice_changes_nothing, equal_rows_without_ids_stay_as_many),
    2: (order_and_split_do_not_show, a_pipe_may_give_a_byte_at_a_time),
    3: (a_refused_command_changes_nothing, an_interrupted_import_stores_nothing),
    4: (a_dry_run_counts_like_the_real_one,),
    5: (every_report_sums_to_the_listed_rows, explain_sums_to_each_cell,
        explain_sums_to_any_cell_of_the_sample, balances_hold_what_revenue_earned),
    6: (each_listed_row_adds_up, check_finds_what_changed_behind_its_back),
    7: (a_listed_store_can_be_imported_again,),
    8: (all_formats_hold_the_same_figures, a_bar_fits_its_terminal),
    10: (many_at_once_leave_the_store_of_one_after_the_other,),
    11: (a_killed_import_leaves_a_whole_store,),
    12: (reports_on_the_sample_equal_its_controls,),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--program", required=True, type=pathlib.Path, help="the built revops")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first business")
    parser.add_argument("--runs", type=int, default=3, help="businesses per law")
    parser.add_argument("--law", type=int, action="append", help="only this law (repeatable)")
    options = parser.parse_args()
    program = str(options.program.resolve())
    laws = [(number, law) for number, some in LAWS.items() for law in some
            if not options.law or number in options.law]
    print(f"1..{len(laws)}")
    failed = 0
    for index, (number, law) in enumerate(laws, 1):
        name = f"law {number}: {law.__name__.replace('_', ' ')}"
        fault = absent = None
        for seed in range(options.seed, options.seed + options.runs):
            with tempfile.TemporaryDirectory(prefix="revops-law-") as folder:
                try:
                    law(program, pathlib.Path(folder), random.Random(f"{law.__name__} {seed}"))
                except Absent as missing:
                    absent = str(missing)
                    break
                except Broken as broken:
                    fault = f"seed {seed}: {broken}"
                    break
                except Exception:  # an answer in a shape that nobody expected
                    fault = f"seed {seed}: {traceback.format_exc()}"
                    break
        failed += fault is not None
        print(f"{'not ok' if fault else 'ok'} {index} - {name} (seeds {options.seed} to "
              f"{options.seed + options.runs - 1})" + (f" # SKIP {absent}" if absent else ""))
        if fault:
            print("# " + fault.replace("\n", "\n# "))
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
