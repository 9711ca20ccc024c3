#!/usr/bin/python3
"""Write a report of the runs in a stardust trace: one HTML file that needs nothing else.

    report.py TRACE [--run RUNS] [--compare RUNS ...] [-o report.html]

RUNS are run ids (3 or 1,3,5-8) or the name of finished runs. Without --run: the last finished run
and its repetitions with other random numbers. Where there are several, messages and single devices
are those of the last. Needs Debian's python3-pandas, python3-plotly and python3-jinja2.
"""
import argparse
import os
import pathlib
import tempfile
from typing import IO, Optional

from trace_file import OneLineParser, Trace, UserError, require, run_main

require("report.py", {"pandas": "python3-pandas", "plotly": "python3-plotly", "jinja2": "python3-jinja2"})

# After the packages are known to be there.
from report_parts.comparison import comparison_section  # noqa: E402
from report_parts.cost import cost_section  # noqa: E402
from report_parts.learning import learning_section  # noqa: E402
from report_parts.message_scan import MessageCounts, scan_messages  # noqa: E402
from report_parts.overview import cautions, commands, describe_runs, headline  # noqa: E402
from report_parts.page import render  # noqa: E402
from report_parts.positions import Positions, read_positions  # noqa: E402
from report_parts.radio import radio_section  # noqa: E402
from report_parts.run_choice import Run, choose_groups  # noqa: E402
from report_parts.timeliness import timeliness_section  # noqa: E402
from report_parts.usage import read_usage  # noqa: E402


def build(trace: Trace, arguments: argparse.Namespace) -> str:
    """The report as HTML."""
    groups = choose_groups(trace, arguments.run, arguments.compare)
    run = groups[0].detailed
    positions = read_positions(trace, run)
    counts = scan(trace, run, positions)
    usage = read_usage(trace, run)
    sections = [describe_runs(trace, groups[0]), learning_section(trace, groups),
                timeliness_section(trace, groups, counts),
                radio_section(trace, run, counts, positions, usage), cost_section(trace, run, counts, usage)]
    if len(groups) > 1 or len(groups[0].runs) > 1:
        sections.append(comparison_section(groups))
    title = " against ".join(group.label for group in groups)
    return render(title, headline(groups[0]), commands(groups[0]), sections, cautions(trace, groups, counts))


def scan(trace: Trace, run: Run, positions: Optional[Positions]) -> Optional[MessageCounts]:
    return scan_messages(trace, run, positions) if run.has_messages else None


def build_checked(trace: Trace, arguments: argparse.Namespace) -> str:
    """Values that make no sense come from a damaged file or a mistake here; tell which."""
    try:
        return build(trace, arguments)
    except UserError:
        raise
    except Exception as error:
        if not trace.is_whole():
            raise UserError(f"{trace.path}: cannot be read as a stardust trace: it is damaged") from error
        raise


def open_output(path: pathlib.Path, trace: pathlib.Path) -> IO[str]:
    """A file beside the output, which takes its place when it is complete."""
    if path.is_dir():
        raise UserError(f"-o {path}: is a folder, expected a file to write")
    if path.exists() and trace.exists() and path.samefile(trace):
        raise UserError(f"-o {path}: is the trace itself, expected another file to write")
    try:
        return tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, prefix=".report-",
                                           suffix=".html", delete=False)
    except OSError as error:
        raise UserError(f"-o {path}: cannot be written: {error.strerror}") from error


def take_place(temporary: str, path: pathlib.Path) -> None:
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(temporary, 0o666 & ~mask)
    os.replace(temporary, path)


def write_report(arguments: argparse.Namespace) -> None:
    with Trace(arguments.trace) as trace:
        output = open_output(arguments.output, arguments.trace)
        try:
            with output:
                output.write(build_checked(trace, arguments))
            take_place(output.name, arguments.output)
        except OSError as error:
            raise UserError(f"-o {arguments.output}: cannot be written: {error.strerror}") from error
        finally:
            pathlib.Path(output.name).unlink(missing_ok=True)
    print(arguments.output)


def main() -> None:
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", type=pathlib.Path, metavar="TRACE")
    parser.add_argument("--run", metavar="RUNS", help="what the report is about")
    parser.add_argument("--compare", metavar="RUNS", nargs="+", default=[], action="extend",
                        help="what it is compared with")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=pathlib.Path("report.html"),
                        metavar="FILE", help="where to write it (default: report.html)")
    write_report(parser.parse_args())


if __name__ == "__main__":
    run_main(main)
