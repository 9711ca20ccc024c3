"""Accuracy of algorithms against what it cost."""
import bisect
from collections import defaultdict

from estimates import estimate

from .plotting import BLUE, GREEN, GREY, ORANGE, PINK, SKY, YELLOW, plt, runs_of_kind

# Rows of the figure; plain gossip is in each of them.
PLAIN = "pairwise"
FAMILIES = {"one-way gossip": ["metropolis", "staleness", "buffered", "variance-corrected", "push-sum",
                               "tokens", "opportunistic"],
            "exchanges and others": ["pull", "push-pull", "ad-psgd", "epidemic", "draco", "stardust"],
            "rounds": ["d-psgd", "gradient-tracking", "savic", "choco", "ada-gossip"],
            "a server": ["fed-avg", "fed-pbc", "fed-async"]}
STYLES = [(BLUE, "-", "o"), (ORANGE, "-", "s"), (GREEN, "-", "^"), (PINK, "-", "D"), (SKY, "--", "v"),
          (YELLOW, "--", "P"), (GREY, "--", "X")]
COSTS = [("simulated time, s", "linear"), ("sent by all devices, MB", "log"),
         ("drawn by a device, J", "linear")]


def read_curve(trace, run):
    """A run's accuracy against each of COSTS: [(s, MB, J, accuracy)], in the order of time."""
    return trace.read(
        "SELECT evaluated_s - (SELECT ready_ns / 1e9 FROM run WHERE run_id = ?1), sent_bytes / 1e6, "
        "(coalesce(radio_j, 0) + coalesce(compute_j, 0)) / ?2, mean_accuracy "
        "FROM (SELECT * FROM accuracy_history WHERE run_id = ?1) "
        "JOIN (SELECT * FROM usage_history WHERE run_id = ?1) ON evaluated_s = sampled_s "
        "WHERE mean_accuracy IS NOT NULL ORDER BY evaluated_s", run["run_id"], run["learners"])


def interpolate(xs, ys, x):
    """y at x, on straight lines between points; xs rise and hold x between them."""
    right = min(max(bisect.bisect_left(xs, x), 1), len(xs) - 1)
    left = right - 1
    if xs[right] == xs[left]:
        return ys[right]
    share = (x - xs[left]) / (xs[right] - xs[left])
    return ys[left] + share * (ys[right] - ys[left])


def make_band(curves, cost, scale, steps=20):
    """Estimates of accuracy on a grid of costs that all runs have reached: [(x, Estimate)]."""
    runs = [([point[cost] for point in curve], [point[3] for point in curve]) for curve in curves]
    least = max(next(x for x in xs if x > 0 or scale == "linear") for xs, _ in runs)
    most = min(xs[-1] for xs, _ in runs)
    if not least < most:
        return []
    grid = [least * (most / least) ** (k / steps) if scale == "log"
            else least + (most - least) * k / steps for k in range(steps)] + [most]
    return [(x, estimate([interpolate(xs, ys, x) for xs, ys in runs])) for x in grid]


def draw_band(axes, band, style, label):
    colour, line, marker = style
    xs = [x for x, _ in band]
    means = [value.mean for _, value in band]
    axes.plot(xs, means, color=colour, linestyle=line, linewidth=1.3, marker=marker, markersize=4,
              markevery=5, label=label)
    if any(value.half_width for _, value in band):
        axes.fill_between(xs, [max(0, value.mean - value.half_width) for _, value in band],
                          [min(1, value.mean + value.half_width) for _, value in band],
                          color=colour, alpha=0.15, linewidth=0)


def group_algorithms(names):
    """Which algorithms of a trace share a row: [(family, [algorithm])]."""
    known = {name for family in FAMILIES.values() for name in family} | {PLAIN}
    rest = sorted(set(names) - known)
    groups = [(family, [name for name in members if name in names])
              for family, members in FAMILIES.items()]
    groups += [("others", rest[k:k + len(STYLES)]) for k in range(0, len(rest), len(STYLES))]
    return [group for group in groups if group[1]] or [("gossip", [])]


def draw_baselines(axes, summaries):
    for column, line, label in (("pooled_accuracy", "--", "all data in one place"),
                                ("alone_accuracy", ":", "each alone")):
        values = [run[column] for run in summaries if run[column] is not None]
        if values:
            axes.axhline(estimate(values).mean, color="black", linestyle=line, linewidth=0.8, label=label)


def draw_comparison(trace):
    curves = defaultdict(list)
    summaries = []
    for name, run in runs_of_kind(trace, "comparison", 1):
        curve = read_curve(trace, run)
        if len(curve) > 1 and curve[-1][1]:
            curves[name].append(curve)
            summaries.append(run)
    if not curves:
        return None
    groups = group_algorithms(curves)
    figure, rows = plt.subplots(len(groups), len(COSTS), squeeze=False, sharex="col", sharey=True,
                                figsize=(12.5, 0.6 + 2.5 * len(groups)), constrained_layout=True)
    for row, (family, members) in zip(rows, groups):
        plain = [(PLAIN, ("black", "-", None))] if PLAIN in curves else []
        for cost, (_, scale) in enumerate(COSTS):
            axes = row[cost]
            for name, style in plain + list(zip(members, STYLES)):
                draw_band(axes, make_band(curves[name], cost, scale), style, name)
            draw_baselines(axes, summaries)
            axes.set(xscale=scale, ylim=(0, 1))
            axes.minorticks_off()
            axes.grid(True, linewidth=0.3, alpha=0.6)
        row[0].set_ylabel(f"{family}\naccuracy, mean device")
        row[-1].legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    for axes, (label, _) in zip(rows[-1], COSTS):
        axes.set_xlabel(label)
    return figure
