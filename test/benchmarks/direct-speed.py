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

from benchmark_support import (Run, describe, divide, find_benchmark, read_arguments,
                               run_alternately)

# Devices, tracked sources, simulated seconds.
SOME_SOURCES = [(1000, 64, 1000), (10000, 64, 200), (100000, 64, 100), (1000000, 16, 30)]
ALL_SOURCES = [(100, 2000), (1000, 60), (10000, 3)]


def run(build, program, *options):
    return Run(find_benchmark(build, program), *options).read_figures()


def compare(name, n, pairs, count, ours, reference):
    """Run both in turn and print the ratio of what they count by the second."""
    mine, theirs = run_alternately(pairs, ours, reference)
    rates, bare = ([one[count] / one["run_s"] / 1e3 for one in many] for many in (mine, theirs))
    last = mine[-1]
    print(f"{name} {n:8d}  {describe(divide(rates, bare))}"
          f"  {rates[-1]:9.1f} beside {bare[-1]:9.1f} thousand {count}/s"
          f"  {last['messages']:.3g} messages in {last['run_s']:.1f} s,"
          f" set-up {last['setup_s']:.1f} s, {last['memory_mb']:.0f} MB", flush=True)


def main():
    build, pairs, largest, _ = read_arguments(__doc__, (3, 100000))
    for n, tracked, duration in SOME_SOURCES:
        if n > largest:
            continue
        options = [f"--learners={n}", f"--duration={duration}"]
        compare(f"{tracked} sources", n, pairs, "events",
                lambda: run(build, "direct-gossip", f"--trackedSources={tracked}", *options),
                lambda: run(build, "bare-events", *options))
    for n, duration in ALL_SOURCES:
        rate = math.log(n)
        options = [f"--learners={n}", f"--gossipRate={rate}"]
        compare("all sources", n, pairs, "messages",
                lambda: run(build, "direct-gossip", f"--trackedSources={n}",
                            f"--duration={duration}", *options),
                lambda: run(build, "bare-merges", f"--merges={int(n * rate * duration)}",
                            *options))


if __name__ == "__main__":
    main()
