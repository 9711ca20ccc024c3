"""Studies of single algorithms: DRACO's limits, the bias of servers, STARDUST's rules, variance correction."""
import math
from collections import defaultdict

from .plotting import (BLUE, GREEN, GREY, ORANGE, PINK, YELLOW, connect_means, number, plot_points, plt,
                       runs_of_kind)

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
                  "kappa": (r"adaptive steps, $\kappa = 0.1$", YELLOW, "<"),
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


VARIANCE_RULES = {"plain": ("average, begun independently", ORANGE),
                  "corrected": ("the same, variance corrected", BLUE),
                  "common": ("average, begun alike", GREY)}


def draw_variance(trace):
    """Over time, a column a number of hidden layers and of neighbours; thin lines are runs."""
    runs = defaultdict(list)
    for rule, layers, neighbours, run in runs_of_kind(trace, "variance"):
        if rule in VARIANCE_RULES:
            point = int(number(layers, run["name"])), int(number(neighbours, run["name"]))
            runs[point].append((rule, run["run_id"]))
    if not runs:
        return None
    figure, rows = plt.subplots(2, len(runs), squeeze=False, sharex=True, sharey="row",
                                figsize=(1 + 2.3 * len(runs), 5), constrained_layout=True)
    for column, point in zip(rows.T, sorted(runs)):
        column[0].set_title(f"{point[0]} hidden, {point[1]} neighbours", fontsize=10)
        for rule, (label, colour) in VARIANCE_RULES.items():
            ids = [run_id for drawn, run_id in runs[point] if drawn == rule]
            draw_over_time(column[0], trace, ids, RELATIVE_VARIANCE, colour, label)
            draw_over_time(column[1], trace, ids, "SELECT evaluated_s, mean_accuracy FROM accuracy_history "
                           "WHERE run_id = ? ORDER BY evaluated_s", colour, label)
        column[0].set(yscale="log")
        column[1].set(ylim=(0, 1), xlabel="time, s")
        for axes in column:
            axes.grid(True, linewidth=0.3, alpha=0.6)
    rows[0][0].set_ylabel("variance of layers' weights,\nof that at first")
    rows[1][0].set_ylabel("accuracy, mean device")
    rows[1][0].legend(frameon=False, fontsize=8, loc="lower right")
    return figure


# Mean over layers.
RELATIVE_VARIANCE = """
SELECT later.evaluated_s, avg(later.mean_variance / first.mean_variance)
FROM layer_history AS later JOIN layer_history AS first USING (run_id, layer, kind)
WHERE run_id = ?1 AND kind = 'weights'
  AND first.evaluated_s = (SELECT min(evaluated_ns) / 1e9 FROM layer_evaluation WHERE run_id = ?1)
GROUP BY later.evaluated_s ORDER BY later.evaluated_s"""


def draw_over_time(axes, trace, run_ids, query, colour, label):
    """Each run, and their mean at the times that all have."""
    curves = [dict(trace.read(query, run_id)) for run_id in run_ids]
    curves = [curve for curve in curves if curve]
    for curve in curves:
        axes.plot(list(curve), list(curve.values()), color=colour, linewidth=0.4, alpha=0.6)
    if curves:
        times = sorted(set.intersection(*map(set, curves)))
        axes.plot(times, [math.fsum(curve[time] for curve in curves) / len(curves) for time in times],
                  color=colour, linewidth=1.8, label=label)
