#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures the export of changes as CSV, beside sqlite3 on a table of the same rows: figures, no limits.

    tests/bench/changes.py BUILD-FOLDER [--count N] [--rounds N] [--folder FOLDER] [--numbers]

The folder is an optimised build (preset ci) with the targets roomscope and journalbench. A session of COUNT callbacks is
made; in FOLDER it is kept, and used when it is there already. The table is what sqlite3 imports of the export; with
--numbers its numbers are stored as such. Needs 1 GB of disk for a million. Rounds are interleaved, because other work
on the machine comes and goes; the medians are printed: of the time, and of the processor time, which moves less.
"""
import argparse, csv, os, pathlib, statistics, subprocess, tempfile, time

NUMBERS = ("callback_id", "delay_ms", "life", "seat")


def run(command):
    """Seconds, seconds of processor."""
    start = time.monotonic()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command} failed")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime


def make(build, folder, count):
    session = folder / "session"
    if not session.exists():
        for command in (["write", session, str(count), "100"], ["rows", session]):
            subprocess.run([build / "tests/journalbench", *command], check=True, stdout=subprocess.DEVNULL)
    return session


def make_table(lines, table, typed):
    table.unlink(missing_ok=True)
    with lines.open() as opened:
        names = opened.readline().strip().split(",")
    columns = ", ".join(f"{name} {'INTEGER' if typed and name in NUMBERS else 'TEXT'}" for name in names)
    script = f"CREATE TABLE changes({columns});\n.import --csv --skip 1 '{lines}' changes\n"
    subprocess.run(["sqlite3", table], input=script, text=True, check=True)


parser = argparse.ArgumentParser()
parser.add_argument("build", type=pathlib.Path)
parser.add_argument("--count", type=int, default=1_000_000)
parser.add_argument("--rounds", type=int, default=7)
parser.add_argument("--folder", type=pathlib.Path)
parser.add_argument("--numbers", action="store_true")
arguments = parser.parse_args()
with tempfile.TemporaryDirectory() as temporary:
    folder = arguments.folder or pathlib.Path(temporary)
    session = make(arguments.build, folder, arguments.count)
    ours, theirs, table = folder / "changes.csv", folder / "sqlite3.csv", folder / "table.sqlite"
    export = [arguments.build / "app/roomscope", "export", ours, "--data-dir", session]
    run(export)
    make_table(ours, table, arguments.numbers)
    commands = {"roomscope": export,
                "sqlite3": ["sqlite3", "-csv", "-header", table, f".once '{theirs}'", "SELECT * FROM changes"]}
    results = {name: [] for name in commands}
    for _ in range(arguments.rounds):
        for name, command in commands.items():
            results[name].append(run(command))
    with ours.open(newline="") as one, theirs.open(newline="") as other:  # the peer also quotes what needs no quotes
        rows = -1
        for mine, its in zip(csv.reader(one), csv.reader(other), strict=True):
            if mine != its:
                raise SystemExit(f"not the same rows: {mine} {its}")
            rows += 1
    print(f"{rows} rows, {ours.stat().st_size / rows:.0f} bytes each")
    for name, runs in results.items():
        seconds, processor = (statistics.median(column) for column in zip(*runs))
        print(f"  {name:10} {seconds:5.2f} s, {rows / seconds / 1e6:5.2f} million a second; "
              f"processor {processor:5.2f} s, {rows / processor / 1e6:5.2f} million a second")
