"""Sections to one HTML file that needs nothing else."""
import base64
import functools
import gzip
import pathlib
from typing import Any, Dict, List

import jinja2
import pandas
from plotly.offline import get_plotlyjs

from report_parts.chart import TABLE_ROWS, Chart, Fact, Missing, Section, Table, short, thin

FOLDER = pathlib.Path(__file__).parent
# Names and numbers of things are not measured: no thousands apart.
PLAIN_COLUMNS = {"device", "node", "run", "source", "worst device", "RngRun", "value", "option", "what"}


def table_html(table: pandas.DataFrame) -> str:
    shown = thin(table)
    formatters = {name: plain if name in PLAIN_COLUMNS else short for name in shown.columns}
    return shown.to_html(index=False, na_rep="–", border=0, escape=True, formatters=formatters,
                         justify="left")


def plain(value: Any) -> str:
    return "–" if value is None or value != value else str(value)


def figure_json(chart: Chart) -> str:
    """Fit to stand within a script element."""
    return chart.figure.to_json(pretty=False).replace("<", "\\u003c")


@functools.lru_cache(maxsize=None)
def packed_plotly() -> str:
    """plotly.js is most of the file: a quarter of its size when packed. The browser unpacks it."""
    return base64.b64encode(gzip.compress(get_plotlyjs().encode(), 9, mtime=0)).decode()


def kind(item: Any) -> str:
    return {Chart: "chart", Table: "table", Missing: "missing"}[type(item)]


def render(title: str, facts: List[Fact], commands: List[Dict[str, str]], sections: List[Section],
           cautions: List[str]) -> str:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(str(FOLDER)), autoescape=True,
                                     undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(table=table_html, figure=figure_json, kind=kind)
    has_charts = any(isinstance(item, Chart) for section in sections for item in section.items)
    return environment.get_template("page.html").render(
        title=title, facts=facts, commands=commands, sections=sections, cautions=cautions,
        table_rows=TABLE_ROWS, style=(FOLDER / "page.css").read_text(encoding="utf-8"),
        script=(FOLDER / "page.js").read_text(encoding="utf-8"),
        plotly=packed_plotly() if has_charts else "")
