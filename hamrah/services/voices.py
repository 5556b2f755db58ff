"""What customers said, wherever they said it: ratings with comments, reviews, tickets; and whether it was bad."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, and_, case, cast, func, literal, or_, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.catalogue import Branch, Product, Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.satisfaction import Feedback, Review
from hamrah.crm.tickets import Ticket, TicketLine
from hamrah.services.complaint_topics import topic_of
from hamrah.services.reviews import LOW_STARS
from hamrah.services.satisfaction_rows import AnySelect

LOW = {"csat": 2, "nps": 6, "ces": 3}
"""Ratings up to these are bad."""
NEGATIVE = "negative"


class Voice(NamedTuple):
    """Something said: by whom, when, whether it was bad, of which branch (code), product (SKU) and topic."""

    who: str
    at: datetime
    bad: bool
    branch: str | None
    product: str | None
    topic: str | None


def heard(session: Session, since: datetime, until: datetime) -> list[Voice]:
    """All that was said after `since` up to `until`, in one query."""
    parts = (
        _ratings().where(Feedback.at > since, Feedback.at <= until),
        _reviews().where(Review.written_at > since, Review.written_at <= until),
        _tickets().where(Ticket.opened_at > since, Ticket.opened_at <= until),
    )
    rows = session.execute(union_all(*parts))
    return [Voice(who, at, bool(bad), branch, product, topic) for who, at, bad, branch, product, topic in rows]


def _who(
    customer_id: InstrumentedAttribute[int | None], row: str, number: InstrumentedAttribute[int]
) -> ColumnElement[str]:
    """A person, or the row where nobody knows whose it is."""
    return func.coalesce(literal("c") + cast(customer_id, String), literal(row) + cast(number, String)).label("who")


def _ratings() -> AnySelect:
    low = or_(*(and_(Feedback.kind == kind, Feedback.rating <= most) for kind, most in LOW.items()))
    bad = case((Feedback.rating.is_not(None), low), else_=Feedback.sentiment == NEGATIVE)
    return (
        select(
            _who(Feedback.customer_id, "f", Feedback.id),
            Feedback.at.label("at"),
            bad.label("bad"),
            Branch.code.label("branch"),
            Product.sku.label("product"),
            Feedback.topic.label("topic"),
        )
        .select_from(Feedback)
        .outerjoin(Order, Order.id == Feedback.order_id)
        .outerjoin(Branch, Branch.id == func.coalesce(Feedback.branch_id, Order.branch_id))
        .outerjoin(Product, Product.id == Feedback.product_id)
        .where(or_(Feedback.rating.is_not(None), Feedback.sentiment.is_not(None)))
    )


def _reviews() -> AnySelect:
    bad = case((Review.stars.is_not(None), Review.stars <= LOW_STARS), else_=Review.sentiment == NEGATIVE)
    return (
        select(
            _who(Review.customer_id, "r", Review.id),
            Review.written_at,
            bad,
            Branch.code,
            Product.sku,
            Review.topic,
        )
        .select_from(Review)
        .outerjoin(Branch, Branch.id == Review.branch_id)
        .outerjoin(Product, Product.id == Review.product_id)
        .where(or_(Review.stars.is_not(None), Review.sentiment.is_not(None)))
    )


def _tickets() -> AnySelect:
    """A ticket is bad by itself; one with several lines is a row for each product."""
    return (
        select(
            _who(Ticket.customer_id, "t", Ticket.id),
            Ticket.opened_at,
            true(),
            Branch.code,
            Product.sku,
            topic_of(Ticket.kind),
        )
        .select_from(Ticket)
        .outerjoin(Order, Order.id == Ticket.order_id)
        .outerjoin(Branch, Branch.id == func.coalesce(Ticket.branch_id, Order.branch_id))
        .outerjoin(TicketLine, TicketLine.ticket_id == Ticket.id)
        .outerjoin(OrderLine, OrderLine.id == TicketLine.order_line_id)
        .outerjoin(Variant, Variant.id == OrderLine.variant_id)
        .outerjoin(Product, Product.id == Variant.product_id)
        .where(Ticket.merged_into_id.is_(None))
    )
