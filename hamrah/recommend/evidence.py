"""What speaks for which product: one customer's purchases, this conversation, and what others buy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Variant
from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.recommendations import ItemNeighbour, ItemPopularity, ModelRun, Recommendation, RecommendationOutcome

REPEAT_HALF_LIFE_DAYS = 120.0
HISTORY_WEIGHT = 0.6
SESSION_WEIGHT = 1.0
"""Of the closest company of what was looked at last, however seldom that is bought, the further the less: who looks at
a shawl and asks for a suggestion is not to get the shop's best-selling rice."""
POPULARITY_WEIGHT = 0.15
SESSION_DECAY = 0.6
LONGEST_HISTORY = 60
SESSION_HOURS = 12


@dataclass(frozen=True)
class Purchase:
    """That the customer bought a product, when last and how often."""

    product_id: int
    last_at: datetime
    times: int


@dataclass
class Evidence:
    """All that a suggestion for one person can rest on, read in a handful of queries."""

    purchases: dict[int, Purchase] = field(default_factory=dict)
    seen: list[tuple[int, str]] = field(default_factory=list)
    rejected: set[int] = field(default_factory=set)
    neighbours: dict[int, dict[int, float]] = field(default_factory=dict)
    popularity: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """A candidate's score and the one part of it that weighs most: its kind and the product it comes from."""

    product_id: int
    score: float
    reason: str
    source: int | None


def read_evidence(
    session: Session, customer_id: int | None, sender_id: str | None, now: datetime, about: int | None = None
) -> Evidence:
    """Read the evidence for a customer and a conversation; `about` is a product that the person has just named."""
    evidence = Evidence(
        purchases=_purchases(session, customer_id) if customer_id is not None else {},
        seen=_seen(session, customer_id, sender_id, now),
        rejected=_rejected(session, customer_id, sender_id),
    )
    if about is not None:
        evidence.seen = [(about, "ask"), *[item for item in evidence.seen if item[0] != about]]
    run = session.scalar(select(ModelRun.id).where(ModelRun.current).order_by(ModelRun.id.desc()).limit(1))
    if run is not None:
        seeds = [*evidence.purchases, *[product for product, _ in evidence.seen]]
        evidence.neighbours = _neighbours(session, run, seeds)
        popular = select(ItemPopularity.product_id, ItemPopularity.score).where(ItemPopularity.model_run == run)
        best = session.execute(popular.order_by(ItemPopularity.score.desc()).limit(400))
        evidence.popularity = {product: score for product, score in best}
    return evidence


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


def _purchases(session: Session, customer_id: int) -> dict[int, Purchase]:
    rows = session.execute(
        select(Variant.product_id, Order.placed_at)
        .join(OrderLine, OrderLine.variant_id == Variant.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, Order.status.not_in(("cancelled", "returned")), OrderLine.quantity > 0)
        .order_by(Order.placed_at.desc())
    )
    purchases: dict[int, Purchase] = {}
    for product, at in rows:
        known = purchases.get(product)
        if known is not None:
            purchases[product] = Purchase(product, known.last_at, known.times + 1)
        elif len(purchases) < LONGEST_HISTORY:
            purchases[product] = Purchase(product, at, 1)
    return purchases


def _seen(session: Session, customer_id: int | None, sender_id: str | None, now: datetime) -> list[tuple[int, str]]:
    mine = BrowsingEvent.sender_id == sender_id
    if customer_id is not None:
        mine = mine | (BrowsingEvent.customer_id == customer_id)
    rows = session.execute(
        select(BrowsingEvent.product_id, BrowsingEvent.kind)
        .where(mine, BrowsingEvent.at > now - timedelta(hours=SESSION_HOURS))
        .order_by(BrowsingEvent.id.desc())
        .limit(20)
    )
    seen: dict[int, str] = {}
    for product, kind in rows:
        seen.setdefault(product, kind)
    return list(seen.items())


def _rejected(session: Session, customer_id: int | None, sender_id: str | None) -> set[int]:
    mine = Recommendation.sender_id == sender_id
    if customer_id is not None:
        mine = mine | (Recommendation.customer_id == customer_id)
    rejected = select(Recommendation.product_id).join(
        RecommendationOutcome, RecommendationOutcome.recommendation_id == Recommendation.id
    )
    return set(session.scalars(rejected.where(mine, RecommendationOutcome.kind == "rejected")))


def _neighbours(session: Session, run: int, seeds: list[int]) -> dict[int, dict[int, float]]:
    rows = session.execute(
        select(ItemNeighbour.product_id, ItemNeighbour.neighbour_id, ItemNeighbour.score).where(
            ItemNeighbour.model_run == run, ItemNeighbour.product_id.in_(set(seeds))
        )
    )
    found: dict[int, dict[int, float]] = {}
    for product, neighbour, score in rows:
        found.setdefault(product, {})[neighbour] = score
    return found
