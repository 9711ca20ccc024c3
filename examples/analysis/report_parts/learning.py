"""Did it learn?"""
from typing import List, Optional, Sequence

import pandas
import plotly.graph_objects as plotly

from estimates import estimate
from report_parts.chart import (AMBER, BLUE, CYCLE, DASHES, GREEN, GREY, ORANGE, Chart, Missing, Section,
                                Table, add_band, add_level, add_line, new_figure, short)
from report_parts.run_choice import Run, RunGroup
from trace_file import Trace

TIME = "simulated time, s"
UNITS = {"accuracy": "test accuracy, share of samples", "loss": "test loss"}
# Points of single devices in a figure; more make a browser slow.
DEVICE_POINTS = 24000


def learning_section(trace: Trace, groups: List[RunGroup]) -> Section:
    section = Section("learning", "Did it learn?")
    run = groups[0].detailed
    if run.score is None:
        section.items.append(Missing("Accuracy and loss", "nothing was evaluated in "
                                     f"run {run.id} (a run of timeliness alone, or too short)"))
        return section
    for score in ("accuracy", "loss"):
        if score == "accuracy" and run.score != "accuracy":
            continue
        section.items.append(devices_chart(trace, run, score))
        if len(groups[0].runs) > 1 or len(groups) > 1:
            section.items.append(groups_chart(trace, groups, score))
    section.items.append(final_devices(trace, run))
    return section


def read_spread(trace: Trace, run: Run, score: str) -> pandas.DataFrame:
    """A row a time of evaluation: mean, extremes and the ranks that hold 80 % of the devices."""
    rows = trace.read_dicts(f"""
        WITH ranked AS (
            SELECT evaluated_ns, {score} AS value,
                   row_number() OVER (PARTITION BY evaluated_ns ORDER BY {score}) AS place,
                   count(*) OVER (PARTITION BY evaluated_ns) AS devices
            FROM evaluation
            WHERE run_id = ? AND cause = 'time' AND {score} IS NOT NULL)
        SELECT evaluated_ns / 1e9 AS time_s, avg(value) AS mean, min(value) AS least,
               min(CASE WHEN place >= 0.1 * devices THEN value END) AS p10,
               min(CASE WHEN place >= 0.5 * devices THEN value END) AS median,
               min(CASE WHEN place >= 0.9 * devices THEN value END) AS p90,
               max(value) AS largest, devices
        FROM ranked GROUP BY evaluated_ns ORDER BY evaluated_ns""", run.id)
    return pandas.DataFrame(rows)


def devices_chart(trace: Trace, run: Run, score: str):
    spread = read_spread(trace, run, score)
    title = f"{score.capitalize()} over time, run {run.id}"
    if spread.empty:
        return Missing(title, "no evaluation has a number")
    figure = new_figure(TIME, UNITS[score], hovermode="closest")
    add_devices(trace, figure, run, score, spread)
    add_band(figure, spread["time_s"], spread["p10"], spread["p90"], "80 % of the devices", BLUE)
    add_line(figure, spread["time_s"], spread["mean"], "mean device", BLUE, width=3,
             hovertemplate="%{x:.4g} s<br>mean %{y:.4g}<extra></extra>")
    add_baselines(figure, run, score, spread["time_s"])
    scale_score(figure, score, spread["mean"])
    caption = ("Thick: mean over devices; shaded: the middle 80 % of them; thin: single devices, named "
               "under the pointer. " + compare_baselines(run, score))
    return Chart(f"{score}-devices", title, caption, figure, spread.rename(columns={"time_s": "time, s"}))


def scale_score(figure: plotly.Figure, score: str, means: pandas.Series) -> None:
    """Losses that fall to less than a tenth are drawn on a logarithmic axis."""
    if score == "loss" and means.max() > 10 * means.min() > 0:
        figure.update_yaxes(type="log", dtick=1)


def add_baselines(figure: plotly.Figure, run: Run, score: str, times: Sequence[float]) -> None:
    ends = [min(times), max(times)]
    add_level(figure, ends, run[f"pooled_{score}"], "all data in one place", GREEN, "dash")
    add_level(figure, ends, run[f"alone_{score}"], "every device alone", ORANGE, "dot")


def compare_baselines(run: Run, score: str) -> str:
    alone, pooled = run[f"alone_{score}"], run[f"pooled_{score}"]
    if alone is None or pooled is None:
        return "Baselines were not trained."
    return ("The baselines had the same data, optimizer and number of steps: "
            f"{short(alone)} alone, {short(pooled)} in one place, {short(run['mean_' + score])} by gossip.")


def choose_devices(trace: Trace, run: Run, score: str, times: int) -> List[int]:
    """All devices, or as many as a browser can draw: worst, best and even ranks between."""
    ranked = [row[0] for row in trace.read(
        f"SELECT learner_id FROM evaluation WHERE run_id = ? AND cause = 'time' AND evaluated_ns = ? "
        f"ORDER BY {score}, learner_id", run.id, run["last_evaluated_ns"])]
    most = max(2, DEVICE_POINTS // max(1, times))
    if len(ranked) <= most:
        return sorted(ranked)
    return sorted({ranked[round(k * (len(ranked) - 1) / (most - 1))] for k in range(most)})


def add_devices(trace: Trace, figure: plotly.Figure, run: Run, score: str,
                spread: pandas.DataFrame) -> None:
    """One trace for all devices, broken between them, and an empty one that page.js fills with the
    device under the pointer."""
    chosen = choose_devices(trace, run, score, len(spread))
    marks = ",".join("?" * len(chosen))
    rows = trace.read(f"SELECT learner_id, evaluated_ns / 1e9, {score} FROM evaluation WHERE run_id = ? "
                      f"AND cause = 'time' AND learner_id IN ({marks}) ORDER BY learner_id, evaluated_ns",
                      run.id, *chosen) if len(chosen) <= 30000 else []
    x: List[Optional[float]] = []
    y: List[Optional[float]] = []
    devices: List[int] = []
    for learner, time, value in rows:
        if devices and devices[-1] != learner:
            x.append(None)
            y.append(None)
            devices.append(learner)
        x.append(time)
        y.append(value)
        devices.append(learner)
    name = "devices" if len(chosen) == run["learners"] else f"{len(chosen)} of {run['learners']} devices"
    figure.add_trace(plotly.Scatter(
        x=x, y=y, customdata=devices, name=name, mode="lines", meta="devices", opacity=0.6,
        line={"color": GREY, "width": 0.9}, connectgaps=False,
        hovertemplate="device %{customdata}<br>%{x:.4g} s: %{y:.4g}<extra></extra>"))
    figure.add_trace(plotly.Scatter(x=[], y=[], mode="lines", meta="chosen", showlegend=False,
                                    hoverinfo="skip", line={"color": AMBER, "width": 3}))


def read_means(trace: Trace, run: Run, score: str) -> pandas.Series:
    rows = trace.read(f"SELECT evaluated_s, mean_{score} FROM accuracy_history WHERE run_id = ? "
                      f"AND mean_{score} IS NOT NULL ORDER BY evaluated_s", run.id)
    return pandas.Series([row[1] for row in rows], index=[row[0] for row in rows], dtype=float)


def over_runs(series: Sequence[pandas.Series]) -> pandas.DataFrame:
    """Mean and 95 % interval at each time that all runs have."""
    together = pandas.concat(series, axis=1, join="inner").sort_index()
    estimates = [estimate(list(row)) for row in together.itertuples(index=False)]
    return pandas.DataFrame({"mean": [e.mean for e in estimates],
                             "low": [e.mean - e.half_width for e in estimates],
                             "high": [e.mean + e.half_width for e in estimates],
                             "runs": len(series)}, index=together.index)


def group_curves(trace: Trace, groups: List[RunGroup], read) -> pandas.DataFrame:
    """read(trace, run) over the runs of each group, below one another."""
    parts = []
    for group in groups:
        series = [found for found in (read(trace, run) for run in group.runs) if len(found)]
        if series:
            curve = over_runs(series)
            curve.insert(0, "experiment", group.label)
            parts.append(curve)
    return pandas.concat(parts).rename_axis("time, s").reset_index() if parts else pandas.DataFrame()


def draw_groups(figure: plotly.Figure, curves: pandas.DataFrame) -> None:
    for k, (label, curve) in enumerate(curves.groupby("experiment", sort=False)):
        colour = CYCLE[k % len(CYCLE)]
        if curve["runs"].iloc[0] > 1:
            # No score and no staleness is below 0, wherever an interval ends.
            add_band(figure, curve["time, s"], curve["low"].clip(lower=0), curve["high"], f"{label}, 95 % interval",
                     colour, legendgroup=label, showlegend=False)
        add_line(figure, curve["time, s"], curve["mean"], f"{label}, {curve['runs'].iloc[0]} runs",
                 colour, dash=DASHES[k % len(DASHES)], legendgroup=label,
                 hovertemplate=f"{label}<br>%{{x:.4g}} s: %{{y:.4g}}<extra></extra>")


def groups_chart(trace: Trace, groups: List[RunGroup], score: str):
    curves = group_curves(trace, groups, lambda where, run: read_means(where, run, score))
    title = f"{score.capitalize()} over all runs"
    if curves.empty:
        return Missing(title, "no evaluation has a number")
    figure = new_figure(TIME, UNITS[score])
    draw_groups(figure, curves)
    scale_score(figure, score, curves["mean"])
    return Chart(f"{score}-runs", title, "The mean device of each run; line: mean over runs, shaded: its "
                 "95 % confidence interval (Student's t).", figure, curves)


def final_devices(trace: Trace, run: Run) -> Table:
    """The worst and the best at the last evaluation."""
    order = "accuracy" if run.score == "accuracy" else "-loss"
    rows = trace.read_dicts(
        "SELECT evaluation.learner_id AS device, node_id AS node, learner.samples AS 'own samples', version, "
        "accuracy, loss, error, distance AS 'distance from mean' FROM evaluation "
        "JOIN learner USING (run_id, learner_id) WHERE run_id = ? AND cause = 'time' AND evaluated_ns = ? "
        f"ORDER BY {order}, learner_id", run.id, run["last_evaluated_ns"])
    table = pandas.DataFrame(rows).dropna(axis=1, how="all")
    if len(table) > 20:
        table = pandas.concat([table.head(10), table.tail(10)])
    return Table("Worst and best devices at the end" if len(rows) > 20 else "Devices at the end, worst first",
                 "", table)
