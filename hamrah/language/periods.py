"""From a period's plain English words ("last week", "5 march") to two times."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hamrah.language.calendar_names import MONTHS, WEEKDAYS
from hamrah.language.formatting import SHOP_TIMEZONE

_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS["en"], start=1)}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(WEEKDAYS["en"])}
LONGEST_WEEKEND = 2
_DAYS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "today": 0,
    "tomorrow": 1,
    "day after tomorrow": 2,
}
_WHICH = {"last": -1, "this": 0, "next": 1}
_UNIT = r"(?P<unit>day|week|month|quarter|year)"
_LAST_N = re.compile(rf"(?:last|past) (?P<n>\d{{1,4}}) {_UNIT}s?")
_N_AGO = re.compile(rf"(?P<n>\d{{1,4}}) {_UNIT}s? ago")
_ONE = re.compile(rf"(?P<which>last|this|next) {_UNIT}")
_MONTH = re.compile(
    rf"(?:(?P<last>last) )?(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(_MONTHS)})(?: (?P<year>\d{{4}}))?"
)
_WEEKDAY = re.compile(rf"(?:(?P<last>last) )?(?P<day>{'|'.join(_WEEKDAYS)})")
_WEEKEND = re.compile(r"(?:(?P<which>last|this|next) )?weekend")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})")


class UnknownPeriod(ValueError):
    """The words name no period that has dates of its own ("eid" depends on the moon)."""


def resolve_period(value: str, now: datetime, timezone: str = SHOP_TIMEZONE) -> tuple[datetime, datetime]:
    """Return the period's first moment and the first after it, in UTC (half-open), as the shop's calendar has it.

    A week begins on Monday. "last 30 days" ends with today and counts it; "2 weeks ago" is that one day; a month or a
    day of the week without a year is the latest that has begun; "since X" goes from X's first moment through today.
    `now` must be aware (ValueError). Raises UnknownPeriod for words that name no dates.
    """
    if now.tzinfo is None:
        raise ValueError("resolve_period needs an aware datetime")
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    words = " ".join(value.lower().split())
    try:
        if words.startswith("since "):
            first, after = _dates(words.removeprefix("since "), today)[0], today + timedelta(days=1)
        else:
            first, after = _dates(words, today)
        return _midnight(first, zone), _midnight(after, zone)
    except (OverflowError, UnknownPeriod) as error:
        raise UnknownPeriod(f"no dates are known for this period of {len(words)} characters") from error


def resolve_range(first: str, last: str, now: datetime, timezone: str = SHOP_TIMEZONE) -> tuple[datetime, datetime]:
    """Return the first moment of one period and the first after another, in UTC.

    A month or a day of the week that would come after the end is an earlier one: "November to January" begins the year
    before. Raises UnknownPeriod where the end does not come after the beginning, or has no dates.
    """
    since, until = resolve_period(first, now, timezone)[0], resolve_period(last, now, timezone)[1]
    if since < until:
        return since, until
    words = " ".join(first.lower().split())
    zone = ZoneInfo(timezone)
    end = (until.astimezone(zone) - timedelta(days=1)).date()
    if words in _WEEKDAYS:
        since = _midnight(since.astimezone(zone).date() - timedelta(weeks=1), zone)
    elif (month := _MONTH.fullmatch(words)) and month["year"] is None:
        years = (resolve_period(f"{words} {year}", now, timezone)[0] for year in (end.year, end.year - 1))
        since = next((begin for begin in years if begin < until), since)
    if since >= until:
        raise UnknownPeriod("the end does not come after the beginning")
    return since, until


def coming_days(value: str, now: datetime, timezone: str = SHOP_TIMEZONE) -> tuple[date, ...]:
    """The day, or a weekend's two, that somebody means who asks what will be; today counts.

    A day of the week, or of a month without a year, is the next one. Raises UnknownPeriod for words that name no such
    day: none at all, a longer time, one that is over.
    """
    today = now.astimezone(ZoneInfo(timezone)).date()
    words = " ".join(value.lower().split())
    first, after = _dates(words, today)
    if first < today and words in _WEEKDAYS:
        first, after = first + timedelta(weeks=1), after + timedelta(weeks=1)
    elif first < today and _MONTH.fullmatch(words):
        first, after = _dates(f"{words} {first.year + 1}", today)
    if after <= today or after - first > timedelta(days=LONGEST_WEEKEND):
        raise UnknownPeriod(words)
    return tuple(first + timedelta(days=step) for step in range((after - first).days))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _dates(words: str, today: date) -> tuple[date, date]:
    """Return the first day and the day after the last."""
    if words in _DAYS:
        return _one_day(today + timedelta(days=_DAYS[words]))
    for pattern, reader in (
        (_LAST_N, _last_n),
        (_N_AGO, _n_ago),
        (_ONE, _one_unit),
        (_MONTH, _month),
        (_WEEKDAY, _weekday),
        (_WEEKEND, _weekend),
        (_YEAR, _year),
    ):
        match = pattern.fullmatch(words)
        if match:
            return reader(match, today)
    raise UnknownPeriod(words)


def _one_day(day: date) -> tuple[date, date]:
    return day, day + timedelta(days=1)


def _last_n(match: re.Match[str], today: date) -> tuple[date, date]:
    tomorrow = today + timedelta(days=1)
    return _back(tomorrow, int(match["n"]), match["unit"]), tomorrow


def _n_ago(match: re.Match[str], today: date) -> tuple[date, date]:
    return _one_day(_back(today, int(match["n"]), match["unit"]))


def _back(day: date, count: int, unit: str) -> date:
    """Return the day so many units before; a day that the month lacks becomes the month's last."""
    if unit in ("day", "week"):
        return day - timedelta(days=count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    first = _add_months(day.replace(day=1), -months)
    length = (_add_months(first, 1) - first).days
    return first.replace(day=min(day.day, length))


def _add_months(first: date, months: int) -> date:
    """Return the first of the month so many months on; `first` must be a first of the month."""
    index = first.year * 12 + first.month - 1 + months
    if not 12 <= index < 12 * 9999:
        raise OverflowError("beyond the calendar")
    return date(index // 12, index % 12 + 1, 1)


def _one_unit(match: re.Match[str], today: date) -> tuple[date, date]:
    step = _WHICH[match["which"]]
    unit = match["unit"]
    if unit == "day":
        return _one_day(today + timedelta(days=step))
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(weeks=1)
    length = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = today.replace(month=(today.month - 1) // length * length + 1, day=1)
    return _add_months(first, step * length), _add_months(first, (step + 1) * length)


def _month(match: re.Match[str], today: date) -> tuple[date, date]:
    month = _MONTHS[match["month"]]
    day = int(match["day"] or 1)
    try:
        if match["year"]:
            first = date(int(match["year"]), month, day)
        else:
            first = date(today.year, month, day)
            this_very = not match["day"] and month == today.month
            if first > today or (match["last"] and this_very):
                first = date(today.year - 1, month, day)
    except ValueError as error:  # 31 june
        raise UnknownPeriod(match.group()) from error
    return _one_day(first) if match["day"] else (first, _add_months(first, 1))


def _weekday(match: re.Match[str], today: date) -> tuple[date, date]:
    back = (today.weekday() - _WEEKDAYS[match["day"]]) % 7
    if back == 0 and match["last"]:
        back = 7
    return _one_day(today - timedelta(days=back))


def _weekend(match: re.Match[str], today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    saturday = monday + timedelta(days=5, weeks=_WHICH[match["which"] or "this"])
    return saturday, saturday + timedelta(days=2)


def _year(match: re.Match[str], today: date) -> tuple[date, date]:
    year = int(match["year"])
    return date(year, 1, 1), date(year + 1, 1, 1)
