#!/usr/bin/env python3
"""How fast gossip on the direct network is beside bare ns-3 events and bare merges.

Runs each pair of programs in turn, PAIRS times, and prints medians:

* direct-gossip with 64 tracked sources (16 for a million devices) beside
  bare-events: the same scheduler, pending events and number of events, nothing
  else. Ratio of events a second.
* direct-gossip with all sources tracked beside bare-merges: the merges of
  version rows and their integrals in a bare loop. Ratio of messages a second.

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/direct-speed.py build [PAIRS [LARGEST]]

LARGEST is the largest number of devices: 100000 unless given; a million takes
a few minutes a pair and 3 GB.
"""
import math
import os
import statistics
import subprocess
import sys

# Devices, tracked sources, simulated seconds.
SOME_SOURCES = [(1000, 64, 1000), (10000, 64, 200), (100000, 64, 100), (1000000, 16, 30)]
ALL_SOURCES = [(100, 2000), (1000, 60), (10000, 3)]


def run(folder, program, *options):
    path = os.path.join(folder, "test", "benchmarks", program)
    done = subprocess.run([path, *options], check=True, capture_output=True, text=True)
    words = done.stdout.split()
    return {key: float(value) for key, value in zip(words[::2], words[1::2])}


def compare(pairs, ours, reference, count):
    """Median of the ratios, and the last result of each."""
    ratios = []
    for _ in range(pairs):
        mine, theirs = ours(), reference()
        ratios.append((mine[count] / mine["run_s"]) / (theirs[count] / theirs["run_s"]))
    return statistics.median(ratios), min(ratios), max(ratios), mine, theirs


def show(name, n, result, count):
    ratio, least, most, mine, theirs = result
    print(f"{name} {n:8d}  {ratio:5.2f} ({least:.2f} to {most:.2f})"
          f"  {mine[count] / mine['run_s'] / 1e3:9.1f} beside"
          f" {theirs[count] / theirs['run_s'] / 1e3:9.1f} thousand {count}/s"
          f"  {mine['messages']:.3g} messages in {mine['run_s']:.1f} s,"
          f" set-up {mine['setup_s']:.1f} s, {mine['memory_mb']:.0f} MB", flush=True)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    largest = int(sys.argv[3]) if len(sys.argv) > 3 else 100000
    for n, tracked, duration in SOME_SOURCES:
        if n > largest:
            continue
        options = [f"--learners={n}", f"--duration={duration}"]
        result = compare(pairs,
                         lambda: run(folder, "direct-gossip", f"--trackedSources={tracked}",
                                     *options),
                         lambda: run(folder, "bare-events", *options), "events")
        show(f"{tracked} sources", n, result, "events")
    for n, duration in ALL_SOURCES:
        rate = math.log(n)
        result = compare(pairs,
                         lambda: run(folder, "direct-gossip", f"--learners={n}",
                                     f"--trackedSources={n}", f"--gossipRate={rate}",
                                     f"--duration={duration}"),
                         lambda: run(folder, "bare-merges", f"--learners={n}",
                                     f"--gossipRate={rate}",
                                     f"--merges={int(n * rate * duration)}"), "messages")
        show("all sources", n, result, "messages")


if __name__ == "__main__":
    main()
