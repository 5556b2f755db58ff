"""Complaints and requests, from the customer's side: opened with their outbox row, added to, confirmed, reopened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.order_numbers import await_ticket_turn
from hamrah.services.outbox import tell_outside
from hamrah.services.refusal import Refusal
from hamrah.services.sla import start_clocks
from hamrah.services.ticket_history import DONE, UNDER_WAY, move, note_event
from hamrah.services.ticket_opening import Complaint, checked_words, keep_pictures, make_ticket, own_order
from hamrah.services.ticket_priority import raise_priority
from hamrah.services.ticket_rules import ticket_rules

TOLD, ASKS_ORDER = "told", "utter_complaint_kept_ask_order"
"""The entry that says that a ticket was opened of what was told before the person fell silent; how they are told so."""
_SOLVED_FIRST = case({"solved": 0, "closed": 2}, value=Ticket.status, else_=1)
"""What somebody means who says that it is solved, or that it is not: what the shop says is, then what is under way."""


def open_ticket(session: Session, principal: Principal, complaint: Complaint) -> Ticket:
    """Open a ticket, or add to the open one about the same trouble with the same order.

    A guest may complain too; an order is tied to the ticket only when it is the principal's own, and stays in the
    description otherwise. The row for outside helpdesks is written in the same transaction. Raises `Refusal` for staff,
    and for words that cannot be kept as they are (too long, markup, links to inner addresses).
    """
    principal.check_shopper()
    words, links = checked_words(complaint.description)
    order = own_order(session, principal, complaint.order_number)
    await_ticket_turn(session)
    same = _open_about(session, principal, complaint.kind, None if order is None else order.id)
    if same is not None:
        return add_note(session, principal, same.number, words)
    now = utc_now()
    ticket = make_ticket(session, principal, complaint, order, now)
    keep_pictures(session, ticket, links, now)
    note_event(session, ticket, "opened", "customer", ticket.description, now, public=True)
    tell_outside(session, ticket, "opened", ticket.description)
    note_interaction(session, principal, "ticket_opened", "ticket", ticket.id)
    return ticket


def list_tickets(session: Session, principal: Principal, *, open_only: bool = False, limit: int = 5) -> list[Ticket]:
    """The principal's tickets, newest first: a customer's own, or those a guest opened in this conversation.

    What was merged into another is not shown beside it.
    """
    query = select(Ticket).where(own_tickets(principal), Ticket.merged_into_id.is_(None))
    if open_only:
        query = query.where(Ticket.status.not_in(DONE))
    return list(session.scalars(query.order_by(Ticket.id.desc()).limit(limit)))


def find_ticket(
    session: Session, principal: Principal, number: str | None, *, solved: bool | None = None, hold: bool = False
) -> Ticket:
    """The principal's ticket of that number, or without one the newest.

    `solved` tells which come first then: those that the shop has solved, then the open ones, and what is closed last;
    or the open ones. With `hold` nobody else changes it until this transaction ends.
    A number that was merged into another finds that one. Raises `Refusal` for none, and for somebody else's as for one
    that does not exist.
    """
    query = select(Ticket).where(own_tickets(principal))
    if number is not None:
        query = query.where(Ticket.number == ticket_number(number))
    else:
        query = query.where(Ticket.merged_into_id.is_(None))
        if solved is not None:
            query = query.order_by(Ticket.status.in_(DONE) if not solved else _SOLVED_FIRST)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    ticket = session.scalar(query.order_by(Ticket.id.desc()).limit(1))
    if ticket is None:
        raise Refusal("utter_no_tickets") if number is None else Refusal("utter_ticket_not_found", ticket=number)
    return main_ticket(session, ticket, hold=hold)


def solved_since(session: Session, principal: Principal, moment: datetime | None) -> str | None:
    """The number of the principal's ticket that the shop solved last, since a moment if given, and nobody confirmed."""
    solved = select(Ticket.number).where(
        own_tickets(principal), Ticket.status == "solved", Ticket.merged_into_id.is_(None)
    )
    if moment is not None:
        solved = solved.where(Ticket.solved_at > moment)
    return session.scalar(solved.order_by(Ticket.solved_at.desc()).limit(1))


@dataclass(frozen=True)
class Spoken:
    """A ticket under way of which the shop's people spoke: whether it waits for an answer, and they spoke last here.

    Not `by_people` is the worker's question for the order.
    """

    number: str
    waits: bool
    is_last: bool
    by_people: bool


def spoken_of(session: Session, principal: Principal) -> Spoken | None:
    """The principal's ticket of which the shop's people spoke to them last, if it is under way; None for none.

    So does the worker of one that it opened in a silence: it asks for the order.
    """
    of_people = (TicketEvent.kind == "answer") & TicketEvent.public
    query = (
        select(Ticket.number, Ticket.status, TicketEvent.kind)
        .join(TicketEvent, TicketEvent.ticket_id == Ticket.id)
        .where(own_tickets(principal), Ticket.merged_into_id.is_(None), Ticket.status.in_(UNDER_WAY))
        .where(of_people | ((TicketEvent.kind == TOLD) & Ticket.order_id.is_(None)))
    )
    found = session.execute(query.order_by(TicketEvent.id.desc()).limit(1)).first()
    if found is None:
        return None
    said = select(ChatMessage).where(ChatMessage.sender_id == principal.sender_id)
    last = list(session.scalars(said.order_by(ChatMessage.id.desc()).limit(2)))
    authors = [line.author for line in last]
    if found.kind == TOLD:
        asked = authors == ["person", "bot"] and last[1].extras.get("key") == ASKS_ORDER
        return Spoken(found.number, asked, asked, by_people=False)
    waits = found.status == "waiting_for_customer"
    return Spoken(found.number, waits, authors == ["person", "staff"], by_people=True)


def main_ticket(session: Session, ticket: Ticket, *, hold: bool = False) -> Ticket:
    """The ticket in which one goes on: that into which it was merged, else itself."""
    if ticket.merged_into_id is None:
        return ticket
    return session.get_one(Ticket, ticket.merged_into_id, with_for_update=hold or None)


def add_note(session: Session, principal: Principal, number: str | None, text: str) -> Ticket:
    """Add what the customer says to a ticket, without a number to the newest open one; a solved one is opened again.

    Raises `Refusal` for words that cannot be kept.
    """
    return _say(session, principal, number, text, solved=False)


def confirm_solved(session: Session, principal: Principal, number: str | None) -> Ticket:
    """Close a ticket because the customer says that it is solved; without a number the one that the shop solved."""
    ticket = find_ticket(session, principal, number, solved=True, hold=True)
    if ticket.status == "closed":
        raise Refusal("utter_ticket_closed_already", ticket=ticket.number)
    move(session, ticket, "closed", "customer", utc_now())
    tell_outside(session, ticket, "closed")
    note_interaction(session, principal, "ticket_confirmed", "ticket", ticket.id)
    return ticket


def reopen_ticket(session: Session, principal: Principal, number: str | None, text: str) -> Ticket:
    """Open a solved ticket again with what the customer says; one that is still open gets the words as a note."""
    return _say(session, principal, number, text, solved=True)


def take_words(
    session: Session, ticket: Ticket, words: str, links: Sequence[str] = (), *, may_reopen: bool = True
) -> None:
    """Take what its customer says into a ticket that is held: wherever it was said, it is their answer.

    One that waited for it goes on, one that was done is opened again (unless it may not be), and grave words raise it.
    """
    now = utc_now()
    keep_pictures(session, ticket, links, now)
    note_event(session, ticket, "note", "customer", words, now, public=True)
    is_reopened = may_reopen and ticket.status in DONE
    if is_reopened:
        open_again(session, ticket, "customer", now)
    elif ticket.status == "waiting_for_customer":
        move(session, ticket, "open" if ticket.assignee_id is None else "in_progress", "customer", now)
    # Only now that its clocks run: it is due as if opened now.
    raise_priority(session, ticket, words, now)
    tell_outside(session, ticket, "reopened" if is_reopened else "note", words)


def open_again(session: Session, ticket: Ticket, actor: str, now: datetime) -> None:
    """Bring a solved or closed ticket back to `open`: it is due anew, and counted as reopened."""
    move(session, ticket, "open", actor, now)
    ticket.solved_at = ticket.closed_at = None
    ticket.reopened += 1
    start_clocks(session, ticket, now)


def ask_for_person(session: Session, principal: Principal, words: str) -> Ticket:
    """Call a person into the conversation: one open hand-over ticket a conversation."""
    return open_ticket(session, principal, Complaint("handover", words))


def ticket_number(said: str) -> str:
    """A ticket number as it is kept: `T-10023`, from `t10023` or `10023` too."""
    digits = "".join(character for character in said if character.isdigit())
    return f"T-{digits}"


def _say(session: Session, principal: Principal, number: str | None, text: str, *, solved: bool) -> Ticket:
    words, links = checked_words(text)
    ticket = find_ticket(session, principal, number, solved=solved, hold=True)
    done = "ticket_reopened" if ticket.status in DONE else "ticket_noted"
    take_words(session, ticket, words, links)
    note_interaction(session, principal, done, "ticket", ticket.id)
    return ticket


def own_tickets(principal: Principal) -> ColumnElement[bool]:
    """What tickets the principal may see: a customer's own, or those that a guest opened in this conversation."""
    if principal.customer_id is not None:
        return Ticket.customer_id == principal.customer_id
    return (Ticket.sender_id == principal.sender_id) & Ticket.customer_id.is_(None)


def _open_about(session: Session, principal: Principal, kind: str, order_id: int | None) -> Ticket | None:
    """The ticket under way about the same trouble: that itself, or the one in which it goes on."""
    same = select(Ticket.id, Ticket.merged_into_id).where(
        own_tickets(principal), Ticket.kind == kind, Ticket.status.not_in(DONE) | Ticket.merged_into_id.is_not(None)
    )
    if order_id is not None:
        same = same.where(Ticket.order_id == order_id)
    else:  # only what was said in this conversation lately can be taken for the same trouble
        since = utc_now() - timedelta(hours=ticket_rules().same_without_order_hours)
        same = same.where(Ticket.order_id.is_(None), Ticket.sender_id == principal.sender_id, Ticket.opened_at > since)
    where = [merged_into or number for number, merged_into in session.execute(same).tuples()]
    going_on = select(Ticket).where(Ticket.id.in_(where), Ticket.status.not_in(DONE)).order_by(Ticket.id)
    return session.scalar(going_on.limit(1))
