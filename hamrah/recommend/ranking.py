"""From evidence to an order of products, and to the row that speaks for one of them most."""

from typing import NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.evidence import Evidence, split_scope
from hamrah.recommend.neighbours import NOBODY
from hamrah.recommend.scopes import CATEGORY, CITY
from hamrah.recommend.scored import BOUGHT_BEFORE, EVERYWHERE, GOES_WITH_BOUGHT, GOES_WITH_SEEN, POPULAR, Part, Shelf
from hamrah.recommend.served import read_facts
from hamrah.recommend.suggesting import rank

CARRIES = 0.2
"""The share of a score that its strongest part must have to be told as the reason."""
KINDS = {"ask": "asked", "cart": "in_cart", "search": "searched", "view": "looked_at"}
"""How a reason calls what was met in this conversation."""
OF_PARTS = {BOUGHT_BEFORE: "bought_before", GOES_WITH_BOUGHT: "bought", POPULAR: "popular"}
OF_SCOPES = {CATEGORY: "popular_of_kind", CITY: "liked_here"}


class Score(NamedTuple):
    """A candidate and a number above 0, of which twice as much is twice as likely: odds, or the blend's score."""

    product_id: int
    score: float


class Because(NamedTuple):
    """A kind of reason and the row that it rests on: a product, or a place (a city, a category)."""

    kind: str
    source: int | None = None
    place: str | None = None


TOGETHER = Because("together")
"""Where no part carries enough to be named."""


def rank_shelf(session: Session, evidence: Evidence, shelf: Shelf, n: int, hidden: frozenset[int]) -> list[Score]:
    """The `n` best of a shelf, without the hidden; reads what the reranker needs to know of its candidates."""
    run = evidence.run
    if run is None:
        return []
    pool, trees = evidence.pool, run.model.reranker

    def facts_of(items: Ints) -> Floats:
        return read_facts(session.connection(), run, items)

    reranker = None if trees is None else (trees.scores, facts_of)
    ranked = rank(evidence.purchases.history, pool, n, reranker, shelf, sorted(hidden))
    places, scores = [place for place, _ in ranked], np.array([value for _, value in ranked])
    odds = scores if trees is None else np.exp(scores)
    return [Score(*one) for one in zip(pool.items[places].tolist(), odds.tolist(), strict=True)]


def rank_similar(evidence: Evidence, about: int) -> list[Score]:
    """What goes with one product, best first: what is bought with it, then what the same customers buy."""
    with_it, closeness = evidence.slices.baskets.get(about, NOBODY)
    others, nearness = evidence.slices.customers.get(about, NOBODY)
    apart = ~np.isin(others, with_it)
    if len(with_it) and apart.any():
        nearness = nearness / nearness.max() * closeness.min()  # all behind those
    items, scores = np.append(with_it, others[apart]), np.append(closeness, nearness[apart])
    found = zip(items.tolist(), scores.tolist(), strict=True)
    return [Score(*one) for one in found if one[0] not in evidence.rejected]


def because(evidence: Evidence, product_id: int) -> Because:
    """The part of the blend's score that weighs most, if it carries enough.

    Where that is what everybody buys, a row of the person's own is told instead, if one carries enough.
    """
    carrying = evidence.pool.parts(product_id, CARRIES)
    if not carrying:
        return TOGETHER
    told = carrying[0]
    if told.scope == EVERYWHERE:
        told = next((part for part in carrying if part.source is not None), told)
    return _name(evidence, told)


def _name(evidence: Evidence, part: Part) -> Because:
    if part.kind == GOES_WITH_SEEN:
        return Because(next(KINDS[one.kind] for one in evidence.seen if one.product_id == part.source), part.source)
    scope, key = split_scope(part.scope or "")
    if scope in OF_SCOPES:
        return Because(OF_SCOPES[scope], place=key)
    return Because(OF_PARTS[part.kind], part.source)
