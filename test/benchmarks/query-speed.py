#!/usr/bin/env python3
"""query-speed.py [MESSAGES]: make a trace of so many messages (10 million) and time every query on it.

Prints wall and processor time of each call of the program sqlite3; exits with 1 if one takes more than 5 s
of processor time. Needs about 70 bytes of disk a message.
"""
import pathlib
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from query_traces import ROOT, insert_run, make_empty  # noqa: E402

LEARNERS = 1000
SAMPLES = 100
LIMIT = 5
CALLS = {"delivery": ("link", "size", "time", "distance"), "loss_reasons": ("link", "size", "time", "distance"),
         "contact_gaps": ("link",)}


def fill(connection: sqlite3.Connection, messages: int) -> None:
    """A run of random gossip: a tenth is lost, delays are uniform below 0.2 s."""
    run = insert_run(connection, "big", LEARNERS, messages_sent=messages, simulated_ns=messages * 100_000,
                     last_evaluated_ns=(SAMPLES - 1) * messages * 1000)
    connection.execute(f"""
        WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < {LEARNERS - 1})
        INSERT INTO learner (run_id, learner_id, node_id, samples, parameters, x_m, y_m, z_m, held_staleness,
                             source_staleness)
        SELECT {run}, i, i, 100, 650, i % 37, i / 37, 0, i % 7, i % 11 FROM k""")
    connection.execute(f"""
        WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < {messages - 1}),
        d AS (SELECT i, abs(random()) % {LEARNERS} AS s, abs(random()) % {LEARNERS - 1} AS r,
                     abs(random()) AS u, abs(random()) % 200000000 AS delay FROM k)
        INSERT INTO model_message (run_id, sender_id, sequence, receiver_id, sender_version, payload_bytes, bytes,
                                   packets, packets_arrived, sent_ns, concluded_ns, outcome, reason, fraction,
                                   staleness)
        SELECT {run}, s, i / {LEARNERS}, (s + 1 + r) % {LEARNERS}, i / 10000, 2600 + 100 * (u % 3), 2640, 2,
               u % 10 > 0, i * 100000, i * 100000 + delay, CASE WHEN u % 10 = 0 THEN 'lost' ELSE 'delivered' END,
               CASE u % 20 WHEN 0 THEN 'packets_missing' WHEN 10 THEN 'no_packet_arrived' END, u % 10 > 0,
               CASE WHEN u % 10 > 0 THEN u % 7 END FROM d""")
    every = f"""WITH RECURSIVE k (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM k WHERE i < {LEARNERS * SAMPLES - 1}),
        d AS (SELECT i % {LEARNERS} AS learner, i / {LEARNERS} * {messages} * 1000 AS time,
                     abs(random()) % 1000 AS u FROM k)"""
    connection.execute(f"""{every} INSERT INTO evaluation (run_id, evaluated_ns, learner_id, version, cause, samples,
        loss, accuracy, distance) SELECT {run}, time, learner, 1, 'time', 100, 1.0 - u / 1e3, u / 1e3, 0.5 FROM d""")
    connection.execute(f"""{every} INSERT INTO staleness (run_id, sampled_ns, learner_id, mean, worst, since_fresh_ns)
        SELECT {run}, time, learner, u / 100.0, u / 50, u * 1000 FROM d""")
    connection.execute(f"""{every} INSERT INTO device_usage (run_id, sampled_ns, learner_id, sent_bytes,
        received_bytes, sent_packets, received_packets, transmit_ns, radio_j, compute_j)
        SELECT {run}, time, learner, time / 1000, time / 1000, time / 1000000, time / 1000000, time / 100, time / 1e9, time / 1e10 FROM d""")
    connection.execute(f"""{every} INSERT INTO staleness_sample (run_id, sampled_ns, mean, median, p95, p99, worst,
        worst_learner_id, mean_worst, mean_since_fresh_ns, longest_since_fresh_ns)
        SELECT {run}, time, 2, 1, 5, 9, 20, 3, 9, 1e9, 4000000000 FROM d WHERE learner = 0""")
    connection.commit()


def measure(trace: pathlib.Path, path: pathlib.Path, by: str) -> float:
    given = {":accuracy": "0.5", ":a": "big", ":b": "big"}
    given.update({":by": by} if by else {})
    options = [part for name, value in given.items() for part in ("-cmd", f".param set {name} {value}")]
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(["sqlite3", "-readonly", *options, trace, f".read {path}"], check=True, stdout=subprocess.DEVNULL)
    wall, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{path.stem:24} {by or '':10} {wall:6.2f} s wall {processor:6.2f} s processor", flush=True)
    return processor


def main() -> None:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder, "big.db")
        connection = make_empty(trace)
        connection.execute("PRAGMA synchronous = OFF")
        fill(connection, messages)
        connection.close()
        print(f"{messages} messages, {trace.stat().st_size / 1e6:.0f} MB")
        slow = 0
        for path in sorted((ROOT / "examples/analysis/queries").glob("*.sql")):
            for by in ("",) + CALLS.get(path.stem, ()):
                slow += measure(trace, path, by) > LIMIT
    sys.exit(slow > 0)


if __name__ == "__main__":
    main()
