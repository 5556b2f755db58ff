"""The door to outside systems: a message is written with the change that it tells of, and delivered by the worker."""

from secrets import token_hex

from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket


def tell_outside(session: Session, ticket: Ticket, what: str, text: str = "") -> None:
    """Have the outside told that a ticket was `opened`, got a `note`, was `closed`, …, in this transaction."""
    now = utc_now()
    session.add(
        Outbox(
            topic=f"ticket.{what}",
            key=f"{ticket.number}-{what}-{token_hex(6)}",
            subject=ticket.number,
            payload={"ticket": ticket.number, "kind": ticket.kind, "priority": ticket.priority, "text": text},
            status="pending",
            created_at=now,
            due_at=now,
        )
    )
