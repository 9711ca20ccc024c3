#!/usr/bin/python3
"""Draw the figures that a stardust trace has the runs for, each as PDF and SVG.

    figures.py TRACE [--output DIR]

scaling           staleness against the number of devices, beside theory
                  (runs named scaling/SCHEME/SCALING/N, from stardust-scaling)
scaling-learning  loss against time under three gossip rates
                  (learning/TASK/SCALING/N and learning/TASK/pooled/N, likewise)
radio-price       staleness against the gossip rate on a real channel
                  (radio-price/BYTES/N/RATE)
draco             accuracy, and messages taken, against DRACO's limit of receptions and
                  against the deadline (draco/NETWORK/limit|deadline/VALUE, from draco-runs.sh)
server-bias       where FedPBC and FedAvg end, if half of the clients are heard less, beside
                  theory (bias/RULE/CLIENTS/CHANCE, from bias-runs.sh)
ablation          accuracy against the step size under each of STARDUST's rules
                  (ablation/RULE/step/SIZE, from ablation-runs.sh)

Runs of one name are repetitions: a point is their mean, an error bar its 95 %
confidence interval. The same trace gives the same bytes. Needs matplotlib
(Debian: python3-matplotlib).
"""
import argparse
import math
import pathlib
from collections import defaultdict

from estimates import estimate
from trace_file import OneLineParser, Trace, UserError, require, run_main

require("figures.py", {"matplotlib": "python3-matplotlib"})

import matplotlib  # noqa: E402

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
import matplotlib.ticker  # noqa: E402

# Colours that colour-blind readers tell apart (Okabe and Ito).
BLUE, ORANGE, GREEN, PINK, GREY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#555555"
SCALINGS = {"constant": (r"$\lambda = 1$", ORANGE, "o"),
            "log": (r"$\lambda = \ln n$", BLUE, "s"),
            "linear": (r"$\lambda = n$", GREEN, "^")}
RATES = {"constant": lambda n: 1, "log": math.log, "linear": lambda n: n}
SCHEMES = {"uniform": "uniform gossip",
           "opportunistic": "opportunistic, a message tells\nthe newest update alone",
           "opportunistic-all": "opportunistic, a message tells\nall that is known"}


def runs_of_kind(trace, kind):
    """Finished runs named KIND/A/B/C: [(A, B, C, row of run_summary as a dict)]."""
    rows = trace.read_dicts("SELECT run_summary.*, rng_seed, rng_run FROM run_summary "
                            "JOIN run USING (run_id) WHERE run.status = 'finished' "
                            "AND run.name GLOB ? ORDER BY run_id", kind + "/*")
    found = {}
    for run in rows:
        parts = run["name"].split("/")
        if len(parts) == 4:
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


def harmonic(m):
    return math.fsum(1 / k for k in range(1, m + 1))


def plot_points(axes, points, colour, marker, label):
    """points: {x: [values]}; lower ends of bars stay on a logarithmic axis."""
    xs = sorted(points)
    means, widths, _ = zip(*(estimate(points[x]) for x in xs))
    lower = [min(width, 0.9 * mean) for mean, width in zip(means, widths)]
    axes.errorbar(xs, means, yerr=(lower, widths), color=colour, marker=marker, linestyle="none",
                  markersize=5, capsize=2.5, linewidth=1, label=label)


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


DRACO_NETWORKS = {"sinr": "SINR channel", "wifi": "Wi-Fi broadcast"}
DRACO_AXES = {"limit": r"receptions a period, $\psi$", "deadline": "deadline, s"}


def draw_draco(trace):
    points = defaultdict(lambda: defaultdict(list))
    for network, kind, value, run in runs_of_kind(trace, "draco"):
        if kind in DRACO_AXES and run["mean_accuracy"] is not None:
            points[kind, network][number(value, run["name"])].append(run)
    if not points:
        return None
    kinds = [kind for kind in DRACO_AXES if any(key[0] == kind for key in points)]
    networks = sorted({network for _, network in points})
    figure, rows = plt.subplots(2, len(kinds), squeeze=False, sharex="col", sharey="row",
                                figsize=(1 + 3.4 * len(kinds), 5.4), constrained_layout=True)
    for column, kind in enumerate(kinds):
        for network, colour, marker in zip(networks, [BLUE, ORANGE, GREEN, PINK, GREY], "os^Dv"):
            curve = points.get((kind, network), {})
            if curve:
                draw_draco_curve(rows[:, column], curve, colour, marker,
                                 DRACO_NETWORKS.get(network, network))
        # Nothing may arrive in time.
        rows[1][column].set_yscale("symlog", linthresh=10)
        rows[1][column].set(xscale="log", xlabel=DRACO_AXES[kind], ylim=(0, None))
    rows[0][0].set_ylabel("accuracy, mean device")
    rows[1][0].set_ylabel("messages taken, each device")
    rows[0][0].legend(frameon=False, fontsize=9)
    return figure


def connect_means(axes, points, colour):
    xs = sorted(points)
    axes.plot(xs, [estimate(points[x]).mean for x in xs], color=colour, linewidth=1, zorder=1)


def draw_draco_curve(column, curve, colour, marker, label):
    for axes, measure in zip(column, (lambda run: run["mean_accuracy"],
                                      lambda run: run["messages_delivered"] / run["learners"])):
        points = {x: [measure(run) for run in runs] for x, runs in curve.items()}
        plot_points(axes, points, colour, marker, label)
        connect_means(axes, points, colour)
        axes.grid(True, linewidth=0.3, alpha=0.6)


BIAS_RULES = {"active": ("FedAvg, over the active", ORANGE, "s"),
              "all": ("FedAvg, over all", GREEN, "^"),
              "known": ("FedAvg, known chances", PINK, "D"),
              "pbc": ("FedPBC, mean of the clients", BLUE, "o")}
OFTEN = 0.9  # chance of the clients that pull to 0
SETTLED = 0.2  # share of the run after which models move around where they end


def bias_theory(rule, clients, chance):
    """Where the rule ends if half of the clients pull to 0, half to 1."""
    half = clients // 2
    if rule == "all":
        return chance / (OFTEN + chance)
    if rule != "active":
        return 0.5

    def heard(k, p):
        return math.comb(half, k) * p ** k * (1 - p) ** (half - k)

    mean = math.fsum(heard(a, OFTEN) * heard(b, chance) * b / (a + b)
                     for a in range(half + 1) for b in range(half + 1) if a + b)
    return mean / (1 - heard(0, OFTEN) * heard(0, chance))


def read_bias(trace):
    """{(rule, clients): {chance: [model, mean over time, a run]}}; errors are distances to 0."""
    points = defaultdict(lambda: defaultdict(list))
    for rule, clients, chance, run in runs_of_kind(trace, "bias"):
        if rule in BIAS_RULES:
            # FedPBC is about the clients' models, FedAvg about the server's, which is device 0.
            whose = "learner_id > 0" if rule == "pbc" else "learner_id = 0"
            mean = trace.read("SELECT avg(error) FROM evaluation JOIN run USING (run_id) "
                              "WHERE run_id = ? AND evaluated_ns > ? * simulated_ns AND " + whose,
                              run["run_id"], SETTLED)[0][0]
            if mean is not None:
                key = rule, int(number(clients, run["name"]))
                points[key][number(chance, run["name"])].append(mean)
    return points


def draw_bias(trace):
    points = read_bias(trace)
    if not points:
        return None
    counts = sorted({clients for _, clients in points})
    figure, row = plt.subplots(1, len(counts), squeeze=False, sharey=True,
                               figsize=(1 + 3.2 * len(counts), 3.9), constrained_layout=True)
    for axes, clients in zip(row[0], counts):
        for rule, (label, colour, marker) in BIAS_RULES.items():
            if (rule, clients) in points:
                curve = points[rule, clients]
                plot_points(axes, curve, colour, marker, label)
                grid = [min(curve) + (max(curve) - min(curve)) * k / 50 for k in range(51)]
                axes.plot(grid, [bias_theory(rule, clients, chance) for chance in grid],
                          color=colour, linewidth=1, zorder=1)
        axes.set(xlabel="chance that clients which pull to 1 are heard", ylim=(0, 0.6))
        axes.set_title(f"{clients} clients; pull to 0: heard with {OFTEN}", fontsize=10)
        axes.grid(True, linewidth=0.3, alpha=0.6)
    row[0][0].set_ylabel("where the model ends; 0.5 is best")
    row[0][0].plot([], [], color=GREY, linewidth=1, label="theory")
    row[0][0].legend(frameon=False, fontsize=9)
    return figure


ABLATION_RULES = {"none": ("none", GREY, "o"),
                  "delay": ("delayed updates", BLUE, "s"),
                  "adapt": ("adaptive steps", ORANGE, "^"),
                  "kappa": (r"adaptive steps, $\kappa = 0.1$", "#E69F00", "<"),
                  "momentum": ("momentum", GREEN, "v"),
                  "all": ("all three", PINK, "D")}


def draw_ablation(trace):
    points = defaultdict(lambda: defaultdict(list))
    for rule, _, size, run in runs_of_kind(trace, "ablation"):
        if rule in ABLATION_RULES and run["mean_accuracy"] is not None:
            points[rule][number(size, run["name"])].append(run["mean_accuracy"])
    if not points:
        return None
    figure, axes = plt.subplots(figsize=(5.4, 3.9), constrained_layout=True)
    for rule, (label, colour, marker) in ABLATION_RULES.items():
        if rule in points:
            plot_points(axes, points[rule], colour, marker, label)
            connect_means(axes, points[rule], colour)
    axes.set(xscale="log", xlabel=r"step size $\eta_0$", ylabel="accuracy, mean device")
    axes.grid(True, linewidth=0.3, alpha=0.6)
    axes.legend(frameon=False, fontsize=9)
    return figure


def save(figure, folder, name):
    # Neither file may hold the time or a random id.
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    figure.savefig(folder / f"{name}.pdf", metadata={"CreationDate": None})
    plt.close(figure)
    print(f"{folder / name}.svg and .pdf")


def draw_all(arguments):
    plt.rcParams["svg.hashsalt"] = "stardust"
    with Trace(arguments.trace) as trace:
        drawn = {name: draw(trace) for name, draw in [("scaling", draw_scaling),
                                                      ("scaling-learning", draw_learning),
                                                      ("radio-price", draw_price),
                                                      ("draco", draw_draco),
                                                      ("server-bias", draw_bias),
                                                      ("ablation", draw_ablation)]}
    drawn = {name: figure for name, figure in drawn.items() if figure}
    if not drawn:
        raise UserError(f"{arguments.trace}: no finished run named scaling/..., learning/..., "
                        "radio-price/..., draco/..., bias/... or ablation/...")
    try:
        arguments.output.mkdir(parents=True, exist_ok=True)
        for name, figure in drawn.items():
            save(figure, arguments.output, name)
    except OSError as error:
        raise UserError(f"--output {arguments.output}: {error}") from error


def main():
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", type=pathlib.Path)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("."), metavar="DIR",
                        help="folder for the figures; made if need be (default: this one)")
    draw_all(parser.parse_args())


if __name__ == "__main__":
    run_main(main)
