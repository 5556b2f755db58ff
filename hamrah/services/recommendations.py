"""Suggesting products to a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.prepared import Prepared
from hamrah.crm.recommendations import Recommendation
from hamrah.recommend.evidence import Evidence, read_evidence
from hamrah.recommend.neighbours import NOBODY
from hamrah.recommend.ranking import Because, Score, because, rank_shelf, rank_similar
from hamrah.recommend.scored import Shelf
from hamrah.services.candidates import Candidate, suggestible
from hamrah.services.identity import Principal
from hamrah.services.product_views import read_views
from hamrah.services.search import Search
from hamrah.services.suggestion import Reason, Suggestion
from hamrah.services.suggestion_rules import (
    Weight,
    as_it_is,
    by_company,
    by_discovery,
    by_kind,
    by_wearers,
    choose,
    is_settled,
    reorder_by_wishes,
)
from hamrah.services.wishes import Wishes, read_wishes

CONSIDERED, CONSIDERED_NARROWLY = 40, 400
"""Of the best by score so many are looked up in stock; more where conditions leave few, or too few were left."""
TOGETHER = 0.3
"""Closeness over baskets from which on things are bought together, though one would take the other's place: where both
are bought equally often and not seldom, three in ten who take one take the other with it."""
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
    like: Product | None = None,
    limit: int = 3,
    basis: Basis | None = None,
    without: Collection[int] = (),
    keep: bool = True,
) -> list[Suggestion]:
    """The best products for this person now that meet `search`, kept as shown (not so where `keep` is false).

    `about` is a product that the suggestions shall go with, `like` one of whose kind they shall be (`search` names its
    category). `without` are products that were shown already. Rules come before the first `limit`: in stock in the size
    asked for or stated and in a branch of the city asked for, not turned down, nothing durable of a kind that is still
    owned (but another one for who names that kind), nothing age-restricted, within the stated budget, leaning to stated
    tastes, and no more than two of a category.
    An empty list says that nothing fits.
    """
    now = utc_now()
    if basis is None:
        basis = gather_basis(session, principal, search, about=about)
    hidden = basis.evidence.rejected.union(without, *({one.id} for one in (about, like) if one is not None))
    weight = (
        by_company(about, _together(basis, about)) if about else by_kind(like) if like else _weight_of(shelf, basis)
    )
    chosen = _choose(session, principal.shop, basis, _Wanted(shelf, about, weight, hidden, limit, bool(without)), now)
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


@dataclass(frozen=True)
class _Wanted:
    """What to choose: from which shelf, to go with what, weighed how, without which, how many."""

    shelf: Shelf
    about: Product | None
    weight: Weight
    hidden: frozenset[int]
    limit: int
    goes_on: bool
    """Whether some were shown already."""


def _choose(session: Session, shop: str, basis: Basis, wanted: _Wanted, now: datetime) -> list[int]:
    """The ids of the chosen. Where the best few leave too little, more are looked at once."""
    wishes, evidence, weight, limit = basis.wishes, basis.evidence, wanted.weight, wanted.limit
    lasting = {kind for kind, until in evidence.purchases.lasts_until.items() if until > now}
    # who asks for a watch wants another one beside theirs
    owned = set() if wanted.shelf == "new" and wishes.search.category is not None else lasting

    def look_up(scores: Sequence[Score]) -> dict[int, Candidate]:
        ids = [score.product_id for score in scores]
        return suggestible(session, ids, wishes, shop, with_size=wanted.about is not None)

    def fitting(scores: Sequence[Score]) -> list[int]:
        first = max(LOOKED_UP_FIRST, 4 * limit) if len(scores) <= CONSIDERED else len(scores)
        products = look_up(scores[:first])
        chosen = choose(reorder_by_wishes(scores[:first], products, weight, wishes), products, wishes, owned, limit)
        if scores[first:] and not is_settled(chosen, scores[first:], products, weight, wishes, limit):
            products |= look_up(scores[first:])
            chosen = choose(reorder_by_wishes(scores, products, weight, wishes), products, wishes, owned, limit)
        return [score.product_id for score in chosen]

    similar = _similar(basis, wanted.about)
    if similar:
        known = wanted.hidden.union(evidence.purchases.last_at)
        chosen = fitting([score for score in similar if score.product_id not in known])
        if chosen or wanted.goes_on:
            return chosen
    many = CONSIDERED if wishes.search == Search() else CONSIDERED_NARROWLY
    first = rank_shelf(session, evidence, wanted.shelf, many, wanted.hidden)
    chosen = fitting(first)
    if len(chosen) == limit or len(first) < many or many == CONSIDERED_NARROWLY:
        return chosen
    return fitting(rank_shelf(session, evidence, wanted.shelf, CONSIDERED_NARROWLY, wanted.hidden))


def _weight_of(shelf: Shelf, basis: Basis) -> Weight:
    """What they bought before counts as it is; so does, for whom it is made, where they say whom they look for.

    What is used up is a dull discovery, but not to who met such a thing last: tea goes with the rice they look at.
    """
    if shelf != "new":
        return as_it_is
    search, evidence = basis.wishes.search, basis.evidence
    if search.recipient is not None or search.worn_by is not None:
        return by_discovery
    shops_for_stock = any(one.is_used_up for one in evidence.seen if one.place == 0)
    news = as_it_is if shops_for_stock else by_discovery
    return by_wearers(news, evidence.purchases.worn_by, {one.worn_by for one in evidence.seen})


def _together(basis: Basis, about: Product) -> frozenset[int]:
    """What is bought with a product so often that one is seldom taken without the other."""
    items, closeness = basis.evidence.slices.baskets.get(about.id, NOBODY)
    return frozenset(items[closeness >= TOGETHER].tolist())


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
