"""What speaks for which product, for one person now: purchases, this conversation, what others buy."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, Variant
from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.prepared import Prepared
from hamrah.crm.purchases import kept_line
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from hamrah.recommend.arrays import Floats
from hamrah.recommend.blend import Neighbourhood, Pool, Slices, drawing, score
from hamrah.recommend.history import LONGEST, History, make_history
from hamrah.recommend.neighbours import NOBODY, Company
from hamrah.recommend.order_lines import DAY_S
from hamrah.recommend.scopes import CATEGORY, CITY
from hamrah.recommend.scored import EVERYWHERE
from hamrah.recommend.served import Run, current_run, read_neighbours, read_scoped

SESSION_HOURS = 12
MOST_SEEN = 20
LIKED_HOLDS = timedelta(days=7)
"""So long after a fit its "liked this week" is still true of some of the days meant."""
STEP_BACK = 0.6
"""What each step back in the conversation leaves of a product's weight. No receipt tells in which order a basket was
filled, so no back-test can choose this; nor the next three, since purchases do not tell what was searched or where."""
SEARCH_WEIGHT = 0.5
"""Of all that one search found together, beside 1 for a product looked at: nobody has chosen one of them yet."""
KIND_WEIGHT = 0.4
"""Of the most bought of a kind that was searched, beside 1 for the closest company of a product looked at."""
CITY_WEIGHT = 0.67
"""Of the most liked in the city, beside 1 for the most bought in the whole shop."""


@dataclass(frozen=True)
class Purchases:
    """A customer's purchases: as a history, when each product was bought last, until when each durable kind lasts.

    `worn_by` is how many lines were for whom (`women`, `men`, …).
    """

    history: History
    last_at: dict[int, datetime]
    lasts_until: dict[int, datetime]
    worn_by: Mapping[str | None, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """A product met in this conversation or on a page: how (`view`, `cart`, `ask`, `search`), and how long ago.

    `place` 0 is the latest moment, 1 the one before; all that one search found share a place. `category` is its code,
    `worn_by` for whom it is, `is_used_up` whether it is of a kind that is bought again and again.
    """

    product_id: int
    kind: str
    place: int
    category: str = ""
    worn_by: str | None = None
    is_used_up: bool = False


@dataclass(frozen=True, eq=False)
class Evidence:
    """All that a suggestion for one person can rest on. `run` is None, and nothing speaks, before the first fit."""

    purchases: Purchases
    seen: tuple[Seen, ...]
    rejected: frozenset[int]
    slices: Slices
    run: Run | None

    @cached_property
    def pool(self) -> Pool:
        """Everything that something speaks for, scored."""
        assert self.run is not None
        weights = self.run.model.weights
        session = [(one.product_id, one.kind) for one in self.seen]
        strengths = session_strengths(self.seen, self.slices.baskets)
        return score(self.purchases.history, session, self.slices, weights, strengths)


def session_strengths(seen: Sequence[Seen], baskets: Neighbourhood) -> Floats:
    """How much each product met draws others: less by each step back, and all that one search found share one step.

    Each draws its closest as much as the latest does its own, so that what was met last weighs most however seldom it
    is bought. With one product met this is the back-test's session.
    """
    together = [one.place for one in seen if one.kind == "search"]
    unit = _closest_of_latest(seen, baskets)
    strengths = np.empty(len(seen))
    for number, one in enumerate(seen):
        share = SEARCH_WEIGHT / together.count(one.place) if one.kind == "search" else 1.0
        strengths[number] = share * STEP_BACK**one.place * unit / (_closest(one, baskets) or unit)
    return strengths


def _closest_of_latest(seen: Iterable[Seen], baskets: Neighbourhood) -> float:
    """How close the closest is to the latest product met that goes with any; 1 where none does."""
    return next((closest for one in seen if (closest := _closest(one, baskets)) > 0), 1.0)


def _closest(one: Seen, baskets: Neighbourhood) -> float:
    closeness = baskets.get(one.product_id, NOBODY)[1]
    return float(closeness[0]) if len(closeness) else 0.0


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

    `about` is a product and `kind` a category that the person has just named, `city` where they want the goods or live.
    """
    session.flush()  # what the same turn has noted counts
    connection = session.connection()
    run = current_run(connection)
    today = now.timestamp() / DAY_S if run is None else run.day(now)
    who = {"customer": customer_id, "sender": sender_id}
    purchases = read_purchases(connection, customer_id, today)
    seen = _seen(connection, who, now)
    if about is not None:
        others = (replace(s, place=s.place + 1) for s in seen if s.product_id != about)
        seen = (Seen(about, "ask", 0), *others)
    rejected = frozenset(product for (product,) in _REJECTED.rows(connection, **who))
    slices = Slices({}, {}, {}) if run is None else _slices(connection, run, purchases.history, seen, city, kind, now)
    return Evidence(purchases, seen, rejected, slices, run)


_WORN_BY = Product.details["for"].as_string()
_PURCHASES = Prepared(
    select(Variant.product_id, Order.placed_at, Order.id, Product.category_id, Category.durable_days, _WORN_BY)
    .select_from(Order)
    .join(OrderLine, OrderLine.order_id == Order.id)
    .join(Variant, Variant.id == OrderLine.variant_id)
    .join(Product, Product.id == Variant.product_id)
    .join(Category, Category.id == Product.category_id)
    .where(Order.customer_id == bindparam("customer"), kept_line())
    .order_by(Order.placed_at.desc())
    .limit(LONGEST)
)
_SEEN = Prepared(
    select(
        *(BrowsingEvent.product_id, BrowsingEvent.kind, BrowsingEvent.at),
        *(Category.code, _WORN_BY, Category.repeat_days),
    )
    .join(Product, Product.id == BrowsingEvent.product_id)
    .join(Category, Category.id == Product.category_id)
    .where(
        or_(BrowsingEvent.sender_id == bindparam("sender"), BrowsingEvent.customer_id == bindparam("customer")),
        BrowsingEvent.at > bindparam("since"),
    )
    .order_by(BrowsingEvent.at.desc(), BrowsingEvent.id.desc())
    .limit(MOST_SEEN)
)
_REJECTED = Prepared(
    select(Recommendation.product_id)
    .join(RecommendationOutcome, RecommendationOutcome.recommendation_id == Recommendation.id)
    .where(
        or_(Recommendation.sender_id == bindparam("sender"), Recommendation.customer_id == bindparam("customer")),
        RecommendationOutcome.kind == "rejected",
    )
)


def read_purchases(connection: Connection, customer_id: int | None, today: float) -> Purchases:
    """What a customer has bought and kept, the latest `LONGEST` lines; `today` is a day since 1970."""
    rows = [] if customer_id is None else _PURCHASES.rows(connection, customer=customer_id)
    last_at: dict[int, datetime] = {}
    lasts_until: dict[int, datetime] = {}
    for product, at, _, category, durable_days, _ in rows:
        last_at.setdefault(product, at)
        if durable_days:
            until = at + timedelta(days=durable_days)
            lasts_until[category] = max(until, lasts_until.get(category, until))
    history = make_history(((product, at.timestamp() / DAY_S, order) for product, at, order, *_ in rows), today)
    return Purchases(history, last_at, lasts_until, Counter(row[-1] for row in rows))


def _seen(connection: Connection, who: dict[str, Any], now: datetime) -> tuple[Seen, ...]:
    """Each product at its latest moment; moments at which nothing new was met take no place."""
    rows = _SEEN.rows(connection, **who, since=now - timedelta(hours=SESSION_HOURS))
    seen: dict[int, Seen] = {}
    moments: dict[datetime, int] = {}
    for product, kind, at, category, worn_by, repeat_days in rows:
        if product not in seen:
            place = moments.setdefault(at, len(moments))
            seen[product] = Seen(product, kind, place, category, worn_by, bool(repeat_days))
    return tuple(seen.values())


def _slices(
    connection: Connection,
    run: Run,
    history: History,
    seen: tuple[Seen, ...],
    city: str | None,
    kind: str | None,
    now: datetime,
) -> Slices:
    """The rows of the run's tables that bear on this person."""
    met = [one.product_id for one in seen]
    weights = run.model.weights
    sources = [*drawing(history, weights)[0].tolist(), *met]
    customers, baskets = read_neighbours(connection, run, sources)
    kinds = {} if kind is None else {kind: 0}
    for one in seen:
        if one.kind == "search":
            kinds.setdefault(one.category, one.place)
    liked_in = city if run.fitted_at > now - LIKED_HOLDS else None
    cities = [] if liked_in is None else [(CITY, liked_in)]
    scoped = read_scoped(connection, run, [*((CATEGORY, one) for one in kinds), *cities])
    popular = {EVERYWHERE: run.model.popular}
    if (CITY, liked_in) in scoped:
        popular[scope_name(CITY, str(liked_in))] = _times(scoped[CITY, str(liked_in)], CITY_WEIGHT)
    unit = _closest_of_latest(seen, baskets)
    searched = {
        scope_name(CATEGORY, key): _times(scoped[CATEGORY, key], unit * KIND_WEIGHT * STEP_BACK**place)
        for key, place in kinds.items()
        if (CATEGORY, key) in scoped
    }
    return Slices(customers, baskets, popular, searched)


def scope_name(scope: str, key: str) -> str:
    """What a scope is called in the parts of a score; `split_scope` is its inverse."""
    return f"{scope}:{key}"


def split_scope(name: str) -> tuple[str, str]:
    """The scope and key of a name; the whole shop has no key."""
    scope, _, key = name.partition(":")
    return scope, key


def _times(company: Company, weight: float) -> Company:
    return company[0], company[1] * weight
