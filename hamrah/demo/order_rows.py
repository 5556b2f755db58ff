"""Writing purchases: orders with lines, history, parcels, returns, refunds and loyalty points."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from hamrah.crm.bulk import BulkRows
from hamrah.crm.offers import LoyaltyEntry
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange, Refund, Return, Shipment
from hamrah.demo.catalogue import CURRENCY
from hamrah.demo.chance import chance_of
from hamrah.demo.courses import Course, payment_of, run, zone_of
from hamrah.demo.deals import Deals
from hamrah.demo.loyalty import Entry, Ledger
from hamrah.demo.people_files import SaidTexts
from hamrah.demo.purchases import Purchase
from hamrah.services.order_changes import add_working_days
from hamrah.services.order_numbers import SHOP
from hamrah.services.policies import Policies

SETTLED_AFTER = timedelta(days=10)
"""What comes back is looked at and settled within so many days."""


@dataclass(frozen=True)
class Kept:
    """An order that was written."""

    id: int
    purchase: Purchase
    course: Course


@dataclass(frozen=True)
class Rules:
    """What all orders are written by."""

    policies: Policies
    branch_ids: dict[str, int]
    branch_cities: set[str]
    reasons: SaidTexts
    now: datetime


class OrderBook:
    """Writes purchases in the order of their numbers and keeps every customer's ledger of points."""

    def __init__(self, rows: BulkRows, rules: Rules, deals: Deals, first_number: int) -> None:
        self._rows = rows
        self._rules = rules
        self._deals = deals
        self._number = first_number
        self._ledgers: dict[int, Ledger] = {}

    def keep(self, purchase: Purchase) -> Kept:
        """Write one purchase under the next number."""
        rules, person = self._rules, purchase.person
        chance = chance_of(f"order:{self._number}")
        goods = sum(item.quantity * item.variant.price_minor for item in purchase.items)
        zone = zone_of(person, rules.branch_cities, rules.policies)
        course = run(purchase, zone, person.city in rules.branch_cities, rules.policies, rules.now, chance)
        at_the_till = purchase.touchpoint == "branch"
        free = at_the_till or goods > rules.policies.delivery.free_over_rupees * 100
        shipping = 0 if free else zone.fee_rupees * 100
        order_id = self._rows.new_id(Order)
        line_ids = [self._rows.new_id(OrderLine) for _ in purchase.items]
        ledger = self._ledgers.setdefault(person.id, Ledger(rules.policies.loyalty))
        off = 0
        if course.status != "cancelled" and not purchase.fate:
            off = self._deductions(order_id, line_ids, purchase, course, ledger, chance)
        method = payment_of(purchase, goods, rules.policies, chance)
        self._rows.add(
            Order,
            id=order_id,
            number=str(self._number),
            source=SHOP,
            customer_id=person.id,
            touchpoint=purchase.touchpoint,
            branch_id=rules.branch_ids[person.place.branch] if at_the_till else None,
            status=course.status,
            placed_at=purchase.at,
            currency=CURRENCY,
            total_minor=goods + shipping - off,
            shipping_minor=shipping,
            payment_method=method,
            delivery_address=None if at_the_till else person.address,
            delivery_city=None if at_the_till else person.city,
        )
        self._number += 1
        self._details(order_id, line_ids, purchase, course)
        self._money_back(order_id, purchase, course, method, goods + shipping - off)
        self._points(ledger, order_id, course, goods - off)
        return Kept(order_id, purchase, course)

    def close(self, people: Iterable[int]) -> None:
        """Write the ledgers of points."""
        for person_id in people:
            ledger = self._ledgers.get(person_id)
            if ledger is None:
                continue
            ledger.close(self._rules.now)
            ids: dict[Entry | None, int | None] = {None: None}
            for entry in sorted(ledger.entries, key=lambda entry: entry.at):
                lot_id = ids[entry.lot]
                values = {name: value for name, value in vars(entry).items() if name != "lot"}
                ids[entry] = self._rows.add(LoyaltyEntry, customer_id=person_id, lot_id=lot_id, **values)

    def _deductions(
        self, order_id: int, line_ids: list[int], purchase: Purchase, course: Course, ledger: Ledger, chance: Random
    ) -> int:
        """What points and offers take off (minor units); an offer not off what comes back."""
        goods = sum(item.quantity * item.variant.price_minor for item in purchase.items)
        spent = ledger.spend(order_id, goods, purchase.at, chance)
        if spent or course.sent_back:
            return spent
        return self._deals.take_off(order_id, line_ids, purchase, chance_of(f"deal:{self._number}"))

    def _details(self, order_id: int, line_ids: list[int], purchase: Purchase, course: Course) -> None:
        for line_id, item in zip(line_ids, purchase.items, strict=True):
            self._rows.add(
                OrderLine,
                id=line_id,
                order_id=order_id,
                variant_id=item.variant.id,
                quantity=item.quantity,
                unit_price_minor=item.variant.price_minor,
            )
        for step in course.steps:
            self._rows.add(
                OrderStatusChange, order_id=order_id, status=step.status, at=step.at, actor=step.actor, note=None
            )
        if course.parcel is not None:
            self._rows.add(Shipment, order_id=order_id, **vars(course.parcel))
        reasons = self._rules.reasons[purchase.person.language]
        for back in course.sent_back:
            self._rows.add(
                Return,
                order_line_id=line_ids[back.line],
                kind=back.kind,
                status="completed" if back.at + SETTLED_AFTER < self._rules.now else "requested",
                quantity=purchase.items[back.line].quantity,
                reason=reasons[back.line % len(reasons)],
                requested_at=back.at,
            )

    def _money_back(self, order_id: int, purchase: Purchase, course: Course, method: str, total_minor: int) -> None:
        if course.status == "cancelled" and method != "cash_on_delivery":
            self._refund(order_id, method, total_minor, course.steps[-1].at)
        for back in course.sent_back:
            if back.kind == "return":
                item = purchase.items[back.line]
                self._refund(order_id, method, min(total_minor, item.quantity * item.variant.price_minor), back.at)

    def _refund(self, order_id: int, method: str, amount_minor: int, at: datetime) -> None:
        due = add_working_days(at, self._rules.policies.refunds.working_days_by_payment[method])
        paid = due - timedelta(days=1, hours=3)
        self._rows.add(
            Refund,
            order_id=order_id,
            amount_minor=amount_minor,
            currency=CURRENCY,
            method=method,
            status="paid" if paid <= self._rules.now else "open",
            requested_at=at,
            due_at=due,
            paid_at=paid if paid <= self._rules.now else None,
        )

    def _points(self, ledger: Ledger, order_id: int, course: Course, paid_minor: int) -> None:
        if course.delivered_at is not None:
            ledger.earn(order_id, paid_minor, course.delivered_at)
        if course.status == "returned":
            ledger.take_back(order_id, course.steps[-1].at)
