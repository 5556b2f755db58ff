"""Pictures, voice notes and the like that a person sends: kept by reference, with the ticket they may belong to."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.tickets import Ticket, TicketPhoto
from hamrah.language.formatting import isolate
from hamrah.services.identity import Principal
from hamrah.services.outbox import tell_outside
from hamrah.services.ticket_history import UNDER_WAY, note_event

PICTURES = ("image", "video")


def keep_attachments(
    session: Session, principal: Principal, sent: Sequence[tuple[str, str]]
) -> tuple[str, dict[str, str]]:
    """Add pictures and videos (kind, reference) to the person's newest open ticket; the answer's key and values.

    What cannot be read (a voice note, a file, a place) is answered with how else to say it.
    """
    pictures = [reference for kind, reference in sent if kind in PICTURES]
    if not pictures:
        return f"utter_cannot_read_{sent[0][0]}", {}
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
    for reference in pictures:
        session.add(TicketPhoto(ticket_id=ticket.id, reference=reference, at=now))
        note_event(session, ticket, "note", "customer", reference, now, public=True)
        tell_outside(session, ticket, "note", reference)
    key = "utter_picture_on_ticket" if len(pictures) == 1 else "utter_pictures_on_ticket"
    return key, {"ticket": isolate(ticket.number)}
