"""Suggesting products to a person."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.recommendations import Recommendation
from hamrah.recommend.evidence import Evidence, read_evidence
from hamrah.recommend.scoring import Score, score_again, score_new, score_similar
from hamrah.services.candidates import by_id, suggestible
from hamrah.services.catalogue import WITH_TEXTS, Search
from hamrah.services.identity import Principal
from hamrah.services.suggestion import Reason, Suggestion
from hamrah.services.suggestion_rules import by_affinity, by_company, choose, owned, rerank
from hamrah.services.wishes import read_wishes

CONSIDERED, RERANKED = 400, 100
"""Of the best by score so many are looked up in stock, and of those that can be had the best so many weighed anew."""


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
    asked for or stated and in a branch of the city asked for, not turned down, nothing durable that is still owned,
    nothing age-restricted, within the stated budget, leaning to stated tastes, and no more than two of a category.
    An empty list says that nothing fits.
    """
    now = utc_now()
    if evidence is None:
        evidence = gather_evidence(session, principal, search, about=about)
    wishes = read_wishes(session, principal, search)
    asked = [about.id] if about is not None else []
    scores = [score for score in _score(evidence, shelf, about, now) if score.product_id not in asked][:CONSIDERED]
    can_be_had = suggestible(session, [score.product_id for score in scores], wishes, principal.shop)
    candidates = [score for score in scores if score.product_id in can_be_had][:RERANKED]
    products = by_id(session, [*evidence.purchases, *asked, *(score.product_id for score in candidates)])
    bought = {product: products[product] for product in evidence.purchases}
    if about is not None:
        candidates = rerank(candidates, products, by_company(products[about.id]), wishes, can_be_had)
    elif shelf == "new":
        candidates = rerank(candidates, products, by_affinity(bought.values(), wishes), wishes, can_be_had)
    chosen = choose(candidates, products, wishes, owned(bought, evidence, now), limit)
    suggestions = _load_chosen(session, chosen, shelf, evidence)
    _keep_shown(session, principal, suggestions, evidence, now)
    return suggestions


def gather_evidence(
    session: Session, principal: Principal, search: Search, *, about: Product | None = None
) -> Evidence:
    """What suggestions for this person can rest on; read once for several shelves."""
    about_id = about.id if about is not None else None
    return read_evidence(
        session,
        principal.customer_id,
        principal.sender_id,
        utc_now(),
        about=about_id,
        city=search.city,
        kind=search.category,
    )


def _score(evidence: Evidence, shelf: str, about: Product | None, now: datetime) -> list[Score]:
    if about is not None:
        return score_similar(evidence, about.id) or score_new(evidence, now)
    return score_again(evidence, now) if shelf == "again" else score_new(evidence, now)


def _load_chosen(session: Session, chosen: list[Score], shelf: str, evidence: Evidence) -> list[Suggestion]:
    wanted = {score.product_id for score in chosen} | {score.source for score in chosen if score.source is not None}
    if not wanted:
        return []
    rows = session.scalars(select(Product).where(Product.id.in_(wanted)).options(*WITH_TEXTS))
    products = {product.id: product for product in rows}
    suggestions = []
    for score in chosen:
        source = products.get(score.source) if score.source is not None else None
        purchase = evidence.purchases.get(score.source) if score.reason.startswith("bought") and score.source else None
        reason = Reason(score.reason, source, purchase.last_at if purchase is not None else None, score.place)
        suggestions.append(Suggestion(products[score.product_id], shelf, reason))
    return suggestions


def _keep_shown(
    session: Session, principal: Principal, suggestions: list[Suggestion], evidence: Evidence, now: datetime
) -> None:
    rows = [
        {
            "sender_id": principal.sender_id,
            "customer_id": principal.customer_id,
            "product_id": suggestion.product.id,
            "shelf": suggestion.shelf,
            "position": position,
            "model": evidence.model,
            "model_run": evidence.model_run,
            "touchpoint": principal.touchpoint,
            "reason": suggestion.reason.kept(),
            "shown_at": now,
        }
        for position, suggestion in enumerate(suggestions, start=1)
    ]
    if rows:
        session.execute(insert(Recommendation), rows)
