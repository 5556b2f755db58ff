"""What comes back from an outside helpdesk: status, assignee and answers become the ticket's own, each once."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.operations import Staff
from hamrah.crm.outbox import RemoteRecord
from hamrah.crm.tickets import TICKET_STATUSES, Ticket, TicketEvent
from hamrah.services.actors import Actor, helpdesk
from hamrah.services.outbox import tell_outside
from hamrah.services.reaching import reach_customer
from hamrah.services.remote_records import remote_tickets
from hamrah.services.tickets import DONE
from hamrah.services.transcripts import Said

LONGEST_ANSWER = 10_000


def known_origins(session: Session, origins: list[str]) -> set[str]:
    """Which of these changes have been taken."""
    taken = session.scalars(select(TicketEvent.origin).where(TicketEvent.origin.in_(origins)))
    return {origin for origin in taken if origin is not None}


def take_change(session: Session, target: str, number: str, kind: str, value: str, origin: str, now: datetime) -> bool:
    """Apply one change from a helpdesk: a `status` of ours, who it is `assigned` to, or an `answer`.

    False where it changes nothing: taken before, already so, or unusable. What it changes other helpdesks are told,
    not the one it came from.
    """
    ticket = session.scalar(select(Ticket).where(Ticket.number == number).with_for_update())
    if ticket is None or _taken(session, ticket, origin):
        return False
    actor = helpdesk(target)
    if kind == "status" and value in TICKET_STATUSES:
        return _take_status(
            session, actor, ticket, value, origin, remote_tickets(session, target, [number])[number], now
        )
    if kind == "assigned" and value:
        return _take_assignee(session, actor, ticket, value, origin, now)
    if kind == "answer" and value.strip():
        _take_answer(session, actor, ticket, value.strip()[:LONGEST_ANSWER], origin, now)
        return True
    return False


def _taken(session: Session, ticket: Ticket, origin: str) -> bool:
    same = select(TicketEvent.id).where(TicketEvent.ticket_id == ticket.id, TicketEvent.origin == origin)
    return session.scalar(same) is not None


def _take_status(
    session: Session, actor: Actor, ticket: Ticket, status: str, origin: str, record: RemoteRecord, now: datetime
) -> bool:
    record.status, record.outside_since = status, now
    if ticket.status == status or {ticket.status, status} <= set(DONE):
        return False
    _note(session, actor, ticket, "status", f"{ticket.status} > {status}", origin, now)
    if status in DONE:
        ticket.solved_at = ticket.solved_at or now
        ticket.closed_at = now if status == "closed" else None
    elif ticket.status in DONE:
        ticket.solved_at = ticket.closed_at = None
        ticket.reopened += 1
    ticket.waiting_since = now if status == "waiting_for_customer" else None
    ticket.status = status
    tell_outside(session, ticket, status, by=actor.name)
    return True


def _take_assignee(session: Session, actor: Actor, ticket: Ticket, who: str, origin: str, now: datetime) -> bool:
    """Assign to the member of staff of that e-mail address; somebody whom the store does not know is noted by name."""
    known = select(Staff.id).where(func.lower(Staff.email) == who.strip().lower(), Staff.active)
    ticket.assignee_id = session.scalar(known)
    _note(session, actor, ticket, "assigned", who, origin, now)
    tell_outside(session, ticket, "assigned", who, by=actor.name)
    return True


def _take_answer(session: Session, actor: Actor, ticket: Ticket, text: str, origin: str, now: datetime) -> None:
    _note(session, actor, ticket, "answer", text, origin, now, public=True)
    ticket.first_answered_at = ticket.first_answered_at or now
    if ticket.sender_id is not None:
        reach_customer(session, ticket.sender_id, Said("staff", text, ticket.language))
    tell_outside(session, ticket, "answer", text, by=actor.name)


def _note(
    session: Session,
    actor: Actor,
    ticket: Ticket,
    kind: str,
    text: str,
    origin: str,
    now: datetime,
    *,
    public: bool = False,
) -> None:
    event = TicketEvent(
        ticket_id=ticket.id, kind=kind, actor=actor.name, text=text, public=public, origin=origin, at=now
    )
    session.add(event)
