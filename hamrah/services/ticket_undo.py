"""Taking back what was just done to a ticket. Nothing is erased: that it was taken back is one more event."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.actors import Actor
from hamrah.services.handover_calls import call_again
from hamrah.services.outbox import tell_outside
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require
from hamrah.services.ticket_desk import ticket_for
from hamrah.services.ticket_history import NOBODY, assignment, given_to, had_before, move, note_event, staff_id_of

WITHDRAWN = "note_withdrawn"
TOO_LATE = "utter_undo_too_late"


def last_event(session: Session, actor: Actor, ticket: Ticket, kind: str) -> TicketEvent | None:
    """The newest event of a kind that an actor caused: what they could take back."""
    query = select(TicketEvent).where(
        TicketEvent.ticket_id == ticket.id, TicketEvent.kind == kind, TicketEvent.actor == actor.name
    )
    return session.scalar(query.order_by(TicketEvent.id.desc()).limit(1))


def undo_event(session: Session, actor: Actor, event_id: int) -> TicketEvent:
    """Take back what an actor did: an assignment, an inner note, a solution; the event that it was.

    Only one's own, and only while nothing has come after it that rests on it. What a customer was told stays told.
    Raises `Refusal` otherwise, and for another branch's ticket as for one that does not exist.
    """
    require(actor, Deed.WORK_ON_TICKETS)
    event = session.get(TicketEvent, event_id)
    if event is None or event.actor != actor.name:
        raise Refusal(TOO_LATE)
    ticket = ticket_for(session, actor, session.get_one(Ticket, event.ticket_id).number, hold=True)
    if ticket.merged_into_id is not None:
        raise Refusal("utter_ticket_merged", ticket=ticket.number)
    undo = {"assigned": _unassign, "inner_note": _withdraw, "solution": _unsolve}.get(event.kind)
    if undo is None:
        raise Refusal(TOO_LATE)
    undo(session, actor, ticket, event)
    return event


def withdrawn_notes(session: Session, ticket: Ticket) -> set[int]:
    """The ids of a ticket's inner notes that were taken back."""
    rows = select(TicketEvent.text).where(TicketEvent.ticket_id == ticket.id, TicketEvent.kind == WITHDRAWN)
    return {int(text) for text in session.scalars(rows) if text.isdecimal()}


def _unassign(session: Session, actor: Actor, ticket: Ticket, event: TicketEvent) -> None:
    assigned = [one for one in ticket.events if one.kind == "assigned"]
    if assigned[-1].id != event.id:
        raise Refusal(TOO_LATE)
    former = had_before(event.text)
    if former is None and len(assigned) > 1:  # histories once named only whom a ticket is given to
        former = staff_id_of(given_to(assigned[-2].text))
    member = None if former is None else session.get(Staff, former)
    now, had = utc_now(), ticket.assignee_id
    ticket.assignee_id = member.id if member is not None and member.active else None
    note_event(session, ticket, "assigned", actor.name, assignment(had, ticket.assignee_id), now)
    if _moved_by(ticket, event) == "open > in_progress" and ticket.status == "in_progress":
        move(session, ticket, "open", actor.name, now)
    told = NOBODY if member is None or ticket.assignee_id is None else member.name
    tell_outside(session, ticket, "assigned", told, by=actor.name)


def _withdraw(session: Session, actor: Actor, ticket: Ticket, event: TicketEvent) -> None:
    if event.id in withdrawn_notes(session, ticket):
        raise Refusal(TOO_LATE)
    note_event(session, ticket, WITHDRAWN, actor.name, str(event.id), utc_now())
    tell_outside(session, ticket, "inner_note", f"withdrawn: {event.text}", by=actor.name)


def _unsolve(session: Session, actor: Actor, ticket: Ticket, event: TicketEvent) -> None:
    """Under way again as before, due when it was due; that is no reopening by a customer and is not counted as one.

    Who waited for a person by it waits again.
    """
    newest = [one for one in ticket.events if one.kind == "solution"][-1]
    moved = _moved_by(ticket, event)
    if ticket.status != "solved" or newest.id != event.id or moved is None:
        raise Refusal(TOO_LATE)
    now = utc_now()
    move(session, ticket, "open", actor.name, now)
    ticket.solved_at = None
    call_again(session, ticket.id, event.at)
    before = moved.partition(" > ")[0]
    if before != "open":
        move(session, ticket, "in_progress", actor.name, now)
    tell_outside(session, ticket, "status", by=actor.name)


def _moved_by(ticket: Ticket, event: TicketEvent) -> str | None:
    """The change of status that came with an event ("open > in_progress"); None where none did."""
    after = [one for one in ticket.events if one.id > event.id]
    return after[0].text if after and after[0].kind == "status" and after[0].actor == event.actor else None
