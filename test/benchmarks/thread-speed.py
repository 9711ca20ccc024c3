#!/usr/bin/env python3
"""What worker threads bring where training takes the time, and cost where the network does.

Runs stardust-experiment with --threads=0, 1, 2 and once more 0 in turn, which shows what
chance does; T threads work beside the simulator's own. Stops if runs are not the same.

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/thread-speed.py build [ROUNDS]
"""
import os
import sys

from benchmark_support import (Run, describe, divide, find_example, print_header, print_row,
                               read_arguments, run_alternately)

THREADS = (0, 1, 2, 0)
CASES = [
    ("training: perceptron 784-64-10 on digits", "1.7 times as fast",
     ["--task=mlp:64", "--data=digits", "--samplesPerLearner=125", "--localSteps=20",
      "--evaluateEvery=0", "--duration=100"]),
    ("training: nonlinear regression 200-256-1", "1.7 times as fast",
     ["--task=nonlinear", "--hidden=256", "--features=200", "--samplesPerLearner=100",
      "--localSteps=20", "--evaluateEvery=0", "--duration=100"]),
    ("network: softmax over Wi-Fi", "no cost", ["--network=wifi-adhoc", "--duration=120"])]


def main():
    build, rounds, _ = read_arguments(__doc__, (5,))
    program = find_example(build, "stardust-experiment")
    print(f"{os.cpu_count()} cores")
    print_header("run", "--threads", "wall, s", "wall with --threads=0, s", "times as fast", "goal")
    for name, goal, options in CASES:
        results = run_alternately(
            rounds, *(lambda threads=threads: Run(program, "--progress=off", "--baselines=0",
                                                  "--digest", f"--threads={threads}", *options)
                      for threads in THREADS))
        if len({run.said.split()[-1] for runs in results for run in runs}) > 1:
            sys.exit(f"{name}: other digests with other numbers of threads")
        walls = [[run.wall_s for run in runs] for runs in results]
        for threads, mine in zip(THREADS[1:], walls[1:]):
            print_row(name, str(threads), describe(mine), describe(walls[0]),
                      describe(divide(walls[0], mine)), goal if threads > 0 else "chance")


if __name__ == "__main__":
    main()
