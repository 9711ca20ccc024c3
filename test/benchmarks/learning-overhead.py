#!/usr/bin/env python3
"""What learning, staleness and trace add to the wall time of Wi-Fi traffic.

Runs radio-traffic in turn with learners and with plain sockets, PAIRS times
after one pair that does not count, and prints wall times and their ratio.

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/learning-overhead.py build [PAIRS [OPTION ...]]
"""
import os
import tempfile

from benchmark_support import (Run, describe, divide, find_benchmark, read_arguments,
                               run_alternately)


def main():
    build, pairs, options = read_arguments(__doc__, (5,))
    program = find_benchmark(build, "radio-traffic")
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace.db")

        def run_learners():
            run = Run(program, "--mode=learners", f"--trace={trace}", *options)
            os.remove(trace)
            return run

        def run_plain():
            return Run(program, "--mode=plain", *options)

        print("learners:", run_learners().said)
        print("plain:   ", run_plain().said)
        learners, plain = ([run.wall_s for run in runs]
                           for runs in run_alternately(pairs, run_learners, run_plain))
    for name, values in (("learners s", learners), ("plain s", plain),
                         ("ratio", divide(learners, plain))):
        print(f"{name:11} {describe(values, 3)}")


if __name__ == "__main__":
    main()
