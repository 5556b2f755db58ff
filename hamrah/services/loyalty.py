"""Loyalty points as a ledger."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.offers import LoyaltyEntry
from hamrah.services.identity import Principal
from hamrah.services.policies import policies


@dataclass(frozen=True)
class Balance:
    """Points that can be spent, the tier they earned, and the next points to expire with their day."""

    points: int
    tier: str | None
    expiring: int
    expires_at: datetime | None


def loyalty_balance(session: Session, principal: Principal) -> Balance:
    """The balance of the principal's ledger: the sum of its rows, the tier by points earned within twelve months."""
    customer_id = principal.known()
    now = utc_now()
    mine = LoyaltyEntry.customer_id == customer_id
    points = session.scalar(select(func.coalesce(func.sum(LoyaltyEntry.points), 0)).where(mine)) or 0
    earned = select(func.coalesce(func.sum(LoyaltyEntry.points), 0)).where(
        mine, LoyaltyEntry.kind == "earned", LoyaltyEntry.at > now - timedelta(days=365)
    )
    year = session.scalar(earned) or 0
    tier = next((name for name, least in reversed(policies().loyalty.tier_points.items()) if year >= least), None)
    soonest = session.execute(
        select(LoyaltyEntry.expires_at, func.sum(LoyaltyEntry.points))
        .where(mine, LoyaltyEntry.kind == "earned", LoyaltyEntry.expires_at > now)
        .group_by(LoyaltyEntry.expires_at)
        .order_by(LoyaltyEntry.expires_at)
        .limit(1)
    ).first()
    if soonest is None:
        return Balance(int(points), tier, 0, None)
    return Balance(int(points), tier, min(int(soonest[1]), int(points)), soonest[0])
