"""Tickets from the shop's side: looked for, taken, answered, solved; by whoever may serve the ticket's branch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket, TicketEvent, TicketPhoto
from hamrah.services.actors import Actor, actor_of
from hamrah.services.outbox import tell_outside
from hamrah.services.reaching import reach_customer
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require
from hamrah.services.ticket_history import DONE, NOBODY, UNDER_WAY, assignment, move, note_event
from hamrah.services.ticket_rules import PRIORITIES
from hamrah.services.tickets import open_again, ticket_number
from hamrah.services.transcripts import Said

SHOWN = 50


@dataclass(frozen=True)
class TicketFile:
    """A ticket with all that belongs to it: what happened, the pictures, and what was said in chat before it."""

    ticket: Ticket
    events: list[TicketEvent]
    pictures: list[str]
    said: list[ChatMessage]


def first_name(member: Staff) -> str:
    """What a customer gets to know of a member of staff."""
    return member.name.split()[0]


def ticket_for(session: Session, actor: Actor, number: str, *, hold: bool = False) -> Ticket:
    """The ticket of a number, if it is the actor's business; with `hold` nobody else changes it meanwhile.

    Raises `Refusal` for a role that works on none; for an unknown number and, without telling them apart, for another
    branch's.
    """
    require(actor, Deed.WORK_ON_TICKETS)
    query = select(Ticket).where(Ticket.number == ticket_number(number))
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    ticket = session.scalar(query)
    if ticket is None or not actor.may_serve(ticket.branch_id):
        raise Refusal("utter_ticket_not_found", ticket=number)
    return ticket


def open_file(session: Session, actor: Actor, number: str) -> TicketFile:
    """All of a ticket, with the conversation as it stood when the ticket was opened (its last lines)."""
    ticket = ticket_for(session, actor, number)
    said: list[ChatMessage] = []
    if ticket.sender_id is not None:
        lines = select(ChatMessage).where(ChatMessage.sender_id == ticket.sender_id, ChatMessage.at <= ticket.opened_at)
        said = list(session.scalars(lines.order_by(ChatMessage.id.desc()).limit(SHOWN)))[::-1]
    pictures = session.scalars(select(TicketPhoto.reference).where(TicketPhoto.ticket_id == ticket.id))
    return TicketFile(ticket, list(ticket.events), list(pictures), said)


def list_queue(
    session: Session,
    actor: Actor,
    *,
    queue: str | None = None,
    mine: bool = False,
    overdue_at: datetime | None = None,
    limit: int = SHOWN,
) -> list[Ticket]:
    """Open tickets that are the actor's business: the most urgent first, then those due first.

    `mine` are those assigned to the actor; `overdue_at` those that are due by then: not answered, or not solved.
    Raises `Refusal` for a role that works on none.
    """
    require(actor, Deed.WORK_ON_TICKETS)
    query = select(Ticket).where(is_open_for(actor))
    if queue is not None:
        query = query.where(Ticket.queue == queue)
    if mine:
        query = query.where(Ticket.assignee_id == actor.staff_id)
    if overdue_at is not None:
        query = query.where(is_overdue(overdue_at))
    return list(session.scalars(query.order_by(*by_urgency()).limit(limit)))


def is_open_for(actor: Actor) -> ColumnElement[bool]:
    """Whether a ticket is under way, stands for itself, and is the actor's business."""
    is_under_way = Ticket.status.in_(UNDER_WAY) & Ticket.merged_into_id.is_(None)
    if actor.serves_all:
        return is_under_way
    return is_under_way & (Ticket.branch_id.is_(None) | (Ticket.branch_id == actor.branch_id))


def by_urgency() -> tuple[Any, ...]:
    """The order of a queue: the most urgent first, then those due first."""
    order = case({priority: place for place, priority in enumerate(PRIORITIES)}, value=Ticket.priority)
    return order, Ticket.answer_due_at, Ticket.id


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Whether the clock of a ticket has run out by `now`; one that waits for the customer is never overdue."""
    unanswered = Ticket.first_answered_at.is_(None) & (Ticket.answer_due_at < now)
    return Ticket.waiting_since.is_(None) & (unanswered | (Ticket.solution_due_at < now))


def assign_ticket(
    session: Session, actor: Actor, number: str, assignee_id: int | None, *, origin: str | None = None
) -> Ticket:
    """Give a ticket to a member of staff who may serve it, or to nobody; one that was open is in progress then.

    Raises `Refusal` for whose role allows only taking one oneself, for somebody who has left or serves another branch.
    """
    if assignee_id != actor.staff_id:
        require(actor, Deed.ASSIGN_TO_OTHERS)
    ticket = _for_work(session, actor, number)
    told = NOBODY if assignee_id is None else assignable(session, ticket, assignee_id).name
    now, said = utc_now(), assignment(ticket.assignee_id, assignee_id)
    ticket.assignee_id = assignee_id
    note_event(session, ticket, "assigned", actor.name, said, now, origin=origin)
    if assignee_id is not None and ticket.status == "open":
        move(session, ticket, "in_progress", actor.name, now)
    tell_outside(session, ticket, "assigned", told, by=actor.name)
    return ticket


def assignable(session: Session, ticket: Ticket, assignee_id: int) -> Staff:
    """The member of staff who is to have a ticket. Raises `Refusal` for who has left, or serves another branch."""
    member = session.get(Staff, assignee_id)
    if member is None or not member.active:
        raise Refusal("utter_staff_unknown")
    if not actor_of(member).may_serve(ticket.branch_id):
        raise Refusal("utter_staff_elsewhere")
    return member


def answer_ticket(
    session: Session,
    actor: Actor,
    number: str,
    text: str,
    *,
    ask_back: bool = False,
    origin: str | None = None,
    where: str | None = None,
) -> Ticket:
    """Say something to the customer about a ticket, where they are; the first time it stops the answer's clock.

    With `ask_back` the ticket waits for the customer, and its clocks with it. `origin` is the answer's id in the
    system where it was written, `where` the conversation for it if not the one in which the ticket was opened.
    """
    ticket = _for_work(session, actor, number)
    return answer_held(session, actor, ticket, text, ask_back=ask_back, origin=origin, where=where)


def answer_held(
    session: Session,
    actor: Actor,
    ticket: Ticket,
    text: str,
    *,
    ask_back: bool = False,
    origin: str | None = None,
    where: str | None = None,
) -> Ticket:
    """The same for a ticket that is held already and can be worked on."""
    words = _said(text)
    now = utc_now()
    note_event(session, ticket, "answer", actor.name, words, now, public=True, origin=origin)
    ticket.first_answered_at = ticket.first_answered_at or now
    move(session, ticket, "waiting_for_customer" if ask_back else "in_progress", actor.name, now)
    _reach(session, actor, ticket, words, where or ticket.sender_id)
    tell_outside(session, ticket, "answer", words, by=actor.name)
    return ticket


def note_inside(session: Session, actor: Actor, number: str, text: str) -> Ticket:
    """Write something down that only the shop's people see."""
    ticket = ticket_for(session, actor, number, hold=True)
    note_event(session, ticket, "inner_note", actor.name, _said(text), utc_now())
    tell_outside(session, ticket, "inner_note", _said(text), by=actor.name)
    return ticket


def solve_ticket(session: Session, actor: Actor, number: str, solution: str, *, origin: str | None = None) -> Ticket:
    """Solve a ticket and tell the customer how; it closes by itself later, or by the customer's word."""
    return solve_held(session, actor, _for_work(session, actor, number), solution, origin=origin)


def solve_held(session: Session, actor: Actor, ticket: Ticket, solution: str, *, origin: str | None = None) -> Ticket:
    """The same for a ticket that is held already and can be worked on."""
    words = _said(solution)
    now = utc_now()
    note_event(session, ticket, "solution", actor.name, words, now, public=True, origin=origin)
    ticket.first_answered_at = ticket.first_answered_at or now
    move(session, ticket, "solved", actor.name, now)
    _reach(session, actor, ticket, words, ticket.sender_id)
    tell_outside(session, ticket, "solved", words, by=actor.name)
    return ticket


def set_ticket_status(session: Session, actor: Actor, number: str, status: str, *, origin: str | None = None) -> Ticket:
    """Bring a ticket into another status without words to the customer. Raises `Refusal` where it may not follow."""
    ticket = ticket_for(session, actor, number, hold=True)
    if status == ticket.status:
        return ticket
    now = utc_now()
    if ticket.status in DONE and status not in DONE:
        open_again(session, ticket, actor.name, now)
    move(session, ticket, status, actor.name, now, origin)
    tell_outside(session, ticket, "status", by=actor.name)
    return ticket


def _for_work(session: Session, actor: Actor, number: str) -> Ticket:
    """A ticket that can still be worked on. Raises `Refusal` for one that is done or merged into another."""
    ticket = ticket_for(session, actor, number, hold=True)
    check_under_way(ticket)
    return ticket


def check_under_way(ticket: Ticket) -> None:
    """Raises `Refusal` for a ticket that cannot be worked on, since it is done or merged into another."""
    if ticket.merged_into_id is not None:
        raise Refusal("utter_ticket_merged", ticket=ticket.number)
    if ticket.status in DONE:
        raise Refusal("utter_ticket_done", ticket=ticket.number)


def _said(text: str) -> str:
    words = text.strip()
    if not words:
        raise Refusal("utter_words_missing")
    return words


def _reach(session: Session, actor: Actor, ticket: Ticket, words: str, sender_id: str | None) -> None:
    if sender_id is None:
        return
    member = None if actor.staff_id is None else session.get(Staff, actor.staff_id)
    name = None if member is None else first_name(member)
    reach_customer(session, sender_id, Said("staff", words, ticket.language, name=name))
