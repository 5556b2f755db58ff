"""From evidence to an order of products, each with the part that weighs most: the one place where scores are made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hamrah.recommend.evidence import Evidence

REPEAT_HALF_LIFE_DAYS = 120.0
HISTORY_WEIGHT = 0.6
SESSION_WEIGHT = 1.0
"""Of the closest company of what was looked at last, however seldom that is bought, the further the less: who looks at
a shawl and asks for a suggestion is not to get the shop's best-selling rice."""
POPULARITY_WEIGHT = 0.15
SESSION_DECAY = 0.6


@dataclass(frozen=True)
class Score:
    """A candidate's score and the one part of it that weighs most: its kind and the product it comes from."""

    product_id: int
    score: float
    reason: str
    source: int | None


def score_new(evidence: Evidence, now: datetime) -> list[Score]:
    """Candidates for "you may also like", best first: never bought, drawn by history, by this session, by the shop."""
    parts: dict[int, list[tuple[float, str, int | None]]] = {}
    for product, score in evidence.popularity.items():
        parts.setdefault(product, []).append((POPULARITY_WEIGHT * score, "popular", None))
    for place, (seed, kind) in enumerate(evidence.seen):
        strength = SESSION_WEIGHT * SESSION_DECAY**place
        company = evidence.neighbours.get(seed, {})
        closest = max(company.values(), default=1.0)
        for product, score in company.items():
            share = strength * (score / closest) ** 2
            parts.setdefault(product, []).append((share, "asked" if kind == "ask" else "looked_at", seed))
    newest = max((purchase.last_at for purchase in evidence.purchases.values()), default=now)
    for seed, purchase in evidence.purchases.items():
        strength = HISTORY_WEIGHT * _decay(purchase.last_at, newest)
        for product, score in evidence.neighbours.get(seed, {}).items():
            parts.setdefault(product, []).append((strength * score, "bought", seed))
    hidden = evidence.rejected | evidence.purchases.keys()
    return _rank((product, found) for product, found in parts.items() if product not in hidden)


def score_again(evidence: Evidence, now: datetime) -> list[Score]:
    """Candidates for "buy again", best first: what was bought often and lately."""
    return _rank(
        (product, [(purchase.times * _decay(purchase.last_at, now), "bought_before", product)])
        for product, purchase in evidence.purchases.items()
        if product not in evidence.rejected
    )


def score_similar(evidence: Evidence, about: int) -> list[Score]:
    """What goes with one product, best first."""
    found = evidence.neighbours.get(about, {})
    return _rank((p, [(score, "asked", about)]) for p, score in found.items() if p not in evidence.rejected)


def _rank(parts: Iterable[tuple[int, list[tuple[float, str, int | None]]]]) -> list[Score]:
    scored = []
    for product, found in parts:
        strongest = max(found, key=lambda part: part[0])
        scored.append(Score(product, sum(part[0] for part in found), strongest[1], strongest[2]))
    return sorted(scored, key=lambda score: (-score.score, score.product_id))


def _decay(at: datetime, now: datetime) -> float:
    return float(0.5 ** ((now - at).total_seconds() / 86400 / REPEAT_HALF_LIFE_DAYS))
