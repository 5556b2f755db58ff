"""Customers: who they are, how they are reached, what they allowed and what they like."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hamrah.crm.base import Base, Code, Id, Long, Name, reference


class Customer(Base):
    """A person the shop knows. `source` and `external_ref` say which system the row came from."""

    __tablename__ = "customers"
    __table_args__ = (UniqueConstraint("source", "external_ref"),)

    id: Mapped[Id]
    name: Mapped[Name]
    language: Mapped[Code | None]
    city: Mapped[Code | None]
    home_branch_id: Mapped[int | None] = reference("branches.id")
    source: Mapped[Code]
    external_ref: Mapped[Name]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    contact_points: Mapped[list["ContactPoint"]] = relationship(back_populates="customer")


class ContactPoint(Base):
    """A phone (E.164) or e-mail (lower case). Two customers may share one, so `value` is not unique."""

    __tablename__ = "contact_points"
    __table_args__ = (
        UniqueConstraint("customer_id", "kind", "value"),
        Index("ix_contact_points_value", "kind", "value"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True)
    kind: Mapped[Code]
    value: Mapped[Name]
    preferred: Mapped[bool] = mapped_column(default=False)
    verified_at: Mapped[datetime | None]

    customer: Mapped[Customer] = relationship(back_populates="contact_points")


class NameSound(Base):
    """What one word of a customer's name sounds like, by which names are found however they are spelled."""

    __tablename__ = "name_sounds"

    sound: Mapped[Code] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Address(Base):
    """A place to deliver to."""

    __tablename__ = "addresses"

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True)
    label: Mapped[Code]
    line: Mapped[Long]
    city: Mapped[Code]
    country: Mapped[Code] = mapped_column(default="PK")
    is_default: Mapped[bool] = mapped_column(default=False)


class Consent(Base):
    """One yes or no to one purpose; the newest row of a purpose is what holds, the older ones are the record."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_latest", "customer_id", "purpose", "at"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True, index=False)
    purpose: Mapped[Code]
    granted: Mapped[bool]
    touchpoint: Mapped[Code]
    at: Mapped[datetime]


class Preference(Base):
    """A lasting taste, size, budget or wish how to be contacted, as the person stated it."""

    __tablename__ = "preferences"
    __table_args__ = (UniqueConstraint("customer_id", "kind", "value"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True)
    kind: Mapped[Code]
    value: Mapped[Name]
    stated_at: Mapped[datetime]
