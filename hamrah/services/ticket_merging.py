"""Two tickets that say the same become one, and can be taken apart again."""

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import STANDING_CALL, Handover
from hamrah.crm.tickets import Ticket
from hamrah.services.actors import Actor
from hamrah.services.outbox import tell_outside
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import ticket_for
from hamrah.services.ticket_history import DONE, note_event
from hamrah.services.ticket_rules import PRIORITIES
from hamrah.services.tickets import ticket_number


def merge_tickets(session: Session, actor: Actor, duplicate: str, into: str) -> Ticket:
    """Let a ticket go on in another one of the same customer; the other one.

    The duplicate keeps its history and status; who waits for a person by it waits by the other, which is then as urgent
    as the more urgent of both and due as the earlier, and stays so if they are taken apart again. Raises `Refusal` for
    one and the same, for another customer's, for one that is merged already or has others merged into it, and for one
    still open into one that is done, where nobody would look at it.
    """
    # Held in one order always, so that two who merge crosswise wait for each other instead of for ever.
    held = {ticket.number: ticket for ticket in _hold(session, actor, duplicate, into)}
    lesser, main = held[ticket_number(duplicate)], held[ticket_number(into)]
    if lesser.id == main.id or _whose(lesser) != _whose(main):
        raise Refusal("utter_tickets_not_alike")
    if lesser.merged_into_id is not None or main.merged_into_id is not None or _has_merged(session, lesser):
        raise Refusal("utter_ticket_merged", ticket=lesser.number)
    if main.status in DONE and lesser.status not in DONE:
        raise Refusal("utter_ticket_done", ticket=main.number)
    now = utc_now()
    lesser.merged_into_id = main.id
    _call_by(session, main, Handover.ticket_id == lesser.id)
    _take_urgency(session, lesser, main, actor)
    note_event(session, lesser, "merged", actor.name, main.number, now)
    note_event(session, main, "merged", actor.name, lesser.number, now)
    tell_outside(session, lesser, "merged", main.number, by=actor.name)
    return main


def split_ticket(session: Session, actor: Actor, duplicate: str) -> Ticket:
    """Take a ticket out of the one it was merged into: it is as before. Raises `Refusal` for one that is not merged."""
    ticket = ticket_for(session, actor, duplicate, hold=True)
    if ticket.merged_into_id is None:
        raise Refusal("utter_ticket_not_merged", ticket=ticket.number)
    main = session.get_one(Ticket, ticket.merged_into_id)
    now = utc_now()
    ticket.merged_into_id = None
    if ticket.sender_id != main.sender_id:
        _call_by(session, ticket, Handover.ticket_id == main.id, Handover.sender_id == ticket.sender_id)
    note_event(session, ticket, "split", actor.name, main.number, now)
    note_event(session, main, "split", actor.name, ticket.number, now)
    tell_outside(session, ticket, "split", main.number, by=actor.name)
    return ticket


def _take_urgency(session: Session, lesser: Ticket, main: Ticket, actor: Actor) -> None:
    if lesser.status in DONE:
        return
    more = min(lesser.priority, main.priority, key=PRIORITIES.index)
    if more != main.priority:
        note_event(session, main, "priority", actor.name, f"{main.priority} > {more}", utc_now())
        main.impact, main.priority = lesser.impact, more
    if main.first_answered_at is None:
        main.answer_due_at = min(main.answer_due_at, lesser.answer_due_at)
    due = [one.solution_due_at for one in (main, lesser) if one.solution_due_at is not None]
    main.solution_due_at = min(due, default=None)


def _hold(session: Session, actor: Actor, *numbers: str) -> list[Ticket]:
    return [ticket_for(session, actor, number, hold=True) for number in sorted({ticket_number(one) for one in numbers})]


def _call_by(session: Session, ticket: Ticket, *which: ColumnElement[bool]) -> None:
    """Have calls that stand be made by a ticket."""
    session.execute(update(Handover).where(STANDING_CALL, *which).values(ticket_id=ticket.id))


def _whose(ticket: Ticket) -> tuple[int | None, str | None]:
    return ticket.customer_id, None if ticket.customer_id is not None else ticket.sender_id


def _has_merged(session: Session, ticket: Ticket) -> bool:
    return session.scalar(select(Ticket.id).where(Ticket.merged_into_id == ticket.id).limit(1)) is not None
