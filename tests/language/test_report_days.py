"""The days that a report is asked for, in the words of three languages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from hamrah.language.patterns import find_entities
from hamrah.language.periods import UnknownPeriod, resolve_range
from hamrah.language.report_days import DaysAsked, find_apart, find_days

KARACHI = ZoneInfo("Asia/Karachi")
NOW = datetime(2026, 11, 18, 20, 30, tzinfo=UTC)  # Thursday 19 November, 01:30 in Karachi


def asked(text: str) -> DaysAsked | None:
    named = [(found.value, found.start, found.end) for found in find_entities(text) if found.entity == "period"]
    return find_days(text, named, NOW, "Asia/Karachi")


def days(text: str) -> tuple[str, str]:
    found = asked(text)
    assert found is not None
    return tuple(f"{moment.astimezone(KARACHI).date()}" for moment in found.span)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "text",
    [
        "sales since 1 October",
        "sales from 1 October onwards",
        "sales from 1 october till now",
        "sales from 1 October",
        "1 october se sale batao",
        "sales since the start of October",
        "october ke shuru se sale",
        "اکتوبر کے شروع سے سیل",
        "1 october se ab tak ki sale",
        "1 October se le kar aaj tak ki bikri",
        "1 اکتوبر سے اب تک کی سیل",
        "1 اکتوبر سے آج تک کی سیل بتائیں",
    ],
)
def test_since_a_day_goes_through_today(text: str) -> None:
    assert days(text) == ("2026-10-01", "2026-11-20")


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("sales since Monday", "2026-11-16", "2026-11-20"),
        ("Peer se ab tak ki sale", "2026-11-16", "2026-11-20"),
        ("پیر سے اب تک کی سیل بتائیں", "2026-11-16", "2026-11-20"),
        ("CSAT since October", "2026-10-01", "2026-11-20"),
        ("sales since last month", "2026-10-01", "2026-11-20"),
    ],
)
def test_since_a_weekday_or_a_month(text: str, first: str, after: str) -> None:
    assert days(text) == (first, after)


@pytest.mark.parametrize(
    "text",
    [
        "sales between 1 October and 15 October",
        "sales from 1 October to 15 October",
        "sales 1 October - 15 October",
        "sales 1-15 October",
        "sales 1–15 October",
        "sales from 1st to 15th October",
        "sales between 1 and 15 October",
        "1 se 15 October tak ki sale",
        "1 october se 15 october tak ki sale",
        "1 october aur 15 october ke darmiyan ki sale",
        "1 اکتوبر سے 15 اکتوبر تک کی سیل",
        "1 سے 15 اکتوبر تک کی سیل",
        "1 اکتوبر اور 15 اکتوبر کے درمیان کی سیل",
        "sales October 1-15",
    ],
)
def test_from_one_day_to_another(text: str) -> None:
    assert days(text) == ("2026-10-01", "2026-10-16")


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("sales January to March", "2026-01-01", "2026-04-01"),
        ("january se march tak ki sale", "2026-01-01", "2026-04-01"),
        ("جنوری سے مارچ تک کی سیل", "2026-01-01", "2026-04-01"),
        ("sales from November to January", "2025-11-01", "2026-02-01"),
        ("sales January to March 2025", "2025-01-01", "2025-04-01"),
        ("sales from Monday to Friday", "2026-11-09", "2026-11-14"),
        ("sales from Monday till today", "2026-11-16", "2026-11-20"),
        ("sales of March and April", "2026-03-01", "2026-05-01"),
        ("sales Jan to Mar", "2026-01-01", "2026-04-01"),
        ("sales Jan-Mar 2025", "2025-01-01", "2025-04-01"),
        ("sales from 2024 to 2025", "2024-01-01", "2026-01-01"),
        ("2025 vs 2026 sales", "2026-01-01", "2027-01-01"),
        ("kal se aaj tak ki sale", "2026-11-18", "2026-11-20"),
        ("march aur april ki sale", "2026-03-01", "2026-05-01"),
        ("sales in October this year", "2026-10-01", "2026-11-01"),
        ("sales last month", "2026-10-01", "2026-11-01"),
        ("sales of 15 October", "2026-10-15", "2026-10-16"),
        ("sales last month, sorry, this month", "2026-11-01", "2026-12-01"),
        ("sales on eid last month", "2026-10-01", "2026-11-01"),
        ("sales last month and CSAT last month", "2026-10-01", "2026-11-01"),
    ],
)
def test_months_and_weekdays(text: str, first: str, after: str) -> None:
    assert days(text) == (first, after)


def test_of_two_set_against_each_other_the_later_is_asked_for() -> None:
    for text in ("sales March vs April", "compare sales of April with March", "march se april ki sale kam thi?"):
        assert days(text) == ("2026-04-01", "2026-05-01")
        found = asked(text)
        assert found is not None and found.against is None  # the month before is what it is compared with anyway
    far = asked("compare sales of January with April")
    assert far is not None and far.against is not None
    assert [f"{moment.astimezone(KARACHI).date()}" for moment in far.against] == ["2026-01-01", "2026-02-01"]


@pytest.mark.parametrize(
    "text",
    [
        *("sales on eid", "sales since eid", "sales of January and April", "sales this month and CSAT last year"),
        *("sales of March and May", "sales till 15 October", "1 october se pehle ki sale", "sales since tomorrow"),
    ],
)
def test_days_that_nobody_can_tell_are_asked_back(text: str) -> None:
    with pytest.raises(UnknownPeriod):
        asked(text)


def test_where_no_days_are_named_there_are_none() -> None:
    for text in ("sales since we opened", "Maryam aur Junaid ki sale", "may I see the sales"):
        assert asked(text) is None


def test_a_range_whose_end_comes_first_is_unknown() -> None:
    with pytest.raises(UnknownPeriod):
        resolve_range("today", "last month", NOW)


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("sales of September and October", "month"),
        ("July, August, and September sales", "month"),
        ("جولائی، اگست اور ستمبر کی سیل", "month"),
        ("September mein aur October mein kitni sale hui", "month"),
        ("sale this month and last month", "month"),
        ("kal aur aaj ki sale", "day"),
        ("this week and last week sales", "week"),
        ("sales of 2024 and 2025", None),
        ("sales last month", None),
    ],
)
def test_periods_that_adjoin_are_told_apart_by_their_length(text: str, step: str | None) -> None:
    found = asked(text)
    assert found is not None and found.grouping("Asia/Karachi") == step


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("sales in July and September", ["july", "september"]),
        ("July aur September ki sale", ["july", "september"]),
        ("جولائی اور ستمبر کی سیل", ["july", "september"]),
        ("sales of 2024 and 2025", ["2024", "2025"]),
        ("sales of September and October", []),
        ("compare sales of July and September", []),
        ("sales last month and CSAT this week", []),
        ("sales on eid", []),
    ],
)
def test_periods_with_a_gap_are_told_each(text: str, apart: list[str]) -> None:
    named = [(found.value, found.start, found.end) for found in find_entities(text) if found.entity == "period"]
    assert [value for value, _, _ in find_apart(text, named, NOW, "Asia/Karachi")] == apart
