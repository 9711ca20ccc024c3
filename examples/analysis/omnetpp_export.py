#!/usr/bin/env python3
"""Write runs of a stardust trace as OMNeT++ 6 result files, which its IDE and opp_scavetool read.

    omnetpp_export.py TRACE -o BASENAME [--run RUN_ID ...] [--messages]

Makes BASENAME.sca (totals, device by device, and histograms) and BASENAME.vec (what changes over
time), both in OMNeT++'s SQLite schema; files of these names are replaced. The network is the
module `network`, device 3 is `network.learner[3]`. Finished runs only, unless --run names others.
"""
import argparse
import json
import math
import pathlib
import sqlite3
from typing import Any, Dict, Iterator, List, Tuple

from omnetpp_schema import make_schema
from trace_file import Trace, UserError, run_main

# Columns of the table run that are results, and their units.
RUN_SCALARS = {
    "simulated_ns": "ns", "wall_s": "s", "ready_ns": "ns", "warm_up_ns": "ns",
    "messages_sent": "", "messages_delivered": "", "messages_lost": "", "messages_expired": "",
    "messages_rejected": "", "messages_in_flight": "", "bytes_sent": "B", "packets_sent": "",
    "late_packets": "", "stray_packets": "", "feedback_sent": "", "feedback_bytes": "B",
    "pilots_sent": "", "pilot_bytes": "B", "local_updates": "", "mean_staleness": "",
    "ideal_staleness": "", "alone_accuracy": "", "alone_loss": "", "alone_error": "",
    "pooled_accuracy": "", "pooled_loss": "", "pooled_error": ""}
LEARNER_SCALARS = {
    "node_id": "", "samples": "", "parameters": "", "x_m": "m", "y_m": "m", "z_m": "m",
    "held_staleness": "", "source_staleness": ""}
# Name, unit, module ("" for the network, else the column with the device), time, value, rows.
VECTORS = [
    ("meanAccuracy", "", "", "evaluated_ns", "avg(accuracy)", "evaluation WHERE cause = 'time'"),
    ("meanLoss", "", "", "evaluated_ns", "avg(loss)", "evaluation WHERE cause = 'time'"),
    ("meanStaleness", "", "", "sampled_ns", "avg(mean)", "staleness_sample WHERE 1"),
    ("worstStaleness", "", "", "sampled_ns", "max(worst)", "staleness_sample WHERE 1"),
    ("accuracy", "", "learner_id", "evaluated_ns", "accuracy", "evaluation WHERE 1"),
    ("loss", "", "learner_id", "evaluated_ns", "loss", "evaluation WHERE 1"),
    ("staleness", "", "learner_id", "sampled_ns", "mean", "staleness WHERE 1"),
    ("updateLoss", "", "learner_id", "ended_ns", "loss", "local_update WHERE 1")]
MESSAGE_VECTORS = [
    ("delay", "s", "receiver_id", "concluded_ns", "(concluded_ns - sent_ns) / 1e9",
     "model_message WHERE outcome = 'delivered'")]
HISTOGRAMS = [
    ("delay", "s", "(concluded_ns - sent_ns) / 1e9"),
    ("stalenessAtMerge", "", "staleness")]
BINS = 50


class ResultFile:
    """An OMNeT++ result file that comes into being under another name."""

    def __init__(self, path: pathlib.Path, trace: Trace) -> None:
        self.path = path
        self.part = path.with_name(path.name + ".part")
        try:
            self.part.unlink(missing_ok=True)
            self.connection = sqlite3.connect(self.part.resolve().as_uri(), uri=True)
            self.connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                                          + make_schema())
        except (OSError, sqlite3.Error) as error:
            raise UserError(f"{path}: cannot be written: {error}") from error
        self.connection.execute("ATTACH ? AS trace", (f"{trace.path.resolve().as_uri()}?mode=rw",))

    def finish(self) -> None:
        self.connection.commit()
        self.connection.close()
        self.part.replace(self.path)

    def abandon(self) -> None:
        self.connection.close()
        self.part.unlink(missing_ok=True)

    def add(self, table: str, **columns: Any) -> int:
        sql = (f"INSERT INTO main.{table} ({', '.join(columns)}) "
               f"VALUES ({', '.join('?' * len(columns))})")
        return self.connection.execute(sql, tuple(columns.values())).lastrowid

    def run(self, sql: str, *values: Any) -> List[tuple]:
        return self.connection.execute(sql, values).fetchall()


def find_runs(trace: Trace, wanted: List[int]) -> List[Dict[str, Any]]:
    """The runs to write, as dictionaries."""
    names = [row[1] for row in trace.read("PRAGMA table_info(run)")]
    runs = [dict(zip(names, row)) for row in trace.read("SELECT * FROM run ORDER BY run_id")]
    for run in wanted:
        if run not in [r["run_id"] for r in runs]:
            raise UserError(f"{trace.path}: no run with run_id {run}")
    runs = [r for r in runs if (r["run_id"] in wanted if wanted else r["status"] == "finished")]
    if not runs:
        raise UserError(f"{trace.path}: no finished run; expected one, or --run RUN_ID")
    return runs


def find_varied(runs: List[Dict[str, Any]]) -> List[str]:
    """Options whose values differ between the runs: OMNeT++'s iteration variables."""
    options = [json.loads(run["parameters"]) for run in runs]
    names = {name: None for each in options for name in each}
    return [name for name in names if len({each.get(name) for each in options}) > 1]


def describe_run(file: ResultFile, run: Dict[str, Any], varied: List[str]) -> int:
    """Enter a run with its attributes; returns OMNeT++'s runId."""
    stamp = run["started_at"].replace("-", "").replace("T", "-").rstrip("Z")
    number = run["run_id"]
    key = file.add("run", runName=f"{run['name']}-{number}-{stamp}-{run['rng_seed']}.{run['rng_run']}",
                   simtimeExp=-9)
    options = json.loads(run["parameters"])
    chosen = {name: str(options[name]) for name in varied if name in options}
    attributes = {
        "configname": run["name"], "experiment": run["name"], "runnumber": number,
        "datetime": stamp, "network": "network", "seedset": run["rng_run"],
        "repetition": run["rng_run"], "replication": f"#{run['rng_run']}",
        "measurement": ", ".join(f"${name}={value}" for name, value in chosen.items()),
        "iterationvars": ", ".join(f"${name}={value}" for name, value in chosen.items()),
        "commandLine": run["command_line"], "stardust": run["module_version"],
        "status": run["status"], "digest": run["digest"]}
    for name, value in attributes.items():
        if value is not None:
            file.add("runAttr", runId=key, attrName=name, attrValue=str(value))
    for name, value in chosen.items():
        file.add("runItervar", runId=key, itervarName=name, itervarValue=value)
    for order, (name, value) in enumerate(options.items()):
        file.add("runConfig", runId=key, configKey=name, configValue=str(value), configOrder=order)
    return key


def add_scalar(file: ResultFile, key: int, module: str, name: str, value: Any, unit: str) -> None:
    if value is None:
        return
    if unit == "ns":
        name, value, unit = name.replace("_ns", "_s"), value / 1e9, "s"
    scalar = file.add("scalar", runId=key, moduleName=module, scalarName=name, scalarValue=value)
    if unit:
        file.add("scalarAttr", scalarId=scalar, attrName="unit", attrValue=unit)


def write_scalars(file: ResultFile, run: Dict[str, Any], key: int) -> None:
    """Totals of the run and of each device."""
    for name, unit in RUN_SCALARS.items():
        add_scalar(file, key, "network", name, run.get(name), unit)
    rows = file.run(f"SELECT learner_id, {', '.join(LEARNER_SCALARS)} FROM trace.learner "
                    "WHERE run_id = ? ORDER BY learner_id", run["run_id"])
    for learner, *values in rows:
        for (name, unit), value in zip(LEARNER_SCALARS.items(), values):
            add_scalar(file, key, f"network.learner[{learner}]", name, value, unit)
    rows = file.run("SELECT learner_id, accuracy, loss, error FROM trace.evaluation WHERE run_id = ? "
                    "AND cause = 'time' AND evaluated_ns = ? ORDER BY learner_id",
                    run["run_id"], run["last_evaluated_ns"])
    for learner, *values in rows:
        for name, value in zip(("last_accuracy", "last_loss", "last_error"), values):
            add_scalar(file, key, f"network.learner[{learner}]", name, value, "")


def make_edges(least: float, largest: float) -> Iterator[float]:
    """Lower edges of the bins and, last, the upper edge, which lies above the largest value."""
    width = (largest - least) / BINS or 1.0
    for i in range(BINS):
        yield least + i * width
    yield max(least + BINS * width, math.nextafter(largest, math.inf))


def write_histogram(file: ResultFile, run: Dict[str, Any], key: int, name: str, unit: str,
                    value: str) -> None:
    """The distribution of a quantity of delivered messages."""
    rows = f"FROM trace.model_message WHERE run_id = ? AND outcome = 'delivered' AND {value} IS NOT NULL"
    count, total, squares, least, largest = file.run(
        f"SELECT count(*), sum({value}), sum(1.0 * {value} * {value}), min({value}), max({value}) {rows}",
        run["run_id"])[0]
    if count == 0:
        return
    mean = total / count
    variance = file.run(f"SELECT sum(({value} - ?2) * ({value} - ?2)) {rows.replace('?', '?1')}",
                        run["run_id"], mean)[0][0] / (count - 1) if count > 1 else math.nan
    statistic = file.add("statistic", runId=key, moduleName="network", statName=name, isHistogram=1,
                         isWeighted=0, statCount=count, statMean=mean, statStddev=math.sqrt(variance),
                         statSum=total, statSqrsum=squares, statMin=least, statMax=largest)
    if unit:
        file.add("statisticAttr", statId=statistic, attrName="unit", attrValue=unit)
    edges = list(make_edges(least, largest))
    counts = [0] * (BINS + 2)
    width = edges[1] - edges[0]
    for (each,) in file.connection.execute(f"SELECT {value} {rows}", (run["run_id"],)):
        bin_ = min(int((each - least) / width), BINS - 1)
        # Division rounds: the edges decide.
        bin_ += (each >= edges[bin_ + 1]) - (each < edges[bin_])
        counts[bin_ + 1] += 1
    for edge, number in zip([-math.inf] + edges, counts):
        file.add("histogramBin", statId=statistic, lowerEdge=edge, binValue=number)


def write_vectors(file: ResultFile, run: Dict[str, Any], key: int,
                  vectors: List[Tuple[str, ...]]) -> None:
    """What changes over time. There are no event numbers: moments are counted instead."""
    times = " UNION ".join(f"SELECT {time} FROM trace.{rows} AND run_id = :run"
                           for _, _, _, time, _, rows in vectors)
    file.run("DROP TABLE IF EXISTS temp.moment")
    file.run("CREATE TEMP TABLE moment (time INTEGER PRIMARY KEY, number INTEGER)")
    file.connection.execute(f"INSERT INTO moment SELECT column1, row_number() OVER (ORDER BY column1) "
                            f"FROM (SELECT NULL AS column1 WHERE 0 UNION {times})",
                            {"run": run["run_id"]})
    for name, unit, device, time, value, rows in vectors:
        devices = file.run(f"SELECT DISTINCT {device or 'NULL'} FROM trace.{rows} AND run_id = ? ORDER BY 1",
                           run["run_id"])
        ids = {}
        for (learner,) in devices:
            module = "network" if learner is None else f"network.learner[{learner}]"
            ids[learner] = file.add("vector", runId=key, moduleName=module, vectorName=name)
            if unit:
                file.add("vectorAttr", vectorId=ids[learner], attrName="unit", attrValue=unit)
        file.connection.create_function("vector_id", 1, ids.get, deterministic=True)
        group = "" if device else f"GROUP BY {time}"
        file.run(f"INSERT INTO main.vectorData SELECT vector_id({device or 'NULL'}), number, {time}, {value} "
                 f"FROM trace.{rows.replace(' WHERE', ' JOIN moment ON time = ' + time + ' WHERE')} "
                 f"AND run_id = ? {group} ORDER BY 1, 2", run["run_id"])


def finish_vectors(file: ResultFile) -> None:
    """Drop vectors without a number (accuracy in regression), index and sum up the others."""
    file.run("CREATE INDEX vectorData_idx ON vectorData (vectorId)")
    file.run("CREATE TEMP TABLE empty AS SELECT vectorId FROM vector WHERE vectorId NOT IN "
             "(SELECT vectorId FROM vectorData WHERE value IS NOT NULL)")
    for table in ("vectorData", "vectorAttr", "vector"):
        file.run(f"DELETE FROM main.{table} WHERE vectorId IN (SELECT vectorId FROM empty)")
    file.run("""
        UPDATE main.vector SET vectorCount = n, vectorMin = least, vectorMax = largest, vectorSum = total,
            vectorSumSqr = squares, startEventNum = e0, endEventNum = e1, startSimtimeRaw = t0,
            endSimtimeRaw = t1
        FROM (SELECT vectorId AS id, count(*) AS n, min(value) AS least, max(value) AS largest,
                     sum(value) AS total, sum(value * value) AS squares, min(eventNumber) AS e0,
                     max(eventNumber) AS e1, min(simtimeRaw) AS t0, max(simtimeRaw) AS t1
              FROM main.vectorData GROUP BY vectorId)
        WHERE vectorId = id""")


def export(trace: Trace, base: pathlib.Path, wanted: List[int], messages: bool) -> None:
    """Both files, or none."""
    runs = find_runs(trace, wanted)
    varied = find_varied(runs)
    files = []
    try:
        for suffix in (".sca", ".vec"):
            path = base.with_name(base.name + suffix)
            if path.resolve() == trace.path.resolve():
                raise UserError(f"{path}: is the trace; expected another -o")
            files.append(ResultFile(path, trace))
        scalars, vectors = files
        for run in runs:
            key = describe_run(scalars, run, varied)
            write_scalars(scalars, run, key)
            for name, unit, value in HISTOGRAMS:
                write_histogram(scalars, run, key, name, unit, value)
            key = describe_run(vectors, run, varied)
            write_vectors(vectors, run, key, VECTORS + (MESSAGE_VECTORS if messages else []))
        finish_vectors(vectors)
    except BaseException as error:
        for file in files:
            file.abandon()
        if isinstance(error, sqlite3.Error):
            raise UserError(f"{trace.path}: cannot be written as {base}: {error}") from error
        raise
    for file in files:
        file.finish()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", type=pathlib.Path)
    parser.add_argument("-o", "--output", type=pathlib.Path, required=True, metavar="BASENAME")
    parser.add_argument("--run", type=int, action="append", default=[], metavar="RUN_ID",
                        help="a run to write; may be given again")
    parser.add_argument("--messages", action="store_true", help="also the delay of each message")
    arguments = parser.parse_args()
    with Trace(arguments.trace) as trace:
        try:
            export(trace, arguments.output, arguments.run, arguments.messages)
        except (KeyError, ValueError, TypeError) as error:
            raise UserError(f"{arguments.trace}: is damaged: {error!r}") from error


if __name__ == "__main__":
    run_main(main)
