"""What Byzantine senders do to honest devices under each mixer."""
from collections import defaultdict

from .plotting import BLUE, GREEN, GREY, ORANGE, PINK, YELLOW, connect_means, number, plot_points, plt, runs_of_kind

MIXERS = {"average": ("average", GREY, "o"),
          "median": ("coordinate median", BLUE, "s"),
          "trimmed-mean": ("trimmed mean", ORANGE, "^"),
          "krum": ("Krum", GREEN, "v"),
          "multi-krum": ("Multi-Krum", YELLOW, "<"),
          "clipped": ("clipped", PINK, "D")}


def honest_accuracy(trace, run, hostile):
    """Mean of the last evaluation over the devices but the last ones, which are Byzantine."""
    return trace.read("SELECT avg(accuracy) FROM evaluation JOIN run USING (run_id) "
                      "WHERE run_id = ? AND evaluated_ns = run.last_evaluated_ns AND learner_id < ?",
                      run["run_id"], run["learners"] - hostile)[0][0]


def draw_byzantine(trace):
    points = defaultdict(lambda: defaultdict(list))
    for mixer, behavior, hostile, run in runs_of_kind(trace, "byzantine"):
        count = 0 if hostile == "0" else int(number(hostile, run["name"]))
        accuracy = honest_accuracy(trace, run, count)
        if mixer in MIXERS and accuracy is not None:
            points[behavior, mixer][count].append(accuracy)
    if not points:
        return None
    behaviors = list(dict.fromkeys(behavior for behavior, _ in points))
    figure, row = plt.subplots(1, len(behaviors), squeeze=False, sharey=True,
                               figsize=(1 + 3.2 * len(behaviors), 3.9), constrained_layout=True)
    for axes, behavior in zip(row[0], behaviors):
        for mixer, (label, colour, marker) in MIXERS.items():
            if (behavior, mixer) in points:
                plot_points(axes, points[behavior, mixer], colour, marker, label)
                connect_means(axes, points[behavior, mixer], colour)
        axes.set(xlabel="Byzantine devices", ylim=(0, 1))
        axes.set_title(behavior, fontsize=10)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(True, linewidth=0.3, alpha=0.6)
    row[0][0].set_ylabel("accuracy, mean honest device")
    row[0][0].legend(frameon=False, fontsize=9, loc="lower left")
    return figure
