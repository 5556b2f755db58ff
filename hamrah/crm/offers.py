"""Offers and loyalty points."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Data, Id, Name, reference


class LoyaltyEntry(Base):
    """Points earned (+) or spent or expired (-), as a ledger: the balance is the sum."""

    __tablename__ = "loyalty_entries"
    __table_args__ = (Index("ix_loyalty_entries_customer", "customer_id", "at"),)

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True, index=False)
    order_id: Mapped[int | None] = reference("orders.id")
    kind: Mapped[Code]
    points: Mapped[int]
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class Offer(Base):
    """A deal with its dates; `texts` by language, `categories` it holds for (none: all), percent off."""

    __tablename__ = "offers"

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    percent: Mapped[int]
    categories: Mapped[Data]
    texts: Mapped[Data]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    min_total_minor: Mapped[int] = mapped_column(default=0)
    tier: Mapped[Name | None]
