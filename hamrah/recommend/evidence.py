"""What speaks for which product: one customer's purchases, this conversation, and what others buy."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Variant
from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.recommendations import ItemNeighbour, ItemPopularity, ModelRun, Recommendation, RecommendationOutcome

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
