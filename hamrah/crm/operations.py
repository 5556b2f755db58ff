"""Running the shop: staff, wishes about personal data, and the audit trail."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Id, Long, Name, reference


class DataRequest(Base):
    """A wish for a copy (`export`) or erasure (`erase`) of one's data, and by when it must be answered."""

    __tablename__ = "data_requests"

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True)
    kind: Mapped[Code]
    status: Mapped[Code]
    requested_at: Mapped[datetime]
    due_at: Mapped[datetime]


class Staff(Base):
    """A member of staff: `role` is `agent`, `branch_manager` or `manager`.

    `password_hash` is what they sign in with, none for who cannot; sign-ins before `signed_out_at` count no more.
    """

    __tablename__ = "staff"

    id: Mapped[Id]
    name: Mapped[Name]
    email: Mapped[Name] = mapped_column(unique=True)
    role: Mapped[Code]
    branch_id: Mapped[int | None] = reference("branches.id")
    active: Mapped[bool] = mapped_column(default=True)
    language: Mapped[Code | None]
    password_hash: Mapped[Name | None]
    signed_out_at: Mapped[datetime | None]


class Audit(Base):
    """Who did or saw what of whom, why and when."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject_type", "subject_id", "at"),)

    id: Mapped[Id]
    at: Mapped[datetime]
    actor: Mapped[Code]
    actor_id: Mapped[Name | None]
    action: Mapped[Code]
    subject_type: Mapped[Code]
    subject_id: Mapped[Name]
    reason: Mapped[Long | None]
