#!/usr/bin/env python3
"""How many multiply-adds a second the gradients of a perceptron reach, beside Eigen's products.

matrix-products computes whole gradients, 784-64-10 on batches of 32, of which the products
of matrices alone count as work; eigen-products computes only these, compiled for the same
vector unit. Each unit that the machine has is measured.

    cmake -S . -B build -DSTARDUST_BENCHMARKS=ON && cmake --build build -j2
    test/benchmarks/matrix-speed.py build [PAIRS]
"""
from benchmark_support import (Run, describe, divide, find_benchmark, find_kernel_levels,
                               print_header, print_row, read_arguments, run_alternately)

GOAL = 0.6


def main():
    build, pairs, _ = read_arguments(__doc__, (9,))
    print_header("kernel", "gradients, GFLOP/s", "Eigen's products, GFLOP/s", "ratio", "at least")
    for level in find_kernel_levels():
        ours, eigen = run_alternately(
            pairs,
            lambda: Run(find_benchmark(build, "matrix-products"), f"--kernel={level}",
                        "--duration=0.5").read_figures()["gflops"],
            lambda: Run(find_benchmark(build, f"eigen-products-{level}"),
                        "0.5").read_figures()["gflops"])
        print_row(level, describe(ours, 1), describe(eigen, 1), describe(divide(ours, eigen)),
                  str(GOAL))


if __name__ == "__main__":
    main()
