#!/usr/bin/python3
"""studies.py PROGRAM: run the studies of algorithms small. Where FedPBC and FedAvg end is held against
a sum over all sets of clients that can be heard. Then figures are drawn, if matplotlib is there.
"""
import itertools
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

ANALYSIS = pathlib.Path(__file__).resolve().parent.parent / "examples" / "analysis"
# Scripts, and figures of what they run.
STUDIES = {"bias-runs.sh": "server-bias", "draco-runs.sh": "draco", "ablation-runs.sh": "ablation",
           "variance-runs.sh": "variance"}
RUNS = 8
# All but 1 in 90 000 of Student's t with 7 degrees of freedom lie within; there are 36 such points.
QUANTILE = 11


def expected(rule, clients, chance):
    """Mean of the models' limits, set by set."""
    chances = [0.9] * (clients // 2) + [chance] * (clients // 2)
    optima = [0.0] * (clients // 2) + [1.0] * (clients // 2)
    if rule == "all":
        return sum(p * u for p, u in zip(chances, optima)) / sum(chances)
    if rule != "active":
        return 0.5
    mean = someone = 0.0
    for heard in itertools.product((0, 1), repeat=clients):
        weight = 1.0
        for p, on in zip(chances, heard):
            weight *= p if on else 1 - p
        if any(heard):
            mean += weight * sum(u for u, on in zip(optima, heard) if on) / sum(heard)
            someone += weight
    return mean / someone


def measure(trace):
    """{(rule, clients, chance): a mean over time a run}, of the second half of each run."""
    means = {}
    with sqlite3.connect(f"file:{trace}?mode=ro", uri=True) as database:
        for name, mean in database.execute(
                "SELECT name, avg(error) FROM run JOIN evaluation USING (run_id) "
                "WHERE name GLOB 'bias/*' AND evaluated_ns > simulated_ns / 2 "
                "AND (name GLOB 'bias/pbc/*') = (learner_id > 0) GROUP BY run_id"):
            _, rule, clients, chance = name.split("/")
            means.setdefault((rule, int(clients), float(chance)), []).append(mean)
    return means


def check(means):
    if len(means) != 48 or any(len(runs) != RUNS for runs in means.values()):
        return [f"{len(means)} points of {[len(runs) for runs in means.values()]} runs"]
    wrong = []
    for (rule, clients, chance), runs in sorted(means.items()):
        mean = sum(runs) / RUNS
        error = (sum((run - mean) ** 2 for run in runs) / (RUNS - 1) / RUNS) ** 0.5
        theory = expected(rule, clients, chance)
        # Models of FedPBC come to rest, those of FedAvg move about for ever.
        tolerance = 1e-3 if rule == "pbc" else QUANTILE * error
        print(f"{rule} {clients} {chance}: {mean:.4f} +- {error:.4f}, theory {theory:.4f}")
        if abs(mean - theory) > tolerance or error > 0.04:
            wrong.append(f"{rule}, {clients} clients, chance {chance}: {mean:.4f} +- {error:.4f}, "
                         f"theory {theory:.4f}")
    return wrong


def draw(trace, folder):
    """What is wrong with the figures; nothing also where they cannot be drawn."""
    if subprocess.run([sys.executable, "-c", "import matplotlib"], capture_output=True,
                      check=False).returncode:
        print("figures not drawn: no matplotlib")
        return []
    subprocess.run([sys.executable, ANALYSIS / "figures.py", trace, "--output", folder], check=True)
    made = sorted(path.name for path in folder.iterdir())
    expected_names = [f"{study}.{kind}" for study in STUDIES.values() for kind in ("pdf", "svg")]
    return [] if made == sorted(expected_names) else [f"drawn: {made}"]


def run_study(script, programs, trace, *options):
    subprocess.run([ANALYSIS / script, programs, trace, *options], check=True, stdout=subprocess.DEVNULL)


def main():
    programs = pathlib.Path(sys.argv[1]).resolve().parent
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        trace = folder / "studies.db"
        run_study("bias-runs.sh", programs, trace, f"--runs={RUNS}", "--duration=600")
        wrong = check(measure(trace))
        for script in ("draco-runs.sh", "ablation-runs.sh", "variance-runs.sh"):
            run_study(script, programs, trace, "--duration=5")
        wrong += draw(trace, folder / "figures")
    for text in wrong:
        print("FAIL:", text)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
