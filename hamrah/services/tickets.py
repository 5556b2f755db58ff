"""Complaints and requests that somebody must answer: opened with their outbox row, added to, solved, reopened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.orders import Order
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.order_numbers import next_ticket_number
from hamrah.services.orders import clean_number
from hamrah.services.outbox import tell_outside
from hamrah.services.policies import policies
from hamrah.services.refusal import Refusal
from hamrah.settings import settings

PRIORITY = {"payment": "high", "refund": "high", "staff": "high", "damaged": "normal", "wrong_item": "normal"}
QUEUE = {
    "payment": "payments",
    "refund": "payments",
    "late": "delivery",
    "missing_item": "delivery",
    "staff": "managers",
}
DONE = ("solved", "closed")
OPENS, CLOSES = 10, 20
"""The hours (shop's local time) in which complaints are answered, every day."""


@dataclass(frozen=True)
class Complaint:
    """What somebody complains about: the contract's `issue_type`, in their words, and the order concerned if any."""

    kind: str
    description: str
    order_number: str | None = None


def open_ticket(session: Session, principal: Principal, complaint: Complaint) -> Ticket:
    """Open a ticket, or add to the open one about the same trouble with the same order.

    A guest may complain too; an order is tied to the ticket only when it is the principal's own, and stays in the
    description otherwise. The row for outside helpdesks is written in the same transaction.
    """
    order = _own_order(session, principal, complaint.order_number)
    words = complaint.description
    if order is None and complaint.order_number is not None and complaint.order_number not in words:
        words = f"#{clean_number(complaint.order_number)}: {words}"
    same = _open_about(session, principal, complaint.kind, order)
    if same is not None:
        return add_note(session, principal, same.number, words)
    now = utc_now()
    ticket = Ticket(
        number=next_ticket_number(session),
        customer_id=principal.customer_id,
        sender_id=principal.sender_id,
        kind=complaint.kind,
        status="open",
        priority=PRIORITY.get(complaint.kind, "normal"),
        queue=QUEUE.get(complaint.kind, "service"),
        order_id=None if order is None else order.id,
        branch_id=None if order is None else order.branch_id,
        description=words,
        touchpoint=principal.touchpoint,
        opened_at=now,
        answer_due_at=answer_due(now),
    )
    session.add(ticket)
    session.flush()
    note_event(session, ticket, "opened", "customer", words)
    tell_outside(session, ticket, "opened", words)
    note_interaction(session, principal, "ticket_opened", "ticket", ticket.id)
    return ticket


def list_tickets(session: Session, principal: Principal, *, open_only: bool = False, limit: int = 5) -> list[Ticket]:
    """The principal's tickets, newest first: a customer's own, or those a guest opened in this conversation."""
    query = select(Ticket).where(_mine(principal))
    if open_only:
        query = query.where(Ticket.status.not_in(DONE))
    return list(session.scalars(query.order_by(Ticket.id.desc()).limit(limit)))


def find_ticket(session: Session, principal: Principal, number: str | None, *, solved: bool | None = None) -> Ticket:
    """The principal's ticket of that number, or without one the newest (`solved`: of those solved, or not).

    Raises `Refusal` for none, and for somebody else's as for one that does not exist.
    """
    query = select(Ticket).where(_mine(principal))
    if number is not None:
        query = query.where(Ticket.number == ticket_number(number))
    elif solved is not None:
        done = Ticket.status.in_(DONE)
        query = query.order_by(done.desc() if solved else done)
    ticket = session.scalar(query.order_by(Ticket.id.desc()).limit(1))
    if ticket is None:
        raise Refusal("utter_no_tickets") if number is None else Refusal("utter_ticket_not_found", ticket=number)
    return ticket


def add_note(session: Session, principal: Principal, number: str | None, text: str) -> Ticket:
    """Add what the customer says to a ticket; one that was solved is opened again by it."""
    ticket = find_ticket(session, principal, number, solved=False)
    if ticket.status in DONE:
        return reopen_ticket(session, principal, ticket.number, text)
    note_event(session, ticket, "note", "customer", text)
    if ticket.status == "waiting_for_customer":
        _set_status(session, ticket, "open")
    tell_outside(session, ticket, "note", text)
    note_interaction(session, principal, "ticket_noted", "ticket", ticket.id)
    return ticket


def confirm_solved(session: Session, principal: Principal, number: str | None) -> Ticket:
    """Close a ticket because the customer says that it is solved."""
    ticket = find_ticket(session, principal, number, solved=False)
    if ticket.status == "closed":
        raise Refusal("utter_ticket_closed_already", ticket=ticket.number)
    ticket.solved_at = ticket.solved_at or utc_now()
    _set_status(session, ticket, "closed")
    tell_outside(session, ticket, "closed")
    note_interaction(session, principal, "ticket_confirmed", "ticket", ticket.id)
    return ticket


def reopen_ticket(session: Session, principal: Principal, number: str | None, text: str) -> Ticket:
    """Open a solved ticket again with what the customer says; one that is still open gets the words as a note."""
    ticket = find_ticket(session, principal, number, solved=True)
    if ticket.status not in DONE:
        return add_note(session, principal, ticket.number, text)
    ticket.solved_at = None
    ticket.answer_due_at = answer_due(utc_now())
    note_event(session, ticket, "note", "customer", text)
    _set_status(session, ticket, "open")
    tell_outside(session, ticket, "reopened", text)
    note_interaction(session, principal, "ticket_reopened", "ticket", ticket.id)
    return ticket


def ask_for_person(session: Session, principal: Principal, words: str) -> Ticket:
    """Call a person into the conversation: one open hand-over ticket a conversation."""
    return open_ticket(session, principal, Complaint("handover", words))


def answer_due(start: datetime) -> datetime:
    """When the first answer is due: the policy's hours after `start`, counting only those in which people answer."""
    zone = ZoneInfo(settings().timezone)
    at = start.astimezone(zone)
    left = timedelta(hours=policies().service.first_answer_hours)
    while True:
        opens = at.replace(hour=OPENS, minute=0, second=0, microsecond=0)
        closes = at.replace(hour=CLOSES, minute=0, second=0, microsecond=0)
        at = max(at, opens)
        if at < closes and left <= closes - at:
            return (at + left).astimezone(start.tzinfo)
        left -= max(closes - at, timedelta())
        at = opens + timedelta(days=1)


def answered_now(now: datetime) -> bool:
    """Whether people answer at this moment."""
    return OPENS <= now.astimezone(ZoneInfo(settings().timezone)).hour < CLOSES


def ticket_number(said: str) -> str:
    """A ticket number as it is kept: `T-10023`, from `t10023` or `10023` too."""
    digits = "".join(character for character in said if character.isdigit())
    return f"T-{digits}"


def note_event(session: Session, ticket: Ticket, kind: str, actor: str, text: str) -> None:
    """Write one entry of a ticket's history."""
    session.add(TicketEvent(ticket_id=ticket.id, kind=kind, actor=actor, text=text, at=utc_now()))


def _set_status(session: Session, ticket: Ticket, status: str) -> None:
    note_event(session, ticket, "status", "customer", f"{ticket.status} > {status}")
    ticket.status = status


def _mine(principal: Principal) -> ColumnElement[bool]:
    if principal.customer_id is not None:
        return Ticket.customer_id == principal.customer_id
    return (Ticket.sender_id == principal.sender_id) & Ticket.customer_id.is_(None)


def _own_order(session: Session, principal: Principal, number: str | None) -> Order | None:
    if number is None or principal.customer_id is None:
        return None
    mine = select(Order).where(Order.customer_id == principal.customer_id, Order.number == clean_number(number))
    return session.scalar(mine.limit(1))


def _open_about(session: Session, principal: Principal, kind: str, order: Order | None) -> Ticket | None:
    query = select(Ticket).where(_mine(principal), Ticket.kind == kind, Ticket.status.not_in(DONE))
    if order is not None:
        return session.scalar(query.where(Ticket.order_id == order.id).limit(1))
    # Without an order only what was said in this conversation of today can be taken for the same trouble.
    recent = query.where(Ticket.order_id.is_(None), Ticket.sender_id == principal.sender_id)
    return session.scalar(recent.where(Ticket.opened_at > utc_now() - timedelta(hours=12)).limit(1))
