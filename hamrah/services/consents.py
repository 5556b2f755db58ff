"""What customers allow: the newest yes or no that each has said to a purpose. Who was never asked has said nothing."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.customers import Consent

MARKETING, SERVICE = "marketing", "service"
"""Purposes: offers and reasons to buy; what concerns an order or a ticket of one's own."""


def consents_to(session: Session, customer_id: int, purpose: str) -> bool | None:
    """The customer's newest yes or no to a purpose, None when never asked."""
    newest = select(Consent.granted).where(Consent.customer_id == customer_id, Consent.purpose == purpose)
    return session.scalar(newest.order_by(Consent.at.desc(), Consent.id.desc()).limit(1))


def newest_consents(session: Session, customer_ids: Collection[int]) -> dict[tuple[int, str], bool]:
    """The newest yes or no of each of some customers to each purpose, by (customer, purpose)."""
    rows = select(Consent.customer_id, Consent.purpose, Consent.granted).where(Consent.customer_id.in_(customer_ids))
    said = session.execute(rows.order_by(Consent.at, Consent.id)).tuples()
    return {(customer, purpose): granted for customer, purpose, granted in said}


def is_allowed(customer_id: InstrumentedAttribute[Any], purpose: str = MARKETING) -> ColumnElement[bool]:
    """The condition that the newest word of the customer in a column to a purpose is yes."""
    newest = select(Consent.granted).where(Consent.customer_id == customer_id, Consent.purpose == purpose)
    granted = newest.order_by(Consent.at.desc(), Consent.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(granted, false())
