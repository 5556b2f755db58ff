"""Numbers that people call orders and tickets by."""

from sqlalchemy import Integer, cast, func, select
from sqlalchemy.orm import Session

from hamrah.crm.orders import Order
from hamrah.crm.tickets import Ticket

FIRST_ORDER = 1001
FIRST_TICKET = 10001
SHOP = "shop"
"""The `source` of rows that the shop itself makes; imported ones carry the name of where they came from."""

_TURNS = {"orders": 7001, "tickets": 7002}


def next_order_number(session: Session) -> str:
    """The next free number of an order that the shop itself takes: one above the highest plain number."""
    _await_turn(session, "orders")
    highest = session.scalar(
        select(func.max(cast(Order.number, Integer))).where(
            Order.source == SHOP, func.length(Order.number).between(4, 9)
        )
    )
    return str(max(FIRST_ORDER, (highest or 0) + 1))


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
