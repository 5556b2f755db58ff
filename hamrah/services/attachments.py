"""Pictures, voice notes and the like that a person sends: kept by reference, with the ticket they may belong to."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.tickets import Ticket, TicketPhoto
from hamrah.language.formatting import isolate
from hamrah.services.identity import Principal
from hamrah.services.outbox import tell_outside
from hamrah.services.ticket_history import UNDER_WAY, note_event

PICTURES = ("image", "video")


def keep_attachment(session: Session, principal: Principal, kind: str, reference: str) -> tuple[str, dict[str, str]]:
    """Add a picture or video to the person's newest open ticket; the answer's response key and values.

    What cannot be read (a voice note, a file, a place) is answered with how else to say it.
    """
    if kind not in PICTURES:
        return f"utter_cannot_read_{kind}", {}
    mine = (
        Ticket.customer_id == principal.customer_id
        if principal.customer_id is not None
        else (Ticket.sender_id == principal.sender_id) & Ticket.customer_id.is_(None)
    )
    open_ones = select(Ticket).where(mine, Ticket.status.in_(UNDER_WAY), Ticket.merged_into_id.is_(None))
    ticket = session.scalar(open_ones.order_by(Ticket.id.desc()).limit(1))
    if ticket is None:
        return "utter_picture_without_ticket", {}
    now = utc_now()
    session.add(TicketPhoto(ticket_id=ticket.id, reference=reference, at=now))
    note_event(session, ticket, "note", "customer", reference, now, public=True)
    tell_outside(session, ticket, "note", reference)
    return "utter_picture_on_ticket", {"ticket": isolate(ticket.number)}
