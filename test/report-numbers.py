#!/usr/bin/env python3
"""What the report says, held against SQL, closed forms and tables; and what damaged files make of it.

    report-numbers.py TRACE [FLIPS]

TRACE has finished runs over Wi-Fi with places of the devices. FLIPS damaged copies of it are read.
"""
import argparse
import pathlib
import random
import sys
import tempfile

ANALYSIS = pathlib.Path(__file__).resolve().parent.parent / "examples" / "analysis"
sys.path.insert(0, str(ANALYSIS))

import estimates  # noqa: E402
import report  # noqa: E402
from report_parts import learning, run_choice  # noqa: E402
from trace_file import Trace, UserError  # noqa: E402

failed = 0


def expect(right, text):
    global failed
    if not right:
        failed += 1
        print(f"FAIL: {text}")


def close(a, b, tolerance):
    return abs(a - b) <= tolerance * max(abs(a), abs(b), 1e-300)


def check_estimates():
    # Tables of Student's t; between whole degrees of freedom between its neighbours.
    for freedom, value in ((1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (9, 2.2622), (29, 2.0452)):
        expect(close(estimates.student_quantile(freedom), value, 0.002), f"t quantile for {freedom}")
    expect(4.3027 < estimates.student_quantile(1.5) < 12.7062, "t quantile for 1.5")
    # 1, 2, 3: mean 2, deviation 1.
    found = estimates.estimate([1, 2, 3])
    expect(found.mean == 2 and close(found.half_width, 4.3027 / 3 ** 0.5, 0.002), f"estimate {found}")
    # Welch's statistic of equal sizes and variances has n1 + n2 - 2 degrees of freedom.
    found = estimates.difference([1, 2, 3], [5, 6, 7])
    expect(found.mean == 4 and close(found.half_width, 2.7764 * (2 / 3) ** 0.5, 0.002), f"difference {found}")
    # Wilson's interval of 10 out of 100, and of none out of 10 (Newcombe 1998).
    low, high = estimates.wilson(10, 100)
    expect(close(low, 0.0552, 0.002) and close(high, 0.1744, 0.002), f"Wilson {low} {high}")
    low, high = estimates.wilson(0, 10)
    expect(low == 0 and close(high, 0.2775, 0.002), f"Wilson of none {low} {high}")


def check_messages(trace, run):
    """The scan's counts against grouping in SQL."""
    positions = report.read_positions(trace, run)
    counts = report.scan_messages(trace, run, positions)
    one = "FROM model_message WHERE run_id = ?"
    for outcome in ("delivered", "lost", "in_flight"):
        expect(counts.total(outcome) == run[f"messages_{outcome}"], f"{outcome}: {counts.total(outcome)}")
    expect(counts.bytes_by_time.sum() == run["bytes_sent"], "bytes")
    for sender, receiver, sent, delivered, age in trace.read(
            f"SELECT sender_id, receiver_id, sum(outcome <> 'in_flight'), sum(outcome = 'delivered'), "
            f"total(staleness) {one} GROUP BY 1, 2", run.id):
        expect(counts.link_concluded[:, sender, receiver].sum() == sent, f"link {sender} {receiver}")
        expect(counts.link_delivered[:, sender, receiver].sum() == delivered, f"link {sender} {receiver}")
        expect(counts.link_age[sender, receiver] == age, f"age over {sender} {receiver}")
    for device, delivered in trace.read(f"SELECT receiver_id, sum(outcome = 'delivered') {one} GROUP BY 1", run.id):
        expect(counts.delivered_to[device] == delivered, f"delivered to {device}")
    delays = [row[0] for row in trace.read(f"SELECT (concluded_ns - sent_ns) / 1e9 AS d {one} "
                                           "AND outcome = 'delivered' ORDER BY d", run.id)]
    for share in (0.5, 0.95, 0.99):
        exact = delays[max(0, -int(-share * len(delays) // 1) - 1)]
        expect(close(counts.delay_quantile(share), exact, 0.0125), f"quantile {share} of the delay")
    # Distances of devices that stand still, by a join.
    width = counts.distance_edges_m[1]
    for place, delivered, concluded in trace.read(
            "SELECT min(11, cast(sqrt((a.x_m - b.x_m) * (a.x_m - b.x_m) + (a.y_m - b.y_m) * (a.y_m - b.y_m)) / ? "
            "AS INTEGER)), sum(outcome = 'delivered'), sum(outcome <> 'in_flight') FROM model_message AS m "
            "JOIN learner AS a ON a.run_id = m.run_id AND a.learner_id = sender_id "
            "JOIN learner AS b ON b.run_id = m.run_id AND b.learner_id = receiver_id WHERE m.run_id = ? GROUP BY 1",
            width, run.id):
        expect(list(counts.by_distance[place]) == [delivered, concluded], f"distance bin {place}")


def check_scores(trace, run):
    spread = learning.read_spread(trace, run, "accuracy")
    last = sorted(row[0] for row in trace.read(
        "SELECT accuracy FROM evaluation WHERE run_id = ? AND evaluated_ns = ? AND cause = 'time'",
        run.id, run["last_evaluated_ns"]))
    row = spread.iloc[-1]
    expect(close(row["mean"], sum(last) / len(last), 1e-12), "mean accuracy")
    expect((row["least"], row["largest"]) == (last[0], last[-1]), "extremes of the accuracy")
    expect(row["p90"] == last[-(-9 * len(last) // 10) - 1], "90 % of the devices")


def check_choice(trace):
    groups = run_choice.choose_groups(trace, None, [])
    expect(len(groups) == 1 and len(groups[0].runs) >= 2, "repetitions belong together")
    expect(run_choice.parse_ids("1,3,5-7") == [1, 3, 5, 6, 7], "ids")
    for words in ("", "1,", "x", "1--2", "-1", "1-2-3", "1.5"):
        expect(run_choice.parse_ids(words) is None, f"'{words}' is no list of ids")


def check_damage(path, flips):
    """A report or a UserError, whatever bytes are flipped; never another exception."""
    whole = path.read_bytes()
    arguments = argparse.Namespace(run=None, compare=[])
    outcomes = {"report": 0, "refused": 0}
    with tempfile.TemporaryDirectory() as folder:
        damaged = pathlib.Path(folder) / "damaged.db"
        for seed in range(flips):
            source = random.Random(seed)
            content = bytearray(whole)
            for _ in range(source.choice((1, 4, 40, 400))):
                content[source.randrange(len(content))] ^= 1 << source.randrange(8)
            damaged.write_bytes(content)
            try:
                with Trace(damaged) as trace:
                    report.build_checked(trace, arguments)
                outcomes["report"] += 1
            except UserError as error:
                outcomes["refused"] += 1
                expect("\n" not in str(error), f"seed {seed}: more than a line: {error}")
            except Exception as error:  # pylint: disable=broad-except
                expect(False, f"seed {seed}: {type(error).__name__}: {error}")
    print(f"damaged files: {outcomes['report']} reports, {outcomes['refused']} refused")


def main():
    path = pathlib.Path(sys.argv[1])
    check_estimates()
    with Trace(path) as trace:
        run = run_choice.choose_groups(trace, None, [])[0].detailed
        check_messages(trace, run)
        check_scores(trace, run)
        check_choice(trace)
    check_damage(path, int(sys.argv[2]) if len(sys.argv) > 2 else 100)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
