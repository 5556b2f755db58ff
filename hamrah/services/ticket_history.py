"""A ticket's history and its status: what may follow on what, and what is written down each time."""

from datetime import datetime

from sqlalchemy.orm import Session

from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.handover_calls import end_waiting
from hamrah.services.refusal import Refusal
from hamrah.services.sla import pause_clocks, resume_clocks

DONE = ("solved", "closed")
UNDER_WAY = ("open", "in_progress", "waiting_for_customer")
MOVES = {
    "open": ("in_progress", "waiting_for_customer", "solved", "closed"),
    "in_progress": ("open", "waiting_for_customer", "solved", "closed"),
    "waiting_for_customer": ("open", "in_progress", "solved", "closed"),
    "solved": ("open", "closed"),
    "closed": ("open",),
}
"""Which status may follow on which."""
NOBODY = "nobody"
_FROM = " > "


def note_event(
    session: Session,
    ticket: Ticket,
    kind: str,
    actor: str,
    text: str,
    now: datetime,
    *,
    public: bool = False,
    origin: str | None = None,
) -> TicketEvent:
    """Write one entry of a ticket's history; the customer is shown what is `public`."""
    event = TicketEvent(ticket_id=ticket.id, kind=kind, actor=actor, text=text, at=now, public=public, origin=origin)
    session.add(event)
    session.flush()
    return event


def assignment(former: int | None, now: int | None) -> str:
    """How a history names who a ticket is given to, after whoever had it: `staff:3`, `staff:5 > staff:3`."""
    given = NOBODY if now is None else f"staff:{now}"
    return given if former is None else f"staff:{former}{_FROM}{given}"


def given_to(text: str) -> str:
    """To whom an assignment of a history gives a ticket: `staff:3`, `nobody`, or a name from elsewhere."""
    return text.rpartition(_FROM)[2]


def had_before(text: str) -> int | None:
    """The id of whoever had a ticket before an assignment of a history; None where it names nobody."""
    return staff_id_of(text.rpartition(_FROM)[0])


def staff_id_of(word: str) -> int | None:
    """The id in `staff:3`, as histories name a member of staff; None for any other word."""
    kind, _, number = word.partition(":")
    return int(number) if kind == "staff" and number.isascii() and number.isdigit() and len(number) < 10 else None


def move(session: Session, ticket: Ticket, status: str, actor: str, now: datetime, origin: str | None = None) -> None:
    """Bring a ticket into another status, with its clocks. Raises `Refusal` for one that may not follow.

    One that is done calls nobody any more. `origin` is the change's id in the system where it was made.
    """
    if status == ticket.status:
        return
    if status not in MOVES[ticket.status]:
        raise Refusal("utter_ticket_cannot_move", ticket=ticket.number)
    said = f"{ticket.status} > {status}"
    note_event(session, ticket, "status", actor, said, now, public=True, origin=origin)
    if ticket.status == "waiting_for_customer":
        resume_clocks(session, ticket, now)
    if status == "waiting_for_customer":
        pause_clocks(ticket, now)
    if status in DONE:
        ticket.solved_at = ticket.solved_at or now
        end_waiting(session, ticket.id, now)
    if status == "closed":
        ticket.closed_at = now
    ticket.status = status
