"""What did it cost?"""
from typing import Any, Dict, List, Optional

import numpy
import pandas

from report_parts.chart import (BLUE, GREEN, ORANGE, Chart, Missing, Section, Table, add_line, in_bytes,
                                new_figure, short)
from report_parts.learning import UNITS, read_means, scale_score
from report_parts.message_scan import MessageCounts
from report_parts.run_choice import Run
from report_parts.usage import last_value
from trace_file import Trace


def cost_section(trace: Trace, run: Run, counts: Optional[MessageCounts],
                 usage: Optional[pandas.DataFrame]) -> Section:
    section = Section("cost", "What did it cost?")
    section.items.append(price_table(trace, run, usage))
    section.items.append(bytes_chart(trace, run, counts))
    section.items.append(energy_chart(trace, run, usage))
    return section


def gain(trace: Trace, run: Run) -> Optional[Dict[str, Any]]:
    """What was won by learning and its unit; None if nothing was."""
    if run.score is None:
        return None
    curve = read_means(trace, run, run.score)
    if len(curve) < 2:
        return None
    first, last = curve.iloc[0], curve.iloc[-1]
    if run.score == "accuracy":
        won, unit = 100 * (last - first), "point of accuracy"
        words = f"accuracy rose from {short(first)} to {short(last)}: {short(won)} points"
    else:
        won = numpy.log2(first / last) if first > 0 and last > 0 else 0
        unit = "halving of the loss"
        words = f"loss fell from {short(first)} to {short(last)}: {short(float(won))} halvings"
    return {"won": float(won), "unit": unit, "words": words} if won > 0 else None


def price_table(trace: Trace, run: Run, usage: Optional[pandas.DataFrame]):
    won = gain(trace, run)
    airtime_ns = last_value(usage, "transmit_ns")
    costs = [("model bytes handed to the network", run["bytes_sent"], in_bytes),
             ("messages", run["messages_sent"], short),
             ("local updates", run["local_updates"], short),
             ("airtime of all senders, s", airtime_ns / 1e9 if airtime_ns is not None else None, short),
             ("energy of the radios, J", last_value(usage, "radio_j"), short),
             ("energy of computing, J", last_value(usage, "compute_j"), short)]
    rows = [(name, form(value) if value is not None else "not recorded",
             form(value / won["won"]) if value is not None and won else "–") for name, value, form in costs]
    unit = won["unit"] if won else "point of accuracy"
    caption = (f"Mean device: {won['words']}." if won else
               "Nothing was won by learning in this run, so there is no price of it.")
    return Table(f"Price, run {run.id}", caption,
                 pandas.DataFrame(rows, columns=["cost", "of the run", f"of a {unit}"]))


def against(curve: pandas.Series, times: numpy.ndarray, spent: numpy.ndarray) -> pandas.DataFrame:
    """The score beside what had been spent when it was measured."""
    return pandas.DataFrame({"time, s": curve.index, "spent": numpy.interp(curve.index, times, spent),
                             "score": curve.to_numpy()})


def bytes_chart(trace: Trace, run: Run, counts: Optional[MessageCounts]):
    title = f"Score against bytes, run {run.id}"
    if run.score is None or counts is None:
        return Missing(title, "nothing was evaluated" if run.score is None else "messages are not recorded")
    spent = numpy.concatenate([[0.0], numpy.cumsum(counts.bytes_by_time)])
    table = against(read_means(trace, run, run.score), counts.time_edges_s, spent / 1e6)
    if table.empty:
        return Missing(title, "no evaluation has a number")
    figure = new_figure("model bytes sent by all devices, MB", UNITS[run.score], hovermode="closest")
    add_line(figure, table["spent"], table["score"], "mean device", BLUE, customdata=table["time, s"],
             hovertemplate="%{x:.4g} MB: %{y:.4g}<br>at %{customdata:.4g} s<extra></extra>")
    figure.data[0].mode = "lines+markers"
    scale_score(figure, run.score, table["score"])
    return Chart("cost-bytes", title, "Bytes handed to the network with stardust's header, without those of "
                 "UDP, IP and below.", figure,
                 table.rename(columns={"spent": "bytes sent, MB", "score": run.score}))


def energy_chart(trace: Trace, run: Run, usage: Optional[pandas.DataFrame]):
    title = f"Score against energy, run {run.id}"
    if run.score is None or last_value(usage, "radio_j", "compute_j") is None or usage is None:
        return Missing(title, "energy is not recorded in this run")
    curve = read_means(trace, run, run.score)
    parts: List[str] = [name for name in ("radio_j", "compute_j") if usage[name].notna().any()]
    figure = new_figure("energy spent by all devices, J", UNITS[run.score], hovermode="closest")
    labels = {"radio_j": ("radios", ORANGE, "dash"), "compute_j": ("computing", GREEN, "dot")}
    times = numpy.concatenate([[0.0], usage["time_s"]])
    table = pandas.DataFrame({"time, s": curve.index, run.score: curve.to_numpy()})
    total = numpy.zeros(len(curve))
    for name in parts:
        words, colour, dash = labels[name]
        spent = numpy.interp(curve.index, times, numpy.concatenate([[0.0], usage[name].fillna(0)]))
        table[f"{words}, J"] = spent
        total = total + spent
        if len(parts) > 1:
            add_line(figure, spent, curve, words, colour, dash=dash)
    add_line(figure, total, curve, "together" if len(parts) > 1 else labels[parts[0]][0], BLUE,
             customdata=curve.index, hovertemplate="%{x:.4g} J: %{y:.4g}<br>at %{customdata:.4g} s<extra></extra>")
    scale_score(figure, run.score, curve)
    return Chart("cost-energy", title, "Energy used until each evaluation.", figure, table)
