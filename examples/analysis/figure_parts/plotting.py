"""What the figures share: runs by name, colours, points with error bars."""
import math

import matplotlib

from estimates import estimate
from trace_file import UserError

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402, F401  (for the others)

# Colours that colour-blind readers tell apart (Okabe and Ito).
BLUE, ORANGE, GREEN, PINK, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#555555"
SKY, YELLOW = "#56B4E9", "#E69F00"


def runs_of_kind(trace, kind, labels=3):
    """Finished runs named KIND/A/B/C, or as many labels: [(A, B, C, row of run_summary as a dict)]."""
    rows = trace.read_dicts("SELECT run_summary.*, rng_seed, rng_run FROM run_summary "
                            "JOIN run USING (run_id) WHERE run.status = 'finished' "
                            "AND run.name GLOB ? ORDER BY run_id", kind + "/*")
    found = {}
    for run in rows:
        parts = run["name"].split("/")
        if len(parts) == 1 + labels:
            # A run made again is no second repetition.
            found[run["name"], run["rng_seed"], run["rng_run"]] = (*parts[1:], run)
    return list(found.values())


def number(text, name):
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < math.inf:
        raise UserError(f"run {name}: {text} is no number above 0")
    return value


def plot_points(axes, points, colour, marker, label):
    """points: {x: [values]}; lower ends of bars stay on a logarithmic axis."""
    xs = sorted(points)
    means, widths, _ = zip(*(estimate(points[x]) for x in xs))
    lower = [min(width, 0.9 * mean) for mean, width in zip(means, widths)]
    axes.errorbar(xs, means, yerr=(lower, widths), color=colour, marker=marker, linestyle="none",
                  markersize=5, capsize=2.5, linewidth=1, label=label)


def connect_means(axes, points, colour):
    xs = sorted(points)
    axes.plot(xs, [estimate(points[x]).mean for x in xs], color=colour, linewidth=1, zorder=1)
