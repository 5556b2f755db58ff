"""Ordering again what was ordered once, with what of it is still to be had, at today's prices.

`check_reorder` raises the refusal before the person is asked to confirm; `reorder` checks again.
"""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Address, Customer
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.order_numbers import SHOP, next_order_number
from hamrah.services.orders import find_order
from hamrah.services.policies import policies
from hamrah.services.redemption import apply_offer
from hamrah.services.refusal import Refusal
from hamrah.services.stock import take_stock, total_stock
from hamrah.services.suggestion_outcomes import tie_purchases


@dataclass(frozen=True)
class Reorder:
    """What ordering an order again would be: the lines that can be had, and the total with delivery (minor units).

    `address` and `city` are where it would go: for what was bought in a branch, the customer's own.
    """

    order: Order
    lines: list[OrderLine]
    address: str
    city: str | None
    shipping_minor: int
    total_minor: int


def check_reorder(session: Session, principal: Principal, number: str) -> Reorder:
    """What of an order can be bought again now, at today's prices.

    Raises `Refusal` when nothing can, when no address is known, or when it is too much for cash on delivery, the only
    way to pay in chat.
    """
    order = find_order(session, principal, number)
    lines = _lines_to_be_had(session, order)
    if not lines:
        raise Refusal("utter_reorder_sold_out", number=order.number)
    address, city = _where_to(session, principal, order)
    goods = sum(line.quantity * line.variant.price_minor for line in lines)
    shipping = delivery_fee(session, goods, city)
    limit = policies().payment.cash_on_delivery_up_to_rupees
    if goods + shipping > limit * 100:
        raise Refusal("utter_reorder_too_much", number=order.number)
    return Reorder(order, lines, address, city, shipping, goods + shipping)


def _where_to(session: Session, principal: Principal, order: Order) -> tuple[str, str | None]:
    if order.delivery_address:
        return order.delivery_address, order.delivery_city
    own = select(Address.line, func.coalesce(func.nullif(Address.city, ""), Customer.city)).join_from(Address, Customer)
    own = own.where(Address.customer_id == principal.known()).order_by(Address.is_default.desc(), Address.id.desc())
    found = session.execute(own.limit(1)).tuples().first()
    if found is None:
        raise Refusal("utter_reorder_no_address", number=order.number)
    return found


def _lines_to_be_had(session: Session, order: Order) -> list[OrderLine]:
    left = total_stock(session, [line.variant_id for line in order.lines])
    lines = []
    for line in order.lines:
        variant = line.variant
        if variant.active and variant.product.active and left.get(variant.id, 0) >= line.quantity > 0:
            left[variant.id] -= line.quantity
            lines.append(line)
    return lines


def reorder(session: Session, principal: Principal, number: str, code: str | None = None) -> Order:
    """Order again what can be had of an order, at today's prices less an offer's, paid where it is delivered."""
    wanted = check_reorder(session, principal, number)
    old, lines = wanted.order, wanted.lines
    new = Order(
        number=next_order_number(session),
        source=SHOP,
        customer_id=principal.known(),
        touchpoint=principal.touchpoint,
        status="placed",
        placed_at=utc_now(),
        currency=old.currency,
        shipping_minor=wanted.shipping_minor,
        total_minor=wanted.total_minor,
        payment_method="cash_on_delivery",
        delivery_address=wanted.address,
        delivery_city=wanted.city,
        lines=[
            OrderLine(variant=line.variant, quantity=line.quantity, unit_price_minor=line.variant.price_minor)
            for line in lines
        ],
    )
    session.add(new)
    for line in sorted(lines, key=lambda line: line.variant_id):  # two orders that meet must not wait for each other
        take_stock(session, line.variant_id, line.quantity, old.branch_id)
    session.flush()
    if code is not None:
        apply_offer(session, new, code)
    session.add(OrderStatusChange(order_id=new.id, status="placed", at=new.placed_at, actor="customer", note=None))
    note_interaction(session, principal, "order_placed", "order", new.id)
    tie_purchases(session, new.id)
    return new


def delivery_fee(session: Session, goods_minor: int, city: str | None) -> int:
    """What delivery of goods worth `goods_minor` costs, in minor units: less where the shop has a branch."""
    rules = policies().delivery
    if goods_minor > rules.free_over_rupees * 100:
        return 0
    local = city is not None and session.scalar(select(Branch.id).where(Branch.city == city).limit(1)) is not None
    return (rules.same_city if local else rules.other_city).fee_rupees * 100
