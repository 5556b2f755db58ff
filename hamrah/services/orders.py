"""Looking at one's own orders: which there are, where they stand, money on its way back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from hamrah.crm.catalogue import Product, Variant
from hamrah.crm.orders import ORDER_STATUSES, Order, OrderLine, Refund, Shipment
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.refusal import Refusal

WHOLE = (
    selectinload(Order.lines).selectinload(OrderLine.variant).selectinload(Variant.product).selectinload(Product.texts),
    selectinload(Order.shipments),
)
MOST_TRACKED = 3
ON_THE_WAY = ("placed", "confirmed", "packed", "shipped")


@dataclass(frozen=True)
class OrderState:
    """An order with the parcel that tells when it comes or came."""

    order: Order
    shipment: Shipment | None
    late: bool


def find_order(session: Session, principal: Principal, number: str, *, hold: bool = False) -> Order:
    """The principal's own order of that number; with `hold` nobody else changes it until this transaction ends.

    Raises `Refusal` `utter_order_not_found` for a number that is nobody's or somebody else's, without telling which.
    """
    customer_id = principal.known()
    query = select(Order).where(Order.customer_id == customer_id, Order.number == clean_number(number)).options(*WHOLE)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    order = session.scalar(query)
    if order is None:
        raise Refusal("utter_order_not_found", number=number)
    return order


def check_changeable(order: Order, statuses: Collection[str]) -> None:
    """Raise `Refusal` for an order that has gone further than these statuses."""
    if order.status not in statuses:
        raise Refusal("utter_change_too_late", number=order.number, status=order.status)


def list_orders(
    session: Session,
    principal: Principal,
    *,
    limit: int = 5,
    period: tuple[datetime, datetime] | None = None,
    statuses: tuple[str, ...] | None = None,
) -> list[Order]:
    """The principal's latest orders, newest first, within a half-open period where one is given."""
    query = select(Order).where(Order.customer_id == principal.known()).options(*WHOLE)
    if period is not None:
        query = query.where(Order.placed_at >= period[0], Order.placed_at < period[1])
    if statuses is not None:
        query = query.where(Order.status.in_(statuses))
    return list(session.scalars(query.order_by(Order.placed_at.desc(), Order.id.desc()).limit(limit)))


def track_orders(session: Session, principal: Principal, number: str | None, now: datetime) -> list[OrderState]:
    """Where an order stands; without a number all that are on their way (at most three), nearest to the door first.

    With nothing on its way it is the newest order of all. Raises `Refusal` when there is none.
    """
    if number is not None:
        orders = [find_order(session, principal, number)]
    else:
        orders = list_orders(session, principal, limit=MOST_TRACKED, statuses=ON_THE_WAY)
        orders = orders or list_orders(session, principal, limit=1)
    if not orders:
        raise Refusal("utter_no_orders")
    orders.sort(key=lambda order: -ORDER_STATUSES.index(order.status))
    for order in orders:
        note_interaction(session, principal, "order_status_asked", "order", order.id)
    return [_state(order, now) for order in orders]


def _state(order: Order, now: datetime) -> OrderState:
    shipment = order.shipments[-1] if order.shipments else None
    expected = shipment.expected_at if shipment is not None else None
    late = order.status in ON_THE_WAY and expected is not None and expected < now
    return OrderState(order, shipment, late)


def list_refunds(session: Session, principal: Principal, number: str | None = None) -> list[tuple[Refund, Order]]:
    """The principal's refunds with their orders, newest first, of one order where a number is given."""
    query = select(Refund, Order).join(Order, Refund.order_id == Order.id).where(Order.customer_id == principal.known())
    if number is not None:
        query = query.where(Order.id == find_order(session, principal, number).id)
    return [(refund, order) for refund, order in session.execute(query.order_by(Refund.id.desc()).limit(5))]


def clean_number(number: str) -> str:
    """An order number as it is kept: upper case, without `#` and blanks."""
    return number.replace("#", "").replace(" ", "").upper()
