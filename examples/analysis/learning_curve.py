#!/usr/bin/python3
"""Draw accuracy (in regression the loss) and staleness over time from a stardust trace.

    learning_curve.py TRACE [--run RUN_ID] [-o FIGURE.svg]

Needs matplotlib (Debian: python3-matplotlib).
"""
import argparse
import pathlib

from trace_file import OneLineParser, Trace, UserError, require, run_main

require("learning_curve.py", {"matplotlib": "python3-matplotlib"})

import matplotlib  # noqa: E402

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

# Colours that colour-blind readers tell apart (Okabe and Ito).
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#555555"


def draw_learning(axes, trace, summary):
    # A regression has no accuracy.
    what = "accuracy" if summary["mean_accuracy"] is not None else "loss"
    run = summary["run_id"]
    rows = trace.read(f"SELECT evaluated_ns / 1e9, learner_id, {what} FROM evaluation "
                      "WHERE run_id = ? AND cause = 'time' ORDER BY learner_id, evaluated_ns", run)
    for learner in sorted({row[1] for row in rows}):
        own = [row for row in rows if row[1] == learner]
        axes.plot([row[0] for row in own], [row[2] for row in own], color=BLUE, alpha=0.25,
                  linewidth=0.8)
    history = trace.read(f"SELECT evaluated_s, mean_{what} FROM accuracy_history "
                         "WHERE run_id = ? ORDER BY evaluated_s", run)
    axes.plot(*zip(*history), color=BLUE, linewidth=2.5, label="mean device, gossip")
    alone, pooled = summary[f"alone_{what}"], summary[f"pooled_{what}"]
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


def draw_staleness(axes, trace, summary):
    history = trace.read("SELECT sampled_s, mean_staleness FROM staleness_history "
                         "WHERE run_id = ? ORDER BY sampled_s", summary["run_id"])
    axes.plot(*zip(*history), color=BLUE, marker="o", markersize=3, label="at that moment")
    mean, ideal = summary["mean_staleness"], summary["ideal_staleness"]
    if mean is not None:
        axes.axhline(mean, color=GREY, linewidth=2, label="time average, exact")
    if ideal is not None:
        axes.axhline(ideal, color=GREEN, linestyle="--", label=r"ideal channel, $(r/\lambda) H_{n-1}$")
    axes.set(xlabel="simulated time, s", ylabel="staleness, versions", ylim=(0, None))
    axes.legend(loc="lower right", frameon=False)


def choose_run(trace, run):
    """Row of run_summary of a finished run, the last if none is asked for."""
    chosen = trace.read_dicts("SELECT * FROM run_summary WHERE status = 'finished' "
                              "AND run_id = coalesce(?, run_id) ORDER BY run_id DESC LIMIT 1", run)
    if not chosen:
        raise UserError(f"{trace.path}: no finished run"
                        + (f" with run_id {run}" if run is not None else ""))
    return chosen[0]


def draw(arguments):
    with Trace(arguments.trace) as trace:
        summary = choose_run(trace, arguments.run)
        finished = trace.read("SELECT count(*) FROM run WHERE status = 'finished'")[0][0]
        # The same trace gives the same bytes.
        plt.rcParams["svg.hashsalt"] = "stardust"
        figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), constrained_layout=True)
        draw_learning(left, trace, summary)
        draw_staleness(right, trace, summary)
    figure.suptitle(f"{summary['name']}: {summary['learners']} devices")
    try:
        figure.savefig(arguments.output, metadata={"Date": None})
    except OSError as error:
        raise UserError(f"-o {arguments.output}: cannot be written: {error.strerror}") from error
    print(f"{arguments.output}: run {summary['run_id']} ({summary['name']})"
          + (f" of {finished} finished runs; --run chooses, report.py shows them all" if finished > 1 else ""))


def main():
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", type=pathlib.Path)
    parser.add_argument("--run", type=int, help="run_id; the last finished run if not given")
    parser.add_argument("-o", "--output", default="learning_curve.svg")
    draw(parser.parse_args())


if __name__ == "__main__":
    run_main(main)
