"""Making an offer: what it would be checked against, whom it would reach and what it would cost, and writing it."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Category
from hamrah.crm.offers import CONTROL, Offer
from hamrah.services.offer_assignment import assign_customers, drawn_group
from hamrah.services.offer_eligibility import Standing, all_standings, is_for, is_public
from hamrah.services.offer_purchases import usually_bought
from hamrah.services.policies import RUPEES, policies
from hamrah.services.segments import segment_definitions

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,19}")


class OfferError(ValueError):
    """An offer cannot be made as it was wished; the message is one line for the operator."""


def new_salt() -> str:
    """What the draw of an offer's groups is keyed by: nobody can foretell it, and no two offers share it."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class OfferPlan:
    """What an offer shall be; see `hamrah.crm.offers.Offer` for the meaning of each."""

    code: str
    percent: int
    starts_at: datetime
    ends_at: datetime
    segment: str | None = None
    tier: str | None = None
    categories: tuple[str, ...] = ()
    branches: tuple[str, ...] = ()
    min_total_minor: int = 0
    budget_minor: int | None = None
    most_off_minor: int | None = None
    uses_per_customer: int | None = None
    tell_times: int | None = None
    tell_days: int | None = None
    holdout: float = 0.0
    salt: str = field(default_factory=new_salt)

    def row(self) -> Offer:
        """The offer's row, not yet written."""
        lists = {"categories": {"codes": list(self.categories)}, "branches": {"codes": list(self.branches)}}
        return Offer(**{**vars(self), **lists}, texts={}, currency=RUPEES, spent_minor=0)


@dataclass(frozen=True)
class Forecast:
    """Whom an offer would reach: customers it is for, those who allow marketing, those of them held out.

    `told_to` are the ids of those who are to hear of it: who are not held out and allow marketing, of a public offer
    all. `bought_minor` is what they usually buy of what takes part in as many days as the offer holds; `cost_minor`
    what the offer would take off all of that, within its budget.
    """

    customers: int
    consenting: int
    held_out: int
    bought_minor: int
    cost_minor: int
    told_to: frozenset[int] = frozenset()


def check_plan(session: Session, plan: OfferPlan) -> None:
    """Raises `OfferError` for a plan that contradicts itself or names what the shop has not."""
    for wrong, words in _contradictions(plan):
        if wrong:
            raise OfferError(words)
    if session.scalar(select(Offer.id).where(Offer.code == plan.code)) is not None:
        raise OfferError(f"there is an offer {plan.code} already")
    _check_known("category", plan.categories, set(session.scalars(select(Category.code))))
    _check_known("branch", plan.branches, set(session.scalars(select(Branch.code))))
    _check_known("tier", (plan.tier,) if plan.tier else (), set(policies().loyalty.tier_points))
    if plan.segment is not None:
        _check_known("segment", (plan.segment,), {one.name for one in segment_definitions().segments})


def _contradictions(plan: OfferPlan) -> Iterator[tuple[bool, str]]:
    yield CODE.fullmatch(plan.code) is None, "a code is 3 to 20 capital letters, digits and hyphens"
    yield not 0 < plan.percent < 100, "the percentage lies between 1 and 99"
    yield plan.starts_at >= plan.ends_at, "the offer ends before it begins"
    yield not 0 <= plan.holdout < 1, "the holdout is a share: 0 or more, below 1"
    yield (plan.tell_times is None) != (plan.tell_days is None), "how often to tell needs both times and days"
    amounts = (plan.budget_minor, plan.most_off_minor, plan.uses_per_customer, plan.tell_times, plan.tell_days)
    yield any(amount is not None and amount <= 0 for amount in amounts), "limits are above zero"
    yield plan.min_total_minor < 0, "the least total is not below zero"


def _check_known(kind: str, wanted: tuple[str, ...], known: set[str]) -> None:
    for value in wanted:
        if value not in known:
            raise OfferError(f"the shop has no {kind} {value!r}; there is {', '.join(sorted(known)) or 'none'}")


def forecast_offer(session: Session, plan: OfferPlan, now: datetime) -> Forecast:
    """Whom the offer would reach and what it would cost, judged by what these customers usually buy."""
    offer = plan.row()
    customers = consenting = held_out = 0
    told_to: set[int] = set()
    bought = usually_bought(session, offer, now)
    for standing in all_standings(session, now):
        if not is_for(offer, standing):
            continue
        customers += 1
        consenting += standing.consents is True
        is_out = _is_held_out(offer, standing)
        held_out += is_out
        if not is_out and (standing.consents or is_public(offer)):
            told_to.add(standing.customer_id)
    bought_minor = sum(bought.get(customer_id, 0) for customer_id in told_to)
    cost = min(bought_minor * plan.percent // 100, plan.budget_minor or bought_minor)
    return Forecast(customers, consenting, held_out, bought_minor, cost, frozenset(told_to))


def _is_held_out(offer: Offer, standing: Standing) -> bool:
    return standing.consents is True and drawn_group(offer, standing.customer_id) == CONTROL


def make_offer(session: Session, plan: OfferPlan, now: datetime) -> Offer:
    """Write the offer, and for a targeted one who falls to treatment and control. Raises `OfferError`."""
    check_plan(session, plan)
    offer = plan.row()
    session.add(offer)
    session.flush()
    assign_customers(session, offer, now)
    return offer
