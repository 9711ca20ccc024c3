"""Is it timely?"""
from typing import List, Optional

import numpy
import pandas
import plotly.graph_objects as plotly

from report_parts.chart import (AMBER, BLUE, GREEN, GREY, ORANGE, PINK, Chart, Missing, Section, Table,
                                add_level, add_line, new_figure, short)
from report_parts.learning import TIME, draw_groups, group_curves
from report_parts.message_scan import MessageCounts
from report_parts.run_choice import Run, RunGroup
from trace_file import Trace

VERSIONS = "staleness, versions"
WORST_DEVICES = 12


def timeliness_section(trace: Trace, groups: List[RunGroup],
                       counts: Optional[MessageCounts]) -> Section:
    section = Section("timeliness", "Is it timely?")
    run = groups[0].detailed
    section.lead = ("Staleness of a pair: how many versions a device's knowledge of another lies behind "
                    "what the other has made.")
    history = read_history(trace, run)
    section.items.append(over_time(run, history))
    if len(groups[0].runs) > 1 or len(groups) > 1:
        section.items.append(over_all_runs(trace, groups))
    section.items.append(quantiles(run, history))
    pairs = read_pairs(trace, run)
    section.items.append(distribution(run, pairs))
    section.items.append(heat_map(run, pairs, counts))
    section.items.append(worst_devices(trace, run, counts))
    return section


def read_history(trace: Trace, run: Run) -> pandas.DataFrame:
    return pandas.DataFrame(
        trace.read("SELECT sampled_s, mean_staleness, median, p95, p99, worst_staleness, worst_learner_id "
                   "FROM staleness_history WHERE run_id = ? ORDER BY sampled_s", run.id),
        columns=["time, s", "mean", "median", "p95", "p99", "worst", "worst device"])


def read_pairs(trace: Trace, run: Run) -> pandas.DataFrame:
    rows = trace.read("SELECT source_id, learner_id, mean FROM pair_staleness WHERE run_id = ? "
                      "ORDER BY source_id, learner_id", run.id) if trace.columns("pair_staleness") else []
    return pandas.DataFrame(rows, columns=["source", "device", "staleness"])


def over_time(run: Run, history: pandas.DataFrame):
    title = f"Staleness over time beside theory, run {run.id}"
    if history.empty:
        return Missing(title, "not recorded: no sample of staleness")
    figure = new_figure(TIME, VERSIONS)
    add_line(figure, history["time, s"], history["mean"], "mean pair at that moment", BLUE,
             hovertemplate="%{x:.4g} s: %{y:.4g} versions<extra></extra>")
    ends = [history["time, s"].min(), history["time, s"].max()]
    add_level(figure, ends, run["mean_staleness"], "time average, exact", GREY, "solid")
    add_level(figure, ends, run["ideal_staleness"], "theory, ideal channel", GREEN, "dash")
    figure.update_yaxes(rangemode="tozero")
    ideal = ("Theory gives no value for this gossip." if run["ideal_staleness"] is None else
             "Theory: the mean on an ideal channel.")
    return Chart("staleness", title, f"Mean over pairs of a tracked source and another device. {ideal}",
                 figure, history)


def read_means(trace: Trace, run: Run) -> pandas.Series:
    rows = trace.read("SELECT sampled_s, mean_staleness FROM staleness_history WHERE run_id = ? "
                      "ORDER BY sampled_s", run.id)
    return pandas.Series([row[1] for row in rows], index=[row[0] for row in rows], dtype=float)


def over_all_runs(trace: Trace, groups: List[RunGroup]):
    curves = group_curves(trace, groups, read_means)
    if curves.empty:
        return Missing("Staleness over all runs", "not recorded: no sample of staleness")
    figure = new_figure(TIME, VERSIONS)
    draw_groups(figure, curves)
    figure.update_yaxes(rangemode="tozero")
    return Chart("staleness-runs", "Staleness over all runs", "Line: mean over runs; shaded: its 95 % "
                 "confidence interval (Student's t).", figure, curves)


def quantiles(run: Run, history: pandas.DataFrame):
    title = f"Spread over pairs at each moment, run {run.id}"
    if history.empty:
        return Missing(title, "not recorded: no sample of staleness")
    figure = new_figure(TIME, VERSIONS)
    for name, colour, dash, words in (("median", BLUE, "solid", "median"), ("p95", AMBER, "dash", "95 %"),
                                      ("p99", PINK, "dot", "99 %"), ("worst", ORANGE, "dashdot", "worst")):
        add_line(figure, history["time, s"], history[name], words, colour, dash=dash)
    figure.update_traces(customdata=history["worst device"],
                         hovertemplate="%{x:.4g} s: %{y} versions<extra>%{fullData.name}</extra>")
    figure.data[-1].hovertemplate = ("%{x:.4g} s: %{y} versions, device %{customdata}"
                                     "<extra>worst</extra>")
    figure.update_yaxes(rangemode="tozero")
    return Chart("staleness-spread", title, "So many of the pairs have at most so many versions; the worst "
                 "names its device under the pointer.", figure, history)


def distribution(run: Run, pairs: pandas.DataFrame):
    title = f"Distribution over pairs, run {run.id}"
    if pairs.empty:
        return Missing(title, "not recorded for single pairs (more than MaxPairIntegrals, an unfinished "
                       "run, or one of --traceDetail=summary)")
    values = numpy.sort(pairs["staleness"].to_numpy())
    share = numpy.arange(1, len(values) + 1) / len(values)
    chosen = numpy.unique(numpy.linspace(0, len(values) - 1, 500).round().astype(int))
    figure = new_figure(f"time-averaged {VERSIONS}", "share of the pairs at or below")
    add_line(figure, values[chosen], share[chosen], "pairs", BLUE, line_shape="hv",
             hovertemplate="%{y:.1%} have at most %{x:.4g} versions<extra></extra>")
    figure.update_xaxes(rangemode="tozero")
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    table = pandas.DataFrame({"share of pairs": [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1]})
    table["staleness at most"] = [values[max(0, int(numpy.ceil(q * len(values))) - 1)]
                                  for q in table["share of pairs"]]
    return Chart("staleness-pairs", title, f"Exact time averages of {short(len(values))} ordered pairs after the "
                 f"warm-up; mean {short(float(values.mean()))}.", figure, table)


def heat_map(run: Run, pairs: pandas.DataFrame, counts: Optional[MessageCounts]):
    title = f"Source by device, run {run.id}"
    if not pairs.empty:
        grid = pairs.pivot(index="source", columns="device", values="staleness")
        caption = ("Time-averaged staleness of what each device (column) knows of each source (row). A bright "
                   "row: a source that nobody keeps up with; a bright column: a device that hears little.")
        return draw_heat_map(title, caption, grid, "staleness,<br>versions")
    if counts is not None and counts.link_age is not None and counts.link_delivered is not None:
        delivered = counts.link_delivered.sum(axis=0)
        with numpy.errstate(invalid="ignore", divide="ignore"):
            grid = pandas.DataFrame(numpy.where(delivered > 0, counts.link_age / delivered, numpy.nan))
        caption = ("Staleness of single pairs is not recorded; instead: how many versions old the models were "
                   "that each device (column) took directly from each sender (row).")
        return draw_heat_map(title, caption, grid.rename_axis("source"), "versions behind<br>on arrival")
    return Missing(title, "not recorded for single pairs in this run")


def draw_heat_map(title: str, caption: str, grid: pandas.DataFrame, unit: str) -> Chart:
    figure = new_figure("device that holds", "source that makes", hovermode="closest")
    figure.add_trace(plotly.Heatmap(
        x=list(grid.columns), y=list(grid.index), z=grid.to_numpy().tolist(), colorscale="Cividis",
        colorbar={"title": {"text": unit}, "thickness": 12},
        hovertemplate="device %{x} of source %{y}: %{z:.4g}<extra></extra>"))
    figure.update_xaxes(showgrid=False, constrain="domain")
    figure.update_yaxes(showgrid=False, autorange="reversed")
    table = pandas.DataFrame({"mean over devices": grid.mean(axis=1), "best device": grid.min(axis=1),
                              "worst device": grid.max(axis=1)}).rename_axis("source").reset_index()
    return Chart("staleness-map", title, caption, figure, table)


def worst_devices(trace: Trace, run: Run, counts: Optional[MessageCounts]):
    title = f"Worst devices, run {run.id}"
    table = pandas.DataFrame(trace.read_dicts(
        "SELECT learner_id AS device, node_id AS node, held_staleness AS 'holds, versions old', "
        "source_staleness AS 'is known, versions old' FROM learner WHERE run_id = ? "
        "AND held_staleness IS NOT NULL ORDER BY held_staleness DESC, learner_id LIMIT ?",
        run.id, WORST_DEVICES))
    if table.empty:
        return Missing(title, "not recorded: averages of devices are written when a run is finished")
    if counts is not None:
        table["messages received"] = counts.delivered_to[table["device"]]
        table["share of those sent to it"] = (counts.delivered_to[table["device"]]
                                              / numpy.maximum(1, counts.sent_to[table["device"]]))
    return Table(title, "Those that hold the oldest knowledge of the others, on time average after the warm-up.",
                 table.dropna(axis=1, how="all"))
