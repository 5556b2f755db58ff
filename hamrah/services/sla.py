"""A ticket's two clocks, first answer and solution: in business time, standing still while the customer is asked."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.tickets import Ticket
from hamrah.services.business_hours import business_calendar
from hamrah.services.business_time import BusinessCalendar
from hamrah.services.ticket_rules import ticket_rules


def answer_due(start: datetime, branch: str | None = None, priority: str = "normal") -> datetime:
    """When the first answer is due to a ticket opened at `start`, in the business hours of a branch (its code)."""
    minutes = ticket_rules().sla_of(priority).first_answer_minutes
    return business_calendar(branch).add(start, timedelta(minutes=minutes))


def solution_due(start: datetime, branch: str | None = None, priority: str = "normal") -> datetime:
    """When the solution is due of a ticket opened at `start`, in the business hours of a branch (its code)."""
    minutes = ticket_rules().sla_of(priority).solution_minutes
    return business_calendar(branch).add(start, timedelta(minutes=minutes))


def answered_now(now: datetime, branch: str | None = None) -> bool:
    """Whether people answer at this moment, in a branch (its code) or in the shop as a whole."""
    return business_calendar(branch).is_open(now)


def ticket_calendar(session: Session, ticket: Ticket) -> BusinessCalendar:
    """The calendar in which a ticket's time is counted: its branch's."""
    return business_calendar(branch_code(session, ticket.branch_id))


def branch_code(session: Session, branch_id: int | None) -> str | None:
    """The code of a branch, which the file of business hours calls it by."""
    branch = None if branch_id is None else session.get(Branch, branch_id)
    return None if branch is None else branch.code


def start_clocks(session: Session, ticket: Ticket, now: datetime) -> None:
    """Set both due times of a ticket that was opened, or opened again, now."""
    branch = branch_code(session, ticket.branch_id)
    ticket.first_answered_at = ticket.waiting_since = None
    ticket.answer_due_at = answer_due(now, branch, ticket.priority)
    ticket.solution_due_at = solution_due(now, branch, ticket.priority)


def pause_clocks(ticket: Ticket, now: datetime) -> None:
    """Have both clocks stand still from now on, since the customer is waited for."""
    ticket.waiting_since = ticket.waiting_since or now


def resume_clocks(session: Session, ticket: Ticket, now: datetime) -> None:
    """Have the clocks run again: what business time was left when they stopped is left from now on.

    A due time that had passed before is not moved.
    """
    stopped = ticket.waiting_since
    if stopped is None:
        return
    calendar = ticket_calendar(session, ticket)
    if ticket.first_answered_at is None:
        ticket.answer_due_at = _moved(calendar, ticket.answer_due_at, stopped, now)
    if ticket.solution_due_at is not None:
        ticket.solution_due_at = _moved(calendar, ticket.solution_due_at, stopped, now)
    ticket.waiting_since = None


def _moved(calendar: BusinessCalendar, due: datetime, stopped: datetime, now: datetime) -> datetime:
    if due <= stopped:
        return due
    return calendar.add(now, calendar.between(stopped, due)).astimezone(UTC)
