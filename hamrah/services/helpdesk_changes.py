"""What comes back from an outside helpdesk: status, assignee and answers become the ticket's own, each once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Conversation
from hamrah.crm.outbox import RemoteRecord
from hamrah.crm.tickets import TICKET_STATUSES, Ticket, TicketEvent
from hamrah.language.formatting import format_date, isolate_for
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.actors import Actor, actor_of, helpdesk, staff_by_email
from hamrah.services.outbox import tell_outside
from hamrah.services.photo_links import harmless
from hamrah.services.reaching import reach_customer
from hamrah.services.remote_records import remote_tickets
from hamrah.services.ticket_desk import answer_ticket, assign_ticket, set_ticket_status
from hamrah.services.ticket_history import DONE
from hamrah.services.transcripts import Said

LONGEST_VALUE = 10_000
LONGEST_NAME = 200
CHANGE = "change"


class UnknownTicket(LookupError):
    """A helpdesk speaks of a ticket that it was not given."""


def known_origins(session: Session, target: str, origins: Collection[str]) -> set[str]:
    """Which of these changes have been taken, or found to need nothing."""
    applied = session.scalars(select(TicketEvent.origin).where(TicketEvent.origin.in_(origins)))
    idle = (RemoteRecord.target == target, RemoteRecord.kind == CHANGE, RemoteRecord.local_id.in_(origins))
    seen = session.scalars(select(RemoteRecord.local_id).where(*idle))
    return {origin for origin in (*applied, *seen) if origin is not None}


def take_change(
    session: Session,
    texts: TextCatalogue,
    target: str,
    number: str,
    kind: str,
    value: str,
    origin: str,
    now: datetime,
) -> bool:
    """Apply one change from a helpdesk: a `status` of ours, who it is `assigned` to, an `answer`, a customer's `note`.

    `origin` is the change's id there. False where it was taken before, or changes nothing. What it changes other
    helpdesks are told, not the one it came from; that a ticket is done there, the customer is told. Raises
    `UnknownTicket` for one that this helpdesk was not given.
    """
    ticket = session.scalar(select(Ticket).where(Ticket.number == number).with_for_update())
    record = remote_tickets(session, target, [number]).get(number)
    if ticket is None or record is None:
        raise UnknownTicket(number)
    if known_origins(session, target, [origin]):
        return False
    change = _Change(session, texts, helpdesk(target), ticket, _clean(value), origin, now)
    applied = _apply(change, kind, record)
    if not applied:
        session.add(RemoteRecord(target=target, kind=CHANGE, local_id=origin, remote_id=origin, at=now))
    return applied


@dataclass(frozen=True)
class _Change:
    session: Session
    texts: TextCatalogue
    actor: Actor
    ticket: Ticket
    value: str
    origin: str
    now: datetime

    def note(self, kind: str, text: str, *, public: bool = False, actor: str | None = None) -> None:
        """Write the change into the ticket's history, as the helpdesk's doing unless it was another's."""
        ids = {"ticket_id": self.ticket.id, "origin": self.origin}
        by = actor or self.actor.name
        self.session.add(TicketEvent(kind=kind, actor=by, text=text, public=public, at=self.now, **ids))

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
    if kind == "note" and change.value:
        return _take_note(change)
    return False


def _take_status(change: _Change) -> bool:
    ticket, status = change.ticket, change.value
    if ticket.status == status or {ticket.status, status} <= set(DONE):
        return False
    set_ticket_status(change.session, change.actor, ticket.number, status, origin=change.origin)
    if status in DONE and ticket.merged_into_id is None:
        _tell_customer(change)
    return True


def _tell_customer(change: _Change) -> None:
    """Say where the customer is that their ticket is done: over there it may be ended without a word to them."""
    ticket = change.ticket
    place = None if ticket.sender_id is None else change.session.get(Conversation, ticket.sender_id)
    if place is None:
        return
    language, texts = ticket.language or place.spoken_language, change.texts
    key = f"utter_ticket_{change.value}"
    values = {
        "ticket": isolate_for(ticket.number, language),
        "issue": texts.term(language, f"issue.{ticket.kind}"),
        "when": format_date(change.now, language, change.now),
    }
    text = texts.message(language, key)[0].format(**values)
    reach_customer(change.session, place.sender_id, Said("bot", text, language))


def _take_assignee(change: _Change) -> bool:
    """Assign to the member of staff of that e-mail address; whom the store does not know so is noted by name."""
    member = _member_for(change.session, change.ticket, change.value)
    if member is not None and _is_under_way(change.ticket):
        assign_ticket(change.session, change.actor, change.ticket.number, member, origin=change.origin)
        return True
    change.ticket.assignee_id = member
    name = harmless(change.value)[:LONGEST_NAME]
    change.note("assigned", name)
    change.tell_others("assigned", name)
    return True


def _member_for(session: Session, ticket: Ticket, email: str) -> int | None:
    """The member of staff of an e-mail address, if the ticket's branch is their business; else it is noted only."""
    row = staff_by_email(session, email)
    if row is None or not actor_of(row).may_serve(ticket.branch_id):
        return None
    return row.id


def _take_answer(change: _Change) -> bool:
    """The answer reaches the customer where they are, and stops the clock of the first answer."""
    ticket = change.ticket
    if _is_under_way(ticket):
        answer_ticket(change.session, change.actor, ticket.number, change.value, origin=change.origin)
        return True
    change.note("answer", change.value, public=True)
    if ticket.sender_id is not None:
        reach_customer(change.session, ticket.sender_id, Said("staff", change.value, ticket.language))
    change.tell_others("answer", change.value)
    return True


def _take_note(change: _Change) -> bool:
    """What the customer said there, by mail for example. If it opens the ticket again, the helpdesk tells that too."""
    words = harmless(change.value)
    change.note("note", words, actor="customer")
    change.tell_others("note", words)
    return True


def _is_under_way(ticket: Ticket) -> bool:
    return ticket.status not in DONE and ticket.merged_into_id is None


def _clean(value: str) -> str:
    """Without control characters (a store refuses some of them), and not endless."""
    kept = (character for character in value if character in "\n\t" or category(character) != "Cc")
    return "".join(kept).strip()[:LONGEST_VALUE]
