"""From evidence to an order of products, each with the part that weighs most: the one place where scores are made."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from hamrah.recommend.evidence import Evidence

REPEAT_HALF_LIFE_DAYS = 120.0
HISTORY_WEIGHT = 0.6
SESSION_WEIGHT = 1.0
"""Of the closest company of what was looked at last, however seldom that is bought, the further the less: who looks at
a shawl and asks for a suggestion is not to get the shop's best-selling rice."""
SEARCH_WEIGHT = 0.5
"""Of all that one search found together, beside 1 for a product looked at: nobody has chosen one of them yet."""
KIND_WEIGHT = 0.4
"""Of the most bought of a kind that was searched."""
POPULARITY_WEIGHT = 0.15
CITY_WEIGHT = 0.1
SESSION_DECAY = 0.6
CARRIES = 0.2
"""The share of a score that its strongest part must have to be told as the reason."""
KINDS = {"ask": "asked", "cart": "in_cart", "search": "searched", "view": "looked_at"}
"""How a reason calls what was met in this conversation."""


class Part(NamedTuple):
    """What one row of the store adds to a product's score; `source` is a product, `place` a city or a category."""

    weight: float
    reason: str
    source: int | None = None
    place: str | None = None


class Score(NamedTuple):
    """A candidate's score and its reason: the part that weighs most, or `together` where none carries enough."""

    product_id: int
    score: float
    reason: str
    source: int | None = None
    place: str | None = None


Parts = dict[int, list[Part]]


def score_new(evidence: Evidence, now: datetime) -> list[Score]:
    """Candidates for "you may also like", best first: never bought, drawn by history, by this session, by the shop."""
    parts: Parts = {}
    _add_popular(parts, evidence)
    _add_session(parts, evidence)
    _add_history(parts, evidence, now)
    hidden = evidence.rejected | evidence.purchases.keys()
    return _rank((product, found) for product, found in parts.items() if product not in hidden)


def score_again(evidence: Evidence, now: datetime) -> list[Score]:
    """Candidates for "buy again", best first: what was bought often and lately."""
    return _rank(
        (product, [Part(purchase.times * _decay(purchase.last_at, now), "bought_before", product)])
        for product, purchase in evidence.purchases.items()
        if product not in evidence.rejected
    )


def score_similar(evidence: Evidence, about: int) -> list[Score]:
    """What goes with one product, best first."""
    found = evidence.neighbours.get(about, {})
    return _rank((p, [Part(score, "asked", about)]) for p, score in found.items() if p not in evidence.rejected)


def _add_popular(parts: Parts, evidence: Evidence) -> None:
    for product, score in evidence.popularity.items():
        parts.setdefault(product, []).append(Part(POPULARITY_WEIGHT * score, "popular"))
    for product, score in evidence.liked_in_city.items():
        parts.setdefault(product, []).append(Part(CITY_WEIGHT * score, "liked_here", place=evidence.city))


def _add_session(parts: Parts, evidence: Evidence) -> None:
    found_together = [seen.place for seen in evidence.seen if seen.kind == "search"]
    for seen in evidence.seen:
        strength = SESSION_WEIGHT * SESSION_DECAY**seen.place
        if seen.kind == "search":
            strength *= SEARCH_WEIGHT / found_together.count(seen.place)
        company = evidence.neighbours.get(seen.product_id, {})
        closest = max(company.values(), default=1.0)
        for product, score in company.items():
            part = Part(strength * (score / closest) ** 2, KINDS[seen.kind], seen.product_id)
            parts.setdefault(product, []).append(part)
    for kind, place in evidence.searched_kinds().items():
        strength = KIND_WEIGHT * SESSION_DECAY**place
        for product, score in evidence.popular_of_kind.get(kind, {}).items():
            parts.setdefault(product, []).append(Part(strength * score, "popular_of_kind", place=kind))


def _add_history(parts: Parts, evidence: Evidence, now: datetime) -> None:
    newest = max((purchase.last_at for purchase in evidence.purchases.values()), default=now)
    for seed, purchase in evidence.purchases.items():
        strength = HISTORY_WEIGHT * _decay(purchase.last_at, newest)
        for product, score in evidence.neighbours.get(seed, {}).items():
            parts.setdefault(product, []).append(Part(strength * score, "bought", seed))


def _rank(parts: Iterable[tuple[int, list[Part]]]) -> list[Score]:
    return sorted((_sum_up(*one) for one in parts), key=lambda score: (-score.score, score.product_id))


def _sum_up(product_id: int, parts: list[Part]) -> Score:
    total = sum(part.weight for part in parts)
    strongest = max(parts, key=lambda part: part.weight)
    if strongest.weight < CARRIES * total:
        return Score(product_id, total, "together")
    return Score(product_id, total, strongest.reason, strongest.source, strongest.place)


def _decay(at: datetime, now: datetime) -> float:
    return float(0.5 ** ((now - at).total_seconds() / 86400 / REPEAT_HALF_LIFE_DAYS))
