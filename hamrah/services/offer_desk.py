"""Offers as managers make them: looked at before they are made, written down, ended."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.offers import Offer
from hamrah.services.actors import Actor
from hamrah.services.audit import by_staff, note_deed
from hamrah.services.offer_expectation import Expectation, expect_cost
from hamrah.services.offer_making import Forecast, OfferError, OfferPlan, check_plan, forecast_offer, make_offer
from hamrah.services.refusal import Refusal
from hamrah.services.roles import Deed, require

HOLDOUT = 0.1
"""The share that is not told unless somebody says otherwise, so that the effect can be read."""
LONGEST_CODE = 14


@dataclass(frozen=True)
class Outlook:
    """An offer before it is made: whom it reaches, the most it could cost, and what it may be expected to."""

    forecast: Forecast
    expectation: Expectation | None


def look_ahead(session: Session, actor: Actor, plan: OfferPlan, now: datetime) -> Outlook:
    """What would come of an offer. Raises `Refusal` for who may not make one, and for a plan that cannot be."""
    require(actor, Deed.MAKE_OFFERS)
    try:
        check_plan(session, plan)
    except OfferError:
        raise Refusal("utter_staff_offer_impossible") from None
    forecast = forecast_offer(session, plan, now)
    return Outlook(forecast, expect_cost(session, plan, forecast, now))


def make_offer_as(session: Session, actor: Actor, plan: OfferPlan, now: datetime) -> Offer:
    """Make an offer in the name of a manager. Raises `Refusal` as `look_ahead` does."""
    require(actor, Deed.MAKE_OFFERS)
    try:
        offer = make_offer(session, plan, now)
    except OfferError:
        raise Refusal("utter_staff_offer_impossible") from None
    note_deed(session, by_staff(actor.staff_id), "offer_made", ("offer", offer.code))
    return offer


def end_offer(session: Session, actor: Actor, code: str, now: datetime) -> tuple[Offer, bool]:
    """End an offer: one that has not begun never does, one that holds ends now. Whether it had begun.

    Raises `Refusal` for who may not, and for one that is over or unknown.
    """
    require(actor, Deed.MAKE_OFFERS)
    offer = session.scalar(select(Offer).where(Offer.code == code.upper()).with_for_update())
    if offer is None or offer.ends_at <= now or offer.ends_at <= offer.starts_at:
        raise Refusal("utter_offer_over", code=code.upper())
    had_begun = offer.starts_at <= now
    offer.ends_at = now if had_begun else offer.starts_at
    note_deed(session, by_staff(actor.staff_id), "offer_ended", ("offer", offer.code))
    return offer, had_begun


def free_code(session: Session, segment: str | None, percent: int) -> str:
    """A code that no offer has, which customers can say: `ATRISK15`, then `ATRISK15-2`."""
    stem = re.sub(r"[^A-Z0-9]", "", (segment or "SAB").upper())[:LONGEST_CODE] + str(percent)
    taken = set(session.scalars(select(Offer.code).where(Offer.code.startswith(stem))))
    return next(code for code in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
