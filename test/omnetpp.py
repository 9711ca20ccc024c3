#!/usr/bin/env python3
"""omnetpp.py PROGRAM: what omnetpp_export.py writes has the tables that OMNeT++ 6 documents, is read by
the statements OMNeT++ reads with, and holds the numbers of the trace. Debian 12 has no OMNeT++ to read it.
"""
import collections
import math
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

from query_traces import ROOT, make_small

EXPORT = ROOT / "examples/analysis/omnetpp_export.py"
# Type, and ! for what must not be NULL, as OMNeT++ 6 creates them.
TABLES = {
    "run": {"runId": "INTEGER!", "runName": "TEXT!", "simtimeExp": "INTEGER!"},
    "runAttr": {"runId": "INTEGER!", "attrName": "TEXT!", "attrValue": "TEXT!"},
    "runItervar": {"runId": "INTEGER!", "itervarName": "TEXT!", "itervarValue": "TEXT!"},
    "runConfig": {"runId": "INTEGER!", "configKey": "TEXT!", "configValue": "TEXT!", "configOrder": "INTEGER!"},
    "scalar": {"scalarId": "INTEGER!", "runId": "INTEGER!", "moduleName": "TEXT!", "scalarName": "TEXT!",
               "scalarValue": "REAL"},
    "scalarAttr": {"scalarId": "INTEGER!", "attrName": "TEXT!", "attrValue": "TEXT!"},
    "parameter": {"paramId": "INTEGER!", "runId": "INTEGER!", "moduleName": "TEXT!", "paramName": "TEXT!",
                  "paramValue": "TEXT!"},
    "paramAttr": {"paramId": "INTEGER!", "attrName": "TEXT!", "attrValue": "TEXT!"},
    "statistic": {"statId": "INTEGER!", "runId": "INTEGER!", "moduleName": "TEXT!", "statName": "TEXT!",
                  "isHistogram": "INTEGER!", "isWeighted": "INTEGER!", "statCount": "INTEGER!", "statMean": "REAL",
                  "statStddev": "REAL", "statSum": "REAL", "statSqrsum": "REAL", "statMin": "REAL",
                  "statMax": "REAL", "statWeights": "REAL", "statWeightedSum": "REAL",
                  "statSqrSumWeights": "REAL", "statWeightedSqrSum": "REAL"},
    "statisticAttr": {"statId": "INTEGER!", "attrName": "TEXT!", "attrValue": "TEXT!"},
    "histogramBin": {"statId": "INTEGER!", "lowerEdge": "REAL!", "binValue": "REAL!"},
    "vector": {"vectorId": "INTEGER!", "runId": "INTEGER!", "moduleName": "TEXT!", "vectorName": "TEXT!",
               "vectorCount": "INTEGER", "vectorMin": "REAL", "vectorMax": "REAL", "vectorSum": "REAL",
               "vectorSumSqr": "REAL", "startEventNum": "INTEGER", "endEventNum": "INTEGER",
               "startSimtimeRaw": "INTEGER", "endSimtimeRaw": "INTEGER"},
    "vectorAttr": {"vectorId": "INTEGER!", "attrName": "TEXT!", "attrValue": "TEXT!"},
    "vectorData": {"vectorId": "INTEGER!", "eventNumber": "INTEGER!", "simtimeRaw": "INTEGER!", "value": "REAL"}}
failed = 0


def expect(holds: bool, text: str) -> None:
    global failed
    if not holds:
        failed += 1
        print(f"FAIL: {text}")


def export(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, str(EXPORT), *map(str, arguments)], capture_output=True, text=True)


def check_schema(file: sqlite3.Connection) -> None:
    names = {row[0] for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table' "
                                            "AND name NOT LIKE 'sqlite_%'")}
    expect(names == set(TABLES), f"tables {sorted(names ^ set(TABLES))}")
    for table, columns in TABLES.items():
        found = {row[1]: row[2] + "!" * row[3] for row in file.execute(f"PRAGMA table_info({table})")}
        expect(found == columns and list(found) == list(columns), f"columns of {table}: {found}")
        first = next(iter(columns))
        keys = [(row[2], row[3], row[6]) for row in file.execute(f"PRAGMA foreign_key_list({table})")]
        parent = {"runId": "run", "scalarId": "scalar", "paramId": "parameter", "statId": "statistic",
                  "vectorId": "vector"}
        link = "runId" if first not in ("runId",) and "runId" in columns else first
        wanted = [] if table == "run" else [(parent[link], link, "CASCADE")]
        expect(keys == wanted, f"keys of {table}: {keys}, expected {wanted}")
    expect(file.execute("PRAGMA foreign_key_check").fetchall() == [], "foreign keys")
    expect(file.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "integrity")


def check_scalars(file: sqlite3.Connection, trace: sqlite3.Connection) -> None:
    runs = {row[0]: row[1] for row in file.execute("SELECT runId, attrValue FROM runAttr WHERE attrName = 'runnumber'")}
    finished = trace.execute("SELECT run_id FROM run WHERE status = 'finished' ORDER BY run_id").fetchall()
    expect([int(r) for r in runs.values()] == [r for r, in finished], f"runs {runs}")
    expect(len({r for r, in file.execute("SELECT runName FROM run")}) == len(runs), "names of runs are unique")
    values = {(int(runs[r]), m, n): v for r, m, n, v in
              file.execute("SELECT runId, moduleName, scalarName, scalarValue FROM scalar")}
    for run, sent, stale, end in trace.execute("SELECT run_id, messages_sent, mean_staleness, simulated_ns / 1e9 "
                                               "FROM run WHERE status = 'finished'"):
        expect(values[run, "network", "messages_sent"] == sent, f"run {run}: messages_sent")
        expect(values.get((run, "network", "mean_staleness")) == stale, f"run {run}: mean_staleness")
        expect(math.isclose(values[run, "network", "simulated_s"], end), f"run {run}: simulated_s")
    learners = trace.execute("SELECT run_id, learner_id, held_staleness FROM learner JOIN run USING (run_id) "
                             "WHERE status = 'finished' AND held_staleness IS NOT NULL").fetchall()
    for run, learner, held in learners:
        expect(values[run, f"network.learner[{learner}]", "held_staleness"] == held, f"learner {learner}")
    expect(len(learners) > 2, "there are learners")
    last = trace.execute("SELECT run_id, learner_id, accuracy FROM evaluation JOIN run USING (run_id) WHERE "
                         "cause = 'time' AND evaluated_ns = last_evaluated_ns AND status = 'finished'").fetchall()
    for run, learner, accuracy in last:
        expect(values[run, f"network.learner[{learner}]", "last_accuracy"] == accuracy, f"accuracy of {learner}")


def check_histograms(file: sqlite3.Connection, trace: sqlite3.Connection) -> None:
    """OMNeT++ takes the first bin (-inf) as underflows and the last as overflows; edges must rise."""
    count = 0
    for stat, number, name, total, mean, deviation, least, largest in file.execute(
            "SELECT statId, attrValue, statName, statCount, statMean, statStddev, statMin, statMax "
            "FROM statistic JOIN runAttr USING (runId) "
            "WHERE attrName = 'runnumber' AND isHistogram AND NOT isWeighted"):
        value = {"delay": "(concluded_ns - sent_ns) / 1e9", "stalenessAtMerge": "staleness"}[name]
        data = [v for v, in trace.execute(f"SELECT {value} FROM model_message WHERE run_id = ? AND "
                                          "outcome = 'delivered'", (int(number),))]
        expect(total == len(data), f"{name}: {total} values")
        expect((least, largest) == (min(data), max(data)), f"{name}: {least} to {largest}")
        expect(math.isclose(mean, math.fsum(data) / total, abs_tol=1e-12), f"{name}: mean {mean}")
        spread = math.sqrt(math.fsum((v - mean) ** 2 for v in data) / (total - 1))
        expect(math.isclose(deviation, spread, rel_tol=1e-9, abs_tol=1e-12), f"{name}: deviation {deviation}")
        bins = file.execute("SELECT lowerEdge, binValue FROM histogramBin WHERE statId = ? ORDER BY lowerEdge",
                            (stat,)).fetchall()
        edges = [e for e, _ in bins]
        expect(edges[0] == -math.inf and all(a < b for a, b in zip(edges, edges[1:])), f"{name}: edges")
        for (low, number_in), high in zip(bins, edges[1:] + [math.inf]):
            expect(number_in == sum(low <= v < high for v in data), f"{name}: bin from {low}")
        expect(bins[0][1] == 0 and bins[-1][1] == 0, f"{name}: all within the bins")
        count += 1
    expect(count >= 2, "there are histograms")


def check_vectors(file: sqlite3.Connection, trace: sqlite3.Connection) -> None:
    expect(file.execute("SELECT DISTINCT simtimeExp FROM run").fetchall() == [(-9,)], "raw times are nanoseconds")
    sources = {"accuracy": "SELECT evaluated_ns, accuracy FROM evaluation WHERE run_id = ? AND learner_id = ?",
               "staleness": "SELECT sampled_ns, mean FROM staleness WHERE run_id = ? AND learner_id = ?",
               "updateLoss": "SELECT ended_ns, loss FROM local_update WHERE run_id = ? AND learner_id = ?",
               "delay": "SELECT concluded_ns, (concluded_ns - sent_ns) / 1e9 FROM model_message WHERE run_id = ? "
                        "AND outcome = 'delivered' AND receiver_id = ?",
               "meanAccuracy": "SELECT round(evaluated_s * 1e9), mean_accuracy FROM accuracy_history "
                               "WHERE run_id = ? AND ? IS NULL",
               "meanStaleness": "SELECT sampled_ns, mean FROM staleness_sample WHERE run_id = ? AND ? IS NULL"}
    seen = collections.Counter()
    events = {}
    for vector, run, number, module, name, *statistics in file.execute(
            "SELECT vectorId, runId, attrValue, moduleName, vectorName, vectorCount, vectorMin, vectorMax, vectorSum, "
            "vectorSumSqr, startEventNum, endEventNum, startSimtimeRaw, endSimtimeRaw FROM vector "
            "JOIN runAttr USING (runId) WHERE attrName = 'runnumber'").fetchall():
        rows = file.execute("SELECT eventNumber, simtimeRaw, value FROM vectorData WHERE vectorId = ? ORDER BY rowid",
                            (vector,)).fetchall()
        values = [v for _, _, v in rows if v is not None]
        times = [(e, t) for e, t, _ in rows]
        expect(times == sorted(times), f"{module} {name}: in the order of time")
        for event, time in times:
            expect(events.setdefault((run, event), time) == time, f"{module} {name}: one time an event")
        right = [len(rows), min(values), max(values), sum(values), sum(v * v for v in values), times[0][0],
                 times[-1][0], times[0][1], times[-1][1]]
        expect(all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(statistics, right)),
               f"{module} {name}: {statistics}")
        if name in sources:
            learner = None if module == "network" else int(module[len("network.learner["):-1])
            wanted = sorted(trace.execute(sources[name], (int(number), learner)).fetchall())
            expect(sorted((t, v) for _, t, v in rows) == wanted, f"{module} {name} of run {number}: values")
            seen[name] += 1
    expect(set(seen) >= {"accuracy", "staleness", "delay", "meanAccuracy", "meanStaleness"}, f"vectors {seen}")


def check(trace_path: pathlib.Path, base: pathlib.Path) -> None:
    done = export(trace_path, "-o", base, "--messages")
    expect(done.returncode == 0 and done.stderr == "", f"export: {done.stderr}")
    expect(sorted(p.name for p in base.parent.glob(base.name + "*")) == [base.name + ".sca", base.name + ".vec"],
           "two files and nothing else")
    with sqlite3.connect(trace_path) as trace:
        for suffix in (".sca", ".vec"):
            with sqlite3.connect(f"{base}{suffix}") as file:
                check_schema(file)
        with sqlite3.connect(f"{base}.sca") as file:
            check_scalars(file, trace)
            check_histograms(file, trace)
        with sqlite3.connect(f"{base}.vec") as file:
            check_vectors(file, trace)
            indexes = [r for r, in file.execute("SELECT name FROM sqlite_schema WHERE type = 'index'")]
            expect("vectorData_idx" in indexes, "the index that OMNeT++ looks vectors up by")


def check_mistakes(folder: pathlib.Path, trace: pathlib.Path) -> None:
    (folder / "notes.db").write_text("no database")
    sqlite3.connect(folder / "other.db").execute("CREATE TABLE t (x)").connection.close()
    for part, arguments in (("no such file", [folder / "none.db", "-o", folder / "x"]),
                            ("cannot be read as a stardust trace", [folder / "notes.db", "-o", folder / "x"]),
                            ("no stardust trace", [folder / "other.db", "-o", folder / "x"]),
                            ("run_id 99", [trace, "-o", folder / "x", "--run", 99]),
                            ("cannot be written", [trace, "-o", folder / "no-folder" / "x"])):
        done = export(*arguments)
        expect(done.returncode == 2 and part in done.stderr and done.stderr.count("\n") == 1 and not done.stdout,
               f"{part}: {done.returncode} {done.stderr}")
        expect(not list(folder.glob("x*")), f"{part}: a file is left")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        make_small(folder / "small.db")
        check(folder / "small.db", folder / "small-export")
        for rate in (1, 3):
            subprocess.run([sys.argv[1], "--learners=5", "--duration=15", "--delay=0.02", "--errorRate=0.1", "--runs=2",
                            f"--gossipRate={rate}", "--features=8", "--progress=off", f"--trace={folder}/real.db"],
                           check=True, stdout=subprocess.DEVNULL)
        check(folder / "real.db", folder / "real-export")
        with sqlite3.connect(folder / "real-export.sca") as file:
            varied = set(file.execute("SELECT itervarName, itervarValue FROM runItervar"))
        expect(varied == {("gossipRate", "1"), ("gossipRate", "3")}, f"iteration variables {varied}")
        check_mistakes(folder, folder / "small.db")
    print(f"{failed} failures")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
