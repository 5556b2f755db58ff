"""Suggesting products, saying why, and never again showing what was turned down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.customers import Preference
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.recommend.affinity import read_affinity
from hamrah.recommend.evidence import Evidence, Score, read_evidence, score_again, score_new, score_similar
from hamrah.recommend.fit import MODEL
from hamrah.services.candidates import Candidate, by_id, sellable
from hamrah.services.catalogue import WITH_TEXTS, Search
from hamrah.services.identity import Principal
from hamrah.services.refusal import Refusal

MOST_OF_A_CATEGORY = 2
CONSIDERED = 400
USED_UP, OTHER_DEPARTMENT, OTHER_WEARER = 0.35, 0.3, 0.05
EVERYBODY = "everyone"


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
    evidence: Evidence | None = None,
) -> list[Suggestion]:
    """The best products for this person now that meet `search`, kept as shown.

    `about` is a product that the suggestions shall go with. Rules come before the first `limit`: in stock in the size
    asked for or stated, not turned down, nothing durable that is still owned, within the stated budget and no more than
    two of a category. An empty list says that nothing fits.
    """
    now = utc_now()
    about_id = about.id if about is not None else None
    if evidence is None:
        evidence = gather_evidence(session, principal, about)
    if about_id is not None:
        scores = score_similar(evidence, about_id) or score_new(evidence, now)
    else:
        scores = score_again(evidence, now) if shelf == "again" else score_new(evidence, now)
    wanted = _with_preferences(session, principal, search)
    considered = [score.product_id for score in scores[:CONSIDERED]]
    products = sellable(session, considered, wanted, principal.shop)
    bought = by_id(session, evidence.purchases)
    candidates = [s for s in scores if s.product_id in products and s.product_id != about_id]
    if about_id is not None:
        candidates = _by_company(candidates, products, by_id(session, [about_id])[about_id])
    elif shelf == "new":
        candidates = _by_affinity(candidates, products, bought)
    chosen = _choose(candidates, products, wanted, _owned(bought, evidence, now), limit)
    suggestions = _load_chosen(session, chosen, shelf, evidence)
    _keep_shown(session, principal, suggestions, now)
    return suggestions


def gather_evidence(session: Session, principal: Principal, about: Product | None = None) -> Evidence:
    """What suggestions for this person can rest on; read once for several shelves."""
    about_id = about.id if about is not None else None
    return read_evidence(session, principal.customer_id, principal.sender_id, utc_now(), about_id)


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


def _owned(bought: dict[int, Candidate], evidence: Evidence, now: datetime) -> set[int]:
    """Categories of durable things that the customer bought within their lifetime."""
    return {
        product.category_id
        for product in bought.values()
        if product.durable_days and evidence.purchases[product.id].last_at + timedelta(days=product.durable_days) > now
    }


def _by_affinity(scores: list[Score], products: dict[int, Candidate], bought: dict[int, Candidate]) -> list[Score]:
    """Weighed by what the customer buys at all; what is used up and bought anyway makes a dull discovery."""
    affinity = read_affinity(bought.values())

    def weight(product: Candidate) -> float:
        return (affinity.of(product) if affinity else 1.0) * (USED_UP if product.repeat_days else 1.0)

    return _weighed(scores, products, weight)


def _by_company(scores: list[Score], products: dict[int, Candidate], about: Candidate) -> list[Score]:
    """Weighed by how well a thing goes with another: of its department, and for the same people."""

    def weight(product: Candidate) -> float:
        department = 1.0 if product.department == about.department else OTHER_DEPARTMENT
        same = EVERYBODY in (product.worn_by, about.worn_by) or product.worn_by == about.worn_by
        return department * (1.0 if same else OTHER_WEARER)

    return _weighed(scores, products, weight)


def _weighed(scores: list[Score], products: dict[int, Candidate], weight: Callable[[Candidate], float]) -> list[Score]:
    weighed = [replace(score, score=score.score * weight(products[score.product_id])) for score in scores]
    return sorted(weighed, key=lambda score: (-score.score, score.product_id))


def _choose(
    scores: list[Score], products: dict[int, Candidate], search: Search, owned: set[int], limit: int
) -> list[Score]:
    several = len({products[score.product_id].category_id for score in scores}) > 1
    chosen: list[Score] = []
    of_category: dict[int, int] = {}
    for score in scores:
        product = products[score.product_id]
        category = product.category_id
        if category in owned or not product.meets(search):
            continue
        if of_category.get(category, 0) >= MOST_OF_A_CATEGORY and several and search.category is None:
            continue
        of_category[category] = of_category.get(category, 0) + 1
        chosen.append(score)
        if len(chosen) == limit:
            break
    return chosen


def _load_chosen(session: Session, chosen: list[Score], shelf: str, evidence: Evidence) -> list[Suggestion]:
    wanted = {score.product_id for score in chosen} | {score.source for score in chosen if score.source is not None}
    rows = session.scalars(select(Product).where(Product.id.in_(wanted)).options(*WITH_TEXTS))
    products = {product.id: product for product in rows}
    suggestions = []
    for score in chosen:
        source = products.get(score.source) if score.source is not None else None
        purchase = evidence.purchases.get(score.source) if score.source is not None else None
        reason = Reason(score.reason, source, purchase.last_at if purchase is not None else None)
        suggestions.append(Suggestion(products[score.product_id], shelf, reason))
    return suggestions


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
