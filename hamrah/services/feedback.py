"""Ratings, comments and praise."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import Feedback
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.refusal import Refusal

LOWEST, HIGHEST = 1, 5
LOW = 2
"""A rating this low offers a person at once."""


def check_rating(rating: int) -> int:
    """The rating, if it is a CSAT rating (1 to 5). Raises `Refusal` otherwise."""
    if not LOWEST <= rating <= HIGHEST:
        raise Refusal("utter_rating_out_of_range", lowest=LOWEST, highest=HIGHEST)
    return rating


def rate(session: Session, principal: Principal, rating: int) -> Feedback:
    """Keep a rating (CSAT), tied to the customer's last delivered order; a second one within the hour replaces it."""
    check_rating(rating)
    row = _latest(session, principal)
    if row is None:
        row = Feedback(
            customer_id=principal.customer_id,
            sender_id=principal.sender_id,
            kind="csat",
            order_id=_last_delivered(session, principal),
            touchpoint=principal.touchpoint,
            at=utc_now(),
        )
        session.add(row)
    row.rating = rating
    session.flush()
    note_interaction(session, principal, "rated", "feedback", row.id)
    return row


def comment(session: Session, principal: Principal, text: str, kind: str = "csat") -> Feedback:
    """Keep a comment, beside the rating just given where there is one."""
    row = _latest(session, principal) if kind == "csat" else None
    if row is None:
        row = Feedback(
            customer_id=principal.customer_id,
            sender_id=principal.sender_id,
            kind=kind,
            touchpoint=principal.touchpoint,
            at=utc_now(),
        )
        session.add(row)
    row.comment = text if row.comment is None else f"{row.comment}\n{text}"
    session.flush()
    note_interaction(session, principal, "commented", "feedback", row.id)
    return row


def _latest(session: Session, principal: Principal) -> Feedback | None:
    return session.scalar(
        select(Feedback)
        .where(
            Feedback.sender_id == principal.sender_id,
            Feedback.kind == "csat",
            Feedback.at > utc_now() - timedelta(hours=1),
        )
        .order_by(Feedback.id.desc())
        .limit(1)
    )


def _last_delivered(session: Session, principal: Principal) -> int | None:
    if principal.customer_id is None:
        return None
    return session.scalar(
        select(Order.id)
        .where(Order.customer_id == principal.customer_id, Order.status == "delivered")
        .order_by(Order.placed_at.desc())
        .limit(1)
    )
