#!/usr/bin/env python3
"""How long Wi-Fi ad hoc takes for 10 to 200 devices, and how much of it is stardust's.

Runs radio-traffic with learners, with learners of whose packets no NetworkListener
tells, and with plain sockets, in turn, ROUNDS times for each number of devices. The
devices of larger networks send less often, so that the channel carries what is sent.
Times are user CPU; the share is what learners take beyond plain sockets, of their own.

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/radio-speed.py build [ROUNDS [OPTION ...]]
"""
import os
import statistics
import tempfile

from benchmark_support import (Run, describe, divide, find_benchmark, print_header, print_row,
                               read_arguments, run_alternately)

# Devices, the mean time between two models of one, and the simulated time, s: long enough
# that making data and the evaluation at the end, the same at any length, are small.
NETWORKS = ((10, 1, 200), (20, 1, 100), (50, 1, 20), (100, 2, 10), (200, 4, 10))
SILENT = "--ns3::stardust::NetworkListener::Enabled=false"


def measure(program, trace, rounds, network, options):
    """User times of learners, of those without listener and of plain sockets; a run."""
    devices, interval_s, duration_s = network
    common = (f"--learners={devices}", f"--interval={interval_s}", f"--duration={duration_s}",
              *options)

    def run_learners(*more):
        run = Run(program, "--mode=learners", f"--trace={trace}", *common, *more)
        os.remove(trace)
        return run

    columns = run_alternately(rounds, run_learners, lambda: run_learners(SILENT),
                              lambda: Run(program, "--mode=plain", *common))
    return [[run.user_s for run in runs] for runs in columns], columns[0][0], columns[2][0]


def main():
    build, rounds, options = read_arguments(__doc__, (1,))
    program = find_benchmark(build, "radio-traffic")
    print_header("devices", "models sent", "packets, plain packets", "events a model",
                 "user s a simulated s", "share", "listener")
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace.db")
        for network in NETWORKS:
            devices, interval_s, duration_s = network
            (ours, silent, plain), run, bare = measure(program, trace, rounds, network, options)
            said = run.read_figures()
            shares = [1 - ratio for ratio in divide(plain, ours)]
            print_row(f"{devices}, each {interval_s} s", f"{said['models']:.0f}",
                      f"{said['packets']:.0f}, {bare.read_figures()['packets']:.0f}",
                      f"{said['events'] / said['models']:.0f}",
                      f"{statistics.median(ours) / duration_s:.3f}", describe(shares, 3),
                      "x " + describe(divide(ours, silent), 3))


if __name__ == "__main__":
    main()
