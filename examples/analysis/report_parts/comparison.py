"""Several experiments beside one another."""
import math
from typing import Callable, List, Tuple

import pandas

from estimates import Estimate, difference, estimate
from report_parts.chart import Section, Table, in_bytes, short
from report_parts.run_choice import Run, RunGroup, describe_ids


def share(part: str, whole: str) -> Callable[[Run], float]:
    return lambda run: run[part] / run[whole] if run[whole] else None


def column(name: str) -> Callable[[Run], float]:
    return lambda run: run[name]


# What is compared, and how it is written.
MEASURES: List[Tuple[str, Callable[[Run], float], Callable[[float], str]]] = [
    ("accuracy, mean device", column("mean_accuracy"), short),
    ("accuracy, worst device", column("worst_accuracy"), short),
    ("accuracy, every device alone", column("alone_accuracy"), short),
    ("accuracy, all data in one place", column("pooled_accuracy"), short),
    ("loss, mean device", column("mean_loss"), short),
    ("staleness, versions", column("mean_staleness"), short),
    ("staleness in theory, versions", column("ideal_staleness"), short),
    ("share of messages delivered", share("messages_delivered", "messages_sent"), short),
    ("messages sent", column("messages_sent"), short),
    ("bytes sent", column("bytes_sent"), in_bytes),
    ("local updates", column("local_updates"), short),
]


def comparison_section(groups: List[RunGroup]) -> Section:
    """Means with their intervals and, beside the first group, differences."""
    section = Section("comparison", "Over several runs")
    parts = [f"{group.label}: {describe_ids([run.id for run in group.runs])}" for group in groups]
    section.lead = "; ".join(parts) + "."
    rows = []
    for name, measure, write in MEASURES:
        row = compare(groups, name, measure, write)
        if row is not None:
            rows.append(row)
    columns = ["measure"] + [group.label for group in groups]
    columns += [f"{group.label} less {groups[0].label}" for group in groups[1:]]
    caption = ("Mean ± half of its 95 % confidence interval over finished runs (Student's t; differences: "
               "Welch). A difference marked * does not reach 0; one without could be chance.")
    section.items.append(Table("Comparison", caption if any(len(group.runs) > 1 for group in groups) else
                               "One run each: differences may be chance.",
                               pandas.DataFrame(rows, columns=columns)))
    return section


def compare(groups: List[RunGroup], name: str, measure: Callable[[Run], float],
            write: Callable[[float], str]):
    """A row of the table; None if no run has the value."""
    samples = [[value for value in map(measure, (run for run in group.runs if run.finished))
                if value is not None] for group in groups]
    if not any(samples):
        return None
    row = [name] + [with_interval(estimate(values), write) if values else "–" for values in samples]
    for values in samples[1:]:
        row.append(write_difference(samples[0], values, write))
    return row


def with_interval(found: Estimate, write: Callable[[float], str]) -> str:
    """Mean ± half width, to two figures of the half width."""
    # Equal values differ by rounding of their mean.
    if found.count < 2 or found.half_width <= 1e-12 * abs(found.mean):
        return write(found.mean)
    if write is not short:
        return f"{write(found.mean)} ± {write(found.half_width)}"
    decimals = max(0, 1 - math.floor(math.log10(found.half_width)))
    return f"{found.mean:.{decimals}f} ± {found.half_width:.{decimals}f}"


def write_difference(first: List[float], second: List[float], write: Callable[[float], str]) -> str:
    if not first or not second:
        return "–"
    found = difference(first, second)
    if found is None:
        return write(estimate(second).mean - estimate(first).mean)
    return with_interval(found, write) + (" *" if abs(found.mean) > found.half_width else "")
