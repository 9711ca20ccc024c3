"""What did the radio do?"""
from typing import List, Optional, Tuple

import numpy
import pandas
import plotly.graph_objects as plotly

from estimates import wilson
from report_parts.chart import (AMBER, BLUE, GREEN, GREY, ORANGE, PINK, SKY, Chart, Missing, Section,
                                Table, add_line, new_figure, percent, short)
from report_parts.device_map import map_chart
from report_parts.learning import TIME
from report_parts.message_scan import DELAY_BINS_PER_DECADE, DELAY_DECADES, MessageCounts
from report_parts.positions import Positions
from report_parts.run_choice import Run
from trace_file import Trace

OUTCOMES = {"delivered": BLUE, "lost": ORANGE, "expired": AMBER, "rejected": PINK, "in_flight": GREY}
# Bins that are drawn together in the histogram of delays, by how many decades it spans at least.
DRAWN_TOGETHER = ((2, 10), (1, 5), (0, 2))
TIME_UNITS = ((1, "s", 1), (1e-3, "ms", 1e3), (0, "µs", 1e6))


def radio_section(trace: Trace, run: Run, counts: Optional[MessageCounts],
                  positions: Optional[Positions], usage: Optional[pandas.DataFrame]) -> Section:
    section = Section("radio", "What did the radio do?")
    section.lead = summary_line(run)
    if counts is None or not counts.by_time.any():
        reason = ("no message was sent" if run.has_messages else
                  "not recorded: single messages are left out by --traceDetail=summary")
        section.items.append(outcomes_table(run))
        section.items += [Missing(title, reason) for title in ("Delivery over time", "Delay", "Loss by reason",
                                                               "Loss by distance")]
    else:
        section.items += [delivery(run, counts), delays(run, counts), reasons(run, counts),
                          by_distance(run, counts)]
        section.items += link_layer(run, counts)
    section.items.append(airtime(run, usage))
    section.items.append(map_chart(run, counts, positions))
    return section


def summary_line(run: Run) -> str:
    concluded = run["messages_sent"] - run["messages_in_flight"]
    return (f"Of {short(run['messages_sent'])} messages {short(concluded)} have an outcome; of these "
            f"{percent(run['messages_delivered'], concluded)} were delivered, "
            f"{percent(run['messages_lost'], concluded)} lost, {percent(run['messages_expired'], concluded)} "
            f"expired, {percent(run['messages_rejected'], concluded)} rejected.")


def outcomes_table(run: Run) -> Table:
    rows = [(outcome.replace("_", " "), run[f"messages_{outcome}"],
             percent(run[f"messages_{outcome}"], run["messages_sent"])) for outcome in OUTCOMES]
    return Table("Outcomes", "", pandas.DataFrame(rows, columns=["outcome", "messages", "share of sent"]))


def delivery(run: Run, counts: MessageCounts) -> Chart:
    """Shares of what was sent in each part of the run."""
    totals = counts.by_time.sum(axis=1)
    middle = (counts.time_edges_s[1:] + counts.time_edges_s[:-1]) / 2
    table = pandas.DataFrame({"sent at, s": middle, "messages": totals})
    figure = new_figure(f"sent at, {TIME}", "share of the messages", hovermode="x unified")
    for outcome, colour in OUTCOMES.items():
        number = counts.by_time[:, counts.kind_indices(outcome)].sum(axis=1)
        if not number.any():
            continue
        words = outcome.replace("_", " ")
        share = numpy.where(totals > 0, number / numpy.maximum(1, totals), numpy.nan)
        table[words] = number
        figure.add_trace(plotly.Bar(x=middle, y=share, name=words, marker={"color": colour, "line": {"width": 0}},
                                    customdata=number, hovertemplate="%{y:.1%} (%{customdata})"))
    figure.update_layout(barmode="stack", bargap=0, showlegend=True)
    figure.update_yaxes(range=[0, 1], tickformat=".0%")
    return Chart("delivery", f"Delivery over time, run {run.id}", "What became of the messages sent in each "
                 "sixtieth of the run.", figure, table)


def delays(run: Run, counts: MessageCounts):
    title = f"Delay of delivered messages, run {run.id}"
    total = counts.instant + int(counts.delays.sum())
    if total == 0:
        return Missing(title, "no message was delivered")
    if counts.instant == total:
        return Missing(title, "every message was delivered at the very moment it was sent")
    if counts.least_delay_s == counts.largest_delay_s:
        return Missing(title, f"each of the {short(total)} delivered messages took {short(counts.least_delay_s)} s")
    edges, number = delay_histogram(counts)
    values = {name: counts.delay_quantile(share) for name, share in (("median", 0.5), ("95 %", 0.95), ("99 %", 0.99))}
    _, unit, factor = next(found for found in TIME_UNITS if (values["95 %"] or 0) >= found[0])
    edges = edges * factor
    share = number / total
    figure = new_figure(f"delay from the sender's snapshot to mixing, {unit}", "share of the delivered",
                        hovermode="closest")
    figure.add_trace(plotly.Bar(
        x=numpy.sqrt(edges[1:] * edges[:-1]), y=share, width=edges[1:] - edges[:-1], name="messages",
        marker={"color": BLUE, "line": {"width": 0}}, showlegend=False,
        customdata=numpy.column_stack([edges[:-1], edges[1:]]),
        hovertemplate=f"%{{customdata[0]:.3g}} to %{{customdata[1]:.3g}} {unit}: %{{y:.2%}}<extra></extra>"))
    for (name, value), colour, dash in zip(values.items(), (GREEN, AMBER, ORANGE), ("solid", "dash", "dot")):
        if value:
            add_line(figure, [factor * value] * 2, [0, share.max()], f"{name}: {short(factor * value)} {unit}", colour,
                     dash=dash, hoverinfo="name")
    figure.update_xaxes(type="log", nticks=8, exponentformat="none")
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    said = ", ".join(f"{name} {short(factor * (value or 0))} {unit}" for name, value in values.items())
    instant = f" {percent(counts.instant, total)} took no time at all." if counts.instant else ""
    table = pandas.DataFrame({f"from, {unit}": edges[:-1], f"to, {unit}": edges[1:], "messages": number,
                              "share": share})
    ends = f"least {short(factor * counts.least_delay_s)}, largest {short(factor * counts.largest_delay_s)} {unit}"
    return Chart("delay", title, f"{said} (to 1.2 %); {ends}.{instant}", figure, table)


def delay_histogram(counts: MessageCounts) -> Tuple[numpy.ndarray, numpy.ndarray]:
    """Ends of bins, s, and messages in each, coarse where delays span decades."""
    used = numpy.flatnonzero(counts.delays)
    span = (used[-1] - used[0]) / DELAY_BINS_PER_DECADE
    together = next(width for decades, width in DRAWN_TOGETHER if span >= decades)
    first, last = used[0] // together, used[-1] // together + 1
    edges = 10 ** (DELAY_DECADES[0] + numpy.arange(first, last + 1) * together / DELAY_BINS_PER_DECADE)
    return edges, counts.delays.reshape(-1, together).sum(axis=1)[first:last]


def reasons(run: Run, counts: MessageCounts):
    title = f"Loss by reason, run {run.id}"
    totals = counts.by_time.sum(axis=0)
    rows = [(outcome, (reason or "no reason given").replace("_", " "), int(totals[k]))
            for k, (outcome, reason) in enumerate(counts.kinds) if outcome not in ("delivered", "in_flight")]
    if not rows:
        return Missing(title, "nothing was lost, expired or rejected")
    table = pandas.DataFrame(rows, columns=["outcome", "reason", "messages"]).sort_values(
        "messages", ascending=False)
    concluded = run["messages_sent"] - run["messages_in_flight"]
    table["share of concluded"] = table["messages"] / max(1, concluded)
    figure = new_figure("share of the messages with an outcome", "", hovermode="closest")
    for outcome, part in table.iloc[::-1].groupby("outcome", sort=False):
        figure.add_trace(plotly.Bar(
            y=part["reason"], x=part["share of concluded"], orientation="h", name=outcome,
            marker={"color": OUTCOMES.get(outcome, GREY)}, customdata=part["messages"],
            hovertemplate="%{y}: %{x:.2%} (%{customdata} messages)<extra>%{fullData.name}</extra>"))
    figure.update_xaxes(tickformat=".1%", rangemode="tozero")
    figure.update_yaxes(automargin=True, showgrid=False, title_text="reason")
    figure.update_layout(height=150 + 45 * len(rows), showlegend=True)
    return Chart("reasons", title, "Why messages were not mixed in.", figure, table)


def by_distance(run: Run, counts: MessageCounts):
    title = f"Loss by distance, run {run.id}"
    if counts.by_distance is None or counts.distance_edges_m is None:
        return Missing(title, "not recorded: the devices have no places")
    rows = []
    edges = counts.distance_edges_m
    for k, (delivered, concluded) in enumerate(counts.by_distance):
        if concluded:
            low, high = wilson(concluded - delivered, concluded)
            rows.append((edges[k], edges[k + 1], int(concluded), 1 - delivered / concluded, low, high))
    if not rows:
        return Missing(title, "no message has an outcome")
    table = pandas.DataFrame(rows, columns=["from, m", "to, m", "messages", "not delivered", "low", "high"])
    middle = (table["from, m"] + table["to, m"]) / 2
    figure = new_figure("distance of sender and receiver when sent, m", "share not delivered", hovermode="closest")
    figure.add_trace(plotly.Scatter(
        x=middle, y=table["not delivered"], mode="markers+lines", name="not delivered", showlegend=False,
        line={"color": ORANGE, "width": 2}, marker={"size": 7, "color": ORANGE},
        error_y={"type": "data", "symmetric": False, "array": table["high"] - table["not delivered"],
                 "arrayminus": table["not delivered"] - table["low"], "color": ORANGE, "thickness": 1.5},
        customdata=table["messages"],
        hovertemplate="%{x:.3g} m: %{y:.1%} of %{customdata} messages<extra></extra>"))
    figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.02])
    figure.update_xaxes(rangemode="tozero")
    return Chart("distance", title, "Bars: 95 % confidence intervals (Wilson), as if messages were lost "
                 "independently.", figure, table)


def link_layer(run: Run, counts: MessageCounts) -> List[Table]:
    """Where the time of a message goes and what the MAC did; nothing where it is not recorded."""
    labels = {"waiting_ns": ("until its first packet left, ms", 1e6),
              "spread_ns": ("from first to last packet, ms", 1e6),
              "mac_retries": ("MAC retries a message", 1), "mac_drops": ("MAC drops a message", 1)}
    columns = {}
    for name, (words, unit) in labels.items():
        if name in counts.extra and counts.extra[name][:, 1].any():
            total, number = counts.extra[name].T
            columns[words] = numpy.where(number > 0, total / numpy.maximum(1, number) / unit, numpy.nan)
    if not columns:
        return []
    names = [f"{outcome} {reason or ''}".replace("_", " ").strip() for outcome, reason in counts.kinds]
    table = pandas.DataFrame({"messages that were": names, **columns})
    return [Table(f"Below the transport, run {run.id}", "Means over messages that have the value.", table)]


def airtime(run: Run, usage: Optional[pandas.DataFrame]):
    title = f"Airtime, run {run.id}"
    names = {"transmit_ns": ("sending", ORANGE, "solid"), "receive_ns": ("receiving", BLUE, "dash"),
             "busy_ns": ("channel busy", SKY, "dot")}
    if usage is None or len(usage) < 2 or usage[list(names)].isna().all(axis=None):
        return Missing(title, "not recorded in this run")
    # Nothing has been used when the run begins.
    start = pandas.DataFrame([{name: 0.0 for name in usage.columns}])
    known = usage if usage["time_s"].iloc[0] == 0 else pandas.concat([start, usage])
    seconds = known["time_s"].diff().iloc[1:]
    table = pandas.DataFrame({"until, s": known["time_s"].iloc[1:]})
    figure = new_figure(TIME, "share of the time, mean device", hovermode="x unified")
    for name, (words, colour, dash) in names.items():
        if known[name].iloc[1:].notna().any():
            table[words] = known[name].diff().iloc[1:] / 1e9 / seconds / usage["devices"].iloc[-1]
            add_line(figure, table["until, s"], table[words], words, colour, dash=dash, line_shape="vh",
                     hovertemplate="%{y:.2%}")
    figure.update_yaxes(tickformat=".1%", rangemode="tozero")
    most = usage["most_transmit_ns"].iloc[-1] / 1e9
    caption = ("What the mean device's radio did since the sample before."
               + ("" if numpy.isnan(most) else f" The busiest sender was on the air for {short(most)} s."))
    return Chart("airtime", title, caption, figure, table)
