"""Looking after the clocks of tickets: a warning before one runs out, the manager after it; closing what is solved."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import SlaNotice, Ticket
from hamrah.services.actors import MANAGER, SYSTEM
from hamrah.services.business_hours import business_calendar
from hamrah.services.local_days import shop_zone
from hamrah.services.outbox import tell_outside
from hamrah.services.roles import BRANCH_MANAGER
from hamrah.services.staff_notices import tell_staff
from hamrah.services.ticket_history import UNDER_WAY, move, note_event
from hamrah.services.ticket_rules import TicketRules, ticket_rules

WARNING, BREACH = "warning", "breach"
TOLD_AT_ONCE, CLOSED_AT_ONCE = 200, 500
"""Notices, and closings, of one transaction: half a second on SQLite, whose other writers wait that long."""


@dataclass(frozen=True)
class Running:
    """A clock of a ticket that runs: how much business time it has in all, and when it runs out."""

    ticket: Ticket
    branch: str | None
    clock: str
    length: timedelta
    due: datetime


def watch_clocks(session: Session, now: datetime) -> int:
    """Warn of each clock that is nearly out and escalate each that is, once a due time; how many notices were written.

    Of many `TOLD_AT_ONCE` are written and the others left for the next time.
    A warning goes to whom the ticket is assigned to, else to the branch's managers; a breach to the branch's and the
    shop's managers. A ticket that waits for the customer has no running clock.
    """
    rules, people = ticket_rules(), _People(session)
    told = {
        (row.ticket_id, row.clock, row.kind, row.due_at)
        for row in session.execute(
            select(SlaNotice.ticket_id, SlaNotice.clock, SlaNotice.kind, SlaNotice.due_at)
            .join(Ticket, Ticket.id == SlaNotice.ticket_id)
            .where(Ticket.status.in_(UNDER_WAY))
        )
    }
    noticed = ((running, kind) for running in _running(session, rules) if (kind := _state(running, rules, now)))
    new = (one for one in noticed if (one[0].ticket.id, one[0].clock, one[1], one[0].due) not in told)
    to_tell = list(islice(new, TOLD_AT_ONCE))
    for running, kind in to_tell:
        _tell(session, people, running, kind, now)
    return len(to_tell)


def close_solved(session: Session, now: datetime) -> int:
    """Close tickets that were solved long enough ago without a word from the customer; how many."""
    since = now - timedelta(days=ticket_rules().close_solved_after_days)
    solved = select(Ticket).where(Ticket.status == "solved", Ticket.solved_at <= since)
    tickets = session.scalars(solved.order_by(Ticket.id).limit(CLOSED_AT_ONCE)).all()
    for ticket in tickets:
        move(session, ticket, "closed", SYSTEM.name, now)
        tell_outside(session, ticket, "closed", by=SYSTEM.name)
    return len(tickets)


def _running(session: Session, rules: TicketRules) -> Iterator[Running]:
    query = (
        select(Ticket, Branch.code)
        .outerjoin(Branch, Branch.id == Ticket.branch_id)
        .where(Ticket.status.in_(UNDER_WAY), Ticket.waiting_since.is_(None), Ticket.merged_into_id.is_(None))
        .order_by(Ticket.id)
    )
    for ticket, branch in session.execute(query).tuples():
        sla = rules.sla_of(ticket.priority)
        if ticket.first_answered_at is None:
            length = timedelta(minutes=sla.first_answer_minutes)
            yield Running(ticket, branch, "answer", length, ticket.answer_due_at)
        if ticket.solution_due_at is not None:
            length = timedelta(minutes=sla.solution_minutes)
            yield Running(ticket, branch, "solution", length, ticket.solution_due_at)


def _state(running: Running, rules: TicketRules, now: datetime) -> str | None:
    if running.due <= now:
        return BREACH
    left = business_calendar(running.branch).between(now, running.due)
    return WARNING if left <= running.length * (1 - rules.warning_share) else None


class _People:
    """The active staff, read once a run."""

    def __init__(self, session: Session) -> None:
        self._all = list(session.scalars(select(Staff).where(Staff.active).order_by(Staff.id)))

    def to_warn(self, ticket: Ticket) -> list[Staff]:
        own = [member for member in self._all if member.id == ticket.assignee_id]
        return own or self._branch_managers(ticket) or self._managers()

    def to_escalate(self, ticket: Ticket) -> list[Staff]:
        return [*self._branch_managers(ticket), *self._managers()]

    def _managers(self) -> list[Staff]:
        return [member for member in self._all if member.role == MANAGER]

    def _branch_managers(self, ticket: Ticket) -> list[Staff]:
        mine = [member for member in self._all if member.role == BRANCH_MANAGER]
        return [member for member in mine if ticket.branch_id is not None and member.branch_id == ticket.branch_id]


def _tell(session: Session, people: _People, running: Running, kind: str, now: datetime) -> None:
    ticket = running.ticket
    members = people.to_warn(ticket) if kind == WARNING else people.to_escalate(ticket)
    values: dict[str, Any] = {"ticket": ticket.number, "due": _clock(running.due)}
    tell_staff(session, members, f"staff_sla_{kind}", f"utter_staff_{running.clock}_{kind}", values)
    session.add(
        SlaNotice(ticket_id=ticket.id, clock=running.clock, kind=kind, due_at=running.due, at=now),
    )
    note_event(session, ticket, f"sla_{kind}", SYSTEM.name, running.clock, now)
    if kind == BREACH:
        tell_outside(session, ticket, "overdue", running.clock, by=SYSTEM.name)


def _clock(moment: datetime) -> str:
    return moment.astimezone(shop_zone()).strftime("%Y-%m-%d %H:%M")
