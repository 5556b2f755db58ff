"""Offers: to whom they fell, who was told, what was redeemed; and loyalty points."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Data, Id, Name, reference

TREATMENT, CONTROL = "treatment", "control"
WITHIN_BUDGET = "spent_minor >= 0 AND (budget_minor IS NULL OR spent_minor <= budget_minor)"


class Offer(Base):
    """So many percent off: of what, where, for whom, from when until when, and how much it may cost.

    `categories` and `branches` hold `codes` (none: all), `texts` the deal's words by language (none: they are made of
    its figures). Money in minor units of `currency`; without `budget_minor` there is no limit. `most_off_minor` is the
    most that it takes off one order, `uses_per_customer` how many of a customer's orders it may be used on, and
    `tell_times` in `tell_days` how often a customer may be told. `holdout` is the share (0 to 1) of those it is for
    who are not told; `salt` decides who.
    """

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint(WITHIN_BUDGET, name="within_budget"),
        CheckConstraint("holdout >= 0 AND holdout < 1", name="holdout_is_a_share"),
    )

    id: Mapped[Id]
    code: Mapped[Code] = mapped_column(unique=True)
    percent: Mapped[int]
    categories: Mapped[Data]
    texts: Mapped[Data]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    min_total_minor: Mapped[int] = mapped_column(default=0)
    tier: Mapped[Name | None]
    segment: Mapped[Code | None]
    branches: Mapped[Data] = mapped_column(default=dict, server_default="{}")
    currency: Mapped[Code] = mapped_column(default="PKR", server_default="PKR")
    budget_minor: Mapped[int | None] = mapped_column(BigInteger)
    spent_minor: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    most_off_minor: Mapped[int | None]
    uses_per_customer: Mapped[int | None]
    tell_times: Mapped[int | None]
    tell_days: Mapped[int | None]
    holdout: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    salt: Mapped[Code] = mapped_column(default="", server_default="")


class OfferAssignment(Base):
    """That a customer fell to an offer's `treatment` or `control`, once and for all."""

    __tablename__ = "offer_assignments"
    __table_args__ = (UniqueConstraint("offer_id", "customer_id"),)

    id: Mapped[Id]
    offer_id: Mapped[int] = reference("offers.id", cascade=True, index=False)
    customer_id: Mapped[int] = reference("customers.id", cascade=True)
    group: Mapped[Code]
    assigned_at: Mapped[datetime]


class OfferTelling(Base):
    """That somebody was told of an offer; a guest's row carries only the sender id."""

    __tablename__ = "offer_tellings"
    __table_args__ = (
        Index("ix_offer_tellings_customer", "customer_id", "offer_id", "at"),
        Index("ix_offer_tellings_sender", "sender_id", "offer_id", "at"),
    )

    id: Mapped[Id]
    offer_id: Mapped[int] = reference("offers.id", cascade=True)
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True, index=False)
    sender_id: Mapped[Name | None]
    touchpoint: Mapped[Code]
    at: Mapped[datetime]


class OfferRedemption(Base):
    """What an offer took off an order: `amount_minor`, of which `given_back_minor` came back to the budget since.

    `shares` says how much of it fell to each line, by the line's id.
    """

    __tablename__ = "offer_redemptions"
    __table_args__ = (
        UniqueConstraint("offer_id", "order_id"),
        Index("ix_offer_redemptions_customer", "customer_id", "offer_id"),
        CheckConstraint("given_back_minor BETWEEN 0 AND amount_minor", name="no_more_back_than_was_off"),
    )

    id: Mapped[Id]
    offer_id: Mapped[int] = reference("offers.id", index=False)
    order_id: Mapped[int] = reference("orders.id")
    customer_id: Mapped[int | None] = reference("customers.id", index=False)
    amount_minor: Mapped[int]
    given_back_minor: Mapped[int] = mapped_column(default=0)
    shares: Mapped[dict[str, int]] = mapped_column(JSON)
    at: Mapped[datetime]


class LoyaltyEntry(Base):
    """A row of a customer's ledger of points; the balance is the sum of `points`.

    `earned` rows are lots: `remaining` of their points are neither spent, expired nor taken back. The other kinds
    (`spent`, `expired`, `returned`: below zero; `restored`: above) name in `lot_id` the lot that they changed, so a
    lot's `remaining` is its points and the sum of the rows that name it.
    """

    __tablename__ = "loyalty_entries"
    __table_args__ = (
        Index("ix_loyalty_entries_customer", "customer_id", "at"),
        Index(
            "uq_loyalty_entries_earned_once",
            "order_id",
            unique=True,
            sqlite_where=text("kind = 'earned'"),
            postgresql_where=text("kind = 'earned'"),
        ),
        Index(
            "ix_loyalty_entries_remaining",
            "expires_at",
            sqlite_where=text("remaining > 0"),
            postgresql_where=text("remaining > 0"),
        ),
        CheckConstraint("remaining >= 0", name="remaining_not_negative"),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True, index=False)
    order_id: Mapped[int | None] = reference("orders.id")
    kind: Mapped[Code]
    points: Mapped[int]
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    remaining: Mapped[int] = mapped_column(default=0, server_default="0")
    lot_id: Mapped[int | None] = reference("loyalty_entries.id", cascade=True)
