"""What changed from one period to the next, and whether so many answers can tell."""

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from hamrah.services.satisfaction_intervals import Mean, NetPromoters, Share

FEWEST = 10
"""With fewer answers in one of the periods nothing is said of a change."""

Verdict = Literal["higher", "lower", "no_clear_change", "too_few"]


@dataclass(frozen=True)
class Estimate:
    """A figure of `n` answers with its 95% interval; all None where there was no answer."""

    n: int
    value: float | None
    low: float | None
    high: float | None

    @classmethod
    def of(cls, figure: Share | Mean | NetPromoters) -> "Estimate":
        """The same of a share, a mean or a net promoter score, on its own scale."""
        if isinstance(figure, Share):
            return cls(figure.n, figure.share, figure.low, figure.high)
        value = figure.mean if isinstance(figure, Mean) else figure.score
        return cls(figure.n, value, figure.low, figure.high)


@dataclass(frozen=True)
class Change:
    """`now` less `before` with its 95% interval, and what may be said of it; no figures where there are too few."""

    verdict: Verdict
    difference: float | None = None
    low: float | None = None
    high: float | None = None


def change_between(before: Estimate, now: Estimate) -> Change:
    """The difference of two figures, its interval recovered from theirs.

    For shares this is Newcombe's hybrid score interval (Statistics in Medicine 17, 1998, method 10); for the others the
    same way as G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures", Statistics in
    Medicine 27 (2008), generalise it.
    """
    if min(before.n, now.n) < FEWEST:
        return Change("too_few")
    if before.value is None or before.low is None or before.high is None:
        return Change("too_few")
    if now.value is None or now.low is None or now.high is None:
        return Change("too_few")
    difference = now.value - before.value
    low = difference - math.hypot(now.value - now.low, before.high - before.value)
    high = difference + math.hypot(now.high - now.value, before.value - before.low)
    verdict: Verdict = "higher" if low > 0 else "lower" if high < 0 else "no_clear_change"
    return Change(verdict, difference, low, high)


def period_before(since: datetime, until: datetime, now: datetime, timezone: str) -> tuple[datetime, datetime]:
    """The period of the same kind just before: a month before a month, else as many days of the shop.

    Of a period that is not over yet, as much of the one before as has passed of it. All times are aware, in UTC, and
    `until` is the first moment after.
    """
    zone = ZoneInfo(timezone)
    first, after = since.astimezone(zone).date(), until.astimezone(zone).date()
    months = (after.year - first.year) * 12 + after.month - first.month
    whole_months = first.day == after.day == 1 and months > 0
    begin = _midnight(_months_back(first, months) if whole_months else first - (after - first), zone, since)
    if now >= until:
        return begin, since
    return begin, min(begin + max(now - since, timedelta()), since)


def _months_back(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _midnight(day: date, zone: ZoneInfo, like: datetime) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(like.tzinfo)
