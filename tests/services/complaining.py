"""What the tests of customers' tickets share: a complaint, and ways to look at what became of it."""

from sqlalchemy import select

from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket

from .world import Shop

RUDE = Complaint("staff", "The seller was rude to me")


def complain(shop: Shop, complaint: Complaint = RUDE, who: str = "ayesha") -> Ticket:
    """Have somebody complain; the ticket of it."""
    with shop.writing() as session:
        return open_ticket(session, shop.who(who), complaint)


def events(shop: Shop, number: str) -> list[tuple[str, str, str]]:
    """A ticket's history: what happened, by whom, in which words."""
    with shop.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return [(event.kind, event.actor, event.text) for event in ticket.events]


def topics(shop: Shop, number: str) -> list[str]:
    """What the outbox holds of a ticket, each thing once, the oldest first."""
    with shop.reading() as session:
        rows = session.scalars(select(Outbox).where(Outbox.subject == number).order_by(Outbox.id)).all()
    assert len({row.key for row in rows}) == len(rows)
    return [row.topic for row in rows]
