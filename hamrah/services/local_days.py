"""The day of a moment by the shop's calendar, also as reckoned in the database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, literal
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.settings import settings


def shop_zone() -> ZoneInfo:
    """The time zone of the shop."""
    return ZoneInfo(settings().timezone)


def shop_day(moment: datetime) -> date:
    """The day of a moment at the shop."""
    return moment.astimezone(shop_zone()).date()


def local_day(
    session: Session, moment: InstrumentedAttribute[datetime], since: datetime, until: datetime, timezone: str
) -> ColumnElement[str]:
    """The day (YYYY-MM-DD) in a time zone of moments from `since` up to `until`.

    PostgreSQL knows the zone. SQLite does not, and is told by how much local time was ahead, for each part of the
    span in which that was the same.
    """
    if session.get_bind().dialect.name == "postgresql":
        return func.to_char(func.timezone(timezone, moment), "YYYY-MM-DD")
    *changes, (_, last) = offsets(ZoneInfo(timezone), since, until)
    day = func.strftime("%Y-%m-%d", moment, f"{last:+d} seconds")
    if not changes:
        return day
    return case(
        *((moment < end, func.strftime("%Y-%m-%d", moment, literal(f"{ahead:+d} seconds"))) for end, ahead in changes),
        else_=day,
    )


def offsets(zone: ZoneInfo, since: datetime, until: datetime) -> list[tuple[datetime, int]]:
    """The parts of a span with the same offset: (first moment after it, seconds ahead of UTC), in order.

    Offsets are looked at hour by hour only around days in which they change, which is when clocks change.
    """
    parts: list[tuple[datetime, int]] = []
    at = since
    while at < until:
        step = min(at + timedelta(days=1), until)
        if _ahead(zone, step) != _ahead(zone, at):
            changed = _first_with(zone, at, step)
            parts.append((changed, _ahead(zone, at)))
        at = step
    return [*parts, (until, _ahead(zone, until))]


def _ahead(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def _first_with(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The moment, to the second, at which the offset of `after` begins."""
    low, high = before, after
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if _ahead(zone, middle) == _ahead(zone, before):
            low = middle
        else:
            high = middle
    return (high + timedelta(microseconds=500_000)).replace(microsecond=0)
