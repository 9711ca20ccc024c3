"""Everything the report needs to know of the messages, in one pass over their table.

Grouping in SQL sorts all rows for each question: ten million messages took minutes. Here rows
come as one stream of whole numbers and are counted by arrays; memory does not grow with them.
"""
import itertools
import math
from dataclasses import dataclass, field
from typing import Dict, List, Optional, Tuple

import numpy

from report_parts.positions import Positions
from report_parts.run_choice import Run
from trace_file import READ_ERRORS, Trace, UserError

CHUNK = 200_000
TIME_BINS = 60
DISTANCE_BINS = 12
DELAY_BINS_PER_DECADE = 100
DELAY_DECADES = (-9, 5)
# A count for each pair of devices up to so many devices.
LINK_DEVICES = 200

Kind = Tuple[str, Optional[str]]


@dataclass
class MessageCounts:
    """What the messages of one run add up to. A kind is an outcome with its reason."""

    kinds: List[Kind]
    learners: int
    time_edges_s: numpy.ndarray
    by_time: numpy.ndarray                     # time bin x kind
    bytes_by_time: numpy.ndarray
    delays: numpy.ndarray                      # logarithmic bins
    instant: int                               # delivered without any delay
    least_delay_s: float                       # of those delivered; infinite if none is
    largest_delay_s: float
    delivered_from: numpy.ndarray              # by sender
    delivered_to: numpy.ndarray                # by receiver
    sent_to: numpy.ndarray
    sent_by: numpy.ndarray
    distance_edges_m: Optional[numpy.ndarray] = None
    by_distance: Optional[numpy.ndarray] = None  # distance bin x (delivered, concluded)
    link_delivered: Optional[numpy.ndarray] = None  # frame x sender x receiver
    link_concluded: Optional[numpy.ndarray] = None
    link_age: Optional[numpy.ndarray] = None   # sum of versions behind: sender x receiver
    extra: Dict[str, numpy.ndarray] = field(default_factory=dict)  # sums by kind

    def kind_indices(self, outcome: str) -> List[int]:
        return [k for k, kind in enumerate(self.kinds) if kind[0] == outcome]

    def total(self, outcome: str) -> int:
        return int(self.by_time[:, self.kind_indices(outcome)].sum())

    def delay_quantile(self, share: float) -> Optional[float]:
        """Seconds; within 1.2 %, the half width of a bin."""
        total = self.instant + self.delays.sum()
        rank = math.ceil(share * total)
        if total == 0:
            return None
        if rank <= self.instant:
            return 0.0
        index = int(numpy.searchsorted(self.instant + numpy.cumsum(self.delays), rank))
        middle = 10 ** (DELAY_DECADES[0] + (index + 0.5) / DELAY_BINS_PER_DECADE)
        return min(max(middle, self.least_delay_s), self.largest_delay_s)


# Columns of model_message that only some networks fill in, and what is added up over messages.
EXTRA_COLUMNS = {
    "waiting_ns": ("first_packet_ns", "first_packet_ns - sent_ns"),
    "spread_ns": ("last_packet_ns", "last_packet_ns - first_packet_ns"),
    "mac_retries": ("mac_retries", "mac_retries"),
    "mac_drops": ("mac_drops", "mac_drops"),
}


def scan_messages(trace: Trace, run: Run, positions: Optional[Positions]) -> MessageCounts:
    kinds = trace.read("SELECT DISTINCT outcome, reason FROM model_message WHERE run_id = ?", run.id)
    # The most frequent first: it is asked for first at each row.
    kinds.sort(key=lambda kind: (kind[0] != "delivered", kind[0], kind[1] or ""))
    counts = empty_counts(run, kinds, positions)
    extras = {name: sql for name, (column, sql) in EXTRA_COLUMNS.items()
              if column in trace.columns("model_message")}
    counts.extra = {name: numpy.zeros((len(kinds), 2)) for name in extras}
    for rows in read_chunks(trace, run, kinds, list(extras.values())):
        check_rows(trace, run, rows)
        count_rows(counts, rows, positions)
        count_extras(counts, rows, list(extras))
    return counts


def empty_counts(run: Run, kinds: List[Kind], positions: Optional[Positions]) -> MessageCounts:
    n = run["learners"]
    end = max(run["simulated_ns"] / 1e9, 1e-9)
    decades = DELAY_DECADES[1] - DELAY_DECADES[0]
    counts = MessageCounts(
        kinds=kinds, learners=n, time_edges_s=numpy.linspace(0, end, TIME_BINS + 1),
        by_time=numpy.zeros((TIME_BINS, len(kinds)), dtype=numpy.int64),
        bytes_by_time=numpy.zeros(TIME_BINS), instant=0, least_delay_s=math.inf, largest_delay_s=-math.inf,
        delays=numpy.zeros(decades * DELAY_BINS_PER_DECADE, dtype=numpy.int64),
        **{name: numpy.zeros(n, dtype=numpy.int64)
           for name in ("delivered_from", "delivered_to", "sent_to", "sent_by")})
    if n <= LINK_DEVICES:
        frames = len(positions.times_s) if positions else 1
        counts.link_delivered = numpy.zeros((frames, n, n), dtype=numpy.int64)
        counts.link_concluded = numpy.zeros((frames, n, n), dtype=numpy.int64)
        counts.link_age = numpy.zeros((n, n))
    if positions:
        spans = [axis.max() - axis.min() for axis in (positions.x_m, positions.y_m, positions.z_m)]
        farthest = max(math.hypot(*spans), 1e-9)
        counts.distance_edges_m = numpy.linspace(0, farthest, DISTANCE_BINS + 1)
        counts.by_distance = numpy.zeros((DISTANCE_BINS, 2), dtype=numpy.int64)
    return counts


def read_chunks(trace: Trace, run: Run, kinds: List[Kind], extras: List[str]):
    """Arrays of rows: link, sent_ns, delay_ns, bytes, staleness, kind, extras; -1 stands for NULL."""
    cases = " ".join(f"WHEN outcome IS ? AND reason IS ? THEN {k}" for k in range(len(kinds)))
    if not kinds:
        return
    more = "".join(f", coalesce({sql}, -1)" for sql in extras)
    cursor = trace.execute(
        "SELECT CASE WHEN sender_id >= 0 AND sender_id < ?1 AND receiver_id >= 0 "
        "AND receiver_id < ?1 THEN sender_id * ?1 + receiver_id ELSE -1 END, sent_ns, "
        "CASE outcome WHEN 'delivered' THEN concluded_ns - sent_ns ELSE -1 END, "
        f"bytes, coalesce(staleness, -1), CASE {cases} END{more} "
        "FROM model_message WHERE run_id = ?",
        run["learners"], *[word for kind in kinds for word in kind], run.id)
    width = 6 + len(extras)
    numbers = itertools.chain.from_iterable(cursor)
    while True:
        try:
            chunk = numpy.fromiter(itertools.islice(numbers, CHUNK * width), dtype=numpy.int64)
        except READ_ERRORS as error:
            raise trace.unreadable(error) from error
        if len(chunk) == 0:
            return
        yield chunk.reshape(-1, width).T


def check_rows(trace: Trace, run: Run, rows: numpy.ndarray) -> None:
    if rows[0].min() < 0:
        raise UserError(f"{trace.path}: cannot be read as a stardust trace: run {run.id} has "
                        "messages of devices that are not its own")


def count_rows(counts: MessageCounts, rows: numpy.ndarray, positions: Optional[Positions]) -> None:
    link, sent_ns, delay_ns, size, staleness, kind = rows[:6]
    n = counts.learners
    sender, receiver = link // n, link % n
    delivered = numpy.isin(kind, counts.kind_indices("delivered"))
    concluded = ~numpy.isin(kind, counts.kind_indices("in_flight"))
    step = counts.time_edges_s[1] * 1e9
    time = numpy.clip((sent_ns / step).astype(numpy.int64), 0, TIME_BINS - 1)
    width = len(counts.kinds)
    counts.by_time += numpy.bincount(time * width + kind,
                                     minlength=TIME_BINS * width).reshape(TIME_BINS, width)
    counts.bytes_by_time += numpy.bincount(time, weights=size, minlength=TIME_BINS)
    counts.sent_by += numpy.bincount(sender, minlength=n)
    counts.sent_to += numpy.bincount(receiver, minlength=n)
    counts.delivered_from += numpy.bincount(sender[delivered], minlength=n)
    counts.delivered_to += numpy.bincount(receiver[delivered], minlength=n)
    count_delays(counts, delay_ns[delivered])
    frame = positions.frame_of(sent_ns) if positions else numpy.zeros(len(link), dtype=numpy.int64)
    count_links(counts, frame, link, delivered, concluded, staleness)
    if positions:
        count_distances(counts, positions.distance(frame, sender, receiver), delivered, concluded)


def count_delays(counts: MessageCounts, delay_ns: numpy.ndarray) -> None:
    if len(delay_ns) == 0:
        return
    counts.least_delay_s = min(counts.least_delay_s, delay_ns.min() / 1e9)
    counts.largest_delay_s = max(counts.largest_delay_s, delay_ns.max() / 1e9)
    positive = delay_ns[delay_ns > 0]
    counts.instant += len(delay_ns) - len(positive)
    index = ((numpy.log10(positive) - 9 - DELAY_DECADES[0]) * DELAY_BINS_PER_DECADE)
    index = numpy.clip(index.astype(numpy.int64), 0, len(counts.delays) - 1)
    counts.delays += numpy.bincount(index, minlength=len(counts.delays))


def count_links(counts: MessageCounts, frame: numpy.ndarray, link: numpy.ndarray,
                delivered: numpy.ndarray, concluded: numpy.ndarray,
                staleness: numpy.ndarray) -> None:
    if counts.link_delivered is None or counts.link_concluded is None or counts.link_age is None:
        return
    pairs = counts.learners ** 2
    cell = frame * pairs + link
    shape = counts.link_delivered.shape
    size = counts.link_delivered.size
    counts.link_delivered += numpy.bincount(cell[delivered], minlength=size).reshape(shape)
    counts.link_concluded += numpy.bincount(cell[concluded], minlength=size).reshape(shape)
    counts.link_age += numpy.bincount(link[delivered], weights=staleness[delivered],
                                      minlength=pairs).reshape(shape[1:])


def count_distances(counts: MessageCounts, distance: numpy.ndarray, delivered: numpy.ndarray,
                    concluded: numpy.ndarray) -> None:
    if counts.by_distance is None or counts.distance_edges_m is None:
        return
    width = counts.distance_edges_m[1]
    index = numpy.minimum((distance / width).astype(numpy.int64), DISTANCE_BINS - 1)
    for column, chosen in enumerate((delivered, concluded)):
        counts.by_distance[:, column] += numpy.bincount(index[chosen], minlength=DISTANCE_BINS)


def count_extras(counts: MessageCounts, rows: numpy.ndarray, names: List[str]) -> None:
    """Sum, and number of messages that have the value, by kind."""
    for column, name in enumerate(names, start=6):
        known = rows[column] >= 0
        kinds = rows[5][known]
        length = len(counts.kinds)
        counts.extra[name][:, 0] += numpy.bincount(kinds, weights=rows[column][known],
                                                   minlength=length)
        counts.extra[name][:, 1] += numpy.bincount(kinds, minlength=length)
