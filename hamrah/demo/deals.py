"""What the demo's offers with a holdout did: who fell to them, who was told, and what they took off purchases."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import BulkRows
from hamrah.crm.offers import TREATMENT, Offer, OfferAssignment, OfferRedemption, OfferTelling
from hamrah.demo.purchases import Purchase
from hamrah.services.offer_assignment import assign_customers
from hamrah.services.offer_eligibility import category_codes
from hamrah.services.redemption import split

USES = 0.4
"""How many of those who may use an offer do so when they buy what takes part."""


@dataclass
class _Deal:
    offer: Offer
    treatment: set[int]
    uses: dict[int, int] = field(default_factory=dict)


class Deals:
    """The demo's offers with a holdout that began already, taken off purchases in the order of time."""

    def __init__(self, session: Session, rows: BulkRows, now: datetime) -> None:
        self._rows = rows
        self._deals = []
        begun = select(Offer).where(Offer.holdout > 0, Offer.segment.is_(None), Offer.starts_at < now)
        for offer in session.scalars(begun.order_by(Offer.id)):
            assign_customers(session, offer, offer.starts_at)
            fell = select(OfferAssignment.customer_id).where(
                OfferAssignment.offer_id == offer.id, OfferAssignment.group == TREATMENT
            )
            self._deals.append(_Deal(offer, set(session.scalars(fell))))

    def take_off(self, order_id: int, line_ids: list[int], purchase: Purchase, chance: Random) -> int:
        """What an offer takes off a purchase (minor units): mostly nothing."""
        for deal in self._deals:
            offer, person = deal.offer, purchase.person.id
            if not (offer.starts_at <= purchase.at < offer.ends_at) or person not in deal.treatment:
                continue
            covered = _covered(offer, line_ids, purchase)
            amount = min(sum(covered.values()) * offer.percent // 100, offer.most_off_minor or sum(covered.values()))
            if amount and self._uses(deal, person, amount, chance):
                self._redeem(deal, order_id, person, split(amount, covered), purchase)
                return amount
        return 0

    def _uses(self, deal: _Deal, person: int, amount: int, chance: Random) -> bool:
        offer = deal.offer
        if chance.random() > USES or deal.uses.get(person, 0) >= (offer.uses_per_customer or 1):
            return False
        return offer.budget_minor is None or offer.spent_minor + amount <= offer.budget_minor

    def _redeem(self, deal: _Deal, order_id: int, person: int, shares: dict[int, int], purchase: Purchase) -> None:
        offer, amount = deal.offer, sum(shares.values())
        deal.uses[person] = deal.uses.get(person, 0) + 1
        offer.spent_minor += amount
        self._rows.add(
            OfferRedemption,
            offer_id=offer.id,
            order_id=order_id,
            customer_id=person,
            amount_minor=amount,
            given_back_minor=0,
            shares={str(line_id): share for line_id, share in shares.items()},
            at=purchase.at,
        )
        self._rows.add(
            OfferTelling,
            offer_id=offer.id,
            customer_id=person,
            sender_id=None,
            touchpoint="chat",
            at=max(offer.starts_at, purchase.at - timedelta(hours=2)),
        )


def _covered(offer: Offer, line_ids: list[int], purchase: Purchase) -> dict[int, int]:
    codes = category_codes(offer)
    return {
        line_id: item.quantity * item.variant.price_minor
        for line_id, item in zip(line_ids, purchase.items, strict=True)
        if not codes or item.product.category.code in codes
    }
