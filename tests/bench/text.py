#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures looking for a text in bodies, beside ripgrep on the same bodies as lines of a file: figures, no limits.

    tests/bench/text.py BUILD-FOLDER [--count N] [--rounds N] [--folder FOLDER]

The folder is an optimised build (preset ci) with the targets textbench and journalbench. Two sessions of COUNT callbacks
are made, of the simulator's and of long bodies; in FOLDER they are kept, and used when they are there already. Needs
2 GB of disk for a million. Rounds are interleaved, because other work on the machine comes and goes; the medians are
printed: of the time, and of the processor time, which moves less.
"""
import argparse, os, pathlib, re, statistics, subprocess, tempfile, time

ROUNDS = 5
TEXTS = {  # of each session: what for, and the text
    "simulated": {"rare": "Vinyl hour: requests #28", "common": "IsTakenDisabled", "absent": "xyzzy-1701", "everywhere": "EventTime"},
    "long": {"rare": 'user_59999"', "common": "IsTakenDisabled", "absent": "xyzzy-1701", "everywhere": "EventTime"},
}


def run(command):
    """Standard output, seconds, seconds of processor."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0 and os.waitstatus_to_exitcode(status) != 1:  # 1: rg has found nothing
        raise SystemExit(f"{command} failed")
    return output, time.monotonic() - start, usage.ru_utime + usage.ru_stime


def make(build, folder, name, count):
    session, lines = folder / name, folder / f"{name}.txt"
    if not lines.exists():
        bench, batch = ("textbench", []) if name == "simulated" else ("journalbench", ["100"])
        subprocess.run([build / "tests" / bench, "write", session, str(count), *batch], check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run([build / "tests/textbench", "bodies", session, lines], check=True)
    subprocess.run(["cat", lines], check=True, stdout=subprocess.DEVNULL)  # what is compared is in memory
    return session, lines


def measure(build, session, lines, text, rounds):
    commands = {"one thread": [build / "tests/textbench", "find", session, '"%s"' % text.replace('"', '\\"'), "1"],
                "two threads": [build / "tests/textbench", "find", session, '"%s"' % text.replace('"', '\\"'), "2"],
                "ripgrep": ["rg", "-c", "-i", "-F", text, lines]}
    results = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            output, seconds, processor = run(command)
            hits = int(re.match(r"\d+|$", output)[0] or 0)
            newest = re.search(r"in ([-\d.]+) ms", output)
            results[name].append((hits, seconds, processor, float(newest[1]) if newest else -1))
    hits = {result[0] for runs in results.values() for result in runs}
    if len(hits) != 1:
        raise SystemExit(f"not the same hits of {text}: {hits}")
    print(f"  {text}: {hits.pop()} hits")
    for name, runs in results.items():
        _, seconds, processor, newest = (statistics.median(column) for column in zip(*runs))
        print(f"    {name:12} {seconds:6.2f} s, processor {processor:5.2f} s"
              + (f", the newest 100 after {newest:.0f} ms" if newest > 0 else ""))


parser = argparse.ArgumentParser()
parser.add_argument("build", type=pathlib.Path)
parser.add_argument("--count", type=int, default=1_000_000)
parser.add_argument("--rounds", type=int, default=ROUNDS)
parser.add_argument("--folder", type=pathlib.Path)
arguments = parser.parse_args()
with tempfile.TemporaryDirectory() as temporary:
    for name, texts in TEXTS.items():
        session, lines = make(arguments.build, arguments.folder or pathlib.Path(temporary), name, arguments.count)
        print(f"{name} bodies of {lines.stat().st_size / arguments.count:.0f} bytes")
        for text in texts.values():
            measure(arguments.build, session, lines, text, arguments.rounds)
