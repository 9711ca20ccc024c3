#!/usr/bin/env python3
"""queries.py PROGRAM: every query of examples/analysis/queries, on a trace worked out by hand and on one
that PROGRAM (stardust-experiment) writes, answers what plain Python computes from the rows; what it is
asked and what it answers is described in its first lines. Skipped (77) without the program sqlite3.
"""
import contextlib
import math
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from typing import Any, Dict, List

from query_reference import Reference
from query_traces import ROOT, insert, make_small

QUERIES = sorted((ROOT / "examples/analysis/queries").glob("*.sql"))
# Student's t is read from a table.
LOOSE = {"low", "high", "low_a", "high_a", "low_b", "high_b", "low_accuracy", "high_accuracy", "low_loss",
         "high_loss"}
BY = [{"by": by} for by in (None, "link", "size", "time", "distance")]
ASKED = {"time_to_target": [{"accuracy": 0.3}, {"loss": 0.45}, {"accuracy": 0.99}],
         "delivery": BY + [{"by": "time", "bucket": 2.5}, {"by": "distance", "bucket": 1.0}],
         "loss_reasons": BY, "contact_gaps": [{}, {"by": "link"}]}
MOVING = ["--mobility=ns3::RandomWaypointMobilityModel"]
failed = 0


def fail(text: str) -> None:
    global failed
    failed += 1
    print(f"FAIL: {text}")


def ask(connection: sqlite3.Connection, path: pathlib.Path, given: Dict[str, Any]) -> List[Dict[str, Any]]:
    sql = path.read_text()
    code = re.sub(r"--.*", "", sql)
    names = {name: None for name in re.findall(r":([a-z]\w*)", code)}
    cursor = connection.execute(sql, {**names, **given})
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row)) for row in cursor]


def agree(name: str, a: Any, b: Any, spread: float) -> bool:
    if a is None or b is None or isinstance(a, str):
        return a == b
    # The table is within 0.3 % of the quantile, which multiplies the half width.
    slack = 0.004 * spread if name in LOOSE else 0
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9 * max(1, spread) + slack)


def compare(label: str, answers: List[Dict[str, Any]], expected: List[Dict[str, Any]]) -> None:
    if len(answers) != len(expected):
        fail(f"{label}: {len(answers)} rows, expected {len(expected)}: {answers[:3]} {expected[:3]}")
        return
    for answer, right in zip(answers, expected):
        if set(answer) != set(right):
            fail(f"{label}: columns {sorted(set(answer) ^ set(right))}")
            return
        for name, value in right.items():
            low, high = right.get(name.replace("high", "low")), right.get(name.replace("low", "high"))
            spread = (high - low) / 2 if name in LOOSE and None not in (low, high) else 0
            if not agree(name, answer[name], value, spread):
                fail(f"{label}: {name} is {answer[name]}, expected {value} in {right}")
                return


def check_descriptions(connection: sqlite3.Connection) -> None:
    """What is asked and every column is named at the head of the file."""
    for path in QUERIES:
        text = path.read_text()
        head = "".join(line for line in text.splitlines(True) if line.startswith("--"))
        for word in ("-- Question:", "-- Parameters:", "-- Columns:"):
            if word not in head:
                fail(f"{path.name}: no line '{word}'")
        code = re.sub(r"--.*", "", text)
        # The head of loss_reasons leaves some to that of delivery.
        for name in set(re.findall(r":([a-z]\w*)", code)):
            if ":" + name not in head:
                fail(f"{path.name}: parameter :{name} is not described")
        for column in ask(connection, path, {"run_id": 1, "a": "set/a", "b": "set/b", "accuracy": 0.5})[0]:
            if not re.search(rf"\b{column}\b", head):
                fail(f"{path.name}: column {column} is not described")


def check_all(connection: sqlite3.Connection, label: str, run: int, names: List[str]) -> None:
    reference = Reference(connection, run)
    for path in QUERIES:
        asked = ASKED.get(path.stem, [{}])
        if path.stem == "group_convergence":
            asked = [{"name": name} for name in names]
        if path.stem == "compare_runs":
            asked = [{"a": names[0], "b": names[1]}]
        for given in asked:
            known = {"run_id": run, **given} if ":run_id" in path.read_text() else given
            if path.stem in ("time_to_target", "cost_of_accuracy"):
                known = given
            answers = ask(connection, path, known)
            if not answers and label == "small":
                fail(f"{label}: {path.name} {given}: no rows")
            compare(f"{label}: {path.name} {given}", answers, getattr(reference, path.stem)(given))


def check_by_hand(connection: sqlite3.Connection) -> None:
    """Some answers for the small trace, worked out on paper."""
    def one(name: str, given: Dict[str, Any], column: str, **where: Any) -> None:
        *keys, value = where.items()
        rows = [r for r in ask(connection, ROOT / f"examples/analysis/queries/{name}.sql", {"run_id": 1, **given})
                if all(r[k] == v for k, v in keys)]
        if len(rows) != 1 or not math.isclose(rows[0][column], value[1], rel_tol=1e-9, abs_tol=1e-12):
            fail(f"by hand: {name}: {column} of {keys} is {[r[column] for r in rows]}, expected {value[1]}")

    # 0 to 1: delays of 0.1, 0.2 and 0.3 s, one lost.
    one("delivery", {"by": "link"}, "p50_delay_s", sender_id=0, receiver_id=1, is_=0.2)
    one("delivery", {"by": "link"}, "delivery", sender_id=0, receiver_id=1, is_=0.75)
    # 1 and 2 are 4 m apart, 0 and 2 5 m: the second 5 m hold the two messages of 2 to 0.
    one("delivery", {"by": "distance"}, "messages", value=5.0, is_=2)
    one("loss_reasons", {}, "share", reason="packets_missing", is_=0.1)
    # 1, 2 and 3: (6 * 6) / (3 * 14) and 2 / 9.
    one("fairness", {}, "jain", measure="held_staleness", is_=6 / 7)
    one("fairness", {}, "gini", measure="held_staleness", is_=2 / 9)
    # 50 points for 1820 bytes; the second device's accuracy is the median.
    one("cost_of_accuracy", {}, "bytes_per_point", run_id=1, is_=36.4)
    one("convergence", {}, "median_accuracy", evaluated_s=5.0, is_=0.4)
    one("convergence", {}, "sd_accuracy", evaluated_s=5.0, is_=0.2)
    # 0.4 at 5 s is the first mean of at least 0.3; the network was ready at 0.5 s.
    one("time_to_target", {"accuracy": 0.3}, "mean_s", run_id=1, is_=4.5)
    one("time_to_target", {"accuracy": 0.3}, "last_s", run_id=1, is_=9.5)
    # 1 learnt three times from 0, once from 2.
    one("influence", {}, "share", receiver_id=1, sender_id=0, is_=0.75)
    # 2 heard at 6.4 s only: 5.9 s before, 3.6 s after.
    one("contact_gaps", {}, "longest_gap_s", receiver_id=2, is_=5.9)
    one("flows", {}, "mean_jitter_s", sender_id=0, is_=0.5)


def check_comparison(connection: sqlite3.Connection) -> None:
    """0.5 and 0.6 against 0.7, 0.8 and 0.75: what R's t.test(c(.7,.8,.75), c(.5,.6)) gives."""
    path = ROOT / "examples/analysis/queries/compare_runs.sql"
    row = next(r for r in ask(connection, path, {"a": "set/a", "b": "set/b"}) if r["measure"] == "mean_accuracy")
    half = (0.49884987241 + 0.09884987241) / 2
    if not math.isclose(row["difference"], 0.2, rel_tol=1e-9):
        fail(f"by hand: difference {row['difference']}, expected 0.2")
    if not math.isclose(row["high"] - row["low"], 2 * half, rel_tol=0.003) or row["differs"] != 0:
        fail(f"by hand: from {row['low']} to {row['high']}, expected 0.2 -+ {half}")


def check_sampling(connection: sqlite3.Connection) -> None:
    """Of many messages half are looked at; links and devices that are shown are complete."""
    connection.execute("DELETE FROM model_message")
    connection.execute("WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < 39999) "
                       "INSERT INTO model_message (run_id, sender_id, sequence, receiver_id, "
                       "sender_version, payload_bytes, bytes, packets, packets_arrived, sent_ns, concluded_ns, "
                       "outcome, reason, fraction, staleness, transmission) SELECT 1, i % 3, i, (i + 1) % 3, 1, 100, 120, 1, 1, i * 1000, "
                       "i * 1000 + 500, 'delivered', NULL, 1, 0, NULL FROM k")
    connection.execute("UPDATE run SET messages_sent = 40000, simulated_ns = 50000000 WHERE run_id = 1")
    folder = ROOT / "examples/analysis/queries"
    found = ask(connection, folder / "delivery.sql", {"run_id": 1, "sample": 20000})[0]["messages"]
    # A hash is no coin, but it must come near: 4 deviations of a fair one.
    if abs(found - 20000) > 400:
        fail(f"sampling: {found} of 40000 messages, expected about 20000")
    by_source = ask(connection, folder / "staleness_by_source.sql", {"run_id": 1, "sample": 20000})
    # Devices take turns, so that every third row is of one of them.
    if any(abs(r["messages"] - 20000 / 3) > 300 for r in by_source):
        fail(f"sampling: sources are not sampled alike: {by_source}")
    links = ask(connection, folder / "delivery.sql", {"run_id": 1, "sample": 20000, "by": "link"})
    if not links or len(links) == 3 or any(r["messages"] not in (13333, 13334) for r in links):
        fail(f"sampling: links {[r['messages'] for r in links]}, expected some, each of 13333 or 13334")
    whole = ask(connection, folder / "delivery.sql", {"run_id": 1, "sample": 0})[0]["messages"]
    if whole != 40000:
        fail(f"sampling: {whole} messages without, expected 40000")
    connection.rollback()


def check_mistakes(trace: pathlib.Path) -> None:
    """What the trace does not have is said in one line, by the program sqlite3 and to Python."""
    known = {"accuracy": 0.3, "a": "set/a", "b": "set/b"}
    for path in QUERIES:
        code = re.sub(r"--.*", "", path.read_text())
        wrong = {":run_id 99: no such run": {"run_id": 99}, ":name sett*: no finished run": {"name": "sett*"},
                 ":by distnace: expected": {"by": "distnace"}, ":a seta: no finished run": {"a": "seta"},
                 ":b is not set": {"b": None}, "neither :accuracy nor :loss": {"accuracy": None}}
        used = set(re.findall(r":([a-z]\w*)", code))
        asked = {text: given for text, given in wrong.items() if set(given) <= used}
        if not asked:
            fail(f"mistakes: {path.name} refuses nothing")
        for text, given in asked.items():
            given = {name: value for name, value in {**known, **given}.items() if name in used}
            with contextlib.closing(sqlite3.connect(trace)) as connection:
                try:
                    fail(f"mistakes: {path.name} {given} answers {ask(connection, path, given)[:2]}")
                except sqlite3.OperationalError as error:
                    if text not in str(error):
                        fail(f"mistakes: {path.name} {given}: '{error}' lacks '{text}'")
            options = [part for name, value in given.items() if value is not None
                       for part in ("-cmd", f".param set :{name} {value}")]
            done = subprocess.run(["sqlite3", "-readonly", *options, trace, f".read {path}"], capture_output=True,
                                  text=True)
            if done.stdout or not done.returncode or text not in done.stderr or done.stderr.count("\n") > 1:
                fail(f"mistakes: sqlite3: {path.name} {given}: {done.returncode} '{done.stdout}' '{done.stderr}'")


def check_moving(connection: sqlite3.Connection) -> None:
    """1 goes away from 0 by 10 m a second from 2 s to 4 s, as only the samples before and after its rows tell."""
    for time, learner, x in ((1, 2, 3.5), (2, 2, 4), (4, 1, 23), (4, 2, 5), (9, 2, 6)):
        insert(connection, "position", run_id=1, learner_id=learner, sampled_ns=time * 10 ** 9, x_m=x,
               y_m=4 * (learner == 2), z_m=0)
    # Sent from 0 to 1 at 1, 2, 3 and 4 s, at 3, 3, 13 and 23 m, from 1 to 0 at 2.5 s, at 8 m.
    rows = ask(connection, ROOT / "examples/analysis/queries/delivery.sql", {"run_id": 1, "by": "distance"})
    counts = {row["value"]: row["messages"] for row in rows}
    # 1 and 2 were 18 m apart and more from 4 s on; 0 and 2 near 7 m.
    if counts != {0.0: 2, 5.0: 3, 10.0: 1, 15.0: 4, 20.0: 1}:
        fail(f"moving: messages by distance {counts}")
    check_all(connection, "moving", 1, ["set/a", "set/b"])
    connection.rollback()


def check_program(trace: pathlib.Path) -> None:
    """The documented call of the program sqlite3 gives what Python gets."""
    for path in QUERIES:
        done = subprocess.run(["sqlite3", "-readonly", "-csv", "-cmd", ".param set :run_id 1", "-cmd",
                               ".param set :accuracy 0.3", "-cmd", ".param set :a set/a", "-cmd",
                               ".param set :b set/b", trace, f".read {path}"], capture_output=True, text=True)
        with sqlite3.connect(trace) as connection:
            rows = ask(connection, path, {k: v for k, v in {"run_id": 1, "accuracy": 0.3, "a": "set/a",
                                                            "b": "set/b"}.items() if ":" + k in path.read_text()})
        if done.stderr or len(done.stdout.splitlines()) != len(rows):
            fail(f"sqlite3: {path.name}: {len(done.stdout.splitlines())} rows, expected {len(rows)}: {done.stderr}")


def make_real(program: str, path: pathlib.Path) -> None:
    for name, more in (("base", []), ("fast", ["--gossipRate=4", "--area=70"] + MOVING)):
        subprocess.run([program, "--network=wifi-adhoc", "--learners=6", "--duration=20", "--evaluateEvery=4",
                        "--samplesPerLearner=30", "--features=20", "--runs=3", f"--name={name}", "--flowMonitor",
                        "--baselines=false", "--progress=off", f"--trace={path}", *more],
                       check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    if not shutil.which("sqlite3"):
        print("skipped: no program sqlite3 (Debian: sqlite3)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        small, real = pathlib.Path(folder, "small.db"), pathlib.Path(folder, "real.db")
        make_small(small)
        with sqlite3.connect(small) as connection:
            check_descriptions(connection)
            check_by_hand(connection)
            check_comparison(connection)
            check_all(connection, "small", 1, ["set/a", "set/b"])
        check_program(small)
        check_mistakes(small)
        with sqlite3.connect(small) as connection:
            check_sampling(connection)
            check_moving(connection)
        make_real(sys.argv[1], real)
        with sqlite3.connect(real) as connection:
            for run in (1, 5):
                check_all(connection, f"real, run {run}", run, ["base", "fast"])
    print(f"{len(QUERIES)} queries, {failed} failures")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
