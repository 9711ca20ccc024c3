"""Staleness and loss against the number of devices, and against the gossip rate on a radio."""
import math
from collections import defaultdict

import matplotlib.ticker

from estimates import estimate

from .plotting import BLUE, GREEN, GREY, ORANGE, PINK, number, plot_points, plt, runs_of_kind

SCALINGS = {"constant": (r"$\lambda = 1$", ORANGE, "o"),
            "log": (r"$\lambda = \ln n$", BLUE, "s"),
            "linear": (r"$\lambda = n$", GREEN, "^")}
RATES = {"constant": lambda n: 1, "log": math.log, "linear": lambda n: n}
SCHEMES = {"uniform": "uniform gossip",
           "opportunistic": "opportunistic, a message tells\nthe newest update alone",
           "opportunistic-all": "opportunistic, a message tells\nall that is known"}


def harmonic(m):
    return math.fsum(1 / k for k in range(1, m + 1))


def theory(scheme, scaling, n):
    """Expected staleness at one update a second; None where there is no theory."""
    rate = RATES[scaling](n)
    return {"uniform": harmonic(n - 1) / rate, "opportunistic": (n - 1) / rate}.get(scheme)


def draw_theory(axes, scheme, scaling, sizes, colour):
    if theory(scheme, scaling, 2) is None:
        return
    steps = 24
    least, most = math.log(min(sizes)), math.log(max(sizes))
    grid = sorted({round(math.exp(least + (most - least) * k / steps)) for k in range(steps + 1)})
    axes.plot(grid, [theory(scheme, scaling, n) for n in grid], color=colour, linewidth=1.2,
              zorder=1)


def mark_decades(axes):
    """A tick and a line at each power of ten; ticks in between would be half of the file."""
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(matplotlib.ticker.LogLocator(numticks=30))
    axes.minorticks_off()
    axes.grid(True, linewidth=0.3, alpha=0.6)


def draw_scaling(trace):
    points = defaultdict(lambda: defaultdict(list))
    for scheme, scaling, n, run in runs_of_kind(trace, "scaling"):
        if scheme in SCHEMES and scaling in SCALINGS and run["mean_staleness"] is not None:
            points[scheme, scaling][int(number(n, run["name"]))].append(run["mean_staleness"])
    if not points:
        return None
    sizes = {n for curve in points.values() for n in curve}
    schemes = [scheme for scheme in SCHEMES if any(key[0] == scheme for key in points)]
    figure, row = plt.subplots(1, len(schemes), figsize=(3.6 * len(schemes), 3.9), squeeze=False,
                               sharey=True, constrained_layout=True)
    for axes, scheme in zip(row[0], schemes):
        for scaling, (label, colour, marker) in SCALINGS.items():
            if (scheme, scaling) in points:
                draw_theory(axes, scheme, scaling, sizes, colour)
                plot_points(axes, points[scheme, scaling], colour, marker, label)
        axes.set(xscale="log", yscale="log", xlabel="devices $n$")
        axes.set_title(SCHEMES[scheme], fontsize=10)
        mark_decades(axes)
    row[0][0].set_ylabel("staleness, versions")
    row[0][0].plot([], [], color=GREY, linewidth=1.2, label="theory")
    row[0][0].legend(frameon=False, fontsize=9)
    return figure


def read_history(trace, run):
    return trace.read("SELECT evaluated_s, mean_loss FROM accuracy_history WHERE run_id = ? "
                      "AND mean_loss IS NOT NULL ORDER BY evaluated_s", run["run_id"])


def draw_learning(trace):
    histories = {}
    for task, scaling, n, run in runs_of_kind(trace, "learning"):
        history = read_history(trace, run)
        if history:
            histories[task, int(number(n, run["name"])), scaling] = history
    if not histories:
        return None
    tasks = sorted({key[0] for key in histories})
    sizes = sorted({key[1] for key in histories})
    figure, rows = plt.subplots(len(tasks), len(sizes), squeeze=False, sharex=True, sharey="row",
                                figsize=(1 + 2.9 * len(sizes), 0.6 + 2.5 * len(tasks)),
                                constrained_layout=True)
    for row, task in zip(rows, tasks):
        for axes, n in zip(row, sizes):
            draw_losses(axes, histories, task, n)
            axes.set_title(f"{task}, $n = {n}$", fontsize=10)
        row[0].set_ylabel("loss, mean device")
    for axes in rows[-1]:
        axes.set_xlabel("simulated time, s")
    rows[0][-1].legend(frameon=False, fontsize=9)
    return figure


def draw_losses(axes, histories, task, n):
    for scaling, (label, colour, _) in SCALINGS.items():
        if (task, n, scaling) in histories:
            axes.plot(*zip(*histories[task, n, scaling]), color=colour, linewidth=1.4, label=label)
    if (task, n, "pooled") in histories:
        axes.plot(*zip(*histories[task, n, "pooled"]), color=GREY, linestyle="--", linewidth=1.2,
                  label="all data in one place")
    axes.grid(True, linewidth=0.3, alpha=0.6)


def draw_price(trace):
    points = defaultdict(lambda: defaultdict(list))
    ideal = defaultdict(dict)
    for size, n, rate, run in runs_of_kind(trace, "radio-price"):
        if run["mean_staleness"] is not None:
            name = run["name"]
            curve = int(number(size, name)), int(number(n, name))
            points[curve][number(rate, name)].append(run["mean_staleness"])
            if run["ideal_staleness"] is not None:
                ideal[curve[1]][number(rate, name)] = run["ideal_staleness"]
    if not points:
        return None
    model_sizes = sorted({size for size, _ in points})
    counts = sorted({n for _, n in points})
    figure, row = plt.subplots(1, len(model_sizes), squeeze=False, sharey=True,
                               figsize=(1 + 3.4 * len(model_sizes), 3.9), constrained_layout=True)
    colours = [ORANGE, BLUE, GREEN, PINK, GREY]
    for axes, size in zip(row[0], model_sizes):
        for k, n in enumerate(counts):
            if (size, n) in points:
                draw_price_curve(axes, points[size, n], ideal[n], colours[k % len(colours)], n)
        axes.set(xscale="log", yscale="log", xlabel="messages a second of each device")
        axes.set_title(f"models of {size} bytes", fontsize=10)
        axes.grid(True, linewidth=0.3, alpha=0.6)
    row[0][0].set_ylabel("staleness, versions")
    row[0][-1].plot([], [], color=GREY, linestyle="--", linewidth=1, label="ideal channel")
    row[0][-1].plot([], [], color=GREY, marker="*", markersize=12, linestyle="none",
                    label="best rate")
    row[0][-1].legend(frameon=False, fontsize=9)
    return figure


def draw_price_curve(axes, curve, ideal, colour, n):
    rates = sorted(curve)
    means = {rate: estimate(curve[rate]).mean for rate in rates}
    plot_points(axes, curve, colour, "o", f"$n = {n}$")
    axes.plot(rates, [means[rate] for rate in rates], color=colour, linewidth=1)
    if ideal:
        axes.plot(*zip(*sorted(ideal.items())), color=colour, linestyle="--", linewidth=1)
    best = min(rates, key=means.get)
    axes.plot([best], [means[best]], color=colour, marker="*", markersize=14, linestyle="none",
              zorder=3)
