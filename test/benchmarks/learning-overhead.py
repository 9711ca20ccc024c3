#!/usr/bin/env python3
"""What learning, staleness and trace add to the wall time of Wi-Fi traffic.

Runs radio-traffic in turn with learners and with plain sockets, PAIRS times
after one pair that does not count, and prints wall times and their ratio.

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/learning-overhead.py build [PAIRS [OPTION ...]]
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time


def run(arguments):
    start = time.perf_counter()
    done = subprocess.run(arguments, check=True, capture_output=True, text=True)
    return time.perf_counter() - start, done.stdout.strip()


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = os.path.join(sys.argv[1], "test", "benchmarks", "radio-traffic")
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    options = sys.argv[3:]
    learners, plain = [], []
    with tempfile.TemporaryDirectory() as folder:
        for pair in range(pairs + 1):
            trace = os.path.join(folder, f"{pair}.db")
            with_learning, said = run([program, "--mode=learners", f"--trace={trace}", *options])
            without, said_plain = run([program, "--mode=plain", *options])
            if pair == 0:
                print("learners:", said)
                print("plain:   ", said_plain)
                continue
            learners.append(with_learning)
            plain.append(without)
    ratios = [a / b for a, b in zip(learners, plain)]
    for name, values in (("learners s", learners), ("plain s", plain), ("ratio", ratios)):
        print(f"{name:11} min {min(values):.3f} median {statistics.median(values):.3f} "
              f"max {max(values):.3f}")


if __name__ == "__main__":
    main()
