"""Which order lines count as purchases: what was cancelled or went back as a whole was not bought in the end."""

from sqlalchemy import ColumnElement, and_, exists

from hamrah.crm.orders import Order, OrderLine, Return

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
