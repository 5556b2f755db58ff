"""Suggesting products to a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.prepared import Prepared
from hamrah.crm.recommendations import Recommendation
from hamrah.recommend.evidence import Evidence, read_evidence
from hamrah.recommend.ranking import Because, Score, because, rank_shelf, rank_similar
from hamrah.recommend.scored import Shelf
from hamrah.services.candidates import Candidate, suggestible
from hamrah.services.catalogue import Search
from hamrah.services.identity import Principal
from hamrah.services.product_views import read_views
from hamrah.services.suggestion import Reason, Suggestion
from hamrah.services.suggestion_rules import (
    Weight,
    as_it_is,
    by_company,
    by_discovery,
    choose,
    is_settled,
    reorder_by_wishes,
)
from hamrah.services.wishes import Wishes, read_wishes

CONSIDERED, CONSIDERED_NARROWLY = 40, 400
"""Of the best by score so many are looked up in stock; more where conditions leave few, or too few were left."""
LOOKED_UP_FIRST = 12
"""Of those, before the others: seldom can one of the others come before what is chosen of these."""


@dataclass(frozen=True)
class Basis:
    """What suggestions for a person rest on: what they ask for, and all that speaks for products."""

    wishes: Wishes
    evidence: Evidence


def recommend(
    session: Session,
    principal: Principal,
    search: Search,
    *,
    shelf: Shelf = "new",
    about: Product | None = None,
    limit: int = 3,
    basis: Basis | None = None,
    keep: bool = True,
) -> list[Suggestion]:
    """The best products for this person now that meet `search`, kept as shown (not so where `keep` is false).

    `about` is a product that the suggestions shall go with. Rules come before the first `limit`: in stock in the size
    asked for or stated and in a branch of the city asked for, not turned down, nothing durable that is still owned,
    nothing age-restricted, within the stated budget, leaning to stated tastes, and no more than two of a category.
    An empty list says that nothing fits.
    """
    now = utc_now()
    if basis is None:
        basis = gather_basis(session, principal, search, about=about)
    chosen = _choose(session, principal.shop, basis, shelf, about, limit, now)
    similar = {score.product_id for score in _similar(basis, about)}
    told = [Because("asked", about.id) if about and one in similar else because(basis.evidence, one) for one in chosen]
    suggestions = _load_chosen(session, chosen, told, shelf, basis.evidence)
    if keep:
        _keep_shown(session, principal, suggestions, basis.evidence, now)
    return suggestions


def gather_basis(session: Session, principal: Principal, search: Search, *, about: Product | None = None) -> Basis:
    """What suggestions for this person can rest on; read once for several shelves."""
    wishes = read_wishes(session, principal, search)
    evidence = read_evidence(
        session,
        principal.customer_id,
        principal.sender_id,
        utc_now(),
        about=about.id if about is not None else None,
        city=search.city or wishes.home,
        kind=search.category,
    )
    return Basis(wishes, evidence)


def _choose(
    session: Session, shop: str, basis: Basis, shelf: Shelf, about: Product | None, limit: int, now: datetime
) -> list[int]:
    """The ids of the chosen. Where the best few leave too little, more are looked at once."""
    wishes, evidence = basis.wishes, basis.evidence
    owned = {kind for kind, until in evidence.purchases.lasts_until.items() if until > now}
    weight: Weight = by_discovery if shelf == "new" else as_it_is
    if about is not None:
        weight = by_company(about)

    def look_up(scores: Sequence[Score]) -> dict[int, Candidate]:
        return suggestible(session, [score.product_id for score in scores], wishes, shop)

    def fitting(scores: Sequence[Score]) -> list[int]:
        first = max(LOOKED_UP_FIRST, 4 * limit) if len(scores) <= CONSIDERED else len(scores)
        products = look_up(scores[:first])
        chosen = choose(reorder_by_wishes(scores[:first], products, weight, wishes), products, wishes, owned, limit)
        if scores[first:] and not is_settled(chosen, scores[first:], products, weight, wishes, limit):
            products |= look_up(scores[first:])
            chosen = choose(reorder_by_wishes(scores, products, weight, wishes), products, wishes, owned, limit)
        return [score.product_id for score in chosen]

    similar = _similar(basis, about)
    if similar:
        return fitting(similar)
    hidden = evidence.rejected | ({about.id} if about is not None else set())
    many = CONSIDERED if wishes.search == Search() else CONSIDERED_NARROWLY
    first = rank_shelf(session, evidence, shelf, many, hidden)
    chosen = fitting(first)
    if len(chosen) == limit or len(first) < many or many == CONSIDERED_NARROWLY:
        return chosen
    return fitting(rank_shelf(session, evidence, shelf, CONSIDERED_NARROWLY, hidden))


def _similar(basis: Basis, about: Product | None) -> list[Score]:
    return [] if about is None else rank_similar(basis.evidence, about.id)


def _load_chosen(
    session: Session, chosen: Sequence[int], told: Sequence[Because], shelf: Shelf, evidence: Evidence
) -> list[Suggestion]:
    wanted = {*chosen, *(one.source for one in told if one.source is not None)}
    products = read_views(session, wanted)
    suggestions = []
    for product_id, one in zip(chosen, told, strict=True):
        source = products.get(one.source) if one.source is not None else None
        bought_at = evidence.purchases.last_at.get(source.id) if source and one.kind.startswith("bought") else None
        suggestions.append(Suggestion(products[product_id], shelf, Reason(one.kind, source, bought_at, one.place)))
    return suggestions


_KEEP = Prepared(
    insert(Recommendation).inline(),
    (
        *("sender_id", "customer_id", "product_id", "shelf", "position"),
        *("model", "model_run", "touchpoint", "reason", "shown_at"),
    ),
)


def _keep_shown(
    session: Session, principal: Principal, suggestions: list[Suggestion], evidence: Evidence, now: datetime
) -> None:
    run = evidence.run
    if run is None or not suggestions:
        return
    rows = [
        {
            "sender_id": principal.sender_id,
            "customer_id": principal.customer_id,
            "product_id": suggestion.product.id,
            "shelf": suggestion.shelf,
            "position": position,
            "model": run.name,
            "model_run": run.id,
            "touchpoint": principal.touchpoint,
            "reason": suggestion.reason.kept(),
            "shown_at": now,
        }
        for position, suggestion in enumerate(suggestions, start=1)
    ]
    _KEEP.write(session.connection(), rows)
