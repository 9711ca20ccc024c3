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
comparison        accuracy against simulated time, bytes of all devices and joules of a device
                  (comparison/ALGORITHM, from stardust-algorithm-comparison)
server-bias       where FedPBC and FedAvg end, if half of the clients are heard less, beside
                  theory (bias/RULE/CLIENTS/CHANCE, from bias-runs.sh)
ablation          accuracy against the step size under each of STARDUST's rules
                  (ablation/RULE/step/SIZE, from ablation-runs.sh)
variance          variance of layers and accuracy against time, without and with variance
                  correction (variance/RULE/LAYERS/NEIGHBOURS, from variance-runs.sh)
byzantine         accuracy of honest devices against the number of Byzantine ones
                  (byzantine/MIXER/BEHAVIOUR/K, from stardust-byzantine)

Runs of one name are repetitions: a point is their mean, an error bar or band its 95 %
confidence interval. The same trace gives the same bytes. Needs matplotlib
(Debian: python3-matplotlib).
"""
import argparse
import pathlib
import re

from trace_file import OneLineParser, Trace, UserError, require, run_main

require("figures.py", {"matplotlib": "python3-matplotlib"})

from figure_parts.byzantine import draw_byzantine  # noqa: E402
from figure_parts.comparison import draw_comparison  # noqa: E402
from figure_parts.plotting import plt  # noqa: E402
from figure_parts.staleness import draw_learning, draw_price, draw_scaling  # noqa: E402
from figure_parts.studies import draw_ablation, draw_bias, draw_draco, draw_variance  # noqa: E402

FIGURES = {"scaling": draw_scaling, "scaling-learning": draw_learning, "radio-price": draw_price,
           "draco": draw_draco, "comparison": draw_comparison, "server-bias": draw_bias,
           "ablation": draw_ablation, "variance": draw_variance, "byzantine": draw_byzantine}


def save(figure, folder, name):
    # Neither file may hold the time or a random id.
    drawing = folder / f"{name}.svg"
    figure.savefig(drawing, metadata={"Date": None})
    # A tenth of a point is finer than anyone sees; six digits are a quarter of the file.
    lines = drawing.read_text(encoding="utf-8").splitlines(keepends=True)
    drawing.write_text("".join(re.sub(r"(\.\d)\d+", r"\1", line) if re.match(r"[ML] -?\d", line) else line
                               for line in lines), encoding="utf-8")
    figure.savefig(folder / f"{name}.pdf", metadata={"CreationDate": None})
    plt.close(figure)
    print(f"{folder / name}.svg and .pdf")


def draw_all(arguments):
    plt.rcParams["svg.hashsalt"] = "stardust"
    with Trace(arguments.trace) as trace:
        drawn = {name: draw(trace) for name, draw in FIGURES.items()}
    drawn = {name: figure for name, figure in drawn.items() if figure}
    if not drawn:
        raise UserError(f"{arguments.trace}: no finished run named scaling/..., learning/..., "
                        "radio-price/..., draco/..., comparison/..., bias/..., ablation/..., variance/... or "
                        "byzantine/...")
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
