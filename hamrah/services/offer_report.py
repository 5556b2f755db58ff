"""What an offer did: who was reached, what was redeemed and spent, and what it changed against those held out."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Float, and_, case, cast, func, select
from sqlalchemy.orm import Session

from hamrah.crm.offers import CONTROL, TREATMENT, Offer, OfferAssignment, OfferRedemption, OfferTelling
from hamrah.crm.orders import Order
from hamrah.crm.purchases import TAKEN_BACK
from hamrah.services.lift import Group, Lift, conversion_lift, enough, revenue_lift


@dataclass(frozen=True)
class Reach:
    """How many customers fell to each group, how many customers and guests were told, and how often in all."""

    treatment: int
    control: int
    told: int
    guests_told: int
    tellings: int


@dataclass(frozen=True)
class Report:
    """One offer's figures; money in minor units of the offer's currency. `verdict` is why there is no lift, or `lift`.

    The lift compares all of the treatment with all of the control, told or not (intention to treat): buyers and
    revenue, of all goods and after discounts, from a customer's assignment until the offer's end.
    """

    offer: Offer
    reach: Reach
    redemptions: int
    redeemers: int
    groups: dict[str, Group]
    verdict: str
    conversion: Lift | None
    revenue: Lift | None

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        offer = self.offer
        lifts = {"conversion": self.conversion, "revenue_minor": self.revenue}
        return {
            "code": offer.code,
            "segment": offer.segment,
            "from": offer.starts_at.isoformat(),
            "until": offer.ends_at.isoformat(),
            "currency": offer.currency,
            "holdout": offer.holdout,
            "reach": asdict(self.reach),
            "redemptions": self.redemptions,
            "redeemers": self.redeemers,
            "spent_minor": offer.spent_minor,
            "budget_minor": offer.budget_minor,
            "groups": {name: _group_json(group) for name, group in self.groups.items()},
            "verdict": self.verdict,
            "lift": {name: lift and {**asdict(lift), "verdict": lift.verdict} for name, lift in lifts.items()},
        }


def _group_json(group: Group) -> dict[str, float]:
    conversion = group.buyers / group.customers if group.customers else 0.0
    return {"customers": group.customers, "buyers": group.buyers, "conversion": conversion, "mean_minor": group.mean}


def report_offer(session: Session, offer: Offer, now: datetime) -> Report:
    """An offer's figures until `now`. `verdict`: `no_holdout`, `not_begun`, `too_few` or `lift`."""
    groups = {name: _group(session, offer, name, now) for name in (TREATMENT, CONTROL)}
    treatment, control = groups[TREATMENT], groups[CONTROL]
    verdict = _verdict(offer, treatment, control, now)
    told = verdict == "lift"
    counted = and_(
        OfferRedemption.offer_id == offer.id, OfferRedemption.given_back_minor < OfferRedemption.amount_minor
    )
    redemptions, redeemers = session.execute(
        select(func.count(), func.count(OfferRedemption.customer_id.distinct())).where(counted)
    ).one()
    return Report(
        offer=offer,
        reach=_reach(session, offer, treatment.customers, control.customers),
        redemptions=redemptions,
        redeemers=redeemers,
        groups=groups,
        verdict=verdict,
        conversion=conversion_lift(treatment, control) if told else None,
        revenue=revenue_lift(treatment, control) if told else None,
    )


def _verdict(offer: Offer, treatment: Group, control: Group, now: datetime) -> str:
    if not offer.holdout:
        return "no_holdout"
    if now <= offer.starts_at:
        return "not_begun"
    return "lift" if enough(treatment, control) else "too_few"


def _reach(session: Session, offer: Offer, treatment: int, control: int) -> Reach:
    tellings, customers, guests = session.execute(
        select(
            func.count(),
            func.count(OfferTelling.customer_id.distinct()),
            func.count(case((OfferTelling.customer_id.is_(None), OfferTelling.sender_id)).distinct()),
        ).where(OfferTelling.offer_id == offer.id)
    ).one()
    return Reach(treatment, control, customers, guests, tellings)


def _group(session: Session, offer: Offer, name: str, now: datetime) -> Group:
    """One group's customers and what each bought from their assignment (or the start) until the end or `now`."""
    since = case((OfferAssignment.assigned_at > offer.starts_at, OfferAssignment.assigned_at), else_=offer.starts_at)
    bought = and_(
        Order.customer_id == OfferAssignment.customer_id,
        Order.placed_at >= since,
        Order.placed_at < min(offer.ends_at, now),
        Order.currency == offer.currency,
        Order.status.not_in(TAKEN_BACK),
    )
    of_each = (
        select(
            func.count(Order.id).label("orders"),
            cast(func.coalesce(func.sum(Order.total_minor), 0), Float).label("spent"),
        )
        .select_from(OfferAssignment)
        .outerjoin(Order, bought)
        .where(OfferAssignment.offer_id == offer.id, OfferAssignment.group == name)
        .group_by(OfferAssignment.customer_id)
        .subquery()
    )
    spent = of_each.c.spent
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((of_each.c.orders > 0, 1), else_=0)), 0),
            func.coalesce(func.sum(spent), 0.0),
            func.coalesce(func.sum(spent * spent), 0.0),
        )
    ).one()
    return Group(int(row[0]), int(row[1]), float(row[2]), float(row[3]))
