#!/usr/bin/env python3
"""Read the models that a run has saved, from a .npy file, from the trace, or from both.

    read_models.py MODELS.npy
    read_models.py --trace TRACE [--run RUN_ID] [--time SECONDS]
    read_models.py MODELS.npy --trace TRACE [--run RUN_ID] [--time SECONDS]

Prints each model's norm and its distance from the mean of all that were saved. With both,
exits with 1 unless they hold the same numbers. Needs NumPy (Debian: python3-numpy).
"""
import argparse
import sqlite3
import sys

try:
    import numpy
except ImportError:
    sys.exit("read_models.py: needs NumPy: apt-get install python3-numpy")


def read_trace(trace, run, seconds):
    """Learner ids and a matrix with a row for each; the last run, the last time if not given."""
    with sqlite3.connect(f"file:{trace}?mode=ro", uri=True) as connection:
        run = run or connection.execute("SELECT max(run_id) FROM model_parameters").fetchone()[0]
        if seconds is None:
            saved = connection.execute("SELECT max(saved_ns) FROM model_parameters "
                                       "WHERE run_id = ?", (run,)).fetchone()[0]
        else:
            saved = round(seconds * 1e9)
        rows = connection.execute("SELECT learner_id, parameters FROM model_parameters "
                                  "WHERE run_id = ? AND saved_ns = ? ORDER BY learner_id",
                                  (run, saved)).fetchall()
    if not rows:
        sys.exit(f"{trace}: no models saved in this run at this time")
    # Little-endian float32.
    return [row[0] for row in rows], numpy.stack([numpy.frombuffer(row[1], "<f4") for row in rows])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", nargs="?", help="a .npy file with a row a device")
    parser.add_argument("--trace", help="a trace of a run with --saveToTrace")
    parser.add_argument("--run", type=int, help="run_id; the last with models if not given")
    parser.add_argument("--time", type=float, help="when they were saved, s; the last time if not given")
    arguments = parser.parse_args()
    if not arguments.models and not arguments.trace:
        parser.error("a .npy file, a trace, or both")
    try:
        if arguments.trace:
            ids, models = read_trace(arguments.trace, arguments.run, arguments.time)
        if arguments.models:
            from_file = numpy.atleast_2d(numpy.load(arguments.models, allow_pickle=False))
            if arguments.trace and not numpy.array_equal(from_file, models):
                sys.exit(f"{arguments.models}: other models than in {arguments.trace}")
            if not arguments.trace:
                # A file has no ids: its rows are in their order.
                ids, models = range(len(from_file)), from_file
    except (OSError, ValueError, sqlite3.Error) as error:
        sys.exit(f"{arguments.models or arguments.trace}: cannot be read: {error}")
    print(f"{models.shape[0]} models of {models.shape[1]} parameters")
    wide = models.astype(float)
    distances = numpy.linalg.norm(wide - wide.mean(axis=0), axis=1)
    for learner, model, distance in zip(ids, wide, distances):
        print(f"{learner:6d}  norm {numpy.linalg.norm(model):.9g}  from the mean {distance:.9g}")


if __name__ == "__main__":
    main()
