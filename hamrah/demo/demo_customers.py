"""The histories of the customers behind the demo's sign-in links, so that every question finds something to show.

Each has years-old habits, one order on its way, one that can still be cancelled and one that can still be sent back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hamrah.demo.baskets import Chooser
from hamrah.demo.chance import chance_of, hours
from hamrah.demo.order_rows import Kept
from hamrah.demo.people import DEMO, Person
from hamrah.demo.purchases import DAYS, Purchase, Visit, buy
from hamrah.demo.service_rows import ServiceDesk

QUIET_DAYS = 25
"""Before today nothing but the scripted orders, so that "my order" means one of them."""


@dataclass(frozen=True)
class Script:
    """An order that a demo customer has: what of, how many days ago, how far it got."""

    categories: tuple[str, ...]
    days_ago: float
    fate: str


@dataclass(frozen=True)
class Habits:
    """How many older orders a demo customer has, and the scripted ones."""

    older: int
    scripts: tuple[Script, ...]


HABITS = {
    "ayesha@example.com": Habits(
        17,
        (
            Script(("kurta", "cushion cover"), 4.3, "delivered"),
            Script(("khaddar suit", "khussa"), 0.62, "shipped"),
            Script(("shawl", "lipstick"), 0.3, "placed"),
        ),
    ),
    "bilal@example.com": Habits(
        11,
        (
            Script(("shirt", "trousers"), 4.35, "delivered"),
            Script(("earphones",), 0.58, "shipped"),
            Script(("jacket",), 0.4, "placed"),
        ),
    ),
    "sana@example.com": Habits(
        8,
        (
            Script(("bed sheet", "towel"), 4.4, "delivered"),
            Script(("sweater", "cream"), 0.6, "shipped"),
            Script(("toy",), 0.35, "placed"),
        ),
    ),
}


def demo_purchases(people: list[Person], chooser: Chooser, today: datetime) -> list[Purchase]:
    """The orders of the demo customers, older ones by the simulator, the last ones as scripted."""
    return [purchase for person in people[: len(DEMO)] for purchase in _purchases(person, chooser, today)]


def demo_tickets(desk: ServiceDesk, kept: list[Kept], today: datetime) -> None:
    """One solved complaint of the first demo customer, about the newest older order with clothes that was delivered."""
    mine = [
        row
        for row in kept
        if row.purchase.person.email == DEMO[0].email and row.purchase.fate is None and row.course.status == "delivered"
    ]
    if not mine:
        return
    newest = max(mine, key=lambda row: (_holds_clothes(row), row.purchase.at))
    arrived = newest.course.delivered_at or newest.purchase.at
    at = min(arrived + timedelta(days=1), today - timedelta(days=8))
    desk.open(newest, "quality", at, solved=True, chance=chance_of("demo ticket"))


def _holds_clothes(kept: Kept) -> bool:
    return any(item.product.category.size_system == "clothing" for item in kept.purchase.items)


def _purchases(person: Person, chooser: Chooser, today: datetime) -> list[Purchase]:
    habits = HABITS[person.email]
    chance = chance_of(f"habits:{person.email}")
    visits = []
    for number in range(habits.older):
        # Spread over the whole time, the newest just before the quiet days.
        age = QUIET_DAYS + (DAYS - QUIET_DAYS - 10) * number / habits.older
        at = today - timedelta(days=int(age)) + hours(chance, 11, 20)
        visits.append(Visit(person, at, chance.choice(("website", "website", "app", "branch"))))
    scripted = []
    for script in habits.scripts:
        at = today - timedelta(days=script.days_ago)
        items = [chooser.take(person, category, at, chance) for category in script.categories]
        found = [item for item in items if item is not None]
        scripted.append(Purchase(person, at, "website", found, script.fate))
    return [*buy(visits, chooser), *[purchase for purchase in scripted if purchase.items]]
