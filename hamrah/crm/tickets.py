"""Feedback and tickets: how satisfied people are, and what somebody must answer."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamrah.crm.base import Base, Code, Id, Long, Name, reference

TICKET_STATUSES = ("open", "in_progress", "waiting_for_customer", "solved", "closed")


class Feedback(Base):
    """A rating (`csat` 1–5, `nps` 0–10, `ces` 1–7) with its comment, and what it was about."""

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("rating BETWEEN 0 AND 10", name="rating_in_range"),)

    id: Mapped[Id]
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    kind: Mapped[Code]
    rating: Mapped[int | None]
    comment: Mapped[Long | None]
    order_id: Mapped[int | None] = reference("orders.id")
    ticket_id: Mapped[int | None] = reference("tickets.id")
    touchpoint: Mapped[Code]
    at: Mapped[datetime] = mapped_column(index=True)


class Ticket(Base):
    """A complaint or request that somebody must answer. `number` is what people call it by ("T-10023")."""

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_status", "status", "priority"),)

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    kind: Mapped[Code]
    status: Mapped[Code]
    priority: Mapped[Code]
    queue: Mapped[Code]
    assignee_id: Mapped[int | None] = reference("staff.id")
    order_id: Mapped[int | None] = reference("orders.id")
    branch_id: Mapped[int | None] = reference("branches.id")
    description: Mapped[Long]
    touchpoint: Mapped[Code]
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]

    events: Mapped[list["TicketEvent"]] = relationship(order_by="TicketEvent.id")


class TicketEvent(Base):
    """One thing that happened to a ticket: `opened`, `note`, `status`, `assigned`; `actor` as in order history."""

    __tablename__ = "ticket_events"

    id: Mapped[Id]
    ticket_id: Mapped[int] = reference("tickets.id", cascade=True)
    kind: Mapped[Code]
    actor: Mapped[Code]
    text: Mapped[Long]
    at: Mapped[datetime]
