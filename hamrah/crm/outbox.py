"""What goes to outside systems, what it is called there, and how these systems are doing."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Data, Id, Long, Name


class Outbox(Base):
    """A message to the outside, written in the transaction that caused it and delivered by the worker.

    `key` is unique: the far side is searched for it before anything is created there. Rows of one `subject` (a
    ticket's number) go to one `target` in their order. `status`: `pending`, `delivered`, `dead` (tried too often, or
    refused) or `discarded` (by an operator, with a `reason`).
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "status", "due_at"),
        Index("ix_outbox_subject", "target", "subject", "id"),
    )

    id: Mapped[Id]
    target: Mapped[Code | None]
    topic: Mapped[Code]
    key: Mapped[Name] = mapped_column(unique=True)
    subject: Mapped[Name]
    payload: Mapped[Data]
    status: Mapped[Code] = mapped_column(default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    last_error: Mapped[Name | None]
    reason: Mapped[Long | None]


class RemoteRecord(Base):
    """What a row of ours (`ticket`, `customer`, `event`) is called in an outside system."""

    __tablename__ = "remote_records"
    __table_args__ = (UniqueConstraint("target", "kind", "local_id"), UniqueConstraint("target", "kind", "remote_id"))

    id: Mapped[Id]
    target: Mapped[Code]
    kind: Mapped[Code]
    local_id: Mapped[Name]
    remote_id: Mapped[Name]
    at: Mapped[datetime]


class OutboxTarget(Base):
    """How an outside system is doing: failures in a row, until when it is left alone, and how far it was read."""

    __tablename__ = "outbox_targets"

    name: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None]
    read_until: Mapped[Name | None]
    checked_at: Mapped[datetime | None]
