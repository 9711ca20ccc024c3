"""Which runs of a trace a report is about."""
import json
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence

from trace_file import Trace, UserError

# What may differ between repetitions of one experiment.
REPEAT_PARAMETERS = {"RngRun", "RngSeed", "runs", "trace", "digest", "progress", "threads",
                     "saveModels"}


@dataclass(frozen=True)
class Run:
    """A row of run and of run_summary."""

    row: Dict[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.row[column]

    @property
    def id(self) -> int:
        return self.row["run_id"]

    @property
    def finished(self) -> bool:
        return self.row["status"] == "finished"

    @property
    def has_messages(self) -> bool:
        return self.row["detail"] != "summary"

    @property
    def parameters(self) -> Dict[str, str]:
        try:
            found = json.loads(self.row["parameters"])
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def score(self) -> Optional[str]:
        """What tells how well it learned: accuracy, or loss in a regression; None if nothing does."""
        if self.row["mean_accuracy"] is not None:
            return "accuracy"
        return "loss" if self.row["last_evaluated_ns"] is not None else None


@dataclass(frozen=True)
class RunGroup:
    """Runs that repeat one experiment."""

    label: str
    runs: List[Run]

    @property
    def detailed(self) -> Run:
        """The run whose messages and devices are shown: the last."""
        return self.runs[-1]

    def values(self, column: str) -> List[float]:
        return [run[column] for run in self.runs if run[column] is not None]


def read_runs(trace: Trace) -> List[Run]:
    rows = trace.read_dicts("SELECT * FROM run ORDER BY run_id")
    summaries = {row["run_id"]: row for row in trace.read_dicts("SELECT * FROM run_summary")}
    return [Run({**summaries.get(row["run_id"], {}), **row}) for row in rows]


def same_experiment(first: Run, second: Run) -> bool:
    def settings(run: Run) -> Dict[str, str]:
        return {key: value for key, value in run.parameters.items()
                if key not in REPEAT_PARAMETERS}
    return (first["name"] == second["name"] and first["learners"] == second["learners"]
            and settings(first) == settings(second))


def newest_experiment(trace: Trace, runs: Sequence[Run]) -> RunGroup:
    """The last finished run and its repetitions, each pair of seeds once."""
    finished = [run for run in runs if run.finished]
    if not finished:
        hint = f" (--run {runs[-1].id} reports an unfinished one)" if runs else ""
        raise UserError(f"{trace.path}: no finished run{hint}")
    last = finished[-1]
    by_seed = {(run["rng_seed"], run["rng_run"]): run for run in finished
               if same_experiment(run, last)}
    chosen = sorted(by_seed.values(), key=lambda run: run.id)
    return RunGroup(last["name"], chosen)


def parse_ids(words: str) -> Optional[List[int]]:
    """Run ids of a list such as 1,3,5-8; None if it is none."""
    ids: List[int] = []
    for word in words.split(","):
        first, dash, last = word.partition("-")
        ends = [first, last] if dash else [first]
        if not all(end.isascii() and end.isdigit() and len(end) < 10 for end in ends):
            return None
        if int(ends[-1]) - int(first) > 100000:
            return None
        ids.extend(range(int(first), int(ends[-1]) + 1))
    return ids


def find_group(trace: Trace, runs: Sequence[Run], option: str, words: str) -> RunGroup:
    """The runs that a user names: ids, or the name of finished runs."""
    ids = parse_ids(words)
    if ids is None:
        named = [run for run in runs if run["name"] == words and run.finished]
        if not named:
            raise UserError(f"{trace.path}: {option} {words}: expected run ids such as 1,3,5-8 or "
                            "the name of finished runs")
        return RunGroup(words, named)
    known = {run.id: run for run in runs}
    for run_id in ids:
        if run_id not in known:
            raise UserError(f"{trace.path}: {option} {words}: no run with run_id {run_id}; "
                            f"the file holds {describe_ids(sorted(known))}")
    if not ids:
        raise UserError(f"{trace.path}: {option} {words}: expected run ids that rise, such as 5-8")
    chosen = [known[run_id] for run_id in sorted(set(ids))]
    names = list(dict.fromkeys(run["name"] for run in chosen))
    return RunGroup(", ".join(names), chosen)


def describe_ids(ids: Sequence[int]) -> str:
    """As short as it goes: run 3, runs 1 to 4, or runs 1, 2, 5."""
    if not ids:
        return "no runs"
    if len(ids) == 1:
        return f"run {ids[0]}"
    if ids[-1] - ids[0] == len(ids) - 1:
        return f"runs {ids[0]} to {ids[-1]}"
    shown = ", ".join(str(run_id) for run_id in ids[:12])
    return f"runs {shown}" + (f" and {len(ids) - 12} more" if len(ids) > 12 else "")


def unique_labels(groups: Sequence[RunGroup]) -> List[RunGroup]:
    """Groups of one name are told apart by their runs."""
    labels = [group.label for group in groups]
    return [group if labels.count(group.label) == 1
            else RunGroup(f"{group.label} ({describe_ids([run.id for run in group.runs])})",
                          group.runs)
            for group in groups]


def choose_groups(trace: Trace, run: Optional[str], compare: Sequence[str]) -> List[RunGroup]:
    """First what the report is about, then what it is compared with."""
    runs = read_runs(trace)
    first = (find_group(trace, runs, "--run", run) if run is not None
             else newest_experiment(trace, runs))
    others = [find_group(trace, runs, "--compare", words) for words in compare]
    seen: Dict[int, str] = {}
    for group in [first, *others]:
        for one in group.runs:
            if one.id in seen:
                raise UserError(f"--compare: run {one.id} is in two of the sets to compare")
            seen[one.id] = group.label
    return unique_labels([first, *others])
