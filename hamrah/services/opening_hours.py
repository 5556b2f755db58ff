"""When one can walk into a branch: its own week, but on public holidays and in Ramadan what business_hours.yml says."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache

from hamrah.crm.catalogue import Branch
from hamrah.language.periods import UnknownPeriod, coming_days
from hamrah.services.branches import WEEKDAYS
from hamrah.services.business_hours import business_hours, kept_otherwise, next_holiday
from hamrah.services.business_time import MIDNIGHT, BusinessCalendar, Interval, NeverOpen
from hamrah.services.local_days import shop_day, shop_zone
from hamrah.settings import settings

DAY_ENDS = "24:00"
FEASTS: Mapping[str, str] = {
    "eid": "Eid al-",
    "ashura": "Ashura",
    "9 muharram": "Ashura",
    "10 muharram": "Ashura",
    "12 rabi ul awwal": "Prophet's Birthday",
    "12 rabi al-awwal": "Prophet's Birthday",
}
"""Days of the moon, as people's words for them are understood, by how the package `holidays` begins their names."""


def days_asked(period: str, now: datetime) -> tuple[date, ...]:
    """The day, or a weekend's two, whose hours are asked for by a period's plain words; none where they name no day."""
    feast = FEASTS.get(period.lower())
    if feast is not None:
        day = next_holiday(business_hours(), feast, shop_day(now))
        return () if day is None else (day,)
    try:
        return coming_days(period, now, settings().timezone)
    except UnknownPeriod:
        return ()


def ramadan_hours(weekday: str) -> list[tuple[str, str]]:
    """The hours (`HH:MM`, local) of a day of the week in Ramadan, in every branch."""
    return _written(business_hours().ramadan.hours[weekday])


def opening_hours(branch: Branch, day: date) -> list[tuple[str, str]]:
    """The opening hours (`HH:MM`, local) of a day at the branch; an empty list for a closed day."""
    return _written(_intervals(branch, day))


def is_open(branch: Branch, when: datetime) -> bool:
    """Whether the branch is open at this moment."""
    return _calendar(branch).is_open(when)


def next_opening(branch: Branch, when: datetime) -> datetime | None:
    """When the branch is open again, in UTC: the moment itself where it is; None where it is closed for good."""
    try:
        return _calendar(branch).next_opening(when)
    except NeverOpen:
        return None


def _calendar(branch: Branch) -> BusinessCalendar:
    return BusinessCalendar(shop_zone(), lambda day: _intervals(branch, day))


def _intervals(branch: Branch, day: date) -> Sequence[Interval]:
    """A weekday on which the branch never opens is closed in Ramadan too."""
    week = branch.details["hours"].get(WEEKDAYS[day.weekday()], [])
    if not week:
        return ()
    kept = kept_otherwise(business_hours(), day)
    return [(_clock(opens), _clock(closes)) for opens, closes in week] if kept is None else kept


def _written(intervals: Sequence[Interval]) -> list[tuple[str, str]]:
    return [(f"{opens:%H:%M}", DAY_ENDS if closes == MIDNIGHT else f"{closes:%H:%M}") for opens, closes in intervals]


@lru_cache(maxsize=256)
def _clock(written: str) -> time:
    return MIDNIGHT if written == DAY_ENDS else time.fromisoformat(written)
