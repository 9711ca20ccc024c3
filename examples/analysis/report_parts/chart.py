"""Figures with their captions and tables, in one look."""
import math
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Sequence

import pandas
import plotly.graph_objects as plotly

# Colours that colour-blind readers tell apart (Okabe and Ito), in an order in which neighbours
# differ in brightness too; page.js has brighter ones for a dark page.
BLUE, ORANGE, GREEN, PINK, SKY, AMBER, GREY = ("#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                               "#56B4E9", "#E69F00", "#7A7A7A")
CYCLE = [BLUE, ORANGE, GREEN, PINK, SKY, AMBER]
DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"]
TABLE_ROWS = 200


@dataclass
class Chart:
    """A figure, what it shows in words, and the numbers behind it."""

    key: str
    title: str
    caption: str
    figure: plotly.Figure
    table: pandas.DataFrame


@dataclass
class Missing:
    """What a section would show, and why it cannot."""

    title: str
    reason: str


@dataclass
class Table:
    """Numbers without a figure; folded ones are long and open at a click."""

    title: str
    caption: str
    table: pandas.DataFrame
    folded: bool = False


@dataclass
class Section:
    """A question and what answers it."""

    key: str
    title: str
    lead: str = ""
    facts: List[Any] = field(default_factory=list)
    items: List[Any] = field(default_factory=list)


@dataclass
class Fact:
    """One number that matters, with its unit and what to hold it against."""

    name: str
    value: str
    note: str = ""


def new_figure(x: str, y: str, **layout: Any) -> plotly.Figure:
    """An empty figure with titles of its axes; the theme comes from page.js."""
    figure = plotly.Figure()
    figure.update_layout(template=None, xaxis_title_text=x, yaxis_title_text=y, **layout)
    return figure


def add_line(figure: plotly.Figure, x: Sequence[float], y: Sequence[float], name: str,
             colour: str, **more: Any) -> None:
    line: Dict[str, Any] = {"color": colour, "width": more.pop("width", 2.2),
                            "dash": more.pop("dash", "solid")}
    figure.add_trace(plotly.Scatter(x=list(x), y=list(y), name=name, mode="lines", line=line,
                                    **more))


def add_level(figure: plotly.Figure, ends: Sequence[float], value: Optional[float], name: str,
              colour: str, dash: str) -> None:
    """A horizontal line, which a legend names and a reader can hide; nothing if there is no value."""
    if value is not None:
        add_line(figure, ends, [value, value], f"{name}: {short(value)}", colour, dash=dash, width=1.8,
                 hovertemplate=f"{name}: %{{y:.4g}}<extra></extra>")


def add_band(figure: plotly.Figure, x: Sequence[float], low: Sequence[float],
             high: Sequence[float], name: str, colour: str, **more: Any) -> None:
    """A shaded region between two curves."""
    figure.add_trace(plotly.Scatter(
        x=[*x, *reversed(list(x))], y=[*high, *reversed(list(low))], name=name, mode="lines",
        fill="toself", fillcolor=transparent(colour, 0.2), line={"width": 0, "color": colour},
        hoverinfo="skip", **more))


def transparent(colour: str, share: float) -> str:
    """Red, green, blue and opacity; page.js knows the form."""
    red, green, blue = (int(colour[k:k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def short(value: Any) -> str:
    """A number as people read it: four figures, thousands apart."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, str):
        return value
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}".replace(",", "\u202f")
    if abs(value) >= 1000:
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.4g}"


def in_bytes(value: Optional[float]) -> str:
    """Bytes with a decimal prefix."""
    if value is None:
        return "–"
    for unit in ("B", "kB", "MB", "GB"):
        if abs(value) < 1000:
            return f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:.3g} TB"


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def thin(table: pandas.DataFrame) -> pandas.DataFrame:
    """At most TABLE_ROWS rows, evenly chosen with both ends."""
    if len(table) <= TABLE_ROWS:
        return table
    chosen = sorted({round(k * (len(table) - 1) / (TABLE_ROWS - 1)) for k in range(TABLE_ROWS)})
    return table.iloc[chosen]
