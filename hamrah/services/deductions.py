"""What was taken off an order by offers and points, and how it goes back when goods do."""

from sqlalchemy.orm import Session

from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import kept_money_of
from hamrah.services.loyalty_ledger import restore_points
from hamrah.services.policies import policies
from hamrah.services.redemption import take_back, take_back_line


def undo_deductions(session: Session, order: Order) -> None:
    """For an order that is cancelled: offers get their budget back, the customer the points spent on it."""
    take_back(session, order)
    restore_points(session, order)


def settle_line(session: Session, order: Order, line: OrderLine) -> int:
    """The money (minor units) to pay back for a line that comes back: its price less what an offer took off it.

    Never more than was paid for goods and is not paid back yet; what was paid in points comes back in points.
    """
    due = line.quantity * line.unit_price_minor - take_back_line(session, order, line)
    money = min(due, max(kept_money_of(session, order), 0))
    worth_minor = policies().loyalty.rupees_worth_per_point * 100
    if worth_minor and due > money:
        restore_points(session, order, (due - money) // worth_minor)
    return money
