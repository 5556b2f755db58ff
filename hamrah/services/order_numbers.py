"""Numbers that people call orders and tickets by."""

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from hamrah.crm.orders import Order
from hamrah.crm.tickets import Ticket

FIRST_ORDER = 1001
FIRST_TICKET = 10001
SHOP = "shop"
"""The `source` of rows that the shop itself makes; imported ones carry the name of where they came from."""
FILES = "shop-files"
"""The `source` of orders whose numbers the shop's other system gives out: `hamrah import shop` brings them in."""

_TURNS = {"orders": 7001, "tickets": 7002}


def next_order_number(session: Session) -> str:
    """The next free number of an order that the shop itself takes: one above the highest plain number.

    The first after an import has a digit more than all that came with it, so that the numbers which the shop's other
    system gives out next are not taken.
    """
    _await_turn(session, "orders")
    # Letters are left over where a number has any, and no store casts those.
    plain = (func.ltrim(Order.number, "0123456789") == "", func.length(Order.number).between(4, 9))
    highest = session.scalar(select(func.max(cast(Order.number, Integer))).where(Order.source == SHOP, *plain))
    if highest is None:
        theirs = (Order.source == FILES, *plain, func.length(Order.number) < 9)
        longest = session.scalar(select(func.max(func.length(Order.number))).where(*theirs))
        highest = 10**longest if longest else 0
    number = max(FIRST_ORDER, highest + 1)
    while session.scalar(select(Order.id).where(Order.source == FILES, Order.number == str(number))) is not None:
        number += 1
    return str(number)


def next_ticket_number(session: Session) -> str:
    """The next ticket number, `T-` and a number one above the newest ticket's row."""
    _await_turn(session, "tickets")
    return f"T-{FIRST_TICKET + (session.scalar(select(func.max(Ticket.id))) or 0)}"


def await_ticket_turn(session: Session) -> None:
    """Let one transaction at a time open tickets, so that the same trouble told twice at once is one ticket."""
    _await_turn(session, "tickets")


def _await_turn(session: Session, what: str) -> None:
    """Let one transaction at a time give out numbers. On SQLite there is only one that writes anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TURNS[what])))
