"""What was run, and what to mistrust."""
from typing import Dict, List, Optional

import numpy
import pandas

from report_parts.chart import Fact, Section, Table, in_bytes, percent, short
from report_parts.message_scan import MessageCounts
from report_parts.run_choice import Run, RunGroup, describe_ids
from trace_file import Trace

FEW_RUNS = 5


def headline(group: RunGroup) -> List[Fact]:
    """The answers in four numbers, of the run shown in detail."""
    run = group.detailed
    facts = []
    if run.score == "accuracy":
        pooled = run["pooled_accuracy"]
        facts.append(Fact("accuracy", short(run["mean_accuracy"]), "mean device" + (
            f"; {short(pooled)} in one place" if pooled is not None else "")))
    elif run.score == "loss":
        facts.append(Fact("loss", short(run["mean_loss"]), "mean device" + (
            f"; {short(run['pooled_loss'])} in one place" if run["pooled_loss"] is not None else "")))
    ideal = run["ideal_staleness"]
    facts.append(Fact("staleness", short(run["mean_staleness"]), "versions, mean pair" + (
        f"; {short(ideal)} in theory" if ideal is not None else "")))
    concluded = run["messages_sent"] - run["messages_in_flight"]
    facts.append(Fact("delivered", percent(run["messages_delivered"], concluded),
                      f"of {short(concluded)} messages with an outcome"))
    facts.append(Fact("sent", in_bytes(run["bytes_sent"]), f"in {short(run['packets_sent'])} packets"))
    return facts


def describe_runs(trace: Trace, group: RunGroup) -> Section:
    """Settings and commands of the runs in a group."""
    section = Section("run", "What was run")
    run = group.detailed
    section.lead = (f"{run['learners']} devices, {short(run['simulated_ns'] / 1e9)} s simulated in "
                    f"{short(run['wall_s'])} s of wall time, begun {run['started_at']}.")
    section.items.append(Table("Circumstances", "", circumstances(run, name_servers(trace, run))))
    parameters = run.parameters
    if parameters:
        section.items.append(Table("Options", "", pandas.DataFrame(
            sorted(parameters.items()), columns=["option", "value"]), folded=True))
    if len(group.runs) > 1:
        section.items.append(Table("Runs of this experiment", "", list_runs(group)))
    return section


def commands(group: RunGroup) -> List[Dict[str, str]]:
    """Each command line once, with the runs that it makes."""
    by_line: Dict[str, List[int]] = {}
    for run in group.runs:
        by_line.setdefault(run["command_line"], []).append(run.id)
    return [{"line": line, "runs": describe_ids(ids)} for line, ids in by_line.items()]


def name_servers(trace: Trace, run: Run) -> str:
    """Devices whose nodes are access points; empty if there are none."""
    if not trace.columns("station"):
        return ""
    rows = trace.read("SELECT learner_id, node_id, samples FROM learner JOIN station USING (run_id, node_id) "
                      "WHERE run_id = ? AND kind = 'access_point' ORDER BY learner_id", run.id)
    return ", ".join(f"device {learner} (node {node}, {samples or 'no'} samples)"
                     for learner, node, samples in rows)


def circumstances(run: Run, servers: str) -> pandas.DataFrame:
    rows = [("run", f"{run.id}, {run['name']}"),
            ("status", run["status"] + (f", ended by {run['stop_reason']}" if run["stop_reason"] else "")),
            ("seeds", f"RngSeed {run['rng_seed']}, RngRun {run['rng_run']}"),
            ("graph", run["graph"] or "listed in the table edge"),
            ("shares of the data", run["partition"] or "–"),
            ("sources tracked", f"{run['tracked_sources']} of {run['learners']}"),
            ("averages from", f"{short(run['warm_up_ns'] / 1e9)} s on"),
            ("network ready at", f"{short(run['ready_ns'] / 1e9)} s"),
            ("trace detail", run["detail"]),
            ("stardust", f"{run['module_version']}, {run['build_type']} build, kernel {run['kernel'] or '–'}"),
            ("digest", run["digest"] or "–")]
    if servers:
        rows.insert(4, ("on an access point", servers))
    return pandas.DataFrame(rows, columns=["what", "value"])


def list_runs(group: RunGroup) -> pandas.DataFrame:
    rows = [(run.id, run["status"], run["rng_run"], short(run[run.score and f"mean_{run.score}"
                                                             or "mean_loss"]),
             short(run["mean_staleness"]), percent(run["messages_delivered"], run["messages_sent"]),
             short(run["wall_s"])) for run in group.runs]
    score = group.detailed.score or "loss"
    return pandas.DataFrame(rows, columns=["run", "status", "RngRun", f"mean {score}",
                                           "staleness, versions", "delivered", "wall time, s"])


def cautions(trace: Trace, groups: List[RunGroup], counts: Optional[MessageCounts]) -> List[str]:
    """What a reader should know before believing the rest."""
    found = []
    for group in groups:
        found += doubtful_runs(group)
    found += few_runs(groups)
    run = groups[0].detailed
    if counts is not None:
        found += silent_devices(run, counts)
    if run["diverged"]:
        found.append(f"Run {run.id}: {run['diverged']} models are no longer finite; means leave "
                     "out or lack their loss.")
    return found + empty_batteries(trace, run) + unheard_of(run)


def empty_batteries(trace: Trace, run: Run) -> List[str]:
    if "cause" not in trace.columns("membership"):
        return []
    ends = trace.read("SELECT learner_id, changed_ns / 1e9 FROM membership WHERE run_id = ? AND "
                      "cause = 'battery' ORDER BY changed_ns", run.id)
    if not ends:
        return []
    first, last = ends[0], ends[-1]
    return [f"Run {run.id}: the batteries of {len(ends)} of {run['learners']} devices are empty, first that of "
            f"device {first[0]} at {short(first[1])} s, last that of device {last[0]} at {short(last[1])} s."]


def doubtful_runs(group: RunGroup) -> List[str]:
    found = []
    for status, words in (("running", "is unfinished (still running, or its process died)"),
                          ("failed", "failed")):
        ids = [run.id for run in group.runs if run["status"] == status]
        if ids:
            found.append(f"{group.label}: {describe_ids(ids)} {words}; what is shown ends where the "
                         "record does.")
    builds = {run["build_type"] for run in group.runs}
    slow = sorted(build for build in builds if "release" not in build.lower()
                  and "optimized" not in build.lower())
    if slow:
        found.append(f"{group.label}: built as {', '.join(slow)}; wall times say nothing of a "
                     "release build.")
    return found


def few_runs(groups: List[RunGroup]) -> List[str]:
    found = []
    for group in groups:
        count = len([run for run in group.runs if run.finished])
        if count == 1:
            found.append(f"{group.label}: one finished run, so nothing here has a confidence interval. "
                         "Repeat it with other random numbers: --runs=10.")
        elif 0 < count < FEW_RUNS:
            found.append(f"{group.label}: intervals come from {count} runs only and are wide; "
                         f"{FEW_RUNS} or more make firmer claims.")
    return found


def silent_devices(run: Run, counts: MessageCounts) -> List[str]:
    found = []
    unheard = numpy.flatnonzero((counts.delivered_from == 0))
    deaf = numpy.flatnonzero((counts.delivered_to == 0))
    for devices, words in ((unheard, "were never heard: nothing of theirs was delivered"),
                           (deaf, "never heard anybody: nothing was delivered to them")):
        if len(devices):
            names = ", ".join(str(device) for device in devices[:10])
            more = f" and {len(devices) - 10} more" if len(devices) > 10 else ""
            found.append(f"Run {run.id}: of {run['learners']} devices {len(devices)} {words} "
                         f"({names}{more}).")
    return found


def unheard_of(run: Run) -> List[str]:
    """What the record does not hold."""
    found = []
    if run["mean_staleness"] is None and run.finished:
        found.append(f"Run {run.id} has no average staleness: it ended within the warm-up of "
                     f"{short(run['warm_up_ns'] / 1e9)} s.")
    if not run.has_messages:
        found.append(f"Run {run.id} was traced with --traceDetail=summary: messages and the "
                     "staleness of single devices are not recorded.")
    if run["messages_sent"] and run["messages_in_flight"] > 0.05 * run["messages_sent"]:
        found.append(f"Run {run.id}: {percent(run['messages_in_flight'], run['messages_sent'])} of its "
                     "messages were still in flight at the end; shares leave them out.")
    if run["tracked_sources"] < run["learners"]:
        found.append(f"Run {run.id}: staleness is that of {run['tracked_sources']} sources out of "
                     f"{run['learners']}.")
    return found
