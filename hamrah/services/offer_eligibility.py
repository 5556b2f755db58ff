"""For whom an offer is: segment, tier, branch, and whether they may be told.

There are two kinds. A **public** offer names no segment and no tier and holds nobody out: everybody may hear of it, a
guest too, since it is what stands in the shop's window. Any other is **targeted**: it is told only to a known customer
whom it is for and who allows marketing.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Customer
from hamrah.crm.offers import Offer
from hamrah.crm.segments import SegmentMembership
from hamrah.services.consents import MARKETING, newest_consents
from hamrah.services.loyalty import points_of_the_year, tier_for, tiers_up_to

CHUNK = 5000
"""So many customers are looked at by one set of queries."""


@dataclass(frozen=True)
class Standing:
    """What offers ask about a customer. `branches` are codes: the home branch, else those of their city."""

    customer_id: int
    segment: str | None
    tier: str | None
    consents: bool | None
    branches: frozenset[str]


def is_public(offer: Offer) -> bool:
    """Whether an offer is for everybody."""
    return offer.segment is None and offer.tier is None and not offer.holdout


def last_moment(ends_at: datetime) -> datetime:
    """A moment of the last day on which an offer holds that ends at `ends_at`, which is often a midnight."""
    return ends_at - timedelta(seconds=1)


def is_running(offer: Offer, now: datetime) -> bool:
    """Whether an offer holds at a moment and has something left of its budget."""
    in_budget = offer.budget_minor is None or offer.spent_minor < offer.budget_minor
    return offer.starts_at <= now < offer.ends_at and in_budget


def is_for(offer: Offer, standing: Standing) -> bool:
    """Whether a customer is of the segment and the tier (or above it) that an offer is for, and of its branches."""
    in_segment = offer.segment is None or offer.segment == standing.segment
    in_tier = offer.tier is None or offer.tier in tiers_up_to(standing.tier)
    return in_segment and in_tier and holds_in(offer, standing.branches)


def holds_in(offer: Offer, branches: Collection[str]) -> bool:
    """Whether an offer holds in one of these branches."""
    wanted = offer.branches.get("codes") or []
    return not wanted or any(code in wanted for code in branches)


def category_codes(offer: Offer) -> list[str]:
    """The categories that an offer is limited to; an empty list is no limit."""
    return list(offer.categories.get("codes") or [])


def read_standing(session: Session, customer_id: int | None, now: datetime) -> Standing | None:
    """One customer's standing; None for a guest and for somebody erased."""
    return None if customer_id is None else read_standings(session, [customer_id], now).get(customer_id)


def all_standings(session: Session, now: datetime) -> Iterator[Standing]:
    """The standings of all customers who were not erased, some thousand customers at a time."""
    last = 0
    while some := standings_after(session, last, now):
        yield from some
        last = some[-1].customer_id


def standings_after(session: Session, customer_id: int, now: datetime) -> list[Standing]:
    """The standings of the next customers by id who were not erased, some thousand at most."""
    more = select(Customer.id).where(Customer.id > customer_id, Customer.erased_at.is_(None))
    ids = session.scalars(more.order_by(Customer.id).limit(CHUNK)).all()
    found = read_standings(session, ids, now)
    return [found[one] for one in ids if one in found]


def read_standings(session: Session, customer_ids: Sequence[int], now: datetime) -> dict[int, Standing]:
    """Customers' standings by their ids, leaving out who was erased."""
    segments = segments_of(session, customer_ids, now)
    earned = points_of_the_year(session, customer_ids, now)
    consents = newest_consents(session, customer_ids)
    branches = session.execute(select(Branch.id, Branch.code, Branch.city).order_by(Branch.id)).all()
    codes = {branch_id: code for branch_id, code, _ in branches}
    rows = select(Customer.id, Customer.home_branch_id, Customer.city)
    found = {}
    for customer_id, home, city in session.execute(
        rows.where(Customer.id.in_(customer_ids), Customer.erased_at.is_(None))
    ):
        near = {codes[home]} if home in codes else {code for _, code, place in branches if place == city}
        found[customer_id] = Standing(
            customer_id=customer_id,
            segment=segments.get(customer_id),
            tier=tier_for(earned.get(customer_id, 0)),
            consents=consents.get((customer_id, MARKETING)),
            branches=frozenset(near),
        )
    return found


def segments_of(session: Session, customer_ids: Sequence[int], now: datetime) -> dict[int, str]:
    """The segments that customers are in at a moment, by their ids; who is in none is left out."""
    rows = select(SegmentMembership.customer_id, SegmentMembership.segment).where(
        SegmentMembership.customer_id.in_(customer_ids),
        SegmentMembership.valid_from <= now,
        or_(SegmentMembership.valid_until.is_(None), SegmentMembership.valid_until > now),
    )
    return {
        customer_id: segment for customer_id, segment in session.execute(rows.order_by(SegmentMembership.valid_from))
    }
