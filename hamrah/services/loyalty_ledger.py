"""The ledger of loyalty points: earned in lots, spent soonest-to-expire first, expired, taken back, given back.

A lot is an `earned` row; whatever takes from one holds it and writes a row that names it, in the same transaction. So
no balance is ever below zero, however many spend at once.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.customers import Customer
from hamrah.crm.offers import LoyaltyEntry
from hamrah.crm.orders import Order
from hamrah.crm.purchases import kept_money, kept_money_of
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.loyalty import add_months, open_lots, soonest_first
from hamrah.services.orders import check_changeable, find_order
from hamrah.services.policies import RUPEES, policies
from hamrah.services.refusal import Refusal

LOOK_BACK = timedelta(days=120)
"""Orders placed earlier than that are not looked at for points to be earned."""
LOTS_AT_ONCE = 2000
"""Lots that one transaction writes, so that others can write between two."""


def earn_points(session: Session, now: datetime, at_once: int = LOTS_AT_ONCE) -> int:
    """Write down the points of delivered orders that have none yet, for what was paid for goods and kept.

    Of `at_once` orders at most; gives how many earned. Once an order, which a unique index holds.
    """
    rules = policies().loyalty
    paid = kept_money()
    has_earned = select(LoyaltyEntry.id).where(LoyaltyEntry.order_id == Order.id, LoyaltyEntry.kind == "earned")
    due = (
        select(Order.id, Order.customer_id, paid)
        .join(Customer, Customer.id == Order.customer_id)
        .where(Order.status == "delivered", Order.currency == RUPEES, Order.placed_at > now - LOOK_BACK)
        .where(paid >= rules.rupees_per_point * 100, Customer.erased_at.is_(None), ~has_earned.exists())
        .order_by(Order.id)
        .limit(at_once)
    )
    expires_at = add_months(now, rules.expire_months)
    shared = {"kind": "earned", "at": now, "expires_at": expires_at}
    rows = []
    for order_id, customer_id, minor in session.execute(due):
        points = points_for(minor)
        rows.append({"customer_id": customer_id, "order_id": order_id, "points": points, "remaining": points, **shared})
    if rows:
        session.execute(insert(LoyaltyEntry), rows)
    return len(rows)


def points_for(paid_minor: int) -> int:
    """The points that so much paid for goods (minor units) earns."""
    return max(paid_minor, 0) // (policies().loyalty.rupees_per_point * 100)


def spend_points(session: Session, principal: Principal, number: str, points: int) -> Order:
    """Pay for goods of the principal's own order, before it is packed, with points; its total falls by their worth.

    Raises `Refusal` for more points than there are or than the goods still cost.
    """
    order = find_order(session, principal, number, hold=True)
    check_changeable(order, policies().orders.variant_change_statuses)
    apply_points(session, order, points)
    note_interaction(session, principal, "points_spent", "order", order.id)
    return order


def apply_points(session: Session, order: Order, points: int) -> None:
    """Pay for goods of an order that the caller has just written or holds with its customer's points, as a till does.

    Raises `Refusal` as `spend_points` does, and where nobody is known to have points.
    """
    if points <= 0:
        raise ValueError("points to spend are above zero")
    now, worth_minor = utc_now(), policies().loyalty.rupees_worth_per_point * 100
    if order.currency != RUPEES or points * worth_minor > order.total_minor - order.shipping_minor or not worth_minor:
        raise Refusal("utter_points_too_many", points=points)
    if order.customer_id is None:
        raise Refusal("utter_points_too_few", points=0)
    lots = session.scalars(_held(open_lots(order.customer_id, now))).all()
    there = sum(lot.remaining for lot in lots)
    if there < points:
        raise Refusal("utter_points_too_few", points=there)
    _consume(session, lots, points, "spent", order.id, now)
    order.total_minor -= points * worth_minor
    session.flush()


def take_back_points(session: Session, order: Order, *, all_of_it: bool = False) -> int:
    """Take back what an order earned for goods that came back since, as far as the customer still has points.

    With `all_of_it` nothing of it was kept, whatever refunds say. Gives how many. From the order's own lot first, then
    from those that expire soonest. Calling it again takes nothing.
    """
    if order.customer_id is None:
        return 0
    mine = (LoyaltyEntry.order_id == order.id, LoyaltyEntry.kind.in_(("earned", "returned")))
    kept = session.scalar(select(func.sum(LoyaltyEntry.points)).where(*mine)) or 0
    excess = kept - (0 if all_of_it else points_for(kept_money_of(session, order)))
    if excess <= 0:
        return 0
    now = utc_now()
    lots = session.scalars(_held(open_lots(order.customer_id, now))).all()
    own_first = sorted(lots, key=lambda lot: lot.order_id != order.id)
    taken = min(excess, sum(lot.remaining for lot in lots))
    _consume(session, own_first, taken, "returned", order.id, now)
    session.flush()
    return taken


def restore_points(session: Session, order: Order, most: int | None = None) -> int:
    """Give points that were spent on an order back to the lots they came from, at most so many; gives how many.

    They expire when they would have.
    """
    mine = (LoyaltyEntry.order_id == order.id, LoyaltyEntry.kind.in_(("spent", "restored")))
    rows = select(LoyaltyEntry.lot_id, func.sum(LoyaltyEntry.points)).where(*mine).group_by(LoyaltyEntry.lot_id)
    spent = {lot_id: -int(points) for lot_id, points in session.execute(rows) if lot_id is not None}
    lots = session.scalars(_held(soonest_first(select(LoyaltyEntry).where(LoyaltyEntry.id.in_(spent))))).all()
    left = sum(spent.values()) if most is None else most
    given, now = 0, utc_now()
    for lot in reversed(lots):  # those that hold longest come back first
        points = min(left - given, spent[lot.id])
        if points > 0:
            lot.remaining += points
            session.add(_entry(lot, "restored", points, order.id, now))
            given += points
    session.flush()
    return given


def expire_points(session: Session, now: datetime, at_once: int = LOTS_AT_ONCE) -> int:
    """Write off the points of lots whose day has come, `at_once` at most; gives how many lots that were."""
    due = select(LoyaltyEntry).where(LoyaltyEntry.remaining > 0, LoyaltyEntry.expires_at <= now)
    lots = session.scalars(due.order_by(LoyaltyEntry.id).limit(at_once).with_for_update()).all()
    if not lots:
        return 0
    rows = [
        {
            "customer_id": lot.customer_id,
            "lot_id": lot.id,
            "kind": "expired",
            "points": -lot.remaining,
            "at": lot.expires_at,
        }
        for lot in lots
    ]
    session.execute(insert(LoyaltyEntry), rows)
    session.execute(update(LoyaltyEntry), [{"id": lot.id, "remaining": 0} for lot in lots])
    return len(lots)


def _held(lots: Select[LoyaltyEntry]) -> Select[LoyaltyEntry]:
    """Those lots as they are now; nobody else takes from them until this transaction ends."""
    return lots.with_for_update().execution_options(populate_existing=True)


def _consume(
    session: Session, lots: Iterable[LoyaltyEntry], points: int, kind: str, order_id: int, now: datetime
) -> None:
    for lot in lots:
        used = min(points, lot.remaining)
        if used:
            lot.remaining -= used
            session.add(_entry(lot, kind, -used, order_id, now))
            points -= used


def _entry(lot: LoyaltyEntry, kind: str, points: int, order_id: int, now: datetime) -> LoyaltyEntry:
    return LoyaltyEntry(
        customer_id=lot.customer_id, lot_id=lot.id, kind=kind, points=points, order_id=order_id, at=now, remaining=0
    )
