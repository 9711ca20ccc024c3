"""A trace small enough to be worked out by hand, in the schema of the module."""
import pathlib
import sqlite3

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECOND = 1_000_000_000


def make_empty(path: pathlib.Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.executescript((ROOT / "model/trace/trace-schema.sql").read_text())
    return connection


def insert(connection: sqlite3.Connection, table: str, **columns) -> int:
    return connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) "
                              f"VALUES ({', '.join('?' * len(columns))})",
                              tuple(columns.values())).lastrowid


def insert_run(connection: sqlite3.Connection, name: str, learners: int, **columns) -> int:
    known = dict(name=name, status="finished", started_at="2026-01-01T00:00:00Z", command_line="./x",
                 parameters="{}", module_version="0.1", build_type="release", rng_seed=1, rng_run=1,
                 learners=learners, graph="complete", detail="all", tracked_sources=learners,
                 coordination="none", ready_ns=0, warm_up_ns=0)
    return insert(connection, "run", **{**known, **columns})


def insert_messages(connection: sqlite3.Connection, run: int) -> None:
    """sender, receiver, payload, sent s, concluded s, outcome, reason, arrived of 2, staleness."""
    rows = [(0, 1, 100, 1.0, 1.1, "delivered", None, 2, 0), (0, 1, 100, 2.0, 2.3, "delivered", None, 2, 1),
            (0, 1, 100, 3.0, 8.0, "lost", "packets_missing", 1, None),
            (0, 1, 100, 4.0, 4.2, "delivered", None, 2, 3), (1, 0, 100, 2.5, 2.6, "delivered", None, 2, 0),
            (1, 2, 200, 5.0, 10.0, "lost", "no_packet_arrived", 0, None),
            (1, 2, 200, 6.0, 6.4, "delivered", None, 2, 2), (2, 0, 200, 6.5, 6.6, "expired", "too_late", 2, None),
            (2, 1, 200, 7.0, 7.5, "rejected", "refused", 2, None), (2, 1, 200, 8.0, 8.9, "delivered", None, 2, 1),
            (2, 0, 200, 9.9, None, "in_flight", None, 0, None)]
    sequences = {}
    for sender, receiver, payload, sent, concluded, outcome, reason, arrived, staleness in rows:
        sequences[sender] = sequences.get(sender, -1) + 1
        insert(connection, "model_message", run_id=run, sender_id=sender, sequence=sequences[sender],
               receiver_id=receiver, sender_version=1, payload_bytes=payload, bytes=payload + 20, packets=2,
               packets_arrived=arrived, sent_ns=round(sent * SECOND),
               concluded_ns=None if concluded is None else round(concluded * SECOND), outcome=outcome,
               reason=reason, fraction=float(outcome == "delivered"), staleness=staleness)


def insert_scores(connection: sqlite3.Connection, run: int, scores: dict) -> None:
    """scores: accuracies by time, s; the loss is 1 less the accuracy."""
    for seconds, accuracies in scores.items():
        for learner, accuracy in enumerate(accuracies):
            insert(connection, "evaluation", run_id=run, evaluated_ns=seconds * SECOND, learner_id=learner,
                   version=seconds, cause="time", samples=10, loss=1 - accuracy, accuracy=accuracy,
                   distance=0.5)
    connection.execute("UPDATE run SET last_evaluated_ns = ? WHERE run_id = ?", (max(scores) * SECOND, run))


def make_small(path: pathlib.Path) -> None:
    """Run 1: three devices in a row of 3 m and 4 m; runs 2 to 6: two sets to compare."""
    connection = make_empty(path)
    run = insert_run(connection, "small", 3, ready_ns=SECOND // 2, warm_up_ns=2 * SECOND,
                     simulated_ns=10 * SECOND, messages_sent=11, messages_delivered=6, messages_lost=2,
                     messages_expired=1, messages_rejected=1, messages_in_flight=1, bytes_sent=1820,
                     mean_staleness=1.5, ideal_staleness=1.25, local_updates=9, wall_s=0.1)
    places = [(0, 0, 1.0, 2.0), (3, 0, 2.0, 1.0), (3, 4, 3.0, 0.0)]
    for learner, (x, y, held, source) in enumerate(places):
        insert(connection, "learner", run_id=run, learner_id=learner, node_id=learner + 7, samples=10,
               parameters=5, x_m=x, y_m=y, z_m=0, held_staleness=held, source_staleness=source)
    insert_messages(connection, run)
    insert_scores(connection, run, {0: [0.1, 0.1, 0.1], 5: [0.2, 0.4, 0.6], 10: [0.5, 0.6, 0.7]})
    # One that a version has caused counts nowhere.
    insert(connection, "evaluation", run_id=run, evaluated_ns=3 * SECOND, learner_id=0, version=2,
           cause="version", samples=10, loss=0.0, accuracy=1.0)
    for seconds in (0, 5, 10):
        for learner in range(3):
            insert(connection, "staleness", run_id=run, sampled_ns=seconds * SECOND, learner_id=learner,
                   mean=learner * seconds / 10, worst=learner * seconds // 5,
                   since_fresh_ns=(learner + 1) * seconds * SECOND // 10)
            insert(connection, "device_usage", run_id=run, sampled_ns=seconds * SECOND, learner_id=learner,
                   sent_bytes=seconds * 10 * (learner + 1), received_bytes=seconds,
                   sent_packets=seconds, received_packets=seconds, transmit_ns=seconds * 10 ** 6,
                   radio_j=seconds * 0.5, compute_j=None if learner == 0 else 1.0)
        insert(connection, "staleness_sample", run_id=run, sampled_ns=seconds * SECOND, mean=seconds / 10, median=1,
               p95=2, p99=2, worst=4, worst_learner_id=2, mean_worst=2, mean_since_fresh_ns=SECOND,
               longest_since_fresh_ns=3 * SECOND)
    insert(connection, "flow", run_id=run, flow_id=1, source_address="10.0.0.1", source_port=4000,
           destination_address="10.0.0.2", destination_port=4000, protocol=17, sender_id=0, receiver_id=1,
           packets_sent=8, bytes_sent=592, packets_received=7, bytes_received=518, packets_lost=1,
           packets_dropped=0, forwardings=7, delay_sum_ns=7 * SECOND, jitter_sum_ns=3 * SECOND,
           first_sent_ns=SECOND, last_sent_ns=4 * SECOND, first_received_ns=2 * SECOND,
           last_received_ns=5 * SECOND)
    for name, accuracies in (("set/a", (0.5, 0.6)), ("set/b", (0.7, 0.8, 0.75))):
        for number, accuracy in enumerate(accuracies):
            other = insert_run(connection, name, 2, rng_run=number + 1, simulated_ns=10 * SECOND,
                               messages_sent=100, messages_delivered=80 + number, bytes_sent=4 * 10 ** 9 + number,
                               mean_staleness=2.0)
            for learner in range(2):
                insert(connection, "learner", run_id=other, learner_id=learner, node_id=learner, samples=1,
                       parameters=1)
            insert_scores(connection, other, {0: [0.1, 0.1], 10: [accuracy - 0.1, accuracy + 0.1]})
    # Neither counts in a comparison.
    insert_run(connection, "set/a", 2, status="failed", mean_staleness=99)
    connection.commit()
    connection.close()
