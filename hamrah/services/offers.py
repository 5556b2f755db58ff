"""Telling people of the offers that hold for them, and keeping that they were told."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Interaction
from hamrah.crm.offers import TREATMENT, Offer, OfferRedemption, OfferTelling
from hamrah.services.identity import Principal, note_interaction
from hamrah.services.offer_assignment import foreseen_groups, groups_of
from hamrah.services.offer_eligibility import (
    Standing,
    category_codes,
    holds_in,
    is_public,
    is_running,
    read_standing,
)

MOST_TOLD = 5
SAME_TELLING = timedelta(days=1)
"""Somebody who hears of an offer again within a day was told once."""
WORD = re.compile(r"[A-Za-z0-9-]{3,40}")
INVITED = "marketing_consent_asked"


@dataclass(frozen=True)
class Told:
    """The offers to tell, best first, and whether to ask this customer, once, if they want to hear of more."""

    offers: list[Offer]
    invites: bool


def tell_offers(
    session: Session,
    principal: Principal,
    categories: Collection[str] = (),
    *,
    most: int = MOST_TOLD,
    everywhere: bool = False,
) -> Told:
    """The offers that hold now for the principal (in one of some categories), at most `most`; each is noted as told.

    With `everywhere` those that are limited to some branches are left out.

    First, targeted ones for customers who allow marketing and fell to the treatment; then public ones for everybody;
    of each the best first. Those told too often already, and those that the customer has used up, are left out.
    """
    now = utc_now()
    standing = read_standing(session, principal.customer_id, now)
    offers = [offer for offer in _running(session, now) if _covers(offer, categories)]
    if everywhere:
        offers = [offer for offer in offers if not offer.branches.get("codes")]
    if standing is None:
        offers = [offer for offer in offers if is_public(offer)]
    else:
        offers = _meant_for(session, offers, standing, groups_of(session, _heard(offers, standing), standing, now))
    offers.sort(key=is_public)
    offers = _not_too_often(session, principal, offers, now, most)[:most]
    return Told(offers, standing is not None and _invites(session, principal, standing))


def offers_for(session: Session, customer_id: int) -> list[Offer]:
    """The offers that a customer may use now, at most five: for who serves them. Nobody is told or assigned by it."""
    now = utc_now()
    standing = read_standing(session, customer_id, now)
    if standing is None:
        return []
    offers = _running(session, now)
    meant = _meant_for(session, offers, standing, foreseen_groups(session, _heard(offers, standing), standing))
    return sorted(meant, key=is_public)[:MOST_TOLD]


def named_code(session: Session, text: str) -> str | None:
    """The code of an offer that a text holds as a word; of several the last, which corrects the first."""
    words = [word.upper() for word in WORD.findall(text)]
    known = set(session.scalars(select(Offer.code).where(Offer.code.in_(words))))
    return next((word for word in reversed(words) if word in known), None)


def _covers(offer: Offer, categories: Collection[str]) -> bool:
    codes = category_codes(offer)
    return not categories or not codes or any(code in categories for code in codes)


def _running(session: Session, now: datetime) -> list[Offer]:
    """The offers that hold now, the best first."""
    running = select(Offer).where(Offer.starts_at <= now, Offer.ends_at > now).order_by(Offer.percent.desc(), Offer.id)
    return [offer for offer in session.scalars(running) if is_running(offer, now)]


def _heard(offers: Sequence[Offer], standing: Standing) -> list[Offer]:
    """Those that a customer may hear of at all."""
    return [offer for offer in offers if is_public(offer) or standing.consents]


def _meant_for(session: Session, offers: Sequence[Offer], standing: Standing, groups: Mapping[int, str]) -> list[Offer]:
    uses = select(OfferRedemption.offer_id, func.count()).where(
        OfferRedemption.customer_id == standing.customer_id,
        OfferRedemption.given_back_minor < OfferRedemption.amount_minor,
    )
    used = dict(session.execute(uses.group_by(OfferRedemption.offer_id)).tuples().all())
    return [
        offer
        for offer in _heard(offers, standing)
        if (is_public(offer) or groups.get(offer.id) == TREATMENT)
        and holds_in(offer, standing.branches)
        and (offer.uses_per_customer is None or used.get(offer.id, 0) < offer.uses_per_customer)
    ]


def _not_too_often(
    session: Session, principal: Principal, offers: Sequence[Offer], now: datetime, most: int
) -> list[Offer]:
    """Those of the offers that may be told once more, noted as told."""
    telling = OfferTelling
    whose = (
        telling.sender_id == principal.sender_id
        if principal.customer_id is None
        else telling.customer_id == principal.customer_id
    )
    longest = max((offer.tell_days or 0 for offer in offers), default=0)
    since = now - max(timedelta(days=longest), SAME_TELLING)
    rows = select(telling.offer_id, telling.at).where(whose, telling.at > since).order_by(telling.at)
    told: dict[int, list[datetime]] = {}
    for offer_id, at in session.execute(rows):
        told.setdefault(offer_id, []).append(at)
    kept = []
    for offer in offers:
        times = told.get(offer.id, [])
        if times and times[-1] > now - SAME_TELLING:
            kept.append(offer)
        elif _may_tell(offer, times, now) and len(kept) < most:
            kept.append(offer)
            session.add(
                telling(
                    offer_id=offer.id,
                    customer_id=principal.customer_id,
                    sender_id=principal.sender_id,
                    touchpoint=principal.touchpoint,
                    at=now,
                )
            )
    return kept


def _may_tell(offer: Offer, times: Sequence[datetime], now: datetime) -> bool:
    if offer.tell_times is None or offer.tell_days is None:
        return True
    return sum(at > now - timedelta(days=offer.tell_days) for at in times) < offer.tell_times


def _invites(session: Session, principal: Principal, standing: Standing) -> bool:
    """Whether to ask for consent now: of somebody who never said yes or no, and once; noted as asked."""
    if standing.consents is not None:
        return False
    asked = select(Interaction.id).where(Interaction.customer_id == standing.customer_id, Interaction.kind == INVITED)
    if session.scalar(asked.limit(1)) is not None:
        return False
    note_interaction(session, principal, INVITED)
    return True
