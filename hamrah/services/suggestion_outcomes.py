"""What becomes of suggestions: asked why, turned down, looked at, put in the cart, bought."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.bulk import insert_new
from hamrah.crm.catalogue import Product, Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import kept_line
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.services.catalogue import WITH_TEXTS
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal
from hamrah.services.suggestion import Reason, read_reason

TIED_FOR = timedelta(days=30)
"""So long after it was shown a suggestion is believed to have led to a view, a cart or a purchase."""


def explain(session: Session, principal: Principal, sku: str | None) -> tuple[Product, Reason]:
    """Why a product was suggested, or the first of those suggested last. Raises `Refusal` when nothing was."""
    query = select(Recommendation).where(Recommendation.sender_id == principal.sender_id)
    if sku is not None:
        query = query.join(Product, Product.id == Recommendation.product_id).where(Product.sku == sku)
    newest = query.order_by(Recommendation.shown_at.desc(), Recommendation.position)
    row = session.scalar(newest.limit(1))
    if row is None:
        raise Refusal("utter_nothing_suggested")
    product = session.get_one(Product, row.product_id, options=WITH_TEXTS)
    return product, read_reason(session, row.reason)


def reject(session: Session, principal: Principal, skus: Sequence[str]) -> None:
    """Turn down suggested products; they are not shown again.

    Of several at once only those count that were suggested as new: nobody means the soap they always buy. Raises
    `Refusal` when none of them was suggested in this conversation.
    """
    rows = session.execute(
        select(func.max(Recommendation.id), Recommendation.shelf)
        .join(Product, Product.id == Recommendation.product_id)
        .where(Recommendation.sender_id == principal.sender_id, Product.sku.in_(skus))
        .group_by(Recommendation.product_id, Recommendation.shelf)
    ).all()
    if not rows:
        raise Refusal("utter_nothing_suggested")
    meant = [recommendation_id for recommendation_id, shelf in rows if shelf == "new" or len(skus) == 1]
    now = utc_now()
    insert_new(session, RecommendationOutcome, [_outcome(one, "rejected", principal.touchpoint, now) for one in meant])


def was_suggested(session: Session, principal: Principal, skus: Sequence[str]) -> list[str]:
    """Those of the products that were suggested in this conversation."""
    query = select(Product.sku).join(Recommendation, Recommendation.product_id == Product.id)
    mine = query.where(Recommendation.sender_id == principal.sender_id, Product.sku.in_(skus))
    return list(session.scalars(mine.distinct()))


def note_outcome(session: Session, principal: Principal, product_id: int, kind: str, touchpoint: str) -> None:
    """Tie a view or a cart (`viewed`, `carted`) back to the last time this product was suggested to the person, once.

    Nothing is noted when that is longer ago than thirty days.
    """
    mine = Recommendation.sender_id == principal.sender_id
    if principal.customer_id is not None:
        mine = mine | (Recommendation.customer_id == principal.customer_id)
    now = utc_now()
    last = session.scalar(
        select(Recommendation.id)
        .where(mine, Recommendation.product_id == product_id, Recommendation.shown_at > now - TIED_FOR)
        .order_by(Recommendation.shown_at.desc(), Recommendation.id.desc())
        .limit(1)
    )
    if last is not None:
        insert_new(session, RecommendationOutcome, [_outcome(last, kind, touchpoint, now)])


def tie_purchases(session: Session, order_id: int | None = None) -> int:
    """Tie what was bought, on any touchpoint, back to the suggestion shown last within thirty days before; how many.

    Of one order where it has just been written, else of all of the last sixty days that are not tied yet: so orders of
    an import, or of a till's own process, count too, up to a month late. A line counts once, and so does a suggestion.
    """
    newest: dict[int, dict[str, Any]] = {}
    for line, touchpoint, placed_at, recommendation, shown_at in session.execute(_untied(order_id)):
        if line not in newest and shown_at > placed_at - TIED_FOR:
            newest[line] = _outcome(recommendation, "bought", touchpoint, placed_at, line)
    return insert_new(session, RecommendationOutcome, list(newest.values()))


def _untied(order_id: int | None) -> Select[int, str, datetime, int, datetime]:
    """Bought lines that are not tied, the oldest first, each with what was shown before it, the latest first."""
    meant = Order.id == order_id if order_id is not None else Order.placed_at > utc_now() - 2 * TIED_FOR
    return (
        select(OrderLine.id, Order.touchpoint, Order.placed_at, Recommendation.id, Recommendation.shown_at)
        .join(Order, Order.id == OrderLine.order_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(
            Recommendation,
            and_(
                Recommendation.customer_id == Order.customer_id,
                Recommendation.product_id == Variant.product_id,
                Recommendation.shown_at <= Order.placed_at,
            ),
        )
        .where(meant, kept_line(), ~exists().where(RecommendationOutcome.order_line_id == OrderLine.id))
        .order_by(Order.placed_at, OrderLine.id, Recommendation.shown_at.desc(), Recommendation.id.desc())
    )


def _outcome(
    recommendation_id: int, kind: str, touchpoint: str, at: datetime, line_id: int | None = None
) -> dict[str, Any]:
    return {
        "recommendation_id": recommendation_id,
        "kind": kind,
        "touchpoint": touchpoint,
        "order_line_id": line_id,
        "at": at,
    }
