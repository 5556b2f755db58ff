"""Suggesting products, saying why, and never again showing what was turned down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.crm.customers import Preference
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.recommend.affinity import read_affinity
from hamrah.recommend.evidence import Evidence, Score, read_evidence, score_again, score_new, score_similar
from hamrah.recommend.fit import MODEL
from hamrah.services.catalogue import WITH_TEXTS, Search
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal

MOST_OF_A_CATEGORY = 2
CONSIDERED = 200
SIZES = (("small", "medium", "large", "XL", "XXL"), tuple(str(age) for age in range(1, 17)))
"""Sizes of clothes and, by age, of children's clothes; any other is of shoes."""


@dataclass(frozen=True)
class Reason:
    """Why a product was suggested: the kind, and the row it rests on (a product of the customer's, and when)."""

    kind: str
    product: Product | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Suggestion:
    """A product to show, in which shelf (`again` or `new`), and why."""

    product: Product
    shelf: str
    reason: Reason


def recommend(
    session: Session,
    principal: Principal,
    search: Search,
    *,
    shelf: str = "new",
    about: Product | None = None,
    limit: int = 3,
) -> list[Suggestion]:
    """The best products for this person now that meet `search`, kept as shown.

    `about` is a product that the suggestions shall go with. Rules come before the first `limit`: in stock in the size
    asked for or stated, not turned down, nothing durable that is still owned, within the stated budget and no more than
    two of a category. An empty list says that nothing fits.
    """
    now = utc_now()
    about_id = about.id if about is not None else None
    evidence = read_evidence(session, principal.customer_id, principal.sender_id, now, about_id)
    if about_id is not None:
        scores = score_similar(evidence, about_id) or score_new(evidence, now)
    else:
        scores = score_again(evidence, now) if shelf == "again" else score_new(evidence, now)
    wanted = _with_preferences(session, principal, search)
    products = _load(session, [score.product_id for score in scores], wanted, principal.shop)
    bought = _bought(session, evidence)
    owned = _owned(bought, evidence, now)
    candidates = [s for s in scores if s.product_id in products and s.product_id != about_id]
    if shelf == "new":
        candidates = _by_affinity(candidates, products, bought)
    chosen = _choose(candidates, products, wanted, owned, limit)
    suggestions = [Suggestion(products[s.product_id], shelf, _reason(session, s, evidence)) for s in chosen]
    _keep_shown(session, principal, suggestions, now)
    return suggestions


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


def _with_preferences(session: Session, principal: Principal, search: Search) -> Search:
    if principal.customer_id is None:
        return search
    rows = session.execute(
        select(Preference.kind, Preference.value).where(Preference.customer_id == principal.customer_id)
    )
    stated: dict[str, str] = {kind: value for kind, value in rows}
    conditions: dict[str, Any] = {}
    if search.size is None and "size" in stated:
        conditions["size"] = stated["size"]
    if search.price_max is None and stated.get("price_max", "").isdigit():
        conditions["price_max"] = int(stated["price_max"])
    return search.narrowed(conditions, set())


def _load(session: Session, ids: list[int], search: Search, shop: str) -> dict[int, Product]:
    """The considered products that can be sold now: a variant in stock within the price and colour asked for."""
    in_stock = select(Stock.variant_id).where(Stock.quantity > 0).scalar_subquery()
    query = select(Variant.product_id).where(
        Variant.product_id.in_(ids[: CONSIDERED * 2]), Variant.active, Variant.id.in_(in_stock)
    )
    if search.price_max is not None:
        query = query.where(Variant.price_minor <= search.price_max * 100)
    if search.price_min is not None:
        query = query.where(Variant.price_minor >= search.price_min * 100)
    if search.color is not None:
        query = query.where(Variant.color == search.color)
    if search.size is not None:
        query = query.where((Variant.size == search.size) | _other_kind_of_size(search.size))
    products = select(Product).where(Product.id.in_(query), Product.active, Product.source == shop).options(*WITH_TEXTS)
    return {product.id: product for product in session.scalars(products)}


def _other_kind_of_size(size: str) -> ColumnElement[bool]:
    """A clothing size says nothing about shoes or children's clothes, nor any about things that have no sizes."""
    mine = next((sizes for sizes in SIZES if size in sizes), None)
    if mine is not None:
        return Variant.size.is_(None) | Variant.size.not_in(mine)
    return Variant.size.is_(None) | Variant.size.in_([other for sizes in SIZES for other in sizes])


def _bought(session: Session, evidence: Evidence) -> list[Product]:
    if not evidence.purchases:
        return []
    return list(session.scalars(select(Product).where(Product.id.in_(evidence.purchases)).options(*WITH_TEXTS)))


def _owned(bought: list[Product], evidence: Evidence, now: datetime) -> set[int]:
    """Categories of durable things that the customer bought within their lifetime."""
    return {
        product.category_id
        for product in bought
        if product.category.durable_days
        and evidence.purchases[product.id].last_at + timedelta(days=product.category.durable_days) > now
    }


def _by_affinity(scores: list[Score], products: dict[int, Product], bought: list[Product]) -> list[Score]:
    affinity = read_affinity(bought)
    if affinity is None:
        return scores
    weighed = [replace(score, score=score.score * affinity.of(products[score.product_id])) for score in scores]
    return sorted(weighed, key=lambda score: (-score.score, score.product_id))


def _choose(
    scores: list[Score], products: dict[int, Product], search: Search, owned: set[int], limit: int
) -> list[Score]:
    several = len({products[score.product_id].category_id for score in scores}) > 1
    chosen: list[Score] = []
    of_category: dict[int, int] = {}
    for score in scores:
        product = products[score.product_id]
        category = product.category
        if category.id in owned or not _meets(product, search):
            continue
        if of_category.get(category.id, 0) >= MOST_OF_A_CATEGORY and several and search.category is None:
            continue
        of_category[category.id] = of_category.get(category.id, 0) + 1
        chosen.append(score)
        if len(chosen) == limit:
            break
    return chosen


def _meets(product: Product, search: Search) -> bool:
    if search.category is not None and product.category.code != search.category:
        return False
    if search.brand is not None and product.brand != search.brand:
        return False
    if search.material is not None and product.material != search.material:
        return False
    if search.occasion is not None and product.details.get("season") != search.occasion:
        return False
    return search.recipient is None or search.recipient in product.details.get("gift", [])


def _reason(session: Session, score: Score, evidence: Evidence) -> Reason:
    if score.source is None:
        return Reason(score.reason)
    purchase = evidence.purchases.get(score.source)
    source = session.get(Product, score.source, options=WITH_TEXTS)
    return Reason(score.reason, source, purchase.last_at if purchase is not None else None)


def _keep_shown(session: Session, principal: Principal, suggestions: list[Suggestion], now: datetime) -> None:
    for position, suggestion in enumerate(suggestions, start=1):
        reason = suggestion.reason
        session.add(
            Recommendation(
                sender_id=principal.sender_id,
                customer_id=principal.customer_id,
                product_id=suggestion.product.id,
                shelf=suggestion.shelf,
                position=position,
                model=MODEL,
                reason={
                    "kind": reason.kind,
                    "product_id": reason.product.id if reason.product else None,
                    "at": reason.at.isoformat() if reason.at else None,
                },
                shown_at=now,
            )
        )
