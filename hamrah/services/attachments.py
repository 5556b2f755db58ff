"""Pictures, voice notes and the like that a person sends: kept by reference, with the ticket they may belong to."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.language.formatting import isolate
from hamrah.services.identity import Principal
from hamrah.services.ticket_history import UNDER_WAY
from hamrah.services.tickets import own_tickets, take_words

PICTURES = ("image", "video")
SAID = ("opened", "note", "answer", "solution")
"""The kinds of a ticket's entries that are words between the customer and the shop, if not the shop's own notes."""


def keep_attachments(
    session: Session, principal: Principal, sent: Sequence[tuple[str, str]]
) -> tuple[str, dict[str, str]]:
    """Add pictures and videos (kind, reference) to the open ticket last spoken of; the answer's key and values.

    They are the customer's answer where the ticket waits for one.
    What cannot be read (a voice note, a file, a place) is answered with how else to say it.
    """
    pictures = [reference for kind, reference in sent if kind in PICTURES]
    if not pictures:
        return f"utter_cannot_read_{sent[0][0]}", {}
    theirs = select(Ticket).where(own_tickets(principal), Ticket.merged_into_id.is_(None))
    open_ones = theirs.where(Ticket.status.in_(UNDER_WAY))
    spoken = select(func.max(TicketEvent.id)).where(TicketEvent.ticket_id == Ticket.id, TicketEvent.kind.in_(SAID))
    last = open_ones.order_by(func.coalesce(spoken.scalar_subquery(), 0).desc(), Ticket.id.desc()).limit(1)
    ticket = session.scalar(last.with_for_update().execution_options(populate_existing=True))
    if ticket is None:
        return "utter_picture_without_ticket", {}
    for reference in pictures:
        take_words(session, ticket, reference, [reference])
    key = "utter_picture_on_ticket" if len(pictures) == 1 else "utter_pictures_on_ticket"
    return key, {"ticket": isolate(ticket.number)}
