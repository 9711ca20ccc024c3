#!/usr/bin/env python3
"""How long Wi-Fi ad hoc takes for 10 to 200 devices, and how much of it is stardust's.

Runs radio-traffic with learners, with learners of whose packets no NetworkListener
tells, with learners that gossip but make no updates, and with plain sockets, in turn,
ROUNDS times for each number of devices. The devices of larger networks send less often,
so that the channel carries what is sent. Times are user CPU; a share is what learners
take beyond plain sockets, of their own: with the arithmetic of their training, which is
the user's choice (here 4 steps of 32 samples of 784 features an update), and without.

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
NETWORKS = ((10, 1, 400), (20, 1, 150), (50, 1, 30), (100, 2, 10), (200, 4, 10))
SILENT = "--ns3::stardust::NetworkListener::Enabled=false"
IDLE = "--ns3::stardust::GossipLearner::UpdateTime=ns3::ConstantRandomVariable[Constant=1e6]"


def measure(program, trace, rounds, network, options):
    """User times of learners, without listener, without updates, of plain sockets; two runs."""
    devices, interval_s, duration_s = network
    common = (f"--learners={devices}", f"--interval={interval_s}", f"--duration={duration_s}",
              *options)

    def run_learners(*more):
        run = Run(program, "--mode=learners", f"--trace={trace}", *common, *more)
        os.remove(trace)
        return run

    columns = run_alternately(rounds, run_learners, lambda: run_learners(SILENT),
                              lambda: run_learners(IDLE),
                              lambda: Run(program, "--mode=plain", *common))
    return [[run.user_s for run in runs] for runs in columns], columns[0][0], columns[3][0]


def share_of(ours, plain):
    return describe([1 - ratio for ratio in divide(plain, ours)], 3)


def main():
    build, rounds, options = read_arguments(__doc__, (1,))
    program = find_benchmark(build, "radio-traffic")
    print_header("devices", "models sent", "packets, plain packets", "events a model",
                 "user s a simulated s", "share", "without training", "listener")
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace.db")
        for network in NETWORKS:
            devices, interval_s, duration_s = network
            times, run, bare = measure(program, trace, rounds, network, options)
            ours, silent, idle, plain = times
            said = run.read_figures()
            print_row(f"{devices}, each {interval_s} s", f"{said['models']:.0f}",
                      f"{said['packets']:.0f}, {bare.read_figures()['packets']:.0f}",
                      f"{said['events'] / said['models']:.0f}",
                      f"{statistics.median(ours) / duration_s:.3f}", share_of(ours, plain),
                      share_of(idle, plain),
                      "x " + describe(divide(ours, silent), 3))


if __name__ == "__main__":
    main()
