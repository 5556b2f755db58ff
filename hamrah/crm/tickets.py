"""Tickets: what somebody must answer, its history, and the problem that many of them may share."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamrah.crm.base import Base, Code, Id, Long, Name, reference

TICKET_STATUSES = ("open", "in_progress", "waiting_for_customer", "solved", "closed")


class Ticket(Base):
    """A complaint or request that somebody must answer. `number` is what people call it by ("T-10023").

    `priority` follows from `impact` (`low`, `normal`, `high`) and from what the customer is worth. Both due times move
    on by as long as the ticket waits for the customer (since `waiting_since`). A ticket that says the same as another
    is merged into it, and can be split off again. What its words say (`sentiment`, `score` from −1 to 1, `topic`,
    `urgency`) is judged by the worker afterwards.
    """

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_status", "status", "priority"),)

    id: Mapped[Id]
    number: Mapped[Code] = mapped_column(unique=True)
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    kind: Mapped[Code]
    status: Mapped[Code]
    impact: Mapped[Code] = mapped_column(default="normal", server_default="normal")
    priority: Mapped[Code]
    queue: Mapped[Code]
    assignee_id: Mapped[int | None] = reference("staff.id")
    order_id: Mapped[int | None] = reference("orders.id")
    branch_id: Mapped[int | None] = reference("branches.id")
    problem_id: Mapped[int | None] = reference("problems.id")
    merged_into_id: Mapped[int | None] = reference("tickets.id")
    language: Mapped[Code | None]
    description: Mapped[Long]
    sentiment: Mapped[Code | None] = mapped_column(index=True)
    score: Mapped[float | None]
    topic: Mapped[Code | None]
    urgency: Mapped[Code | None]
    touchpoint: Mapped[Code]
    opened_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    solution_due_at: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")

    events: Mapped[list["TicketEvent"]] = relationship(order_by="TicketEvent.id")


class TicketLine(Base):
    """That a ticket is about this line of its order."""

    __tablename__ = "ticket_lines"
    __table_args__ = (UniqueConstraint("ticket_id", "order_line_id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = reference("tickets.id", cascade=True, index=False)
    order_line_id: Mapped[int] = reference("order_lines.id", cascade=True)


class TicketPhoto(Base):
    """A photo that belongs to a ticket, by reference: the picture itself is never fetched by us."""

    __tablename__ = "ticket_photos"

    id: Mapped[Id]
    ticket_id: Mapped[int] = reference("tickets.id", cascade=True)
    reference: Mapped[Long]
    at: Mapped[datetime]


class TicketEvent(Base):
    """One thing that happened to a ticket: `opened`, `note`, `answer`, `status`, `assigned`, `merged`, `split`, ….

    `actor` is who did it (`customer`, `system`, `staff:3`, `helpdesk:rt`). The customer is shown what is `public`.
    `origin` is the id that the event has in the system where it was first written; the same one is taken once.
    """

    __tablename__ = "ticket_events"
    __table_args__ = (UniqueConstraint("ticket_id", "origin"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = reference("tickets.id", cascade=True)
    kind: Mapped[Code]
    actor: Mapped[Code]
    text: Mapped[Long]
    public: Mapped[bool] = mapped_column(default=False, server_default="0")
    origin: Mapped[Name | None]
    at: Mapped[datetime]


class SlaNotice(Base):
    """That somebody was told of a due time, once: which `clock` (`answer`, `solution`), and `warning` or `breach`."""

    __tablename__ = "sla_notices"
    __table_args__ = (UniqueConstraint("ticket_id", "clock", "kind", "due_at"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = reference("tickets.id", cascade=True, index=False)
    clock: Mapped[Code]
    kind: Mapped[Code]
    due_at: Mapped[datetime]
    at: Mapped[datetime]


class Problem(Base):
    """The one trouble (`kind`) with a product behind several tickets; what is done about it is done once.

    `status` is `open` (one at most a product and kind) or `solved`.
    """

    __tablename__ = "problems"
    __table_args__ = (
        Index(
            "uq_problems_open",
            "product_id",
            "kind",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[Id]
    product_id: Mapped[int] = reference("products.id", cascade=True, index=False)
    kind: Mapped[Code]
    status: Mapped[Code]
    opened_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
    note: Mapped[Long | None]
