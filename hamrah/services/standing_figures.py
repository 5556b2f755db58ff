"""What stands open now, as counts: the outbox, tickets, conversations that wait for a person, alerts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import STANDING_CALL, Handover
from hamrah.crm.outbox import Outbox
from hamrah.crm.satisfaction import FollowUp, SatisfactionAlert
from hamrah.crm.tickets import Ticket

ENDED = ("solved", "closed")


@dataclass(frozen=True)
class StandingFigures:
    """Outbox rows by status; open tickets, and those of them that are overdue, by priority; and single counts."""

    outbox: dict[str, int]
    open_tickets: dict[str, int]
    overdue_tickets: dict[str, int]
    handovers_waiting: int
    follow_ups_open: int
    alerts_standing: int


def standing_figures(session: Session, now: datetime) -> StandingFigures:
    """The counts at a moment, in three queries. A ticket that waits for its customer is not overdue."""
    outbox = session.execute(select(Outbox.status, func.count()).group_by(Outbox.status)).tuples().all()
    late = (Ticket.first_answered_at.is_(None) & (Ticket.answer_due_at < now)) | (Ticket.solution_due_at < now)
    overdue = func.sum(case((late & Ticket.waiting_since.is_(None), 1), else_=0))
    tickets = (
        session.execute(
            select(Ticket.priority, func.count(), overdue)
            .where(Ticket.status.not_in(ENDED), Ticket.merged_into_id.is_(None))
            .group_by(Ticket.priority)
        )
        .tuples()
        .all()
    )
    waiting = select(func.count()).where(Handover.taken_at.is_(None), STANDING_CALL)
    follow_ups = select(func.count()).where(FollowUp.status == "open")
    alerts = select(func.count()).where(SatisfactionAlert.closed_at.is_(None))
    single = session.execute(
        select(waiting.scalar_subquery(), follow_ups.scalar_subquery(), alerts.scalar_subquery())
    ).one()
    return StandingFigures(
        dict(outbox),
        {priority: many for priority, many, _ in tickets},
        {priority: int(some) for priority, _, some in tickets},
        *single,
    )
