"""Time in which people answer: counted in the open intervals of local days, exact to the minute."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Interval = tuple[time, time]
"""Open from the first to just before the second time of a local day; `MIDNIGHT` as the second is the day's end."""
MIDNIGHT = time(0)
DAYS_LOOKED_AT = 400
"""A calendar without an open minute in so many days is taken for one that is closed for good."""
ONE_DAY = timedelta(days=1)


class NeverOpen(ValueError):
    """There is no open minute in more than a year: the file of business hours closes this place for good."""


@dataclass(frozen=True)
class BusinessCalendar:
    """The open intervals of each local day (in their order, none touching another) in a time zone.

    Where the zone's clock is set back or forward, an interval lasts as long as really passes between its two ends.
    """

    zone: ZoneInfo
    intervals_on: Callable[[date], Sequence[Interval]]
    _known: dict[date, Sequence[tuple[datetime, datetime]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """The open spans of days that were asked for: a report asks for the same ones for each of its tickets."""

    def is_open(self, moment: datetime) -> bool:
        """Whether the moment is business time."""
        return any(opens <= moment < closes for opens, closes in self._spans(self._day_of(moment)))

    def next_opening(self, moment: datetime) -> datetime:
        """The first business moment at or after this one, in UTC. Raises `NeverOpen`."""
        return next(self._spans_from(moment))[0]

    def add(self, start: datetime, length: timedelta) -> datetime:
        """The first moment by which so much business time has passed since `start`, in UTC.

        Adding nothing gives the next business moment. Raises `NeverOpen`.
        """
        if not length:
            return self.next_opening(start)
        left = length
        for opens, closes in self._spans_from(start):
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        raise NeverOpen  # pragma: no cover - the spans end by raising themselves

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The business time from `start` to `end`; none where `end` is not after `start`."""
        passed = timedelta()
        day, last = self._day_of(start), self._day_of(end)
        while day <= last:
            for opens, closes in self._spans(day):
                passed += max(min(closes, end) - max(opens, start), timedelta())
            day += ONE_DAY
        return passed

    def _spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """What is left of the open spans from a moment on, without end. Raises `NeverOpen` after a year without one."""
        day, closed = self._day_of(moment), 0
        while closed <= DAYS_LOOKED_AT:
            closed += 1
            for opens, closes in self._spans(day):
                if moment < closes:
                    closed = 0
                    yield max(opens, moment).astimezone(UTC), closes
            day += ONE_DAY
        raise NeverOpen(f"there is no open minute in the {DAYS_LOOKED_AT} days before {day}")

    def _day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _spans(self, day: date) -> Sequence[tuple[datetime, datetime]]:
        known = self._known.get(day)
        if known is None:
            known = [(self._moment(day, opens), self._end(day, closes)) for opens, closes in self.intervals_on(day)]
            self._known[day] = known
        return known

    def _end(self, day: date, closes: time) -> datetime:
        return self._moment(day + ONE_DAY, MIDNIGHT) if closes == MIDNIGHT else self._moment(day, closes)

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self.zone).astimezone(UTC)
