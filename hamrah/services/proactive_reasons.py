"""Whether a reason to buy is one still, and what can be said of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Product, Variant
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.conversations import Interaction
from hamrah.crm.offers import LoyaltyEntry
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import TAKEN_BACK
from hamrah.crm.segments import ProductRhythm, SegmentMembership
from hamrah.services.policies import RUPEES, policies
from hamrah.services.proactive_rules import message_rules
from hamrah.services.proactive_subjects import (
    Amount,
    Checked,
    Facts,
    day_of,
    moment_subject,
    number_of,
    shop_day,
)
from hamrah.services.stock_wishes import TOLD_SOLD_OUT, WISH, WISHED, products_in_stock, waiting_for_stock


def check_stock(session: Session, rows: Sequence[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    """Whether what each of them waits for (the size, the colour) is in stock still, and not bought since."""
    products = {number_of(row.subject_id) for row in rows}
    there = _waited_for(session, rows)
    bought = _bought(session, rows, products)

    def check(row: ProactiveMessage) -> Checked:
        product = number_of(row.subject_id)
        since = there.get((row.kind, row.customer_id, row.subject_id if row.kind == WISH else str(product)))
        if since is None:
            return "out_of_stock"
        if row.kind == WISH:
            is_bought = bought.get((row.customer_id, product), since) > since
        else:
            is_bought = _day_bought(bought, row.customer_id, product) >= day_of(row.subject_id)
        return "bought" if is_bought else Facts({}, product_id=product)

    return {row.id: check(row) for row in rows}


def check_running_out(session: Session, rows: Sequence[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    """Whether the customer buys it still, has not bought it since, and may be sold it."""
    products = {number_of(row.subject_id) for row in rows}
    query = select(ProductRhythm.customer_id, ProductRhythm.product_id).where(
        ProductRhythm.customer_id.in_({row.customer_id for row in rows}), ProductRhythm.product_id.in_(products)
    )
    regular = set(session.execute(query).tuples())
    restricted = set(session.scalars(select(Product.id).where(Product.id.in_(products), Product.age_restricted)))
    there = products_in_stock(session, list(products)) - restricted
    bought = _bought(session, rows, products)
    alone = _ordered_alone(session, rows, products)

    def check(row: ProactiveMessage) -> Checked:
        product = number_of(row.subject_id)
        if (row.customer_id, product) not in regular:
            return "given_up"
        if _day_bought(bought, row.customer_id, product) > day_of(row.subject_id):
            return "bought"
        if product not in there:
            return "out_of_stock"
        return Facts({}, product_id=product, order=alone.get((row.customer_id, product)))

    return {row.id: check(row) for row in rows}


def check_points(session: Session, rows: Sequence[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    """Whether as many points as the rules ask for still run out soon."""
    kind, lot = message_rules().kinds["points_expiring"], LoyaltyEntry
    until = now + timedelta(days=kind.ahead_days or 0)
    query = (
        select(lot.customer_id, func.sum(lot.remaining), func.min(lot.expires_at))
        .where(lot.customer_id.in_({row.customer_id for row in rows}))
        .where(lot.remaining > 0, lot.expires_at > now, lot.expires_at <= until)
        .group_by(lot.customer_id)
    )
    left = {who: (int(points), at) for who, points, at in session.execute(query).tuples()}
    worth = policies().loyalty.rupees_worth_per_point * 100

    def check(row: ProactiveMessage) -> Checked:
        points, at = left.get(row.customer_id, (0, None))
        if at is None or points < (kind.least or 0):
            return "points_used"
        return Facts({"points": f"{points:,}", "worth": Amount(points * worth, RUPEES), "when": at})

    return {row.id: check(row) for row in rows}


def check_leaving(session: Session, rows: Sequence[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    """Whether the customer is in that segment still, and has not bought since the message was planned."""
    still = set(
        session.scalars(
            select(SegmentMembership.id).where(
                SegmentMembership.id.in_({int(row.subject_id) for row in rows}),
                SegmentMembership.valid_until.is_(None),
            )
        )
    )
    newest = select(Order.customer_id, func.max(Order.placed_at)).where(
        Order.customer_id.in_({row.customer_id for row in rows}), Order.status.not_in(TAKEN_BACK)
    )
    last = dict(session.execute(newest.group_by(Order.customer_id)).tuples().all())

    def check(row: ProactiveMessage) -> Checked:
        if int(row.subject_id) not in still:
            return "segment_left"
        bought = last.get(row.customer_id)
        return "bought" if bought is not None and bought > row.planned_at else Facts({})

    return {row.id: check(row) for row in rows}


def _waited_for(session: Session, rows: Iterable[ProactiveMessage]) -> dict[tuple[str, int, str], datetime]:
    """By kind, customer, and product or key of a wish, since when they wait for what lies in a branch now.

    A wish is of its own sizes and colours.
    """
    planned: dict[str, list[ProactiveMessage]] = {}
    for row in rows:
        planned.setdefault(row.kind, []).append(row)
    found: dict[tuple[str, int, str], datetime] = {}
    for kind, of_kind in planned.items():
        rules = next(one for name, one in message_rules().kinds.items() if name == kind)
        # As far back as when it was planned: a wait does not end between then and the telling.
        since = min(row.planned_at for row in of_kind) - timedelta(days=rules.look_back_days or 0)
        theirs = Interaction.customer_id.in_({row.customer_id for row in of_kind})
        waiting = waiting_for_stock(session, WISHED if kind == WISH else TOLD_SOLD_OUT, since, theirs)
        for who, product, at in waiting:
            key = (kind, who, moment_subject(product, at) if kind == WISH else str(product))
            found[key] = max(at, found.get(key, at))
    return found


def _bought(
    session: Session, rows: Iterable[ProactiveMessage], products: Iterable[int]
) -> dict[tuple[int | None, int], datetime]:
    """When each of these customers bought each of these products last."""
    query = (
        select(Order.customer_id, Variant.product_id, func.max(Order.placed_at))
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(
            Order.customer_id.in_({row.customer_id for row in rows}),
            Variant.product_id.in_(products),
            OrderLine.quantity > 0,
            Order.status.not_in(TAKEN_BACK),
        )
        .group_by(Order.customer_id, Variant.product_id)
    )
    return {(who, what): at for who, what, at in session.execute(query).tuples() if at is not None}


def _ordered_alone(
    session: Session, rows: Iterable[ProactiveMessage], products: Iterable[int]
) -> dict[tuple[int | None, int], str]:
    """The number of the newest order in which a customer bought a product alone, so that it can be ordered again."""
    product = func.min(Variant.product_id)
    query = (
        select(Order.customer_id, product, Order.number)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(Order.customer_id.in_({row.customer_id for row in rows}), Order.status == "delivered")
        .group_by(Order.id, Order.customer_id, Order.number, Order.placed_at)
        .having(func.max(Variant.product_id) == product, product.in_(products))
    )
    return {(who, what): number for who, what, number in session.execute(query.order_by(Order.placed_at)).tuples()}


def _day_bought(bought: dict[tuple[int | None, int], datetime], customer_id: int, product_id: int) -> str:
    at = bought.get((customer_id, product_id))
    return "" if at is None else shop_day(at).isoformat()
