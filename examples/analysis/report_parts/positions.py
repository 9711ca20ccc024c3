"""Where devices and stations stand, and where they are when they move."""
from dataclasses import dataclass
from typing import List, Optional

import numpy
import pandas

from report_parts.run_choice import Run
from trace_file import Trace, UserError

FRAMES = 40


@dataclass
class Positions:
    """x and y of every device at some times; one time if nobody moves."""

    times_s: numpy.ndarray
    x_m: numpy.ndarray
    y_m: numpy.ndarray
    z_m: numpy.ndarray
    stations: pandas.DataFrame

    @property
    def moving(self) -> bool:
        return len(self.times_s) > 1

    def frame_of(self, time_ns: numpy.ndarray) -> numpy.ndarray:
        """Index of the nearest frame."""
        if not self.moving:
            return numpy.zeros(len(time_ns), dtype=numpy.int64)
        step = self.times_s[1] - self.times_s[0]
        nearest = numpy.rint((time_ns / 1e9 - self.times_s[0]) / step)
        return numpy.clip(nearest, 0, len(self.times_s) - 1).astype(numpy.int64)

    def distance(self, frame: numpy.ndarray, one: numpy.ndarray,
                 other: numpy.ndarray) -> numpy.ndarray:
        square = numpy.zeros(len(frame))
        for axis in (self.x_m, self.y_m, self.z_m):
            square += (axis[frame, one] - axis[frame, other]) ** 2
        return numpy.sqrt(square)


def read_positions(trace: Trace, run: Run) -> Optional[Positions]:
    """None if the trace knows no places."""
    stations = read_stations(trace, run)
    samples = read_samples(trace, run)
    if samples is not None and samples["sampled_ns"].nunique() > 1:
        return interpolate(samples, run["learners"], stations)
    rows = trace.read("SELECT x_m, y_m, z_m FROM learner WHERE run_id = ? ORDER BY learner_id",
                      run.id)
    if len(rows) != run["learners"] or any(None in row for row in rows):
        return None
    x, y, z = (numpy.array([column], dtype=float) for column in zip(*rows))
    return Positions(numpy.zeros(1), x, y, z, stations)


def read_samples(trace: Trace, run: Run) -> Optional[pandas.DataFrame]:
    if not trace.columns("position"):
        return None
    rows = trace.read("SELECT learner_id, sampled_ns, x_m, y_m, z_m FROM position "
                      "WHERE run_id = ? ORDER BY learner_id, sampled_ns", run.id)
    return pandas.DataFrame(rows, columns=["learner_id", "sampled_ns", "x_m", "y_m", "z_m"])


def read_stations(trace: Trace, run: Run) -> pandas.DataFrame:
    rows: List[tuple] = []
    if trace.columns("station"):
        rows = trace.read("SELECT node_id, kind, station.x_m, station.y_m, learner_id FROM station "
                          "LEFT JOIN learner USING (run_id, node_id) WHERE run_id = ? "
                          "AND station.x_m IS NOT NULL AND station.y_m IS NOT NULL ORDER BY node_id",
                          run.id)
    return pandas.DataFrame(rows, columns=["node_id", "kind", "x_m", "y_m", "learner_id"])


def interpolate(samples: pandas.DataFrame, learners: int,
                stations: pandas.DataFrame) -> Optional[Positions]:
    """Straight lines between samples, looked at in at most FRAMES equal steps."""
    known = samples.groupby("learner_id")
    if len(known) != learners or sorted(known.groups) != list(range(learners)):
        return None
    count = int(min(FRAMES, samples["sampled_ns"].nunique()))
    times = numpy.linspace(samples["sampled_ns"].min(), samples["sampled_ns"].max(), count)
    axes = {name: numpy.empty((count, learners)) for name in ("x_m", "y_m", "z_m")}
    for learner, own in known:
        for name, values in axes.items():
            values[:, learner] = numpy.interp(times, own["sampled_ns"], own[name].astype(float))
    if not all(numpy.isfinite(values).all() for values in axes.values()):
        raise UserError("position: a coordinate is no number")
    return Positions(times / 1e9, axes["x_m"], axes["y_m"], axes["z_m"], stations)
