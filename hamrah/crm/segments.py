"""What the nightly job finds out about customers: their worth, the segments they were in, when they buy what again."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Float, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Data, Id, reference


class WorthRun(Base):
    """One computation, on all that had happened up to `as_of`; `parameters` holds the models and what they saw."""

    __tablename__ = "worth_runs"

    id: Mapped[Id]
    as_of: Mapped[datetime] = mapped_column(unique=True)
    currency: Mapped[Code | None]
    customers: Mapped[int]
    parameters: Mapped[Data]


class CustomerWorth(Base):
    """What is known of a customer who bought, as of the newest run. Money in minor units of `currency`.

    `purchases` counts days, those of the shop's time zone. Scores go from 1 up. `alive` is a chance. What is expected
    is of the `horizon_days` to come. `favourite_categories` maps a category's code to its share of the lines.
    """

    __tablename__ = "customer_worth"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True)
    run_id: Mapped[int] = reference("worth_runs.id", index=False)
    purchases: Mapped[int]
    first_bought_on: Mapped[date]
    last_bought_on: Mapped[date]
    currency: Mapped[Code | None]
    spent_minor: Mapped[int] = mapped_column(BigInteger)
    mean_spend_minor: Mapped[int] = mapped_column(BigInteger)
    usual_gap_days: Mapped[float] = mapped_column(Float)
    recency_score: Mapped[int]
    frequency_score: Mapped[int]
    monetary_score: Mapped[int]
    alive: Mapped[float] = mapped_column(Float)
    expected_purchases: Mapped[float] = mapped_column(Float)
    expected_value_minor: Mapped[int] = mapped_column(BigInteger)
    usual_touchpoint: Mapped[Code]
    touchpoint_share: Mapped[float] = mapped_column(Float)
    favourite_categories: Mapped[dict[str, Any]] = mapped_column(JSON)


class SegmentMembership(Base):
    """That a customer was in a segment from `valid_from` until `valid_until`, or is in it now (no `valid_until`)."""

    __tablename__ = "segment_memberships"
    __table_args__ = (
        Index("ix_segment_memberships_customer", "customer_id", "valid_from", unique=True),
        Index("ix_segment_memberships_current", "segment", "valid_until"),
        Index(
            "uq_segment_memberships_one_current",
            "customer_id",
            unique=True,
            sqlite_where=text("valid_until IS NULL"),
            postgresql_where=text("valid_until IS NULL"),
        ),
    )

    id: Mapped[Id]
    customer_id: Mapped[int] = reference("customers.id", cascade=True, index=False)
    segment: Mapped[Code]
    valid_from: Mapped[datetime] = mapped_column(index=True)
    valid_until: Mapped[datetime | None] = mapped_column(index=True)


class ProductRhythm(Base):
    """How often a customer buys a product, in days, and when the next purchase is due; as of the newest run."""

    __tablename__ = "product_rhythms"

    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, index=True)
    purchases: Mapped[int]
    usual_gap_days: Mapped[float] = mapped_column(Float)
    last_bought_on: Mapped[date]
    next_expected_on: Mapped[date] = mapped_column(index=True)
