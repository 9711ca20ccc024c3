#!/usr/bin/env python3
"""recipes.py PROGRAM: every block of doc/recipes.rst runs on a trace that PROGRAM (stardust-experiment)
writes and prints what is computed here from its rows. A block whose tool is not installed is named and
left out; skipped (77) if no block but those of Python can run.
"""
import collections
import contextlib
import csv
import math
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from typing import Callable, Dict, List

from query_reference import rank, student
from query_traces import ROOT

TRACE = None
CHECKS: Dict[str, Callable[[List[List[str]]], None]] = {}


def recipe(function: Callable[[List[List[str]]], None]) -> Callable[[List[List[str]]], None]:
    CHECKS[function.__name__.replace("_", "-")] = function
    return function


def expect_rows(found: List[List[str]], wanted: List[tuple], tolerance: float = 1e-9) -> None:
    assert len(found) == len(wanted), f"{len(found)} rows, expected {len(wanted)}: {found[:3]}"
    for row, right in zip(found, wanted):
        for cell, value in zip(row, right):
            if isinstance(value, str):
                assert cell == value, f"{cell}, expected {value}"
            else:
                assert math.isclose(float(cell), value, rel_tol=tolerance), f"{cell}, expected {value}"


def read(sql: str) -> List[tuple]:
    return TRACE.execute(sql).fetchall()


def read_delays() -> Dict[tuple, List[float]]:
    """Delays by (receiver, sender)."""
    delays = collections.defaultdict(list)
    for receiver, sender, sent, concluded in read(
            "SELECT receiver_id, sender_id, sent_ns, concluded_ns FROM model_message "
            "WHERE run_id = 1 AND outcome = 'delivered'"):
        delays[receiver, sender].append((concluded - sent) / 1e9)
    return delays


def read_links() -> List[tuple]:
    """Sender, receiver, delivery of the links that have one."""
    counts = collections.defaultdict(collections.Counter)
    for sender, receiver, outcome in read("SELECT sender_id, receiver_id, outcome FROM model_message WHERE run_id = 1"):
        counts[sender, receiver][outcome] += 1
    return [(*link, c["delivered"] / (sum(c.values()) - c["in_flight"])) for link, c in sorted(counts.items())
            if sum(c.values()) > c["in_flight"]]


def read_staleness() -> Dict[str, List[float]]:
    sets = collections.defaultdict(list)
    for name, value in read("SELECT name, mean_staleness FROM run"):
        sets[name].append(value)
    return dict(sorted(sets.items()))


def find_interval() -> tuple:
    """Welch's interval of fast less base."""
    base, fast = read_staleness().values()
    u, v = statistics.variance(base) / len(base), statistics.variance(fast) / len(fast)
    df = (u + v) ** 2 / (u * u / (len(base) - 1) + v * v / (len(fast) - 1))
    half = student(df) * math.sqrt(u + v)
    middle = statistics.mean(fast) - statistics.mean(base)
    return middle - half, middle + half


@recipe
def sqlite_runs(rows: List[List[str]]) -> None:
    expect_rows([[r[0], r[1], r[3]] for r in rows], [(float(i), n, s) for i, n, s in
                                                     read("SELECT run_id, name, mean_staleness FROM run")])


@recipe
def sqlite_links(rows: List[List[str]]) -> None:
    column = rows[0].index("delivery")
    expect_rows([[r[0], r[1], r[column]] for r in rows[1:] if r[column]],
                [(float(s), float(r), d) for s, r, d in read_links()])


@recipe
def sqlite_compare(rows: List[List[str]]) -> None:
    row = next(r for r in rows if r[0] == "mean_staleness")
    low, high = find_interval()
    expect_rows([[row[9], float(row[11]) - float(row[10])]], [((low + high) / 2, high - low)], 3e-3)


@recipe
def sqlite_files(rows: List[List[str]]) -> None:
    expect_rows(rows, [("trace", 8.0), ("other", 8.0)])


@recipe
def sqlite_whole(rows: List[List[str]]) -> None:
    expect_rows(rows, [("ok",), ("0",)])


@recipe
def pandas_sets(rows: List[List[str]]) -> None:
    expect_rows([r for r in rows[1:] if r], [(name, float(len(v)), statistics.mean(v), statistics.stdev(v))
                                             for name, v in read_staleness().items()])


@recipe
def pandas_devices(rows: List[List[str]]) -> None:
    times = collections.defaultdict(list)
    for time, accuracy in read("SELECT evaluated_ns, accuracy FROM evaluation WHERE run_id = 1"):
        times[time / 1e9].append(accuracy)
    expect_rows([r for r in rows if r], [(t, statistics.mean(v)) for t, v in sorted(times.items())])


@recipe
def pandas_query(rows: List[List[str]]) -> None:
    worst = sorted(d for _, _, d in read_links())[:3]
    expect_rows([[r[2]] for r in rows[1:] if r], [(d,) for d in worst])


@recipe
def r_compare(rows: List[List[str]]) -> None:
    expect_rows(rows, [(end,) for end in find_interval()], 1e-4)


@recipe
def r_delays(rows: List[List[str]]) -> None:
    expect_rows(sorted(rows, key=lambda r: (int(r[0]), int(r[1]))),
                [(float(r), float(s), rank(v, 0.95)) for (r, s), v in sorted(read_delays().items())])


@recipe
def r_query(rows: List[List[str]]) -> None:
    expect_rows(rows, [(str(r), 1.0) for r in sorted({receiver for receiver, _ in read_delays()})])


@recipe
def duckdb_delays(rows: List[List[str]]) -> None:
    expect_rows([r for r in rows if r and r[0].isdigit()],
                [(float(r), float(s), rank(v, 0.95)) for (r, s), v in sorted(read_delays().items())])


@recipe
def omnetpp_export(rows: List[List[str]]) -> None:
    expect_rows(rows, [(8.0,)])


def find_blocks(page: str) -> Dict[str, tuple]:
    """Language and text of each named block."""
    blocks = {}
    for match in re.finditer(r"^\.\. code-block:: (\w+)\n   :name: ([\w-]+)\n\n((?:   .*\n|\n)+)", page, re.M):
        blocks[match[2]] = (match[1], re.sub(r"^   ", "", match[3], flags=re.M))
    return blocks


def find_command(language: str, text: str) -> tuple:
    """How to run a block, and what is missing for it."""
    probe = [sys.executable, "-c", "import pandas"]
    if language == "python":
        missing = "python3-pandas" if subprocess.run(probe, capture_output=True).returncode else None
        return [sys.executable, "-c", text], missing
    if language == "sh":
        return ["sh", "-ec", text], None if shutil.which("sqlite3") else "sqlite3"
    if language == "r":
        there = shutil.which("Rscript") and not subprocess.run(["Rscript", "-e", "library(RSQLite)"],
                                                               capture_output=True).returncode
        return ["Rscript", "-e", text], None if there else "r-base-core r-cran-dbi r-cran-rsqlite"
    return ["duckdb", "-csv", "-c", text], None if shutil.which("duckdb") else "duckdb (not in Debian 12)"


def main() -> None:
    global TRACE
    blocks = find_blocks((ROOT / "doc/recipes.rst").read_text())
    failed = len(set(blocks) ^ set(CHECKS))
    if failed:
        print(f"FAIL: recipes without a check, or checks without a recipe: {set(blocks) ^ set(CHECKS)}")
    page = (ROOT / "doc/recipes.rst").read_text()
    for path in (ROOT / "examples/analysis/queries").glob("*.sql"):
        if f"``{path.name}``" not in page:
            failed += 1
            print(f"FAIL: {path.name} is not on the page")
    done = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "examples").symlink_to(ROOT / "examples")
        for kind, more in (("base", []), ("fast", ["--gossipRate=4"])):
            subprocess.run([sys.argv[1], "--network=wifi-adhoc", "--area=70", "--learners=6", "--duration=20",
                            "--runs=4", f"--name={kind}", "--features=20", "--baselines=false", "--progress=off",
                            f"--trace={folder}/trace.db", *more], check=True, stdout=subprocess.DEVNULL)
        TRACE = sqlite3.connect(folder / "trace.db")
        for label, (language, text) in blocks.items():
            command, missing = find_command(language, text)
            if missing:
                print(f"left out: {label}: needs {missing}")
                continue
            # The recipes say python3: the one that runs this.
            with contextlib.suppress(FileExistsError):
                (folder / "bin").mkdir()
                (folder / "bin/python3").symlink_to(sys.executable)
            run = subprocess.run(command, cwd=folder, capture_output=True, text=True,
                                 env={"PATH": f"{folder}/bin:/usr/bin:/bin"})
            try:
                assert run.returncode == 0, run.stderr
                CHECKS[label](list(csv.reader(run.stdout.splitlines())))
                done += 1
            except (AssertionError, ValueError, IndexError, StopIteration) as error:
                failed += 1
                print(f"FAIL: {label}: {error!r}: {run.stdout[:300]}")
        TRACE.close()
    print(f"{done} of {len(blocks)} recipes run, {failed} failures")
    sys.exit(1 if failed else 0 if done else 77)


if __name__ == "__main__":
    main()
