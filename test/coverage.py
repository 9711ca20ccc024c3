#!/usr/bin/python3
"""coverage.py COVERAGE [-o FIGURE.svg] [--least PERCENT]: what the tests execute of model/ and helper/.

COVERAGE is what gcovr --json wrote; test/coverage.sh calls this. Prints lines and branches of each folder, how much of
the error handling was executed and the files with most lines missed, and draws a figure. Ends with 1 if fewer than
PERCENT of the lines were executed. Error handling is

* "errors": statements that throw, NS_FATAL_ERROR and NS_ABORT_MSG. Executed is one that a test ran into.
* "checks": NS_ABORT_MSG_IF and its kin, which test and end the program on one line. Executed is one that a test saw
  end the program.
"""
import argparse
import collections
import json
import pathlib
import re
import sys

FOLDERS = ("model/data", "model/gossip", "model/learning", "model/timeliness", "model/topology", "model/trace",
           "model/usage", "helper")
# "throw;" passes on what a line that counts has thrown.
ERROR = re.compile(r"^\s*(?:throw\s+\w|NS_FATAL_ERROR\b|NS_ABORT_MSG\()")
CHECK = re.compile(r"^\s*NS_ABORT_(?:MSG_)?(?:IF|UNLESS)\(")
# The colours of examples/analysis.
BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#555555"


class Share:
    """So many of so many were executed."""

    def __init__(self):
        self.met, self.all = 0, 0

    def count(self, met):
        self.met += bool(met)
        self.all += 1

    def percent(self):
        return 100 * self.met / self.all if self.all else 100.0

    def __str__(self):
        return f"{self.met:6} of {self.all:6} {self.percent():6.1f} %" if self.all else "-".rjust(25)


KINDS = ("lines", "branches", "errors", "checks")


def folder_of(name):
    """The folder a file is counted in: a folder further down belongs to the one of FOLDERS that holds it."""
    return next(folder for folder in FOLDERS if name.startswith(folder + "/"))


def statement_end(source, first):
    """Index of the line that ends the statement which begins on line first."""
    last = first
    while ";" not in source[last]:
        last += 1
    return last


def error_places(source, lines):
    """(kind, line number, executed) of each place of error handling; lines: {number: entry of gcovr}."""
    for index, text in enumerate(source):
        is_error, is_check = ERROR.match(text), CHECK.match(text)
        if not is_error and not is_check:
            continue
        numbers = range(index + 1, statement_end(source, index) + 2)
        entries = [lines[number] for number in numbers if number in lines]
        if is_error and entries:
            yield "errors", index + 1, any(entry["count"] for entry in entries)
        elif entries:
            # ns-3 writes the message, and before it looks whether there is a time and a node to tell:
            # the last branches of the line, taken only when the check fails.
            yield "checks", index + 1, any(branch["count"] for branch in entries[0]["branches"][-2:])


def read_coverage(path, root):
    """{folder: {kind: Share}}, lines missed by file, and places of error handling not executed."""
    shares = {folder: {kind: Share() for kind in KINDS} for folder in (*FOLDERS, "all")}
    missed, untried = collections.Counter(), []
    for entry in json.loads(path.read_text(encoding="utf-8"))["files"]:
        name = entry["file"]
        counted = (shares[folder_of(name)], shares["all"])
        lines = {line["line_number"]: line for line in entry["lines"] if not line["gcovr/noncode"]}
        for line in lines.values():
            missed[name] += line["count"] == 0
            for share in counted:
                share["lines"].count(line["count"])
                for branch in line["branches"]:
                    share["branches"].count(branch["count"])
        source = (root / name).read_text(encoding="utf-8").splitlines()
        for kind, number, executed in error_places(source, lines):
            for share in counted:
                share[kind].count(executed)
            if not executed:
                untried.append(f"{name}:{number}: {source[number - 1].strip()}")
    return shares, missed, untried


def draw(shares, least, path):
    """A bar for the lines of each folder, and one for its statements that report an error."""
    import matplotlib
    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    # The same numbers give the same bytes.
    plt.rcParams["svg.hashsalt"] = "stardust"
    figure, axes = plt.subplots(figsize=(7, 3.8), constrained_layout=True)
    folders = list(shares)[::-1]
    for kind, colour, offset, label in (("lines", BLUE, 0.2, "lines"),
                                        ("errors", ORANGE, -0.2, "statements that report an error")):
        values = [shares[folder][kind].percent() for folder in folders]
        bars = axes.barh([place + offset for place in range(len(folders))], values, 0.36, color=colour,
                         label=label)
        axes.bar_label(bars, [f"{value:.1f} % of {shares[folder][kind].all}"
                              for folder, value in zip(folders, values)],
                       label_type="center", fontsize=7, color="white")
    axes.axvline(least, color=GREY, linestyle="--", linewidth=1, label=f"least, {least:g} % of all lines")
    axes.set_yticks(range(len(folders)), folders)
    axes.set(xlim=(0, 100), xlabel="executed by the tests, %")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncol=3, frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("coverage", type=pathlib.Path)
    parser.add_argument("-o", "--output", default="coverage.svg")
    parser.add_argument("--least", type=float, default=92)
    arguments = parser.parse_args()
    shares, missed, untried = read_coverage(arguments.coverage, pathlib.Path(__file__).resolve().parents[1])

    print(" " * 17 + "".join(kind.rjust(27) for kind in KINDS))
    for folder, row in shares.items():
        print(f"{folder:17}" + "".join(f"  {row[kind]}" for kind in KINDS))
    print("\nMost lines missed:")
    for name, count in missed.most_common(10):
        print(f"{count:6} {name}")
    print(f"\nError handling not executed, {len(untried)} places:")
    print("\n".join(sorted(untried)))
    draw(shares, arguments.least, arguments.output)
    lines = shares["all"]["lines"].percent()
    if lines < arguments.least:
        sys.exit(f"coverage.py: {lines:.2f} % of the lines executed, expected at least {arguments.least:g} %")


if __name__ == "__main__":
    main()
