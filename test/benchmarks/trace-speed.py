#!/usr/bin/env python3
"""What a trace costs, as ratios of runs that are made in turn, PAIRS times; medians.

* Wi-Fi: wall time of a run with a trace over one without (goal: at most 1.1).
* Direct network, 100 000 devices, nothing learned: the same at every --traceDetail (goal: at
  most 1.5 with everything).
* Direct network, 1 000 devices: what a trace adds to the run over the time that the rows alone
  take in SQLite, one prepared statement a table in one transaction (goal: at most 1.3).

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/trace-speed.py build [PAIRS]
"""
import os
import tempfile

from benchmark_support import (Run, describe, divide, find_benchmark, find_example,
                               print_header, print_row, read_arguments, run_alternately)

WIFI = ["--network=wifi-adhoc", "--learners=30", "--duration=20", "--gossipRate=2"]
LARGE = ["--learners=100000", "--duration=10"]
SMALL = ["--learners=1000", "--duration=300"]


def main():
    build, pairs, _ = read_arguments(__doc__, (3,))
    with tempfile.TemporaryDirectory() as folder:
        trace = os.path.join(folder, "trace.db")

        def run(options, detail=None):
            if os.path.exists(trace):
                os.remove(trace)
            given = [f"--trace={trace}", f"--traceDetail={detail}"] if detail else []
            program = find_example(build, "stardust-experiment")
            return Run(program, "--task=none", "--progress=off", "--evaluateEvery=0", *options,
                       *given).wall_s

        def insert():
            new = os.path.join(folder, "rows.db")
            if os.path.exists(new):
                os.remove(new)
            return Run(find_benchmark(build, "bare-rows"), trace, new).read_figures()

        print_header("run", "detail", "with over without a trace", "s without", "MB")
        for name, options in (("Wi-Fi, n = 30", WIFI), ("direct, n = 100 000", LARGE)):
            for detail in ("all", "messages", "summary"):
                ours, bare = run_alternately(pairs, lambda: run(options, detail),
                                             lambda: run(options))
                run(options, detail)
                print_row(name, detail, describe(divide(ours, bare)), describe(bare),
                          f"{os.path.getsize(trace) / 1e6:.1f}")
        bare, ours, rows = run_alternately(pairs, lambda: run(SMALL), lambda: run(SMALL, "all"),
                                           insert)
        alone = [one["insert_s"] for one in rows]
        added = [a - b for a, b in zip(ours, bare)]
        print(f"\ndirect, n = 1 000: a trace adds {describe(divide(added, alone))} times what its "
              f"{rows[-1]['rows']:.0f} rows take alone, {describe(alone)} s; the run without "
              f"takes {describe(bare)} s")


if __name__ == "__main__":
    main()
