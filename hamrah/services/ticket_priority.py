"""A ticket's priority when more becomes known of it: it may rise, and then is due sooner. It never falls by itself."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from hamrah.crm.orders import Order
from hamrah.crm.segments import SegmentMembership
from hamrah.crm.tickets import Ticket
from hamrah.services.policies import RUPEES
from hamrah.services.sla import answer_due, branch_code, solution_due
from hamrah.services.ticket_history import DONE, note_event
from hamrah.services.ticket_rules import PRIORITIES, impact_of, priority_of, ticket_rules


def raise_priority(session: Session, ticket: Ticket, words: str, now: datetime, *, pressing: bool = False) -> bool:
    """Reckon a ticket's priority anew with what was said since; True where it has risen.

    What is `pressing` (by the judge of what people write) is of high impact. A ticket that has risen is due as one of
    its new priority that was opened now, unless it was due before that. For one that waits for the customer now is when
    its clocks stopped: what they have left runs from the answer on.
    """
    rules = ticket_rules()
    order = None if ticket.order_id is None else session.get(Order, ticket.order_id)
    impact = impact_of(rules, ticket.kind, f"{ticket.description} {words}", rupees_of(order))
    if pressing:
        impact = "high"
    priority = priority_of(rules, impact, valued=is_valued(session, ticket.customer_id))
    if ticket.status in DONE or PRIORITIES.index(priority) >= PRIORITIES.index(ticket.priority):
        return False
    note_event(session, ticket, "priority", "system", f"{ticket.priority} > {priority}", now)
    ticket.impact, ticket.priority = impact, priority
    branch, start = branch_code(session, ticket.branch_id), ticket.waiting_since or now
    if ticket.first_answered_at is None:
        ticket.answer_due_at = min(ticket.answer_due_at, answer_due(start, branch, priority))
    due = solution_due(start, branch, priority)
    ticket.solution_due_at = due if ticket.solution_due_at is None else min(ticket.solution_due_at, due)
    return True


def rupees_of(order: Order | None) -> float:
    """An order's total in rupees; 0 for none, and for one in another currency."""
    return order.total_minor / 100 if order is not None and order.currency == RUPEES else 0.0


def is_valued(session: Session, customer_id: int | None) -> bool:
    """Whether a customer is now in one of the segments that come a step earlier."""
    if customer_id is None:
        return False
    valued = exists().where(
        SegmentMembership.customer_id == customer_id,
        SegmentMembership.valid_until.is_(None),
        SegmentMembership.segment.in_(ticket_rules().valued_segments),
    )
    return bool(session.scalar(select(valued)))
