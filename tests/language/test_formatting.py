"""Money, dates, lists and mixed text in each language."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.language.formatting import (
    format_date,
    format_list,
    format_money,
    format_time,
    isolate,
    isolate_for,
    strip_isolates,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minor", "currency", "language", "expected"),
    [
        (450000, "PKR", "en", "Rs 4,500"),
        (450000, "PKR", "ur-Latn", "Rs 4,500"),
        (450000, "PKR", "ur", "4,500 روپے"),
        (450050, "pkr", "en", "Rs 4,500.50"),
        (0, "PKR", "en", "Rs 0"),
        (5, "PKR", "en", "Rs 0.05"),
        (-129900, "PKR", "en", "-Rs 1,299"),
        (-129900, "PKR", "ur", "-1,299 روپے"),
        (1234567800, "PKR", "en", "Rs 12,345,678"),
        (1999, "GBP", "en", "£19.99"),
        (1999, "GBP", "ur", "19.99 پاؤنڈ"),
        (500, "JPY", "en", "¥500"),
        (1500, "KWD", "en", "KWD 1.500"),
        (1000, "KWD", "ur", "1 KWD"),
        (1000, "CHF", "xx", "CHF 10"),
    ],
)
def test_money(minor: int, currency: str, language: str, expected: str) -> None:
    assert format_money(minor, currency, language) == expected


@pytest.mark.parametrize(
    ("days", "language", "expected"),
    [
        (0, "en", "today"),
        (1, "en", "tomorrow"),
        (-1, "en", "yesterday"),
        (0, "ur", "آج"),
        (1, "ur", "کل"),
        (-1, "ur", "گزشتہ کل"),
        (0, "ur-Latn", "aaj"),
        (4, "en", "Tuesday 24 November"),
        (4, "ur", "منگل 24 نومبر"),
        (4, "ur-Latn", "Mangal 24 November"),
        (4, "xx", "Tuesday 24 November"),
        (60, "en", "Tuesday 19 January 2027"),
    ],
)
def test_date(days: int, language: str, expected: str) -> None:
    assert format_date(NOW + timedelta(days=days), language, NOW) == expected


def test_a_date_is_the_shops_not_utcs() -> None:
    late = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)  # 01:00 on the 24th in Karachi
    assert format_date(late, "en", NOW) == "Tuesday 24 November"
    assert format_date(late, "en", late - timedelta(hours=2)) == "tomorrow"
    assert format_date(late, "en", NOW, timezone="UTC") == "Monday 23 November"


@pytest.mark.parametrize(
    ("hour", "language", "expected"),
    [
        (10, "en", "3:00 pm"),
        (10, "ur", "سہ پہر 3:00 بجے"),
        (10, "ur-Latn", "din 3:00 baje"),
        (4, "en", "9:00 am"),
        (4, "ur", "صبح 9:00 بجے"),
        (7, "ur", "دوپہر 12:00 بجے"),
        (14, "ur-Latn", "shaam 7:00 baje"),
        (16, "ur", "رات 9:00 بجے"),
        (19, "en", "12:00 am"),
    ],
)
def test_time(hour: int, language: str, expected: str) -> None:
    assert format_time(datetime(2026, 11, 20, hour, tzinfo=UTC), language) == expected


def test_naive_times_are_refused() -> None:
    naive = datetime(2026, 11, 20)  # noqa: DTZ001
    with pytest.raises(ValueError, match="aware"):
        format_date(naive, "en", NOW)
    with pytest.raises(ValueError, match="aware"):
        format_time(naive, "en")


@pytest.mark.parametrize(
    ("items", "language", "expected"),
    [
        ([], "en", ""),
        (["a"], "en", "a"),
        (["a", "b"], "en", "a and b"),
        (["a", "b", "c"], "en", "a, b and c"),
        (["لال", "نیلا", "پیلا"], "ur", "لال، نیلا اور پیلا"),
        (["laal", "neela"], "ur-Latn", "laal aur neela"),
    ],
)
def test_list(items: list[str], language: str, expected: str) -> None:
    assert format_list(items, language) == expected


def test_isolates() -> None:
    assert isolate("#1042") == "\u2068#1042\u2069"
    assert isolate_for("#1042", "ur") == "\u2068#1042\u2069"
    assert isolate_for("Gulnaar kurta", "ur") == "\u2068Gulnaar kurta\u2069"
    assert isolate_for("گلنار", "ur") == "گلنار"
    assert isolate_for("#1042", "en") == "#1042"
    assert isolate_for("#1042", "ur-Latn") == "#1042"


@given(st.text())
def test_isolating_twice_is_isolating_once(text: str) -> None:
    assert isolate(isolate(text)) == isolate(text)
    assert strip_isolates(isolate(text)) == strip_isolates(text)
