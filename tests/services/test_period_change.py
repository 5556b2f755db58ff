"""What may be said of a change, and which period comes before another."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hamrah.services.lift import Group, conversion_lift
from hamrah.services.period_change import FEWEST, Estimate, change_between, period_before
from hamrah.services.satisfaction_intervals import mean_of, net_promoters, share_of

ZONE = "Asia/Karachi"


def at(year: int, month: int, day: int, hour: int = 0) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


def test_newcombes_published_difference() -> None:
    """Example (a) of Newcombe 1998: 56 of 70 less 48 of 80, interval 0.0524 to 0.3339 by method 10."""
    found = change_between(Estimate.of(share_of(48, 80)), Estimate.of(share_of(56, 70)))
    assert found.difference == pytest.approx(0.2, abs=1e-4)
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))
    assert found.verdict == "higher"


def test_it_is_the_difference_that_offers_are_judged_by() -> None:
    lift = conversion_lift(Group(70, 56, 0.0, 0.0), Group(80, 48, 0.0, 0.0)).absolute
    found = change_between(Estimate.of(share_of(48, 80)), Estimate.of(share_of(56, 70)))
    assert (found.difference, found.low, found.high) == pytest.approx(lift)


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        ((80, 100), (60, 100), "lower"),
        ((60, 100), (80, 100), "higher"),
        ((30, 40), (29, 40), "no_clear_change"),
        ((9, FEWEST - 1), (10, 100), "too_few"),
        ((90, 100), (0, 0), "too_few"),
        ((FEWEST, FEWEST), (FEWEST, FEWEST), "no_clear_change"),
    ],
)
def test_only_what_is_beyond_chance_is_called_a_change(
    before: tuple[int, int], now: tuple[int, int], verdict: str
) -> None:
    assert change_between(Estimate.of(share_of(*before)), Estimate.of(share_of(*now))).verdict == verdict


def test_means_and_promoters_are_compared_likewise() -> None:
    low, high = mean_of([2] * 20 + [3] * 20, 1, 5), mean_of([4] * 20 + [5] * 20, 1, 5)
    assert change_between(Estimate.of(low), Estimate.of(high)).verdict == "higher"
    bad, good = net_promoters([3] * 30 + [9] * 10), net_promoters([3] * 5 + [9] * 35)
    found = change_between(Estimate.of(good), Estimate.of(bad))
    assert found.verdict == "lower" and found.difference == pytest.approx(-125.0)


@pytest.mark.parametrize(
    ("since", "until", "now", "begin", "end"),
    [
        # A month before a month, whatever their lengths; a quarter before a quarter.
        (at(2026, 3, 1), at(2026, 4, 1), at(2026, 5, 1), at(2026, 2, 1), at(2026, 3, 1)),
        (at(2026, 1, 1), at(2026, 4, 1), at(2026, 5, 1), at(2025, 10, 1), at(2026, 1, 1)),
        # As many days before other days.
        (at(2026, 3, 9), at(2026, 3, 16), at(2026, 5, 1), at(2026, 3, 2), at(2026, 3, 9)),
        (at(2026, 3, 9), at(2026, 3, 10), at(2026, 5, 1), at(2026, 3, 8), at(2026, 3, 9)),
        # Of a month that is not over, as much of the one before as has passed of it.
        (at(2026, 4, 1), at(2026, 5, 1), at(2026, 4, 11, 6), at(2026, 3, 1), at(2026, 3, 11, 6)),
        # But never more than there was of it.
        (at(2026, 3, 1), at(2026, 4, 1), at(2026, 3, 31), at(2026, 2, 1), at(2026, 3, 1)),
        # Of a period to come nothing has passed.
        (at(2026, 4, 1), at(2026, 5, 1), at(2026, 3, 20), at(2026, 3, 1), at(2026, 3, 1)),
    ],
)
def test_the_period_before(since: datetime, until: datetime, now: datetime, begin: datetime, end: datetime) -> None:
    assert period_before(since, until, now, ZONE) == (begin, end)
