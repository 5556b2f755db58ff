"""The door to outside systems: a message is written with the change that it tells of, and delivered by the worker."""

from secrets import token_hex

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.orders import Order
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket
from hamrah.settings import settings


class Person(BaseModel):
    """A customer as an outside helpdesk is told of them; `reference` is ours and the same in every message."""

    reference: str
    name: str
    email: str | None = None
    phone: str | None = None


class Message(BaseModel):
    """What a row of the outbox carries: what happened to a ticket, and all that is needed to make the ticket anew.

    `what` happened is what its teller calls it (`opened`, `note`, `answer`, `solved`, …), `by` whom (`customer`,
    `staff:3`, `helpdesk:rt`); `text` is what was said then, `description` what the ticket is about, `status` the one
    that it had after the change. `customer` is None for a guest.
    """

    ticket: str
    what: str
    by: str = "customer"
    text: str = ""
    kind: str
    status: str = "open"
    priority: str
    queue: str = ""
    description: str = ""
    language: str | None = None
    order: str | None = None
    customer: Person | None = None


def tell_outside(session: Session, ticket: Ticket, what: str, text: str = "", *, by: str = "customer") -> None:
    """Have every helpdesk told that a ticket was `opened`, got a `note`, was `closed`, …, in this transaction.

    `by` is who did it; a helpdesk is not told what itself did. Where none is set up, one row without a target keeps
    the message until `hamrah outbox assign` gives it one.
    """
    if session.new or session.dirty:
        session.flush()
    message = _message(session, ticket, what, text, by)
    told = [name for name in settings().helpdesks if by != f"helpdesk:{name}"]
    targets: list[str | None] = [*told] if settings().helpdesks else [None]
    now = utc_now()
    for target in targets:
        session.add(
            Outbox(
                target=target,
                topic=f"ticket.{what}",
                key=f"{ticket.number}-{what}-{token_hex(6)}",
                subject=ticket.number,
                payload=message.model_dump(mode="json", exclude_none=True),
                status="pending",
                created_at=now,
                due_at=now,
            )
        )


def _message(session: Session, ticket: Ticket, what: str, text: str, by: str) -> Message:
    order = None
    if ticket.order_id is not None:
        order = session.scalar(select(Order.number).where(Order.id == ticket.order_id))
    return Message(
        ticket=ticket.number,
        what=what,
        by=by,
        text=text,
        kind=ticket.kind,
        status=ticket.status,
        priority=ticket.priority,
        queue=ticket.queue,
        description=ticket.description,
        language=ticket.language,
        order=order,
        customer=None if ticket.customer_id is None else _person(session, ticket.customer_id),
    )


def _person(session: Session, customer_id: int) -> Person | None:
    """The customer with the preferred, else the first, of each kind of contact."""
    name = session.scalar(select(Customer.name).where(Customer.id == customer_id))
    if not name:
        return None
    contacts = select(ContactPoint.kind, ContactPoint.value).where(ContactPoint.customer_id == customer_id)
    ordered = session.execute(contacts.order_by(ContactPoint.preferred, ContactPoint.id.desc()))
    best = {kind: value for kind, value in ordered}  # the last of each kind stays
    return Person(reference=str(customer_id), name=name, email=best.get("email"), phone=best.get("phone"))
