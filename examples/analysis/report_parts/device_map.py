"""The map of devices, with links coloured by delivery; playable where devices move."""
from typing import List, Optional

import numpy
import pandas
import plotly.graph_objects as plotly

from report_parts.chart import AMBER, BLUE, GREY, ORANGE, PINK, SKY, Chart, Missing, new_figure
from report_parts.message_scan import LINK_DEVICES, MessageCounts
from report_parts.positions import Positions
from report_parts.run_choice import Run

# Upper ends of the shares delivered that a colour stands for.
CLASSES = [(0.5, ORANGE, "below 50 %", 2.4), (0.8, AMBER, "50 to 80 %", 2), (0.95, GREY, "80 to 95 %", 1.7),
           (0.99, SKY, "95 to 99 %", 1.5), (1.01, BLUE, "99 % and more", 1.4)]
MOST_LINKS = 3000


def map_chart(run: Run, counts: Optional[MessageCounts], positions: Optional[Positions]):
    title = f"Map of the devices, run {run.id}"
    if positions is None:
        return Missing(title, "not recorded: the devices have no places")
    figure = new_figure("x, m", "y, m", hovermode="closest")
    for trace in frame_traces(run, counts, positions, 0):
        figure.add_trace(trace)
    add_stations(figure, positions)
    set_ranges(figure, positions)
    caption = "Half a line for each direction, at the sender's end, by the share of its messages delivered"
    if counts is None or counts.link_concluded is None:
        caption = ("Links are not drawn: "
                   + (f"more than {LINK_DEVICES} devices. " if run.has_messages else "messages are not recorded. "))
    elif positions.moving:
        caption += " in the time around each moment. "
        add_frames(figure, run, counts, positions)
    else:
        caption += ". "
    caption += "Devices are named under the pointer."
    return Chart("map", title, caption, figure, device_table(run, counts, positions))


def frame_traces(run: Run, counts: Optional[MessageCounts], positions: Positions,
                 frame: int) -> List[plotly.Scatter]:
    """Links by class and the devices, always as many traces in the same order."""
    traces = []
    if counts is not None and counts.link_concluded is not None and counts.link_delivered is not None:
        traces = link_traces(counts.link_delivered[frame], counts.link_concluded[frame], positions, frame)
    traces.append(device_trace(run, counts, positions, frame))
    return traces


def link_traces(delivered: numpy.ndarray, concluded: numpy.ndarray, positions: Positions,
                frame: int) -> List[plotly.Scatter]:
    senders, receivers = numpy.nonzero(concluded)
    if len(senders) > MOST_LINKS:
        # Those that carry most.
        busiest = numpy.argsort(-concluded[senders, receivers], kind="stable")[:MOST_LINKS]
        senders, receivers = senders[busiest], receivers[busiest]
    share = delivered[senders, receivers] / concluded[senders, receivers]
    x, y = positions.x_m[frame], positions.y_m[frame]
    traces = []
    lower = -1.0
    for upper, colour, words, width in CLASSES:
        chosen = (share >= lower) & (share < upper)
        lower = upper
        a, b = senders[chosen], receivers[chosen]
        traces.append(plotly.Scatter(
            x=broken_lines(x[a], (x[a] + x[b]) / 2), y=broken_lines(y[a], (y[a] + y[b]) / 2), name=words,
            mode="lines", line={"color": colour, "width": width}, hoverinfo="skip", opacity=0.8,
            showlegend=True))
    return traces


def broken_lines(start: numpy.ndarray, end: numpy.ndarray) -> list:
    """start, end, gap for each line; a gap alone keeps its entry in the legend."""
    flat: list = [None]
    for a, b in zip(start.round(2).tolist(), end.round(2).tolist()):
        flat += [a, b, None]
    return flat


def device_trace(run: Run, counts: Optional[MessageCounts], positions: Positions, frame: int) -> plotly.Scatter:
    n = run["learners"]
    text = [f"device {k}" for k in range(n)]
    if counts is not None:
        text = [f"device {k}<br>took in {counts.delivered_to[k]} of {counts.sent_to[k]} messages sent to it"
                f"<br>{counts.delivered_from[k]} of its {counts.sent_by[k]} were delivered" for k in range(n)]
    few = n <= 40
    return plotly.Scatter(
        x=positions.x_m[frame].round(2), y=positions.y_m[frame].round(2), hovertext=text, hoverinfo="text",
        name="devices", text=[str(k) for k in range(n)] if few else None, textposition="top center",
        mode="markers+text" if few else "markers", marker={"size": 9 if few else 5, "color": PINK},
        showlegend=True)


def add_stations(figure: plotly.Figure, positions: Positions) -> None:
    for kind, part in positions.stations.groupby("kind"):
        figure.add_trace(plotly.Scatter(
            x=part["x_m"], y=part["y_m"], name=str(kind).replace("_", " "), mode="markers",
            marker={"symbol": "square", "size": 12, "color": GREY}, hoverinfo="text",
            hovertext=[describe_station(*row) for row in
                       part[["kind", "node_id", "learner_id"]].itertuples(index=False)],
            showlegend=True))


def describe_station(kind: str, node: int, learner: Optional[float]) -> str:
    """A learner of the station's own node is a server there."""
    text = f"{kind}, node {node}".replace("_", " ")
    return text if pandas.isna(learner) else f"{text}<br>device {learner:.0f} is on it"


def set_ranges(figure: plotly.Figure, positions: Positions) -> None:
    """One scale for both axes, and the same for all frames."""
    stations = positions.stations
    ranges = []
    for values, fixed in ((positions.x_m, stations["x_m"]), (positions.y_m, stations["y_m"])):
        everything = numpy.concatenate([values.ravel(), fixed.to_numpy(dtype=float)])
        margin = 0.07 * max(numpy.ptp(everything), 1)
        ranges.append([everything.min() - margin, everything.max() + margin])
    figure.update_xaxes(range=ranges[0], constrain="domain", zeroline=False)
    figure.update_yaxes(range=ranges[1], scaleanchor="x", scaleratio=1, constrain="domain", zeroline=False)
    figure.update_layout(height=560)


def add_frames(figure: plotly.Figure, run: Run, counts: MessageCounts, positions: Positions) -> None:
    moved = list(range(len(frame_traces(run, counts, positions, 0))))
    names = [f"{time:.4g}" for time in positions.times_s]
    figure.frames = [plotly.Frame(name=name, data=frame_traces(run, counts, positions, k), traces=moved)
                     for k, name in enumerate(names)]
    still = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    playing = {**still, "frame": {"duration": 250, "redraw": True}, "fromcurrent": True}
    figure.update_layout(
        updatemenus=[{"type": "buttons", "direction": "left", "x": 0, "y": -0.17, "xanchor": "left",
                      "yanchor": "top", "showactive": False, "pad": {"t": 0, "r": 8},
                      "buttons": [{"label": "Play", "method": "animate", "args": [None, playing]},
                                  {"label": "Pause", "method": "animate", "args": [[None], still]}]}],
        sliders=[{"x": 0, "y": -0.28, "len": 1, "xanchor": "left", "yanchor": "top",
                  "currentvalue": {"prefix": "simulated time, s: "},
                  "steps": [{"label": name, "method": "animate", "args": [[name], still]} for name in names]}],
        margin_b=150, height=680)


def device_table(run: Run, counts: Optional[MessageCounts], positions: Positions) -> pandas.DataFrame:
    table = pandas.DataFrame({"device": range(run["learners"]), "x at the start, m": positions.x_m[0],
                              "y at the start, m": positions.y_m[0]})
    if counts is not None:
        table["sent"] = counts.sent_by
        table["of these delivered"] = counts.delivered_from
        table["sent to it"] = counts.sent_to
        table["of these delivered to it"] = counts.delivered_to
    return table
