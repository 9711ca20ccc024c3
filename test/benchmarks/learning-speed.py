#!/usr/bin/env python3
"""What a merge and an update cost on the direct network, beside a bare loop.

The setting of gossipy's benchmarks: devices push their models to one of 20 neighbours,
or to anybody, mix in what they receive and train, 4 steps of batch 32 on their own 100
samples. Every message and every update is traced to SQLite.

* A merge and update: stardust-experiment with 1000 devices, a long run less a short
  one, by messages delivered, beside the same of bare-training, which does the
  arithmetic and nothing else. On the update clock (--trainOn=clock) and on receipt.
* Whole runs of 20 rounds: 1000 devices all evaluated on 1000 samples each round, and
  10 000 devices without evaluation, beside all of bare-training.

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/learning-speed.py build [PAIRS]
"""
import contextlib
import os
import sqlite3
import tempfile

from benchmark_support import (Run, describe, divide, find_benchmark, find_example,
                               find_kernel_levels, print_header, print_row, read_arguments,
                               run_alternately)

FEATURES = {"logistic": 57, "softmax": 64}
# At most so long a merge and update may take, us.
GOALS_US = {"logistic": 15, "softmax": 30}
SHORT_S, LONG_S = 1, 201
# Updates take a microsecond: each message received is followed by one of its own.
ON_RECEIPT = ["--trainOn=receive", "--updateRate=1e6"]
ROUNDS = 20


class Benchmark:
    """The programs, and a folder for traces."""

    def __init__(self, build, traces):
        self._experiment = find_example(build, "stardust-experiment")
        self._bare = find_benchmark(build, "bare-training")
        self._trace = os.path.join(traces, "trace.db")

    def learn(self, task, devices, duration, *options):
        """A run of stardust-experiment, and the messages that it delivered."""
        # 1000 samples are for tests.
        run = Run(self._experiment, "--progress=off", f"--trace={self._trace}", f"--task={task}",
                  f"--features={FEATURES[task]}", f"--learners={devices}",
                  "--samplesPerLearner=101", f"--testFraction={1000.2 / (101 * devices)}",
                  "--batch=32", "--localSteps=4", "--trackedSources=64", "--baselines=0",
                  f"--duration={duration}", *options)
        with contextlib.closing(sqlite3.connect(self._trace)) as trace:
            delivered, = trace.execute("SELECT messages_delivered FROM run_summary").fetchone()
        os.remove(self._trace)
        return run, delivered

    def measure_update(self, task, *options):
        """Wall time of a merge and update, us."""
        options = ("--graph=random-regular:20", "--evaluateEvery=0", *options)
        short, few = self.learn(task, 1000, SHORT_S, *options)
        long, many = self.learn(task, 1000, LONG_S, *options)
        return (long.wall_s - short.wall_s) / (many - few) * 1e6

    def measure_bare_update(self, task):
        return self.run_bare(task, 1000, 100, 0).read_figures()["update_us"]

    def run_bare(self, task, devices, rounds, test_samples):
        return Run(self._bare, task, str(devices), str(rounds), str(test_samples))


def compare_updates(benchmark, pairs):
    print_header("model", "trains on", "kernel", "merge and update, us", "bare loop, us", "ratio",
                 "at most")
    for task, goal in GOALS_US.items():
        cases = [("clock", level, []) for level in ["auto", *find_kernel_levels()[:2]]]
        cases.append(("receipt", "auto", ON_RECEIPT))
        for when, level, options in cases:
            ours, bare = run_alternately(
                pairs,
                lambda: benchmark.measure_update(task, f"--kernel={level}", *options),
                lambda: benchmark.measure_bare_update(task))
            print_row(f"{task}, {FEATURES[task]} features", when, level, describe(ours, 1),
                      describe(bare, 1), describe(divide(ours, bare)), f"{goal} us")


def compare_runs(benchmark, pairs):
    print_header("model", "devices", "graph", "evaluated each round on", "wall, s", "bare loop, s",
                 "ratio", "memory, MB", "bare loop, MB", "at most")
    unevaluated = ["--evaluateEvery=0", "--evaluateDevices=1"]
    for task in FEATURES:
        for devices, graph, options, test_samples, goal in (
                (1000, "random-regular:20", ["--evaluateEvery=1"], 1000, "3 s"),
                (10000, "random-regular:20", unevaluated, 0, "15 s, 500 MB"),
                (10000, "complete", unevaluated, 0, "500 MB")):
            ours, bare = run_alternately(
                pairs,
                lambda: benchmark.learn(task, devices, ROUNDS, f"--graph={graph}", *options)[0],
                lambda: benchmark.run_bare(task, devices, ROUNDS, test_samples))
            walls = [run.wall_s for run in ours]
            bare_walls = [run.wall_s for run in bare]
            print_row(task, str(devices), graph, str(test_samples), describe(walls),
                      describe(bare_walls), describe(divide(walls, bare_walls)),
                      f"{max(run.memory_mb for run in ours):.0f}",
                      f"{max(run.memory_mb for run in bare):.0f}", goal)


def main():
    build, pairs, _ = read_arguments(__doc__, (3,))
    with tempfile.TemporaryDirectory() as traces:
        benchmark = Benchmark(build, traces)
        compare_updates(benchmark, pairs)
        compare_runs(benchmark, pairs)


if __name__ == "__main__":
    main()
