"""When a branch is open: by its own week and clock, on holidays and in Ramadan as the file of business hours says."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from hamrah.crm.catalogue import Branch
from hamrah.services.branches import list_branches
from hamrah.services.opening_hours import days_asked, is_open, next_opening, opening_hours, ramadan_hours

from .conftest import Shop

KARACHI = ZoneInfo("Asia/Karachi")


@pytest.fixture
def lahore(sqlite_shop: Shop) -> Branch:
    """The branch in Lahore: Mondays and Saturdays from eleven to ten, Fridays with a pause for prayer, else closed."""
    with sqlite_shop.reading() as session:
        (branch,) = list_branches(session, "Lahore")
    return branch


def at(written: str) -> datetime:
    """A moment by the clock in Pakistan, in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=KARACHI).astimezone(UTC)


def hours_on(branch: Branch, day: str) -> str:
    return " ".join(f"{opens}-{closes}" for opens, closes in opening_hours(branch, date.fromisoformat(day)))


@pytest.mark.parametrize(
    ("moment", "is_it"),
    [
        ("2026-11-16 10:59", False),
        ("2026-11-16 11:00", True),
        ("2026-11-16 21:59", True),
        ("2026-11-16 22:00", False),
        ("2026-11-20 12:59", True),  # Friday, closed for prayer from one to half past two
        ("2026-11-20 13:00", False),
        ("2026-11-20 14:29", False),
        ("2026-11-20 14:30", True),
        ("2026-11-17 12:00", False),  # Tuesday, closed all day in this small shop
        ("2027-02-15 16:59", True),  # Ramadan: until before iftar, and after it
        ("2027-02-15 17:00", False),
        ("2027-02-15 20:30", True),
        ("2027-02-15 23:59", True),
        ("2027-02-16 00:00", False),
        ("2027-03-10 12:00", False),  # Eid
    ],
)
def test_the_branch_is_open_by_its_own_clock(lahore: Branch, moment: str, is_it: bool) -> None:
    assert is_open(lahore, at(moment)) is is_it


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        ("2026-11-16", "11:00-22:00"),
        ("2026-11-20", "11:00-13:00 14:30-22:00"),
        ("2026-11-17", ""),
        ("2027-02-15", "10:00-17:00 20:30-24:00"),  # Ramadan
        ("2027-02-19", "10:00-13:00 14:30-17:00 20:30-24:00"),  # a Friday in it
        ("2027-02-16", ""),  # what never opens on Tuesdays does not in Ramadan
        ("2026-12-25", "11:00-13:00 14:30-22:00"),  # a holiday on which the file has people work
        ("2026-08-14", ""),  # Independence Day
    ],
)
def test_hours_are_those_of_the_day(lahore: Branch, day: str, hours: str) -> None:
    assert hours_on(lahore, day) == hours


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-16 12:34", "2026-11-16 12:34"),  # it is open
        ("2026-11-20 13:10", "2026-11-20 14:30"),
        ("2026-11-16 23:00", "2026-11-20 11:00"),  # over three closed days
        ("2027-02-15 18:00", "2027-02-15 20:30"),
        ("2027-03-10 12:00", "2027-03-13 11:00"),  # the Saturday after three days of Eid
    ],
)
def test_it_opens_next(lahore: Branch, moment: str, opens: str) -> None:
    assert next_opening(lahore, at(moment)) == at(opens)


def test_what_never_opens_has_no_next_opening(lahore: Branch) -> None:
    lahore.details = lahore.details | {"hours": {"monday": []}}
    assert next_opening(lahore, at("2026-11-16 12:00")) is None


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("today", ["2026-12-01"]),
        ("tomorrow", ["2026-12-02"]),
        ("tuesday", ["2026-12-01"]),  # it is one
        ("sunday", ["2026-12-06"]),
        ("weekend", ["2026-12-05", "2026-12-06"]),
        ("25 december", ["2026-12-25"]),
        ("23 march", ["2027-03-23"]),
        ("eid", ["2027-03-10"]),
        ("10 muharram", ["2027-06-15"]),
        ("last sunday", []),
        ("yesterday", []),
        ("next month", []),
        ("chand raat", []),
        ("", []),
    ],
)
def test_days_that_are_asked_for_lie_ahead(period: str, days: list[str]) -> None:
    assert [str(day) for day in days_asked(period, at("2026-12-01 00:30"))] == days


def test_ramadan_has_hours_of_its_own() -> None:
    assert ramadan_hours("monday") == [("10:00", "17:00"), ("20:30", "24:00")]
