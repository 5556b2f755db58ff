"""A small desk for tests: members of staff of each role, and tickets to work on."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket
from hamrah.services.actors import Actor, staff_member
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket

from .world import Shop, place_order

STAFF = {
    "nighat": ("manager", None),
    "farhan": ("branch_manager", "LHR"),
    "sunita": ("agent", "LHR"),
    "rameez": ("agent", "KHI"),
}


def hire(shop: Shop) -> None:
    """Give the shop its staff."""
    with shop.writing() as session:
        branches = {code: number for code, number in session.execute(select(Branch.code, Branch.id))}
        for name, (role, branch) in STAFF.items():
            session.add(
                Staff(name=name.title(), email=f"{name}@shop.example", role=role, branch_id=branches.get(branch))
            )


def member(session: Session, name: str) -> Actor:
    """A member of staff as one who acts."""
    return staff_member(session, f"{name}@shop.example")


def ticket_of(shop: Shop, branch: str | None = "LHR", kind: str = "damaged", who: str = "ayesha") -> str:
    """Open a ticket about an order of a branch; its number."""
    with shop.writing() as session:
        number = str(7001 + session.query(Ticket).count())
        order = place_order(session, shop.ids[who], number, {"H-1-1": 1})
        order.branch_id = session.scalar(select(Branch.id).where(Branch.code == branch))
        session.flush()
        return open_ticket(session, shop.who(who), Complaint(kind, "It came broken", number)).number


def kept(shop: Shop, number: str) -> Ticket:
    """The ticket as it is in the store."""
    with shop.reading() as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def change(shop: Shop, number: str, **values: datetime | str | None) -> None:
    """Set columns of a ticket, as time would have."""
    with shop.writing() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        for name, value in values.items():
            setattr(ticket, name, value)


@pytest.fixture
def desk(shop: Shop) -> Shop:
    """The small shop and its staff, on each database in turn."""
    hire(shop)
    return shop


@pytest.fixture
def sqlite_desk(sqlite_shop: Shop) -> Shop:
    """The small shop and its staff on SQLite, for rules that have nothing to do with the database."""
    hire(sqlite_shop)
    return sqlite_shop
