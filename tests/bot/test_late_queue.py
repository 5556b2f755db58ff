"""What of a period counts for a queue of late tickets, asked for in chat."""

from datetime import UTC, datetime

import pytest

from actions.staff_tickets import opened_meant
from hamrah.language.periods import resolve_period

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["pichlay hafte ki late tickets", "late tickets of last week", "پچھلے ہفتے کی لیٹ ٹکٹیں"]
)
def test_late_tickets_of_a_week_were_opened_in_it(text: str) -> None:
    assert opened_meant("last week", text, NOW) == resolve_period("last week", NOW)


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("today", "aaj kaun si tickets late hain"),
        ("yesterday", "kal se late tickets"),
        ("since last monday", "which tickets are late since monday"),
        ("tomorrow", "kal tak kaun si tickets late hongi"),
        ("eid", "eid ki late tickets"),
        (None, "late tickets"),
    ],
)
def test_what_is_late_now_is_late_whenever_it_was_opened(period: str | None, text: str) -> None:
    assert opened_meant(period, text, NOW) is None


def test_the_tickets_of_today_were_opened_today() -> None:
    assert opened_meant("today", "aaj ki tickets", NOW) == resolve_period("today", NOW)
