"""What becomes of suggestions: asked why, turned down, looked at."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.services.catalogue import WITH_TEXTS
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal
from hamrah.services.suggestion import Reason


def explain(session: Session, principal: Principal, sku: str | None) -> tuple[Product, Reason]:
    """Why a product was suggested, or the first of those suggested last. Raises `Refusal` when nothing was."""
    query = select(Recommendation).where(Recommendation.sender_id == principal.sender_id)
    if sku is not None:
        query = query.join(Product, Product.id == Recommendation.product_id).where(Product.sku == sku)
    newest = query.order_by(Recommendation.shown_at.desc(), Recommendation.position)
    row = session.scalar(newest.limit(1))
    if row is None:
        raise Refusal("utter_nothing_suggested")
    reason = row.reason
    source = session.get(Product, reason["product_id"], options=WITH_TEXTS) if reason.get("product_id") else None
    at = datetime.fromisoformat(reason["at"]) if reason.get("at") else None
    product = session.get_one(Product, row.product_id, options=WITH_TEXTS)
    return product, Reason(reason["kind"], source, at)


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
    for recommendation_id, shelf in rows:
        if shelf == "new" or len(skus) == 1:
            session.add(RecommendationOutcome(recommendation_id=recommendation_id, kind="rejected", at=utc_now()))


def note_outcome(session: Session, principal: Principal, product_id: int, kind: str) -> None:
    """Tie a view, a cart or a purchase back to the last time this product was suggested to the person."""
    mine = Recommendation.sender_id == principal.sender_id
    if principal.customer_id is not None:
        mine = mine | (Recommendation.customer_id == principal.customer_id)
    last = session.scalar(
        select(Recommendation.id)
        .where(mine, Recommendation.product_id == product_id)
        .order_by(Recommendation.id.desc())
        .limit(1)
    )
    if last is not None:
        session.add(RecommendationOutcome(recommendation_id=last, kind=kind, at=utc_now()))
