"""Deals that hold now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.offers import Offer
from hamrah.services.identity import Principal
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.policies import policies


def current_offers(session: Session, principal: Principal, category: str | None = None) -> list[Offer]:
    """The deals that hold now for this principal (a tier's deals only for that tier and above), best first."""
    now = utc_now()
    query = select(Offer).where(Offer.starts_at <= now, Offer.ends_at > now).order_by(Offer.percent.desc())
    tier = loyalty_balance(session, principal).tier if principal.customer_id is not None else None
    ranks = list(policies().loyalty.tier_points)
    reached = ranks[: ranks.index(tier) + 1] if tier is not None else []
    offers = [offer for offer in session.scalars(query) if offer.tier is None or offer.tier in reached]
    if category is not None:
        offers = [o for o in offers if not o.categories.get("codes") or category in o.categories["codes"]]
    return offers[:5]
