"""What devices used of air and energy: the table device_usage, where a trace has it."""
from typing import Optional

import pandas

from report_parts.run_choice import Run
from trace_file import Trace

COLUMNS = ("sent_bytes", "received_bytes", "transmit_ns", "receive_ns", "busy_ns", "radio_j", "compute_j",
           "remaining_j")


def read_usage(trace: Trace, run: Run) -> Optional[pandas.DataFrame]:
    """Sums over devices at each sample time, cumulative; a column without any value is all NaN."""
    present = trace.columns("device_usage")
    if not present:
        return None
    sums = ", ".join(f"sum({name}) AS {name}" if name in present else f"NULL AS {name}" for name in COLUMNS)
    rows = trace.read_dicts(f"SELECT sampled_ns / 1e9 AS time_s, count(*) AS devices, {sums}, "
                            f"{'max(transmit_ns)' if 'transmit_ns' in present else 'NULL'} AS most_transmit_ns "
                            "FROM device_usage WHERE run_id = ? GROUP BY sampled_ns ORDER BY sampled_ns", run.id)
    if not rows:
        return None
    table = pandas.DataFrame(rows)
    return table.astype({name: float for name in table.columns})


def last_value(usage: Optional[pandas.DataFrame], *columns: str) -> Optional[float]:
    """Sum of columns at the end, of those recorded; None if none is."""
    if usage is None:
        return None
    last = usage[list(columns)].iloc[-1].dropna()
    return float(last.sum()) if len(last) else None
