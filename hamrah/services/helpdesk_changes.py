"""What comes back from an outside helpdesk: status, assignee and answers become the ticket's own, each once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

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

LONGEST_VALUE = 10_000
CHANGE = "change"


class UnknownTicket(LookupError):
    """A helpdesk speaks of a ticket that it was not given."""


def known_origins(session: Session, target: str, origins: Collection[str]) -> set[str]:
    """Which of these changes have been taken, or found to need nothing."""
    applied = session.scalars(select(TicketEvent.origin).where(TicketEvent.origin.in_(origins)))
    idle = (RemoteRecord.target == target, RemoteRecord.kind == CHANGE, RemoteRecord.local_id.in_(origins))
    seen = session.scalars(select(RemoteRecord.local_id).where(*idle))
    return {origin for origin in (*applied, *seen) if origin is not None}


def take_change(session: Session, target: str, number: str, kind: str, value: str, origin: str, now: datetime) -> bool:
    """Apply one change from a helpdesk: a `status` of ours, who it is `assigned` to, or an `answer`.

    `origin` is the change's id there. False where it was taken before, or changes nothing. What it changes other
    helpdesks are told, not the one it came from. Raises `UnknownTicket` for one that this helpdesk was not given.
    """
    ticket = session.scalar(select(Ticket).where(Ticket.number == number).with_for_update())
    record = remote_tickets(session, target, [number]).get(number)
    if ticket is None or record is None:
        raise UnknownTicket(number)
    if known_origins(session, target, [origin]):
        return False
    change = _Change(session, helpdesk(target), ticket, _clean(value), origin, now)
    applied = _apply(change, kind, record)
    if not applied:
        session.add(RemoteRecord(target=target, kind=CHANGE, local_id=origin, remote_id=origin, at=now))
    return applied


@dataclass(frozen=True)
class _Change:
    session: Session
    actor: Actor
    ticket: Ticket
    value: str
    origin: str
    now: datetime

    def note(self, kind: str, text: str, *, public: bool = False) -> None:
        """Write the change into the ticket's history."""
        ids = {"ticket_id": self.ticket.id, "origin": self.origin}
        self.session.add(TicketEvent(kind=kind, actor=self.actor.name, text=text, public=public, at=self.now, **ids))

    def tell_others(self, what: str, text: str = "") -> None:
        """Tell the helpdesks that it did not come from."""
        tell_outside(self.session, self.ticket, what, text, by=self.actor.name)


def _apply(change: _Change, kind: str, record: RemoteRecord) -> bool:
    if kind == "status" and change.value in TICKET_STATUSES:
        record.status, record.outside_since = change.value, change.now
        return _take_status(change)
    if kind == "assigned" and change.value:
        return _take_assignee(change)
    if kind == "answer" and change.value:
        return _take_answer(change)
    return False


def _take_status(change: _Change) -> bool:
    ticket, status = change.ticket, change.value
    if ticket.status == status or {ticket.status, status} <= set(DONE):
        return False
    change.note("status", f"{ticket.status} > {status}")
    if status in DONE:
        ticket.solved_at = ticket.solved_at or change.now
        ticket.closed_at = change.now if status == "closed" else None
    elif ticket.status in DONE:
        ticket.solved_at = ticket.closed_at = None
        ticket.reopened += 1
    ticket.waiting_since = change.now if status == "waiting_for_customer" else None
    ticket.status = status
    change.tell_others("status", status)
    return True


def _take_assignee(change: _Change) -> bool:
    """Assign to the member of staff of that e-mail address; somebody whom the store does not know is noted by name."""
    known = select(Staff.id).where(func.lower(Staff.email) == change.value.lower(), Staff.active)
    change.ticket.assignee_id = change.session.scalar(known)
    change.note("assigned", change.value)
    change.tell_others("assigned", change.value)
    return True


def _take_answer(change: _Change) -> bool:
    """The answer reaches the customer where they are, and stops the clock of the first answer."""
    ticket = change.ticket
    change.note("answer", change.value, public=True)
    ticket.first_answered_at = ticket.first_answered_at or change.now
    if ticket.sender_id is not None:
        reach_customer(change.session, ticket.sender_id, Said("staff", change.value, ticket.language))
    change.tell_others("answer", change.value)
    return True


def _clean(value: str) -> str:
    """Without control characters (a store refuses some of them), and not endless."""
    kept = (character for character in value if character in "\n\t" or category(character) != "Cc")
    return "".join(kept).strip()[:LONGEST_VALUE]
