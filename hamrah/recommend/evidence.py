"""What speaks for which product: one customer's purchases, this conversation, and what others buy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.customers import Customer
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import kept_line
from hamrah.crm.recommendations import (
    ItemNeighbour,
    ItemPopularity,
    ModelRun,
    Recommendation,
    RecommendationOutcome,
    ScopedPopularity,
)

LONGEST_HISTORY = 60
SESSION_HOURS = 12
MOST_SEEN = 20
MOST_POPULAR = 400
LIKED_HOLDS = timedelta(days=7)
"""So long after a fit its "liked this week" is still true of some of the days meant."""


@dataclass(frozen=True)
class Purchase:
    """That the customer bought a product, when last and how often."""

    product_id: int
    last_at: datetime
    times: int


@dataclass(frozen=True)
class Seen:
    """A product met in this conversation or on a page: how (`view`, `cart`, `ask`, `search`), and how long ago.

    `place` 0 is the latest moment, 1 the one before; all that one search found share a place. `category` is its code.
    """

    product_id: int
    kind: str
    place: int
    category: str = ""


@dataclass
class Evidence:
    """All that a suggestion for one person can rest on, read in a handful of queries."""

    purchases: dict[int, Purchase] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    rejected: set[int] = field(default_factory=set)
    neighbours: dict[int, dict[int, float]] = field(default_factory=dict)
    popularity: dict[int, float] = field(default_factory=dict)
    city: str | None = None
    kind: str | None = None
    liked_in_city: dict[int, float] = field(default_factory=dict)
    popular_of_kind: dict[str, dict[int, float]] = field(default_factory=dict)
    model: str = ""
    model_run: int | None = None

    def searched_kinds(self) -> dict[str, int]:
        """The categories that were asked for or searched, each with its latest place."""
        kinds = {} if self.kind is None else {self.kind: 0}
        for one in self.seen:
            if one.kind == "search":
                kinds.setdefault(one.category, one.place)
        return kinds


def read_evidence(
    session: Session,
    customer_id: int | None,
    sender_id: str | None,
    now: datetime,
    *,
    about: int | None = None,
    city: str | None = None,
    kind: str | None = None,
) -> Evidence:
    """Read the evidence for a customer and a conversation.

    `about` is a product and `kind` a category that the person has just named, `city` where they want the goods; without
    it their own.
    """
    evidence = Evidence(
        purchases=_purchases(session, customer_id) if customer_id is not None else {},
        seen=_seen(session, customer_id, sender_id, now),
        rejected=_rejected(session, customer_id, sender_id),
        city=city or (home_city(session, customer_id) if customer_id is not None else None),
        kind=kind,
    )
    if about is not None:
        others = [Seen(s.product_id, s.kind, s.place + 1, s.category) for s in evidence.seen if s.product_id != about]
        evidence.seen = [Seen(about, "ask", 0), *others]
    newest = select(ModelRun).where(ModelRun.current).order_by(ModelRun.id.desc()).limit(1)
    run = session.scalar(newest)
    if run is not None:
        evidence.model, evidence.model_run = run.model, run.id
        seeds = [*evidence.purchases, *(seen.product_id for seen in evidence.seen)]
        evidence.neighbours = _neighbours(session, run.id, seeds)
        evidence.popularity = _popularity(session, run.id)
        _read_scopes(session, run, evidence, now)
    return evidence


def home_city(session: Session, customer_id: int) -> str | None:
    """The city of the customer's branch, else the one they live in."""
    of_branch = (
        select(func.coalesce(Branch.city, Customer.city))
        .select_from(Customer)
        .outerjoin(Branch, Branch.id == Customer.home_branch_id)
    )
    return session.scalar(of_branch.where(Customer.id == customer_id))


def _purchases(session: Session, customer_id: int) -> dict[int, Purchase]:
    rows = session.execute(
        select(Variant.product_id, Order.placed_at)
        .join(OrderLine, OrderLine.variant_id == Variant.id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.customer_id == customer_id, kept_line())
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


def _seen(session: Session, customer_id: int | None, sender_id: str | None, now: datetime) -> list[Seen]:
    mine = BrowsingEvent.sender_id == sender_id
    if customer_id is not None:
        mine = mine | (BrowsingEvent.customer_id == customer_id)
    rows = session.execute(
        select(BrowsingEvent.product_id, BrowsingEvent.kind, BrowsingEvent.at, Category.code)
        .join(Product, Product.id == BrowsingEvent.product_id)
        .join(Category, Category.id == Product.category_id)
        .where(mine, BrowsingEvent.at > now - timedelta(hours=SESSION_HOURS))
        .order_by(BrowsingEvent.at.desc(), BrowsingEvent.id.desc())
        .limit(MOST_SEEN)
    )
    return _in_places((product, kind, at, category) for product, kind, at, category in rows)


def _in_places(rows: Iterable[tuple[int, str, datetime, str]]) -> list[Seen]:
    """Each product at its latest moment; moments at which nothing new was met take no place."""
    seen: dict[int, Seen] = {}
    moments: dict[datetime, int] = {}
    for product, kind, at, category in rows:
        if product not in seen:
            seen[product] = Seen(product, kind, moments.setdefault(at, len(moments)), category)
    return list(seen.values())


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


def _popularity(session: Session, run: int) -> dict[int, float]:
    popular = select(ItemPopularity.product_id, ItemPopularity.score).where(ItemPopularity.model_run == run)
    best = session.execute(popular.order_by(ItemPopularity.score.desc()).limit(MOST_POPULAR))
    return {product: score for product, score in best}


def _read_scopes(session: Session, run: ModelRun, evidence: Evidence, now: datetime) -> None:
    """What is liked in the city, while that is news, and what is bought most of the kinds that were searched."""
    table = ScopedPopularity
    scopes = [and_(table.scope == "category", table.key == kind) for kind in evidence.searched_kinds()]
    if evidence.city is not None and run.fitted_at > now - LIKED_HOLDS:
        scopes.append(and_(table.scope == "city", table.key == evidence.city))
    if not scopes:
        return
    rows = select(table.scope, table.key, table.product_id, table.score).where(table.model_run == run.id, or_(*scopes))
    for scope, key, product, score in session.execute(rows):
        if scope == "city":
            evidence.liked_in_city[product] = score
        else:
            evidence.popular_of_kind.setdefault(key, {})[product] = score
