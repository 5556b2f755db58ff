"""What an offer may be expected to cost, judged by how former offers were used and by what these customers buy at once.

The forecast (`forecast_offer`) says what an offer would cost if all that is bought anyway were bought with it: too much
where few use their code. The expectation is

    those told × share that uses an offer × orders a user × what comes off a usual order

never above the budget. The share that uses one is that of the shop's former offers of the same kind, with Wilson's
95 % interval (E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22, 1927).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.offers import TREATMENT, Offer, OfferAssignment, OfferRedemption
from hamrah.services.offer_making import Forecast, OfferPlan
from hamrah.services.offer_purchases import orders_on_offer
from hamrah.services.satisfaction_intervals import Share, share_of

ENOUGH = 30
"""Fewer customers who could have used a segment's former offers say too little; then those of all segments count."""


@dataclass(frozen=True)
class Expectation:
    """`used` is the share of those told who used former offers, `basket_minor` a usual order of what takes part.

    `cost_minor` is expected, `low_minor` and `high_minor` at the ends of the share's interval.
    """

    told: int
    used: Share
    basket_minor: int
    off_minor: int
    cost_minor: int
    low_minor: int
    high_minor: int


def expect_cost(session: Session, plan: OfferPlan, forecast: Forecast, now: datetime) -> Expectation | None:
    """What the offer may cost; None where no former offer, or no order, says anything of it."""
    used, orders_each = _former_use(session, plan, now)
    baskets = _baskets(session, plan, forecast.told_to, now)
    if used.share is None or used.low is None or used.high is None or not baskets:
        return None
    basket = sum(baskets) // len(baskets)
    off = sum(_off(plan, one) for one in baskets) // len(baskets)
    each = min(orders_each, plan.uses_per_customer or orders_each) * off * len(forecast.told_to)
    low, expected, high = (_within(plan, each * share) for share in (used.low, used.share, used.high))
    return Expectation(len(forecast.told_to), used, basket, off, expected, low, high)


def _within(plan: OfferPlan, minor: float) -> int:
    return min(round(minor), plan.budget_minor or round(minor))


def _off(plan: OfferPlan, goods_minor: int) -> int:
    off = goods_minor * plan.percent // 100
    return min(off, plan.most_off_minor or off)


def _former_use(session: Session, plan: OfferPlan, now: datetime) -> tuple[Share, float]:
    """The share that used former offers, and on how many orders a user did: the segment's own, else all's."""
    own = _use_of(session, plan, now, plan.segment)
    return own if own[0].n >= ENOUGH else _use_of(session, plan, now, None)


def _use_of(session: Session, plan: OfferPlan, now: datetime, segment: str | None) -> tuple[Share, float]:
    """Of those to whom former offers fell, who used theirs; of targeted ones, since of public ones nobody knows."""
    mine = select(Offer.id).where(Offer.starts_at < now, Offer.code != plan.code)
    if segment is not None:
        mine = mine.where(Offer.segment == segment)
    fell = select(func.count(OfferAssignment.id)).where(
        OfferAssignment.offer_id.in_(mine), OfferAssignment.group == TREATMENT
    )
    used = (
        select(OfferRedemption.offer_id, OfferRedemption.customer_id, func.count(OfferRedemption.id).label("orders"))
        .join(
            OfferAssignment,
            (OfferAssignment.offer_id == OfferRedemption.offer_id)
            & (OfferAssignment.customer_id == OfferRedemption.customer_id),
        )
        .where(OfferRedemption.offer_id.in_(mine), OfferAssignment.group == TREATMENT)
        .group_by(OfferRedemption.offer_id, OfferRedemption.customer_id)
        .subquery()
    )
    users, orders = session.execute(select(func.count(), func.sum(used.c.orders)).select_from(used)).one()
    return share_of(users, session.scalar(fell) or 0), (float(orders) / users if users else 1.0)


def _baskets(session: Session, plan: OfferPlan, told: Collection[int], now: datetime) -> list[int]:
    """What these customers' orders came to in goods that take part (minor units), those below the least left out.

    Where they have none, what others' did.
    """
    orders = session.execute(orders_on_offer(plan.row(), now)).all()
    found = [(customer_id, int(minor)) for customer_id, minor in orders if minor >= plan.min_total_minor]
    theirs = [minor for customer_id, minor in found if customer_id in told]
    return theirs or [minor for _, minor in found]
