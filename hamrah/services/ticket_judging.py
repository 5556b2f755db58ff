"""What the words of a ticket say (sentiment, topic, urgency), written down beside it; pressing ones come earlier."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.tickets import Ticket
from hamrah.services.comment_judging import AT_ONCE, Judged
from hamrah.services.ticket_priority import raise_priority


def unjudged_tickets(session: Session, limit: int = AT_ONCE) -> dict[int, str]:
    """The words, by ticket id, of the newest tickets that nobody has judged yet: those matter most."""
    query = select(Ticket.id, Ticket.description).where(Ticket.sentiment.is_(None))
    return dict(session.execute(query.order_by(Ticket.id.desc()).limit(limit)).tuples().all())


def keep_ticket_judgements(session: Session, judged: Mapping[int, Judged]) -> int:
    """Write down what tickets say; how many. A negative one of high urgency is of high impact from now on."""
    now = utc_now()
    waiting = select(Ticket).where(Ticket.id.in_(judged), Ticket.sentiment.is_(None)).with_for_update()
    rows = session.scalars(waiting).all()
    for ticket in rows:
        said = judged[ticket.id]
        ticket.sentiment, ticket.score = said.sentiment, said.score
        ticket.topic, ticket.urgency = said.topic, said.urgency
        if said.sentiment == "negative" and said.urgency == "high":
            raise_priority(session, ticket, "", now, pressing=True)
    return len(rows)
