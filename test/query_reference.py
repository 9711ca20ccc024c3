"""What the queries must answer, computed anew from the rows of a trace, in plain Python."""
import bisect
import collections
import functools
import math
import statistics
from typing import Any, Callable, Dict, List

Row = Dict[str, Any]


def rank(values: List[float], share: float) -> float:
    """Percentile by nearest rank."""
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered) - 1e-9), 1) - 1] if ordered else None


def mean(values: List[float]) -> float:
    return math.fsum(values) / len(values) if values else None


def deviation(values: List[float]) -> float:
    return statistics.stdev(values) if len(values) > 1 else None


@functools.lru_cache(None)
def student(df: float) -> float:
    """The 97.5 % quantile of Student's t: bisection over Simpson's rule on its density in theta, t = sqrt(df) tan."""
    scale = math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(math.pi)

    def above(t: float) -> float:
        low, n = math.atan(t / math.sqrt(df)), 2000
        step = (math.pi / 2 - low) / n
        total = sum((1 if i in (0, n) else 4 if i % 2 else 2) * max(math.cos(low + i * step), 0) ** (df - 1)
                    for i in range(n + 1))
        return scale * total * step / 3

    low, high = 1.9, 20.0
    while high - low > 1e-7:
        middle = (low + high) / 2
        low, high = (middle, high) if above(middle) > 0.025 else (low, middle)
    return low


class Reference:
    """A trace in memory."""

    def __init__(self, connection: Any, run: int) -> None:
        def table(name: str) -> List[Row]:
            cursor = connection.execute(f"SELECT * FROM {name}")
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row)) for row in cursor]

        self.all = {name: table(name) for name in ("run", "learner", "model_message", "evaluation", "staleness",
                                                   "staleness_sample", "device_usage", "flow", "position")}
        self.choose(run)

    def choose(self, run: int) -> None:
        self.run = next(r for r in self.all["run"] if r["run_id"] == run)
        self.rows = {name: [r for r in rows if r["run_id"] == run] for name, rows in self.all.items()}
        self.places = {r["learner_id"]: r for r in self.rows["learner"]}

    def scores(self, run: int) -> Dict[int, List[Row]]:
        """Evaluations by time."""
        found = collections.defaultdict(list)
        for row in self.all["evaluation"]:
            if row["run_id"] == run and row["cause"] == "time":
                found[row["evaluated_ns"]].append(row)
        return dict(sorted(found.items()))

    def convergence(self, _: Row) -> List[Row]:
        answer = []
        for time, rows in self.scores(self.run["run_id"]).items():
            accuracies, losses = [r["accuracy"] for r in rows], [r["loss"] for r in rows]
            answer.append({
                "evaluated_s": time / 1e9, "devices": len(rows), "mean_accuracy": mean(accuracies),
                "sd_accuracy": deviation(accuracies), "worst_accuracy": min(accuracies),
                "best_accuracy": max(accuracies), "p10_accuracy": rank(accuracies, 0.1),
                "median_accuracy": rank(accuracies, 0.5), "p90_accuracy": rank(accuracies, 0.9),
                "mean_loss": mean(losses), "sd_loss": deviation(losses),
                "mean_distance": mean([r["distance"] for r in rows])})
        return answer

    def time_to_target(self, wanted: Row) -> List[Row]:
        answer = []
        for run in self.all["run"]:
            scores = self.scores(run["run_id"])
            if not scores:
                continue
            if wanted.get("accuracy") is not None:
                good = {t: [r["accuracy"] >= wanted["accuracy"] for r in rows] for t, rows in scores.items()}
                whole = [t for t, rows in scores.items() if mean([r["accuracy"] for r in rows]) >= wanted["accuracy"]]
            else:
                good = {t: [r["loss"] <= wanted["loss"] for r in rows] for t, rows in scores.items()}
                whole = [t for t, rows in scores.items() if mean([r["loss"] for r in rows]) <= wanted["loss"]]
            n = len(next(iter(good.values())))
            firsts = [min((t for t in good if good[t][i]), default=math.inf) for i in range(n)]
            times = [min(whole, default=math.inf), min(firsts), rank(firsts, 0.5), max(firsts)]
            seconds = [None if t == math.inf else (t - run["ready_ns"]) / 1e9 for t in times]
            answer.append({"run_id": run["run_id"], "name": run["name"], "devices": n,
                           "reached": sum(t < math.inf for t in firsts), "mean_s": seconds[0],
                           "first_s": seconds[1], "median_s": seconds[2], "last_s": seconds[3]})
        return answer

    def staleness_over_time(self, _: Row) -> List[Row]:
        answer = []
        for row in sorted(self.rows["staleness_sample"], key=lambda r: r["sampled_ns"]):
            held = [r["mean"] for r in self.rows["staleness"] if r["sampled_ns"] == row["sampled_ns"]]
            answer.append({"sampled_s": row["sampled_ns"] / 1e9,
                           **{name: row[name] for name in ("mean", "median", "p95", "p99", "worst")},
                           "freshest_device": min(held), "stalest_device": max(held),
                           "time_average": self.run["mean_staleness"], "ideal": self.run["ideal_staleness"],
                           "averaged": row["sampled_ns"] >= self.run["warm_up_ns"]})
        return answer

    def placed(self, column: str) -> List[Row]:
        rows = sorted(self.rows["learner"], key=lambda r: (-r[column], r["learner_id"]))
        return [{"learner_id": r["learner_id"], column: r[column],
                 "place": 1 + sum(other[column] > r[column] for other in rows)} for r in rows]

    def staleness_by_device(self, _: Row) -> List[Row]:
        answer = self.placed("held_staleness")
        for row in answer:
            own = [r for r in self.rows["staleness"] if r["learner_id"] == row["learner_id"]
                   and r["sampled_ns"] >= self.run["warm_up_ns"]]
            row.update(sampled_mean=mean([r["mean"] for r in own]), sampled_worst=max(r["worst"] for r in own),
                       longest_since_fresh_s=max(r["since_fresh_ns"] for r in own) / 1e9,
                       x_m=self.places[row["learner_id"]]["x_m"], y_m=self.places[row["learner_id"]]["y_m"])
            row["x_end_m"], row["y_end_m"], _ = self.path(row["learner_id"])(self.run["simulated_ns"])
        return answer

    def staleness_by_source(self, _: Row) -> List[Row]:
        answer = self.placed("source_staleness")
        for row in answer:
            own = [r for r in self.delivered() if r["sender_id"] == row["learner_id"]]
            row.update(messages=len(own), message_staleness=mean([r["staleness"] for r in own]),
                       delay_s=mean([(r["concluded_ns"] - r["sent_ns"]) / 1e9 for r in own]))
        return answer

    def delivered(self) -> List[Row]:
        return [r for r in self.rows["model_message"] if r["outcome"] == "delivered"]

    @functools.lru_cache(None)
    def path(self, device: int) -> Callable[[int], List[float]]:
        """Where a device is at a time. At every sample of any device it is where its last row until then says."""
        now = [self.places[device][axis] for axis in ("x_m", "y_m", "z_m")]
        times, points = [0], [now]
        own = {r["sampled_ns"]: [r["x_m"], r["y_m"], r["z_m"]] for r in self.rows["position"]
               if r["learner_id"] == device}
        for time in sorted({r["sampled_ns"] for r in self.rows["position"]}):
            now = own.get(time, now)
            times.append(time)
            points.append(now)

        def at(time: int) -> List[float]:
            after = bisect.bisect_right(times, time)
            if after == len(times):
                return points[-1]
            share = (time - times[after - 1]) / (times[after] - times[after - 1])
            return [(1 - share) * a + share * b for a, b in zip(points[after - 1], points[after])]

        return at

    def grouped(self, wanted: Row) -> Dict[tuple, List[Row]]:
        """Messages by (sender, receiver, value)."""
        by, bucket = wanted.get("by"), wanted.get("bucket")
        groups = collections.defaultdict(list)
        for row in self.rows["model_message"]:
            key = (None, None, None)
            if by == "link":
                key = (row["sender_id"], row["receiver_id"], None)
            elif by == "size":
                key = (None, None, row["payload_bytes"])
            elif by == "time":
                width = bucket or self.run["simulated_ns"] / 20e9
                key = (None, None, width * math.floor(row["sent_ns"] / 1e9 / width))
            elif by == "distance":
                width = bucket or 5
                ends = [self.path(row[end])(row["sent_ns"]) for end in ("sender_id", "receiver_id")]
                key = (None, None, width * math.floor(math.dist(*ends) / width))
            groups[key].append(row)
        return dict(sorted(groups.items(), key=lambda item: [-1 if k is None else k for k in item[0]]))

    def delivery(self, wanted: Row) -> List[Row]:
        answer = []
        for (sender, receiver, value), rows in self.grouped(wanted).items():
            count = collections.Counter(r["outcome"] for r in rows)
            delays = [(r["concluded_ns"] - r["sent_ns"]) / 1e9 for r in rows if r["outcome"] == "delivered"]
            known = len(rows) - count["in_flight"]
            answer.append({
                "sender_id": sender, "receiver_id": receiver, "value": value, "messages": len(rows),
                "delivered": count["delivered"], "lost": count["lost"],
                "other": count["expired"] + count["rejected"], "in_flight": count["in_flight"],
                "delivery": count["delivered"] / known if known else None, "mean_delay_s": mean(delays),
                "p50_delay_s": rank(delays, 0.5), "p95_delay_s": rank(delays, 0.95),
                "p99_delay_s": rank(delays, 0.99), "max_delay_s": max(delays, default=None),
                "bytes": sum(r["bytes"] for r in rows)})
        return answer

    def loss_reasons(self, wanted: Row) -> List[Row]:
        answer = []
        for (sender, receiver, value), rows in self.grouped(wanted).items():
            known = [r for r in rows if r["outcome"] != "in_flight"]
            kinds = collections.defaultdict(list)
            for row in known:
                if row["outcome"] != "delivered":
                    kinds[row["outcome"], row["reason"]].append(row)
            for (outcome, reason), own in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0][1])):
                answer.append({"sender_id": sender, "receiver_id": receiver, "value": value, "outcome": outcome,
                               "reason": reason, "messages": len(own), "share": len(own) / len(known),
                               "packets_arrived": mean([r["packets_arrived"] / r["packets"] for r in own])})
        return answer

    def usage(self, run: int, until: float = math.inf) -> List[Row]:
        rows = [r for r in self.all["device_usage"] if r["run_id"] == run and r["sampled_ns"] <= until]
        return [r for r in rows if r["sampled_ns"] == max(o["sampled_ns"] for o in rows)]

    @staticmethod
    def total(rows: List[Row], column: str) -> float:
        values = [r[column] for r in rows]
        return sum(values) if values and None not in values else None

    def cost_of_accuracy(self, _: Row) -> List[Row]:
        answer = []
        for run in self.all["run"]:
            if run["status"] != "finished":
                continue
            means = [mean([r["accuracy"] for r in rows]) for rows in self.scores(run["run_id"]).values()]
            used = self.usage(run["run_id"])
            airtime = self.total(used, "transmit_ns")
            energies = [e for e in (self.total(used, "radio_j"), self.total(used, "compute_j")) if e is not None]
            costs = {"messages": run["messages_sent"], "bytes": run["bytes_sent"],
                     "airtime_s": None if airtime is None else airtime / 1e9,
                     "joules": sum(energies) if energies else None}
            points = 100 * (means[-1] - means[0])
            answer.append({"run_id": run["run_id"], "name": run["name"], "first_accuracy": means[0],
                           "last_accuracy": means[-1], "points": points, "messages_sent": costs["messages"],
                           "bytes_sent": costs["bytes"], "airtime_s": costs["airtime_s"], "joules": costs["joules"],
                           **{name + "_per_point": None if cost is None or points <= 0 else cost / points
                              for name, cost in costs.items()}})
        return answer

    def cost_over_time(self, _: Row) -> List[Row]:
        answer = []
        for time, rows in self.scores(self.run["run_id"]).items():
            used = self.usage(self.run["run_id"], time)
            airtime = self.total(used, "transmit_ns")
            answer.append({"evaluated_s": time / 1e9, "mean_accuracy": mean([r["accuracy"] for r in rows]),
                           "mean_loss": mean([r["loss"] for r in rows]),
                           "used_s": used[0]["sampled_ns"] / 1e9 if used else None,
                           "sent_bytes": self.total(used, "sent_bytes"),
                           "airtime_s": None if airtime is None else airtime / 1e9,
                           "joules": self.total(used, "radio_j"), "compute_j": self.total(used, "compute_j")})
        return answer

    def fairness(self, _: Row) -> List[Row]:
        last = self.scores(self.run["run_id"])[self.run["last_evaluated_ns"]]
        used = self.usage(self.run["run_id"])
        measures = {
            "accuracy": [r["accuracy"] for r in last], "loss": [r["loss"] for r in last],
            "held_staleness": [r["held_staleness"] for r in self.rows["learner"]],
            "source_staleness": [r["source_staleness"] for r in self.rows["learner"]],
            "airtime_s": [r["transmit_ns"] / 1e9 for r in used if r["transmit_ns"] is not None],
            **{name: [r[name] for r in used] for name in ("sent_bytes", "received_bytes", "radio_j", "compute_j")}}
        answer = []
        for name, values in sorted(measures.items()):
            values = [v for v in values if v is not None]
            if values:
                n, total = len(values), sum(values)
                gaps = sum(abs(x - y) for x in values for y in values)
                answer.append({"measure": name, "devices": n, "mean": total / n, "least": min(values),
                               "largest": max(values),
                               "jain": total ** 2 / (n * sum(v * v for v in values)) if total else None,
                               # The definition by differences, not the one by ranks.
                               "gini": gaps / (2 * n * total) if total else None,
                               "largest_share": max(values) / total if total else None})
        return answer

    def influence(self, _: Row) -> List[Row]:
        pairs = collections.defaultdict(list)
        for row in self.delivered():
            pairs[row["receiver_id"], row["sender_id"]].append(row)
        answer = []
        for (receiver, sender), rows in sorted(pairs.items()):
            weight = sum(r["fraction"] for r in rows)
            answer.append({"receiver_id": receiver, "sender_id": sender, "merges": len(rows), "weight": weight,
                           "share": weight / sum(r["fraction"] for r in self.delivered()
                                                 if r["receiver_id"] == receiver),
                           "mean_staleness": mean([r["staleness"] for r in rows]),
                           "first_s": min(r["concluded_ns"] for r in rows) / 1e9,
                           "last_s": max(r["concluded_ns"] for r in rows) / 1e9})
        return answer

    def contact_gaps(self, wanted: Row) -> List[Row]:
        met = collections.defaultdict(list)
        for row in self.rows["model_message"]:
            key = (row["receiver_id"], row["sender_id"] if wanted.get("by") == "link" else None)
            met[key] += [row["concluded_ns"]] if row["outcome"] == "delivered" else []
        answer = []
        for (receiver, sender), times in met.items():
            times = [self.run["ready_ns"]] + sorted(times) + [self.run["simulated_ns"]]
            gaps = [(b - a) / 1e9 for a, b in zip(times, times[1:])]
            answer.append({"receiver_id": receiver, "sender_id": sender, "contacts": len(gaps) - 1,
                           "gaps": len(gaps), "mean_gap_s": mean(gaps), "p95_gap_s": rank(gaps, 0.95),
                           "longest_gap_s": max(gaps), "longest_from_s": times[gaps.index(max(gaps))] / 1e9})
        return sorted(answer, key=lambda r: (-r["longest_gap_s"], r["receiver_id"], r["sender_id"] or 0))

    def named(self, name: str) -> List[Row]:
        return [r for r in self.all["run"] if r["status"] == "finished" and r["name"] == name]

    @staticmethod
    def interval(values: List[float]) -> Row:
        half = student(len(values) - 1) * deviation(values) / math.sqrt(len(values)) if len(values) > 1 else None
        return {"low": None if half is None else mean(values) - half,
                "high": None if half is None else mean(values) + half}

    def group_convergence(self, wanted: Row) -> List[Row]:
        times = collections.defaultdict(lambda: ([], []))
        for run in self.named(wanted["name"]):
            for time, rows in self.scores(run["run_id"]).items():
                for values, column in zip(times[time - run["ready_ns"]], ("accuracy", "loss")):
                    values.append(mean([r[column] for r in rows]))
        answer = []
        for time, both in sorted(times.items()):
            row = {"learning_s": time / 1e9, "runs": len(both[0])}
            for name, values in zip(("accuracy", "loss"), both):
                ends = self.interval(values)
                row.update({"mean_" + name: mean(values), "sd_" + name: deviation(values),
                            "low_" + name: ends["low"], "high_" + name: ends["high"]})
            answer.append(row)
        return answer

    def measures(self, run: Row) -> Row:
        last = self.scores(run["run_id"]).get(run["last_evaluated_ns"], [])
        known = run["messages_sent"] - run["messages_in_flight"]
        return {"mean_accuracy": mean([r["accuracy"] for r in last]),
                "worst_accuracy": min((r["accuracy"] for r in last), default=None),
                "mean_loss": mean([r["loss"] for r in last]),
                "mean_distance": mean([r["distance"] for r in last]),
                "delivery": run["messages_delivered"] / known if known else None,
                "simulated_s": run["simulated_ns"] / 1e9,
                **{name: run[name] for name in ("mean_staleness", "messages_sent", "bytes_sent", "local_updates",
                                                "wall_s")}}

    def compare_runs(self, wanted: Row) -> List[Row]:
        sides = [[self.measures(r) for r in self.named(wanted[side])] for side in "ab"]
        answer = []
        for name in sorted(sides[0][0]):
            a, b = ([m[name] for m in side if m[name] is not None] for side in sides)
            if not a or not b:
                continue
            row = {"measure": name, "difference": mean(b) - mean(a), "low": None, "high": None, "differs": None}
            for side, values in zip("ab", (a, b)):
                ends = self.interval(values)
                row.update({"runs_" + side: len(values), "mean_" + side: mean(values),
                            "low_" + side: ends["low"], "high_" + side: ends["high"]})
            if len(a) > 1 and len(b) > 1:
                u, v = statistics.variance(a) / len(a), statistics.variance(b) / len(b)
                df = (u + v) ** 2 / (u * u / (len(a) - 1) + v * v / (len(b) - 1)) if u + v else 1
                half = student(df) * math.sqrt(u + v)
                row.update(low=row["difference"] - half, high=row["difference"] + half,
                           differs=abs(row["difference"]) > half)
            answer.append(row)
        return answer

    def flows(self, _: Row) -> List[Row]:
        answer = []
        for row in sorted(self.rows["flow"], key=lambda r: (r["sender_id"], r["receiver_id"])):
            arrived = row["packets_received"]
            span = row["last_received_ns"] - row["first_sent_ns"] if arrived else None
            answer.append({"sender_id": row["sender_id"], "receiver_id": row["receiver_id"],
                           "protocol": {17: "udp", 6: "tcp"}[row["protocol"]], "packets_sent": row["packets_sent"],
                           "packets_received": arrived, "delivery": arrived / row["packets_sent"],
                           "bytes_sent": row["bytes_sent"],
                           "mean_delay_s": row["delay_sum_ns"] / 1e9 / arrived if arrived else None,
                           "mean_jitter_s": row["jitter_sum_ns"] / 1e9 / (arrived - 1) if arrived > 1 else None,
                           "goodput_bps": 8e9 * row["bytes_received"] / span if arrived else None,
                           "hops": 1 + row["forwardings"] / arrived if arrived else None})
        return answer
