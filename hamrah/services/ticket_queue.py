"""The queue as staff look at it: which open tickets are theirs to see, counted and with the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket
from hamrah.services.actors import Actor
from hamrah.services.audit import note_looks
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require
from hamrah.services.ticket_desk import TicketFile, by_urgency, is_open_for, is_overdue, open_file, ticket_for


@dataclass(frozen=True)
class Wanted:
    """Which tickets are asked for; what is None, False or empty does not matter.

    `assignees` are ids of who works on them, one of these; `opened` is a half-open span of time.
    """

    mine: bool = False
    assignees: tuple[int, ...] = ()
    overdue: bool = False
    unassigned: bool = False
    priority: str | None = None
    kind: str | None = None
    cities: tuple[str, ...] = ()
    opened: tuple[datetime, datetime] | None = None


@dataclass(frozen=True)
class Queued:
    """A ticket of the queue, whose it is (None: a guest's), and who works on it (None: nobody)."""

    ticket: Ticket
    customer: Customer | None
    assignee: Staff | None
    late: bool


@dataclass(frozen=True)
class Queue:
    """How many tickets are as wanted, how many of them are late, and the first of them."""

    total: int
    late: int
    shown: Sequence[Queued]


def look_at_queue(session: Session, actor: Actor, wanted: Wanted, now: datetime, limit: int) -> Queue:
    """The open tickets that are the actor's business and as wanted; that their customers were seen is kept.

    Raises `Refusal` for who works on none.
    """
    require(actor, Deed.WORK_ON_TICKETS)
    late = is_overdue(now)
    conditions = [is_open_for(actor), *_conditions(actor, wanted, late)]
    total, overdue = session.execute(
        select(func.count(Ticket.id), func.count(Ticket.id).filter(late)).where(*conditions)
    ).one()
    rows = session.execute(
        select(Ticket, Customer, Staff, late)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Staff, Staff.id == Ticket.assignee_id)
        .where(*conditions)
        .order_by(*by_urgency())
        .limit(limit)
    )
    shown = [Queued(*row) for row in rows]
    note_looks(session, actor.staff_id, "ticket_listed", {one.customer.id for one in shown if one.customer}, None)
    return Queue(total, overdue, shown)


def sees_ticket(session: Session, actor: Actor, number: str) -> bool:
    """Whether a number is that of a ticket that the actor may see."""
    try:
        ticket_for(session, actor, number)
    except Refusal:
        return False
    return True


def see_ticket(session: Session, actor: Actor, number: str) -> TicketFile:
    """All of a ticket; that its customer was seen is kept. Raises `Refusal` for one that is not the actor's."""
    require(actor, Deed.WORK_ON_TICKETS)
    file = open_file(session, actor, number)
    if file.ticket.customer_id is not None:
        note_looks(session, actor.staff_id, "ticket_seen", [file.ticket.customer_id], file.ticket.number)
    return file


def _conditions(actor: Actor, wanted: Wanted, late: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.mine:
        found.append(Ticket.assignee_id == actor.staff_id)
    if wanted.assignees:
        found.append(Ticket.assignee_id.in_(wanted.assignees))
    if wanted.unassigned:
        found.append(Ticket.assignee_id.is_(None))
    if wanted.overdue:
        found.append(late)
    if wanted.priority is not None:
        found.append(Ticket.priority == wanted.priority)
    if wanted.kind is not None:
        found.append(Ticket.kind == wanted.kind)
    if wanted.cities:
        found.append(_is_of_city(actor, wanted.cities))
    if wanted.opened is not None:
        found += [Ticket.opened_at >= wanted.opened[0], Ticket.opened_at < wanted.opened[1]]
    return found


def _is_of_city(actor: Actor, cities: Sequence[str]) -> ColumnElement[bool]:
    """Whether a ticket is of a branch in these cities; of no branch, for who serves all, whose customer is there."""
    here = select(Branch.id).where(Branch.city.in_(cities))
    if not actor.serves_all:
        return Ticket.branch_id.in_(here)
    customer = aliased(Customer)  # the queue joins customers too
    at_home = or_(customer.home_branch_id.in_(here), and_(customer.home_branch_id.is_(None), customer.city.in_(cities)))
    of_customer = select(customer.id).where(customer.id == Ticket.customer_id, at_home).exists()
    return or_(Ticket.branch_id.in_(here), and_(Ticket.branch_id.is_(None), of_customer))


def customer_name(session: Session, ticket: Ticket) -> str | None:
    """The name of a ticket's customer; None for a guest's and for somebody erased."""
    customer = None if ticket.customer_id is None else session.get(Customer, ticket.customer_id)
    return None if customer is None or customer.erased_at is not None else customer.name


def staff_names(session: Session) -> dict[int, str]:
    """The names of all who work or worked here, by their ids."""
    return dict(session.execute(select(Staff.id, Staff.name)).tuples().all())
