"""Suggesting products to a person."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.recommendations import Recommendation
from hamrah.recommend.evidence import Evidence, read_evidence
from hamrah.recommend.fit import MODEL
from hamrah.recommend.scoring import Score, score_again, score_new, score_similar
from hamrah.services.candidates import by_id, sellable
from hamrah.services.catalogue import WITH_TEXTS, Search
from hamrah.services.identity import Principal
from hamrah.services.suggestion import Reason, Suggestion
from hamrah.services.suggestion_rules import by_affinity, by_company, choose, owned, with_preferences

CONSIDERED = 400


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
    wanted = with_preferences(session, principal, search)
    considered = [score.product_id for score in scores[:CONSIDERED]]
    products = sellable(session, considered, wanted, principal.shop)
    bought = by_id(session, evidence.purchases)
    candidates = [s for s in scores if s.product_id in products and s.product_id != about_id]
    if about_id is not None:
        candidates = by_company(candidates, products, by_id(session, [about_id])[about_id])
    elif shelf == "new":
        candidates = by_affinity(candidates, products, bought)
    chosen = choose(candidates, products, wanted, owned(bought, evidence, now), limit)
    suggestions = _load_chosen(session, chosen, shelf, evidence)
    _keep_shown(session, principal, suggestions, now)
    return suggestions


def gather_evidence(session: Session, principal: Principal, about: Product | None = None) -> Evidence:
    """What suggestions for this person can rest on; read once for several shelves."""
    about_id = about.id if about is not None else None
    return read_evidence(session, principal.customer_id, principal.sender_id, utc_now(), about_id)


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
