"""What becomes of an order: confirmed, packed, shipped, delivered; sometimes late, cancelled or sent back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from hamrah.demo.chance import hours, pick
from hamrah.demo.people import Person
from hamrah.demo.purchases import Purchase
from hamrah.services.policies import DeliveryZone, Policies

CANCELLED, LATE, SENT_BACK = 0.04, 0.05, 0.045
CARRIERS = {"same": {"Hamrah Riders": 1.0}, "other": {"Safar Express": 3.0, "Parwaz Courier": 2.0}}
PAYMENTS = {"cash_on_delivery": 56.0, "card": 15.0, "jazzcash": 13.0, "easypaisa": 11.0, "bank_transfer": 5.0}
AT_THE_TILL = {"card": 60.0, "jazzcash": 22.0, "easypaisa": 18.0}
INSTALMENTS = 0.25
"""How many of the orders that may be paid in instalments are."""


@dataclass(frozen=True)
class Step:
    """That an order came into a status."""

    status: str
    at: datetime
    actor: str


@dataclass(frozen=True)
class Parcel:
    """How an order travelled; without `delivered_at` it is still on its way."""

    carrier: str
    tracking_number: str
    shipped_at: datetime
    expected_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True)
class SentBack:
    """A line (by its place in the order) that comes back."""

    line: int
    kind: str
    at: datetime


@dataclass
class Course:
    """What became of an order until now; `late`: it came, or comes, after the promised day."""

    steps: list[Step]
    parcel: Parcel | None = None
    sent_back: list[SentBack] = field(default_factory=list)
    late: bool = False

    @property
    def status(self) -> str:
        """The status that the order has now."""
        return self.steps[-1].status

    @property
    def delivered_at(self) -> datetime | None:
        """When it arrived, or was handed over at the till."""
        return next((step.at for step in self.steps if step.status == "delivered"), None)


def zone_of(person: Person, cities: set[str], rules: Policies) -> DeliveryZone:
    """The delivery zone of where a person lives; `cities` have a branch."""
    if person.city in cities:
        return rules.delivery.same_city
    return rules.delivery.remote_area if person.place.remote else rules.delivery.other_city


def payment_of(purchase: Purchase, goods_minor: int, rules: Policies, chance: Random) -> str:
    """How an order is paid, within what the policy allows."""
    if purchase.touchpoint == "branch":
        return pick(chance, AT_THE_TILL)
    if goods_minor > rules.payment.instalments_over_rupees * 100 and chance.random() < INSTALMENTS:
        return "card_instalments"
    method = pick(chance, PAYMENTS)
    too_much = goods_minor > rules.payment.cash_on_delivery_up_to_rupees * 100
    return "card" if method == "cash_on_delivery" and too_much else method


def run(
    purchase: Purchase, zone: DeliveryZone, same_city: bool, rules: Policies, now: datetime, chance: Random
) -> Course:
    """What became of a purchase until `now`."""
    if purchase.touchpoint == "branch":
        course = Course([Step("placed", purchase.at, "customer"), Step("delivered", purchase.at, "staff")])
    elif purchase.fate is None and chance.random() < CANCELLED:
        return _cancelled(purchase, now, chance)
    else:
        course = _on_its_way(purchase, zone, same_city, now, chance)
    if purchase.fate is None and course.delivered_at is not None and chance.random() < SENT_BACK:
        _send_back(course, purchase, rules, now, chance)
    return course


def _cancelled(purchase: Purchase, now: datetime, chance: Random) -> Course:
    placed = Step("placed", purchase.at, "customer")
    at = purchase.at + hours(chance, 0.1, 5)
    if at > now:
        return Course([placed])
    return Course([placed, Step("cancelled", at, pick(chance, {"customer": 7.0, "staff": 3.0}))])


def _on_its_way(purchase: Purchase, zone: DeliveryZone, same_city: bool, now: datetime, chance: Random) -> Course:
    late = purchase.fate is None and chance.random() < LATE
    days = chance.uniform(zone.days_min - 0.3, zone.days_max - 0.2) + (chance.uniform(1.5, 4) if late else 0)
    if purchase.fate == "shipped":
        days = min(days, (now - purchase.at) / timedelta(days=0.5))
    shares = {
        "confirmed": chance.uniform(0.02, 0.1),
        "packed": chance.uniform(0.2, 0.35),
        "shipped": 0.45,
        "delivered": 1.0,
    }
    steps = [Step("placed", purchase.at, "customer")]
    for status, share in shares.items():
        at = purchase.at + timedelta(seconds=int(days * share * 86400))
        if at > now or steps[-1].status == purchase.fate:
            break
        steps.append(Step(status, at, "system" if status in ("confirmed", "delivered") else "staff"))
    course = Course(steps, late=late)
    reached = {step.status: step.at for step in steps}
    if "shipped" in reached:
        promised = (purchase.at + timedelta(days=zone.days_max)).replace(hour=20, minute=0, second=0)
        course.parcel = Parcel(
            carrier=pick(chance, CARRIERS["same" if same_city else "other"]),
            tracking_number=f"PK{chance.randint(10_000_000, 99_999_999)}",
            shipped_at=reached["shipped"],
            expected_at=promised,
            delivered_at=reached.get("delivered"),
        )
    return course


def _send_back(course: Course, purchase: Purchase, rules: Policies, now: datetime, chance: Random) -> None:
    """Send one line back within the days that the policy gives; a whole order if it was one line."""
    taken = [
        place
        for place, item in enumerate(purchase.items)
        if item.product.category.code not in rules.returns.not_returnable_categories
    ]
    arrived = course.delivered_at
    if not taken or arrived is None:
        return
    kind = pick(chance, {"return": 65.0, "exchange": 35.0})
    at = arrived + hours(chance, 12, 24 * (rules.returns.return_days - 1))
    if at > now:
        return
    course.sent_back.append(SentBack(chance.choice(taken), kind, at))
    if kind == "return" and len(purchase.items) == 1 and at + timedelta(days=6) < now:
        course.steps.append(Step("returned", at + timedelta(days=6), "staff"))
