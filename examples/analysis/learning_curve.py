#!/usr/bin/env python3
"""Draw accuracy (in regression the loss) and staleness over time from a stardust trace.

    learning_curve.py TRACE [--run RUN_ID] [-o FIGURE.svg]

Needs matplotlib (Debian: python3-matplotlib).
"""
import argparse
import sqlite3
import sys

try:
    import matplotlib
except ImportError:
    sys.exit("learning_curve.py: needs matplotlib: apt-get install python3-matplotlib")

matplotlib.use("svg")
import matplotlib.pyplot as plt

# Colours that colour-blind readers tell apart (Okabe and Ito).
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#555555"


def read(trace, sql, *values):
    """All rows of a query, read-only; exit with one line if that is not possible."""
    try:
        with sqlite3.connect(f"file:{trace}?mode=ro", uri=True) as connection:
            return connection.execute(sql, values).fetchall()
    except sqlite3.Error as error:
        sys.exit(f"{trace}: cannot be read as a stardust trace: {error}")


def draw_learning(axes, trace, run, summary):
    # A regression has no accuracy.
    what = "accuracy" if summary[7] is not None else "loss"
    rows = read(trace, f"SELECT evaluated_ns / 1e9, learner_id, {what} FROM evaluation "
                       "WHERE run_id = ? AND cause = 'time' ORDER BY learner_id, evaluated_ns", run)
    for learner in sorted({row[1] for row in rows}):
        own = [row for row in rows if row[1] == learner]
        axes.plot([row[0] for row in own], [row[2] for row in own], color=BLUE, alpha=0.25,
                  linewidth=0.8)
    history = read(trace, f"SELECT evaluated_s, mean_{what} FROM accuracy_history "
                          "WHERE run_id = ? ORDER BY evaluated_s", run)
    axes.plot(*zip(*history), color=BLUE, linewidth=2.5, label="mean device, gossip")
    alone, pooled = summary[2:4] if what == "accuracy" else summary[8:10]
    if pooled is not None:
        axes.axhline(pooled, color=GREEN, linestyle="--", label="all data in one place")
    if alone is not None:
        axes.axhline(alone, color=ORANGE, linestyle=":", linewidth=2, label="every device alone")
    axes.set(xlabel="simulated time, s", ylabel=f"test {what}")
    if what == "accuracy":
        axes.set_ylim(0, 1)
    else:
        axes.set_yscale("log")
    axes.legend(loc="lower right" if what == "accuracy" else "upper right", frameon=False)


def draw_staleness(axes, trace, run, summary):
    history = read(trace, "SELECT sampled_s, mean_staleness FROM staleness_history "
                          "WHERE run_id = ? ORDER BY sampled_s", run)
    axes.plot(*zip(*history), color=BLUE, marker="o", markersize=3, label="at that moment")
    mean, ideal = summary[4], summary[5]
    if mean is not None:
        axes.axhline(mean, color=GREY, linewidth=2, label="time average, exact")
    if ideal is not None:
        axes.axhline(ideal, color=GREEN, linestyle="--", label=r"ideal channel, $(r/\lambda) H_{n-1}$")
    axes.set(xlabel="simulated time, s", ylabel="staleness, versions", ylim=(0, None))
    axes.legend(loc="lower right", frameon=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace")
    parser.add_argument("--run", type=int, help="run_id; the last finished run if not given")
    parser.add_argument("-o", "--output", default="learning_curve.svg")
    arguments = parser.parse_args()
    chosen = read(arguments.trace,
                  "SELECT run_id, learners, alone_accuracy, pooled_accuracy, mean_staleness, "
                  "ideal_staleness, name, mean_accuracy, alone_loss, pooled_loss FROM run_summary WHERE status = 'finished' "
                  "AND run_id = coalesce(?, run_id) ORDER BY run_id DESC LIMIT 1", arguments.run)
    if not chosen:
        sys.exit(f"{arguments.trace}: no finished run" +
                 (f" with run_id {arguments.run}" if arguments.run else ""))
    summary = chosen[0]
    # The same trace gives the same bytes.
    plt.rcParams["svg.hashsalt"] = "stardust"
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), constrained_layout=True)
    draw_learning(left, arguments.trace, summary[0], summary)
    draw_staleness(right, arguments.trace, summary[0], summary)
    figure.suptitle(f"{summary[6]}: {summary[1]} devices")
    figure.savefig(arguments.output, metadata={"Date": None})


if __name__ == "__main__":
    main()
