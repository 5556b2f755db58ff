"""Business time equals a plain counter of minutes, over two years that hold every kind of day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamrah.services.business_hours import business_calendar
from hamrah.services.business_time import MIDNIGHT, BusinessCalendar, NeverOpen

unhurried = settings(deadline=None)  # the first example lays out all minutes of the two years
KARACHI = ZoneInfo("Asia/Karachi")
MINUTE = timedelta(minutes=1)
FIRST, DAYS = date(2026, 1, 1), 730
START = datetime(2026, 1, 1, tzinfo=KARACHI)
MINUTES = DAYS * 24 * 60

# What the shop's file means in 2026 and 2027, written out again by hand, day by day.
CLOSED = {
    *(date(2026, 3, day) for day in (20, 21, 23)),  # Eid al-Fitr, Pakistan Day
    *(date(2026, 5, day) for day in (26, 27, 28)),  # Eid al-Adha; the 28th is Youm-e-Takbeer too
    *(date(2026, 6, day) for day in (25, 26)),
    *(date(2026, 8, day) for day in (14, 26)),
    *(date(2027, 3, day) for day in (10, 11, 12, 23)),
    *(date(2027, 5, day) for day in (17, 18, 19)),
    *(date(2027, 6, day) for day in (15, 16)),
    *(date(2027, 8, day) for day in (14, 15)),
}
RAMADAN = [(date(2026, 2, 19), date(2026, 3, 20)), (date(2027, 2, 8), date(2027, 3, 9))]


def _is_open(branch: str | None, day: date, minute: int) -> bool:
    """Whether a minute of a local day is business time, by the shop's rules as one would say them."""
    hour = minute / 60
    friday, sunday = day.weekday() == 4, day.weekday() == 6
    if day in CLOSED or (friday and 13 <= hour < 14.5):
        return False
    if any(first <= day <= last for first, last in RAMADAN):
        return (12 if sunday else 10) <= hour < 17 or hour >= 20.5
    if branch != "KHI":
        return (12 if sunday else 10) <= hour < 20
    if sunday:
        return 12 <= hour < 20
    return 11 <= hour < 21 and (friday or not 16 <= hour < 17)


@cache
def _minutes(branch: str | None) -> list[bool]:
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    return [_is_open(branch, day, minute) for day in days for minute in range(24 * 60)]


moments = st.integers(0, MINUTES - 40 * 24 * 60)
branches = st.sampled_from([None, "KHI", "LHR"])


@unhurried
@given(branches, moments, st.integers(1, 5000))
def test_adding_is_counting_on_minute_by_minute(branch: str | None, start: int, length: int) -> None:
    plain, at, left = _minutes(branch), start, length
    while left:
        left -= plain[at]
        at += 1
    added = business_calendar(branch).add(START + start * MINUTE, length * MINUTE)
    assert added == START + at * MINUTE


@unhurried
@given(branches, st.integers(0, MINUTES), st.integers(0, MINUTES))
def test_the_time_between_is_the_minutes_counted(branch: str | None, one: int, other: int) -> None:
    counted = sum(_minutes(branch)[one:other])
    assert business_calendar(branch).between(START + one * MINUTE, START + other * MINUTE) == counted * MINUTE


@unhurried
@given(branches, moments)
def test_a_moment_is_open_when_its_minute_is(branch: str | None, at: int) -> None:
    plain = _minutes(branch)
    calendar = business_calendar(branch)
    assert calendar.is_open(START + at * MINUTE + timedelta(seconds=59)) is plain[at]
    assert calendar.next_opening(START + at * MINUTE) == START + plain.index(True, at) * MINUTE


@unhurried
@given(branches, moments, st.integers(0, 20000), st.integers(0, 20000))
def test_added_time_adds_up(branch: str | None, start: int, one: int, other: int) -> None:
    """Also over seconds: what was added lies between, and two steps lead where one does."""
    calendar, begin = business_calendar(branch), START + start * MINUTE
    first, second = timedelta(seconds=17 * one), timedelta(seconds=13 * other)
    assert calendar.between(begin, calendar.add(begin, first)) == first
    if second:
        assert calendar.add(calendar.add(begin, first), second) == calendar.add(begin, first + second)


def test_every_kind_of_day_was_among_them() -> None:
    """Two years of minutes, whole: the sum over all is the sum of the days."""
    end = START + MINUTES * MINUTE
    for branch in (None, "KHI"):
        assert business_calendar(branch).between(START, end) == sum(_minutes(branch)) * MINUTE


@st.composite
def weeks(draw: st.DrawFn) -> list[list[tuple[int, int]]]:
    """Any week: for each day none to three intervals in minutes, some up to midnight, some from midnight on."""
    days = []
    for _ in range(7):
        ends = sorted(draw(st.lists(st.integers(0, 48), max_size=6, unique=True)))
        days.append([(ends[n] * 30, ends[n + 1] * 30) for n in range(0, len(ends) - 1, 2)])
    return days


def _clock(minute: int) -> time:
    return MIDNIGHT if minute == 1440 else time(minute // 60, minute % 60)


def _on(week: list[list[tuple[int, int]]]) -> Callable[[date], list[tuple[time, time]]]:
    return lambda day: [(_clock(opens), _clock(closes)) for opens, closes in week[day.weekday()]]


@unhurried
@given(weeks(), st.integers(0, 7 * 1440), st.integers(1, 6000))
def test_any_week_counts_right(week: list[list[tuple[int, int]]], start: int, length: int) -> None:
    calendar = BusinessCalendar(KARACHI, _on(week))
    monday = datetime(2026, 1, 5, tzinfo=KARACHI)
    if not any(week):
        with pytest.raises(NeverOpen):
            calendar.add(monday, length * MINUTE)
        return
    at, left = start, length
    while left:
        minute = at % 1440
        left -= any(opens <= minute < closes for opens, closes in week[at // 1440 % 7])
        at += 1
    assert calendar.add(monday + start * MINUTE, length * MINUTE) == monday + at * MINUTE


@pytest.mark.parametrize(
    ("day", "minutes"),
    [(date(2026, 3, 28), 180), (date(2026, 3, 29), 120), (date(2026, 10, 25), 240)],
    ids=["plain", "the clock goes forward", "the clock goes back"],
)
def test_where_clocks_change_the_time_that_passes_counts(day: date, minutes: int) -> None:
    london = ZoneInfo("Europe/London")
    calendar = BusinessCalendar(london, lambda _: [(time(0), time(3))])
    begin = datetime.combine(day, time(0), london)
    assert calendar.between(begin, begin.astimezone(UTC) + timedelta(hours=12)) == minutes * MINUTE
