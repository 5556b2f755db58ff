"""What of an order was bought in the end: the lines that were neither cancelled nor sent back whole, and the money."""

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from hamrah.crm.orders import Order, OrderLine, Refund, Return

TAKEN_BACK = ("cancelled", "returned")
"""The statuses of orders that were no purchase in the end."""


def kept_line() -> ColumnElement[bool]:
    """A condition on `Order` joined with `OrderLine`: the order stands, and the line was not sent back whole.

    An exchange keeps the purchase; a return of some pieces of several does too.
    """
    sent_back = exists().where(
        Return.order_line_id == OrderLine.id, Return.kind == "return", Return.quantity >= OrderLine.quantity
    )
    return and_(Order.status.not_in(TAKEN_BACK), OrderLine.quantity > 0, ~sent_back)


def kept_money() -> ColumnElement[int]:
    """What was paid for the goods of an `Order` and was not paid back, in minor units: without delivery."""
    back = select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(Refund.order_id == Order.id)
    return Order.total_minor - Order.shipping_minor - back.scalar_subquery()


def kept_money_of(session: Session, order: Order) -> int:
    """The same of one order, whose changes need not be written yet."""
    back = session.scalar(select(func.sum(Refund.amount_minor)).where(Refund.order_id == order.id)) or 0
    return order.total_minor - order.shipping_minor - back
