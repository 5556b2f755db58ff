"""What can be said for certain from so many answers: shares, means, net promoter score, each with its interval.

All intervals are of 95%. With no answer, and for a mean with only one, there is none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, mean, stdev

LEVEL = 0.95
Z = NormalDist().inv_cdf(0.5 + LEVEL / 2)
PROMOTER, DETRACTOR = 9, 6


@dataclass(frozen=True)
class Share:
    """`hits` of `n`; `share` between 0 and 1 with Wilson's interval."""

    n: int
    hits: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Mean:
    """The mean of `n` ratings with Student's interval."""

    n: int
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class NetPromoters:
    """Promoters (9, 10) less detractors (0 to 6) of `n`, in points from −100 to 100."""

    n: int
    promoters: int
    detractors: int
    score: float | None
    low: float | None
    high: float | None


def share_of(hits: int, n: int) -> Share:
    """A share with Wilson's interval, which holds for few answers too; none has no share."""
    if n == 0:
        return Share(0, 0, None, None, None)
    return Share(n, hits, hits / n, *wilson(hits, n))


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The score interval of a share of one or more (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927)."""
    share = hits / n
    middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return low, 1.0 if hits == n else min(1.0, middle + half)


def mean_of(ratings: Sequence[int], lowest: int, highest: int) -> Mean:
    """A mean with Student's t interval, cut to the scale of the ratings."""
    from scipy.special import stdtrit

    n = len(ratings)
    if n == 0:
        return Mean(0, None, None, None)
    middle = mean(ratings)
    if n == 1:
        return Mean(1, float(middle), None, None)
    half = float(stdtrit(n - 1, 0.5 + LEVEL / 2)) * stdev(ratings) / math.sqrt(n)
    return Mean(n, float(middle), max(float(lowest), middle - half), min(float(highest), middle + half))


def net_promoters(ratings: Sequence[int]) -> NetPromoters:
    """The net promoter score with the interval of its variance, p + d − (p − d)², as a multinomial's.

    Three answers spread as ¾ promoter, 1½ passive, ¾ detractor are added for the interval alone (Agresti's adjustment
    as B. Rocks, "Interval Estimation for the Net Promoter Score", The American Statistician 70, 2016, found it best),
    so that a few answers which agree are not taken for certainty.
    """
    n = len(ratings)
    if n == 0:
        return NetPromoters(0, 0, 0, None, None, None)
    promoters = sum(rating >= PROMOTER for rating in ratings)
    detractors = sum(rating <= DETRACTOR for rating in ratings)
    p, d = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3)
    half = Z * math.sqrt((p + d - (p - d) ** 2) / (n + 3))
    score = 100 * (promoters - detractors) / n
    low, high = 100 * max(-1.0, p - d - half), 100 * min(1.0, p - d + half)
    return NetPromoters(n, promoters, detractors, score, min(low, score), max(high, score))


def quantile(values: Sequence[float], at: float) -> float | None:
    """The value below which a share `at` of the values lies (nearest rank); None of none."""
    if not values:
        return None
    return sorted(values)[max(0, math.ceil(at * len(values)) - 1)]
