"""Means with confidence intervals, in plain Python."""
import math
from typing import NamedTuple, Optional, Sequence, Tuple


class Estimate(NamedTuple):
    """A mean and half of its 95 % confidence interval."""

    mean: float
    half_width: float
    count: int


def student_quantile(freedom: float) -> float:
    """97.5 % of Student's t lie below, within 0.2 %: see helper/mean-estimate.h.

    Between whole degrees of freedom below 3 it is interpolated in 1 / freedom.
    """
    if freedom < 3:
        low = {1: 12.7062, 2: 4.3027, 3: 3.1824}
        below = max(1, math.floor(freedom))
        share = (1 / below - 1 / max(1, freedom)) / (1 / below - 1 / (below + 1))
        return math.exp((1 - share) * math.log(low[below]) + share * math.log(low[below + 1]))
    terms = (1.95996, 2.3723, 2.8225, 2.5558, 1.5895)
    return sum(term / freedom ** k for k, term in enumerate(terms))


def mean_and_variance(values: Sequence[float]) -> Tuple[float, float]:
    """Mean, and the variance of one value (0 if there is no other)."""
    count = len(values)
    mean = math.fsum(values) / count
    if count < 2:
        return mean, 0.0
    return mean, math.fsum((value - mean) ** 2 for value in values) / (count - 1)


def estimate(values: Sequence[float]) -> Estimate:
    """Mean, and half of its 95 % confidence interval (0 if there is one value)."""
    mean, variance = mean_and_variance(values)
    count = len(values)
    if count < 2:
        return Estimate(mean, 0.0, count)
    return Estimate(mean, student_quantile(count - 1) * math.sqrt(variance / count), count)


def difference(first: Sequence[float], second: Sequence[float]) -> Optional[Estimate]:
    """Mean of second less that of first with its 95 % interval (Welch); None below two values."""
    if min(len(first), len(second)) < 2:
        return None
    means, parts = [], []
    for values in (first, second):
        mean, variance = mean_and_variance(values)
        means.append(mean)
        parts.append(variance / len(values))
    total = sum(parts)
    if total == 0:
        return Estimate(means[1] - means[0], 0.0, len(first) + len(second))
    freedom = total ** 2 / sum(part ** 2 / (len(values) - 1)
                               for part, values in zip(parts, (first, second)))
    return Estimate(means[1] - means[0], student_quantile(freedom) * math.sqrt(total),
                    len(first) + len(second))


def wilson(successes: float, count: float) -> Tuple[float, float]:
    """95 % confidence interval of a share (Wilson 1927); count > 0."""
    z = 1.95996
    share = successes / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count
                                               + z * z / (4 * count * count))
    return max(0.0, centre - half), min(1.0, centre + half)
