#!/usr/bin/python3
"""Read the models that a run has saved, from a .npy file, from the trace, or from both.

    read_models.py MODELS.npy
    read_models.py --trace TRACE [--run RUN_ID] [--time SECONDS]
    read_models.py MODELS.npy --trace TRACE [--run RUN_ID] [--time SECONDS]

Prints each model's norm and its distance from the mean of all that were saved. With both,
exits with 1 unless they hold the same numbers. Needs NumPy (Debian: python3-numpy).
"""
import argparse
import pathlib
import sys

from trace_file import OneLineParser, Trace, UserError, require, run_main

require("read_models.py", {"numpy": "python3-numpy"})

import numpy  # noqa: E402


def read_trace(path, run, seconds):
    """Learner ids and a matrix with a row for each; the last run, the last time if not given."""
    with Trace(path) as trace:
        if run is None:
            run = trace.read("SELECT max(run_id) FROM model_parameters")[0][0]
        if seconds is None:
            saved = trace.read("SELECT max(saved_ns) FROM model_parameters WHERE run_id = ?", run)[0][0]
        else:
            saved = round(seconds * 1e9)
        rows = trace.read("SELECT learner_id, parameters FROM model_parameters "
                          "WHERE run_id = ? AND saved_ns = ? ORDER BY learner_id", run, saved)
    if not rows:
        raise UserError(f"{path}: no models saved in this run at this time")
    # Little-endian float32.
    return [row[0] for row in rows], numpy.stack([numpy.frombuffer(row[1], "<f4") for row in rows])


def read_file(path):
    try:
        return numpy.atleast_2d(numpy.load(path, allow_pickle=False))
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read: {' '.join(str(error).split())}") from error


def print_models(ids, models):
    print(f"{models.shape[0]} models of {models.shape[1]} parameters")
    wide = models.astype(float)
    distances = numpy.linalg.norm(wide - wide.mean(axis=0), axis=1)
    for learner, model, distance in zip(ids, wide, distances):
        print(f"{learner:6d}  norm {numpy.linalg.norm(model):.9g}  from the mean {distance:.9g}")


def main():
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="?", help="a .npy file with a row a device")
    parser.add_argument("--trace", type=pathlib.Path, help="a trace of a run with --saveToTrace")
    parser.add_argument("--run", type=int, help="run_id; the last with models if not given")
    parser.add_argument("--time", type=float, help="when they were saved, s; the last time if not given")
    arguments = parser.parse_args()
    if not arguments.models and not arguments.trace:
        parser.error("expected a .npy file, a trace, or both")
    if arguments.trace:
        ids, models = read_trace(arguments.trace, arguments.run, arguments.time)
    if arguments.models:
        from_file = read_file(arguments.models)
        if arguments.trace and not numpy.array_equal(from_file, models):
            print(f"{arguments.models}: other models than in {arguments.trace}", file=sys.stderr)
            sys.exit(1)
        if not arguments.trace:
            # A file has no ids: its rows are in their order.
            ids, models = range(len(from_file)), from_file
    print_models(ids, models)


if __name__ == "__main__":
    run_main(main)
