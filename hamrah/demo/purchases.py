"""Who orders when, on which touchpoint: eighteen months of a shop that is busier before Eid than in a plain week."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from hamrah.demo.baskets import Chooser, History, Item
from hamrah.demo.chance import chance_of, pick
from hamrah.demo.people import Person
from hamrah.demo.seasons import busyness

DAYS = 548
TOUCHPOINTS = {"website": 44.0, "app": 34.0, "branch": 22.0}
HOURS = {
    9: 2.0,
    10: 4.0,
    11: 6.0,
    12: 7.0,
    13: 7.0,
    14: 6.0,
    15: 6.0,
    16: 6.0,
    17: 7.0,
    18: 8.0,
    19: 9.0,
    20: 10.0,
    21: 9.0,
}
OPEN_FROM, OPEN_UNTIL = 11, 20
"""Hours in which every branch is open, except on Friday from 13:00 to 14:30."""


@dataclass
class Purchase:
    """An order before it is written; `fate` fixes how far it got, None leaves that to chance and time."""

    person: Person
    at: datetime
    touchpoint: str
    items: list[Item]
    fate: str | None = None


@dataclass(frozen=True)
class Visit:
    """That somebody will buy at a moment on a touchpoint."""

    person: Person
    at: datetime
    touchpoint: str


def simulate(people: list[Person], chooser: Chooser, today: datetime, many: int) -> Iterator[list[Purchase]]:
    """So many purchases in all within the last eighteen months, one customer's after another's."""
    chance = chance_of("calendar")
    days = [today - timedelta(days=DAYS - number) for number in range(DAYS)]
    weights = list(accumulate(busyness(day.date()) for day in days))
    times = _orders_of_each(people, days[0], today, many)
    for person in people:
        if times[person.reference]:
            yield buy(_visits(person, times[person.reference], days, weights, chance), chooser)


def buy(visits: list[Visit], chooser: Chooser) -> list[Purchase]:
    """One customer's visits in the order of time, with what they bought."""
    history = History()
    found = []
    for number, visit in enumerate(sorted(visits, key=lambda visit: visit.at)):
        chance = chance_of(f"basket:{visit.person.reference}:{number}")
        items = chooser.fill(visit.person, visit.at, history, chance)
        if items:
            found.append(Purchase(visit.person, visit.at, visit.touchpoint, items))
    return found


def _orders_of_each(people: list[Person], start: datetime, today: datetime, many: int) -> Counter[str]:
    """How many orders each customer has: the eager many, and only since they became a customer."""
    whole = (today - start).total_seconds()
    share = [p.eagerness * min(1.0, (today - p.created_at).total_seconds() / whole) for p in people]
    if not any(share):
        return Counter()
    return Counter(p.reference for p in chance_of("orders").choices(people, share, k=many))


def _visits(person: Person, many: int, days: list[datetime], weights: list[float], chance: Random) -> list[Visit]:
    first = next((number for number, day in enumerate(days) if day >= person.created_at), len(days) - 1)
    before = weights[first - 1] if first else 0.0
    found = []
    for _ in range(many):
        place = bisect_left(weights, chance.uniform(before, weights[-1]))
        touchpoint = pick(chance, TOUCHPOINTS)
        found.append(Visit(person, _moment(days[min(place, len(days) - 1)], touchpoint, chance), touchpoint))
    return found


def _moment(day: datetime, touchpoint: str, chance: Random) -> datetime:
    """A moment of a day that begins at `day`; in a branch, when it is open."""
    hour = pick(chance, HOURS)
    if touchpoint == "branch":
        hour = min(max(hour, OPEN_FROM), OPEN_UNTIL)
        if day.weekday() == 4 and hour in (13, 14):
            hour = 16
    return day + timedelta(hours=hour, minutes=chance.randrange(60), seconds=chance.randrange(60))


def start_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """Midnight of the shop's day: all of the demo's times count from there, so that a day gives the same rows."""
    return moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
