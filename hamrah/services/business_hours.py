"""When the shop's people answer: weekly hours, by branch, in Ramadan and on public holidays (business_hours.yml)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any

import holidays
from pydantic import BeforeValidator, Field, field_validator

from hamrah.language.models import DataPart, load_model
from hamrah.services.branches import WEEKDAYS
from hamrah.services.business_time import MIDNIGHT, BusinessCalendar, Interval
from hamrah.services.local_days import shop_zone
from hamrah.settings import settings

FILE = Path("shop") / "business_hours.yml"
EID = "Eid al-Fitr"
RAMADAN_DAYS = 30


def _clock(written: Any) -> Any:
    return MIDNIGHT if written == "24:00" else written


Clock = Annotated[time, BeforeValidator(_clock)]
Week = Mapping[str, tuple[tuple[Clock, Clock], ...]]


def _whole_week(week: Week) -> Week:
    if set(week) != set(WEEKDAYS):
        raise ValueError(f"must have the days {', '.join(WEEKDAYS)} and no others")
    for day, intervals in week.items():
        ends = [(opens, closes) for opens, closes in intervals]
        if any(closes <= opens for opens, closes in ends if closes != MIDNIGHT):
            raise ValueError(f"{day}: an interval ends before it begins")
        if any(before[1] >= after[0] or before[1] == MIDNIGHT for before, after in pairwise(ends)):
            raise ValueError(f"{day}: intervals must stand in their order and not touch")
    return week


class Ramadan(DataPart):
    """The hours of Ramadan; and first and last days where the moon was seen otherwise than reckoned."""

    hours: Week
    seen: tuple[tuple[date, date], ...] = ()

    _whole = field_validator("hours")(_whole_week)

    @field_validator("seen")
    @classmethod
    def _months(cls, seen: tuple[tuple[date, date], ...]) -> tuple[tuple[date, date], ...]:
        for first, last in seen:
            if last - first not in (timedelta(days=28), timedelta(days=29)):
                raise ValueError(f"{first}: must be the first and the last of 29 or 30 days")
        return seen


class Holidays(DataPart):
    """Whose public holidays are kept, on which of them people answer all the same, and when they do not besides."""

    country: str
    open_on: frozenset[str] = frozenset()
    closed_too: frozenset[date] = frozenset()

    @field_validator("country")
    @classmethod
    def _known(cls, country: str) -> str:
        if country not in holidays.list_supported_countries():
            raise ValueError(f"no country whose holidays are known: {country}")
        return country


class BusinessHours(DataPart):
    """The whole file. A branch that it does not name has the usual hours."""

    usual: Week
    branches: dict[str, Week] = Field(default_factory=dict)
    ramadan: Ramadan
    holidays: Holidays

    _whole = field_validator("usual")(_whole_week)

    @field_validator("branches")
    @classmethod
    def _each_whole(cls, branches: dict[str, Week]) -> dict[str, Week]:
        return {code: _whole_week(week) for code, week in branches.items()}


def load_business_hours(file: Path) -> BusinessHours:
    """Read a file of business hours. Raises DataFileError naming the file and the first wrong key."""
    return load_model(BusinessHours, file)


def hours_by_day(hours: BusinessHours, branch: str | None) -> Callable[[date], Sequence[Interval]]:
    """The intervals in which a branch (None: the shop as a whole) answers on a day; each day is found out once."""
    week = hours.usual if branch is None else hours.branches.get(branch, hours.usual)

    @lru_cache(maxsize=4096)
    def on(day: date) -> Sequence[Interval]:
        kept = kept_otherwise(hours, day)
        return week[WEEKDAYS[day.weekday()]] if kept is None else kept

    return on


def kept_otherwise(hours: BusinessHours, day: date) -> Sequence[Interval] | None:
    """The intervals of a day on which the weekly hours do not hold: none on a holiday, those of Ramadan; else None."""
    if _is_closed(hours.holidays, day):
        return ()
    return hours.ramadan.hours[WEEKDAYS[day.weekday()]] if _in_ramadan(hours.ramadan, day) else None


def next_holiday(hours: BusinessHours, name: str, after: date) -> date | None:
    """The first day, `after` or later, of a public holiday whose English name begins so; None in a country without."""
    for year in (after.year, after.year + 1):
        for day, names in sorted(_public_holidays(hours.holidays.country, year).items()):
            if day >= after and any(one.startswith(name) for one in names.split("; ")):
                return day
    return None


@lru_cache(maxsize=64)
def business_calendar(branch: str | None = None) -> BusinessCalendar:
    """The calendar of a branch by its code, or of the shop as a whole; read once a process."""
    return BusinessCalendar(shop_zone(), hours_by_day(business_hours(), branch))


@lru_cache(maxsize=1)
def business_hours() -> BusinessHours:
    """The hours of this shop, read once."""
    return load_business_hours(settings().data_dir / FILE)


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays(country, years=year, language="en_US"))


def _is_closed(kept: Holidays, day: date) -> bool:
    if day in kept.closed_too:
        return True
    # Two holidays on one day are written "one; the other"; those reckoned from the moon carry "(estimated)".
    names = _public_holidays(kept.country, day.year).get(day, "").removesuffix(" (estimated)").split("; ")
    return any(name and name not in kept.open_on for name in names)


def _in_ramadan(ramadan: Ramadan, day: date) -> bool:
    if any(first <= day <= last for first, last in ramadan.seen):
        return True
    months = [month for year in (day.year, day.year + 1) for month in _reckoned(year)]
    return any(
        first <= day <= last and not any(begin <= last and first <= end for begin, end in ramadan.seen)
        for first, last in months
    )


@lru_cache(maxsize=64)
def _reckoned(year: int) -> list[tuple[date, date]]:
    """First and last day of each Ramadan that ends in the year.

    A lunar month has 29 or 30 days, so without a sighting the thirty days before Eid al-Fitr are taken.
    """
    feast = sorted(day for day, name in _public_holidays("PK", year).items() if name.startswith(EID))
    eids = [day for day in feast if day - timedelta(days=1) not in feast]
    return [(eid - timedelta(days=RAMADAN_DAYS), eid - timedelta(days=1)) for eid in eids]
