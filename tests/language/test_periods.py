"""From words to two times, by the shop's calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.patterns import find_entities
from hamrah.language.periods import UnknownPeriod, resolve_period

KARACHI = ZoneInfo("Asia/Karachi")
NOW = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)  # Thursday 19 November, 01:30 in Karachi


@pytest.mark.parametrize(
    ("value", "first", "after"),
    [
        ("today", "2026-11-19", "2026-11-20"),
        ("yesterday", "2026-11-18", "2026-11-19"),
        ("tomorrow", "2026-11-20", "2026-11-21"),
        ("day before yesterday", "2026-11-17", "2026-11-18"),
        ("day after tomorrow", "2026-11-21", "2026-11-22"),
        ("this week", "2026-11-16", "2026-11-23"),
        ("last week", "2026-11-09", "2026-11-16"),
        ("next week", "2026-11-23", "2026-11-30"),
        ("this month", "2026-11-01", "2026-12-01"),
        ("last month", "2026-10-01", "2026-11-01"),
        ("next month", "2026-12-01", "2027-01-01"),
        ("this quarter", "2026-10-01", "2027-01-01"),
        ("last quarter", "2026-07-01", "2026-10-01"),
        ("this year", "2026-01-01", "2027-01-01"),
        ("Last  Year", "2025-01-01", "2026-01-01"),
        ("last 30 days", "2026-10-21", "2026-11-20"),
        ("last 1 day", "2026-11-19", "2026-11-20"),
        ("past 2 weeks", "2026-11-06", "2026-11-20"),
        ("last 6 months", "2026-05-20", "2026-11-20"),
        ("last 2 years", "2024-11-20", "2026-11-20"),
        ("3 days ago", "2026-11-16", "2026-11-17"),
        ("2 weeks ago", "2026-11-05", "2026-11-06"),
        ("9 months ago", "2026-02-19", "2026-02-20"),
        ("march", "2026-03-01", "2026-04-01"),
        ("november", "2026-11-01", "2026-12-01"),
        ("last november", "2025-11-01", "2025-12-01"),
        ("december", "2025-12-01", "2026-01-01"),
        ("december 2024", "2024-12-01", "2025-01-01"),
        ("5 march", "2026-03-05", "2026-03-06"),
        ("25 december", "2025-12-25", "2025-12-26"),
        ("5 march 2024", "2024-03-05", "2024-03-06"),
        ("monday", "2026-11-16", "2026-11-17"),
        ("thursday", "2026-11-19", "2026-11-20"),
        ("last thursday", "2026-11-12", "2026-11-13"),
        ("friday", "2026-11-13", "2026-11-14"),
        ("weekend", "2026-11-21", "2026-11-23"),
        ("last weekend", "2026-11-14", "2026-11-16"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("since 1 november", "2026-11-01", "2026-11-20"),
        ("since march", "2026-03-01", "2026-11-20"),
    ],
)
def test_a_period_has_two_times(value: str, first: str, after: str) -> None:
    start, end = resolve_period(value, NOW)
    assert start.tzinfo is UTC
    assert end.tzinfo is UTC
    assert start == datetime.fromisoformat(first).replace(tzinfo=KARACHI)
    assert end == datetime.fromisoformat(after).replace(tzinfo=KARACHI)


def test_the_calendar_is_the_time_zones() -> None:
    start, _ = resolve_period("today", NOW, timezone="UTC")
    assert start == datetime(2026, 11, 18, tzinfo=UTC)


def test_a_day_that_a_month_lacks_becomes_its_last() -> None:
    start, _ = resolve_period("1 month ago", datetime(2026, 3, 31, 12, tzinfo=UTC))
    assert start == datetime(2026, 2, 28, tzinfo=KARACHI)


@pytest.mark.parametrize(
    "value", ["eid", "ramadan", "", "soon", "31 june", "last time", "last 9999 years", "29 february 2025"]
)
def test_words_without_dates_are_refused(value: str) -> None:
    with pytest.raises(UnknownPeriod):
        resolve_period(value, NOW)


def test_naive_times_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        resolve_period("today", datetime(2026, 11, 18))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        *(
            "pichlay haftay",
            "last 30 days",
            "march mein",
            "aaj",
            "kal",
            "do hafte pehle",
            "5 march ko",
            "گزشتہ ماہ",
            "is saal",
        ),
        *(
            "pichlay 6 mahinay",
            "jumay ko",
            "last friday",
            "in 2025",
            "december 2025",
            "3 din se",
            "weekend",
            "last quarter",
        ),
    ],
)
def test_what_is_found_can_be_resolved(text: str) -> None:
    (period,) = find_entities(text)
    start, end = resolve_period(period.value, NOW)
    assert start < end


@given(st.integers(1, 400), st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_longer_period_begins_no_later(count: int, unit: str) -> None:
    longer, end = resolve_period(f"last {count + 1} {unit}s", NOW)
    shorter, same_end = resolve_period(f"last {count} {unit}s", NOW)
    assert longer < shorter < end == same_end
    assert shorter <= end - timedelta(days=1)


@given(st.text(max_size=50))
def test_any_words_are_resolved_or_refused(value: str) -> None:
    try:
        start, end = resolve_period(value, NOW)
    except UnknownPeriod:
        return
    assert start < end
