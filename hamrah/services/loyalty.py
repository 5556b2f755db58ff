"""What a customer's loyalty points are: the balance, their worth, the tier and the way to the next one."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.offers import LoyaltyEntry
from hamrah.services.identity import Principal
from hamrah.services.local_days import shop_zone
from hamrah.services.policies import policies

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Balance:
    """Points that can be spent and their worth (minor units), tier, what expires next, and the way to the next tier.

    `expiring` points expire on the day of `expires_at`; `to_next_tier` more lift the customer to `next_tier`.
    """

    points: int
    worth_minor: int
    tier: str | None
    expiring: int
    expires_at: datetime | None
    next_tier: str | None
    to_next_tier: int


def loyalty_balance(session: Session, principal: Principal) -> Balance:
    """The principal's points and tier. Points whose day has come no longer count, whether written off yet or not."""
    customer_id, now = principal.known(), utc_now()
    lots = session.scalars(open_lots(customer_id, now)).all()
    points = sum(lot.remaining for lot in lots)
    expiring, expires_at = _next_to_expire([(lot.remaining, lot.expires_at) for lot in lots if lot.expires_at])
    earned = points_of_the_year(session, [customer_id], now).get(customer_id, 0)
    ahead = next(((name, least) for name, least in policies().loyalty.tier_points.items() if earned < least), None)
    return Balance(
        points=points,
        worth_minor=points * policies().loyalty.rupees_worth_per_point * 100,
        tier=tier_for(earned),
        expiring=expiring,
        expires_at=expires_at,
        next_tier=ahead[0] if ahead is not None else None,
        to_next_tier=ahead[1] - earned if ahead is not None else 0,
    )


def open_lots(customer_id: int, now: datetime) -> Select[LoyaltyEntry]:
    """A customer's lots with points that can be spent now, soonest to expire first."""
    mine = select(LoyaltyEntry).where(
        LoyaltyEntry.customer_id == customer_id,
        LoyaltyEntry.remaining > 0,
        or_(LoyaltyEntry.expires_at.is_(None), LoyaltyEntry.expires_at > now),
    )
    return soonest_first(mine)


def soonest_first(lots: Select[LoyaltyEntry]) -> Select[LoyaltyEntry]:
    """Lots in the order in which points are spent."""
    return lots.order_by(LoyaltyEntry.expires_at.asc().nulls_last(), LoyaltyEntry.id)


def _next_to_expire(lots: list[tuple[int, datetime]]) -> tuple[int, datetime | None]:
    """How many points go on the first day of the shop on which any go, and when on it the first do."""
    if not lots:
        return 0, None
    zone = shop_zone()
    first = lots[0][1]
    that_day = takewhile(lambda lot: lot[1].astimezone(zone).date() == first.astimezone(zone).date(), lots)
    return sum(remaining for remaining, _ in that_day), first


def points_of_the_year(session: Session, customer_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """What customers earned within twelve months, less what was taken back with returned goods; it gives the tier."""
    rows = (
        select(LoyaltyEntry.customer_id, func.sum(LoyaltyEntry.points))
        .where(
            LoyaltyEntry.customer_id.in_(customer_ids),
            LoyaltyEntry.kind.in_(("earned", "returned")),
            LoyaltyEntry.at > now - YEAR,
        )
        .group_by(LoyaltyEntry.customer_id)
    )
    return {customer_id: int(points) for customer_id, points in session.execute(rows)}


def tier_for(earned: int) -> str | None:
    """The tier that so many points within twelve months give; None below the lowest."""
    tiers = policies().loyalty.tier_points.items()
    return next((name for name, least in reversed(list(tiers)) if earned >= least), None)


def tiers_up_to(tier: str | None) -> set[str]:
    """A tier and those below it: whose offers its members have."""
    ranks = list(policies().loyalty.tier_points)
    return set(ranks[: ranks.index(tier) + 1]) if tier is not None else set()


def add_months(at: datetime, months: int) -> datetime:
    """The same day so many months later, or the last one that the month has."""
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
