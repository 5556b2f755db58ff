"""Whether what is to be asked about is still so: between planning a question and asking it, hours or days go by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import Feedback, FollowUp, SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.services.ticket_history import DONE, UNDER_WAY

REOPENED = "reopened"
"""The ticket was opened again since the question was planned: solved anew, it is asked about anew."""
COMPLAINT_OPEN = "complaint_open"
"""Somebody waits for an answer first: the question waits too."""


def no_longer_so(session: Session, invitations: Iterable[SurveyInvitation]) -> Mapping[int, str]:
    """By invitation, why it is not asked now; those that may be asked are left out. A fixed number of queries."""
    about: dict[str, list[SurveyInvitation]] = {}
    for one in invitations:
        about.setdefault(one.subject_type, []).append(one)
    reasons: dict[int, str] = {}
    for subject_type, some in about.items():
        if subject_type in _CHECKS:
            reasons |= _CHECKS[subject_type](session, some)
    return reasons


def _tickets(session: Session, some: Sequence[SurveyInvitation]) -> dict[int, str]:
    rated = exists().where(Feedback.ticket_id == Ticket.id)
    query = select(Ticket.id, Ticket.status, Ticket.solved_at, Ticket.merged_into_id, rated)
    found = {row[0]: row for row in session.execute(query.where(Ticket.id.in_(_ids(some)))).tuples()}

    def reason(one: SurveyInvitation) -> str | None:
        if int(one.subject_id) not in found:
            return None
        _, status, solved_at, merged_into, is_rated = found[int(one.subject_id)]
        if merged_into is not None:
            return "merged"
        if is_rated:
            return "rated"
        return REOPENED if status not in DONE or (solved_at is not None and solved_at > one.planned_at) else None

    return _reasons(some, reason)


def _orders(session: Session, some: Sequence[SurveyInvitation]) -> dict[int, str]:
    rated = exists().where(Feedback.order_id == Order.id)
    query = select(Order.id, Order.status, rated).where(Order.id.in_(_ids(some)))
    found = {number: (status, is_rated) for number, status, is_rated in session.execute(query).tuples()}

    def reason(one: SurveyInvitation) -> str | None:
        status, is_rated = found.get(int(one.subject_id), ("delivered", False))
        if status != "delivered":
            return f"order_{status}"
        return "rated" if is_rated else None

    return _reasons(some, reason)


def _conversations(session: Session, some: Sequence[SurveyInvitation]) -> dict[int, str]:
    senders = {one.sender_id for one in some if one.sender_id is not None}
    said = select(Feedback.sender_id, func.max(Feedback.at)).where(Feedback.sender_id.in_(senders))
    opened = select(Ticket.sender_id, func.max(Ticket.opened_at)).where(Ticket.sender_id.in_(senders))
    rated = dict(session.execute(said.group_by(Feedback.sender_id)).tuples().all())
    complained = dict(session.execute(opened.group_by(Ticket.sender_id)).tuples().all())

    def reason(one: SurveyInvitation) -> str | None:
        if _is_since(complained.get(one.sender_id or ""), one.planned_at):
            return "complained"
        return "rated" if _is_since(rated.get(one.sender_id or ""), one.planned_at) else None

    return _reasons(some, reason)


def _follow_ups(session: Session, some: Sequence[SurveyInvitation]) -> dict[int, str]:
    others = select(FollowUp.id).where(FollowUp.id.in_(_ids(some)), FollowUp.status != "remedied")
    done = set(session.scalars(others))
    return _reasons(some, lambda one: "follow_up_closed" if int(one.subject_id) in done else None)


def _quarters(session: Session, some: Sequence[SurveyInvitation]) -> dict[int, str]:
    customers = {one.customer_id for one in some}
    complaints = select(Ticket.customer_id).where(
        Ticket.customer_id.in_(customers), Ticket.status.in_(UNDER_WAY), Ticket.merged_into_id.is_(None)
    )
    trouble = select(FollowUp.customer_id).where(FollowUp.customer_id.in_(customers), FollowUp.status == "open")
    waiting = {*session.scalars(complaints), *session.scalars(trouble)}
    return _reasons(some, lambda one: COMPLAINT_OPEN if one.customer_id in waiting else None)


def _is_since(at: datetime | None, moment: datetime) -> bool:
    return at is not None and at >= moment


def _ids(some: Iterable[SurveyInvitation]) -> set[int]:
    return {int(one.subject_id) for one in some}


def _reasons(some: Iterable[SurveyInvitation], reason: Callable[[SurveyInvitation], str | None]) -> dict[int, str]:
    found = ((one.id, reason(one)) for one in some)
    return {number: why for number, why in found if why is not None}


_CHECKS: Mapping[str, Callable[[Session, Sequence[SurveyInvitation]], dict[int, str]]] = {
    "ticket": _tickets,
    "order": _orders,
    "conversation": _conversations,
    "follow_up": _follow_ups,
    "quarter": _quarters,
}
"""By what a question is about. What was paid back or came back stays so."""
