"""Who falls to an offer's treatment and who to its control: drawn by a keyed hash, kept in a row, never changed."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import if_new
from hamrah.crm.offers import CONTROL, TREATMENT, Offer, OfferAssignment
from hamrah.services.offer_eligibility import Standing, all_standings, is_for, is_public, is_running, standings_after

ROWS_AT_ONCE = 2000


def draw(offer: Offer, customer_id: int) -> float:
    """A customer's number in [0, 1) for an offer: the same each time, even over customers, unrelated between offers.

    The first 53 bits of HMAC-SHA256, keyed by the offer's salt, of its code and the customer's id.
    """
    digest = hmac.new(offer.salt.encode(), f"{offer.code}\n{customer_id}".encode(), hashlib.sha256).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def drawn_group(offer: Offer, customer_id: int) -> str:
    """The group that the draw gives; what counts is the row, should the holdout have changed since."""
    return CONTROL if draw(offer, customer_id) < offer.holdout else TREATMENT


def groups_of(session: Session, offers: Sequence[Offer], standing: Standing, now: datetime) -> dict[int, str]:
    """The groups of a customer by the offers' ids, for the targeted offers among them that were or are for them.

    Who is of the segment now is assigned now; who was assigned before stays so, whatever their segment is now.
    """
    targeted = {offer.id: offer for offer in offers if not is_public(offer)}
    new = [offer for offer in targeted.values() if is_for(offer, standing)]
    _keep(session, [_row(offer, standing.customer_id, now) for offer in new])
    rows = select(OfferAssignment.offer_id, OfferAssignment.group).where(
        OfferAssignment.customer_id == standing.customer_id, OfferAssignment.offer_id.in_(targeted)
    )
    return {offer_id: group for offer_id, group in session.execute(rows)}


def foreseen_groups(session: Session, offers: Sequence[Offer], standing: Standing) -> dict[int, str]:
    """The groups that `groups_of` would give, with nobody assigned: for who only looks."""
    targeted = [offer for offer in offers if not is_public(offer)]
    rows = select(OfferAssignment.offer_id, OfferAssignment.group).where(
        OfferAssignment.customer_id == standing.customer_id,
        OfferAssignment.offer_id.in_([offer.id for offer in targeted]),
    )
    assigned = {offer_id: group for offer_id, group in session.execute(rows)}
    drawn = {one.id: drawn_group(one, standing.customer_id) for one in targeted if is_for(one, standing)}
    return drawn | assigned


def assign_customers(session: Session, offer: Offer, now: datetime) -> None:
    """Assign all consenting customers for whom a targeted offer is: as it is made, whether it runs already or not.

    So treatment and control are whole groups, not only those who asked.
    """
    if offer.ends_at > now and not is_public(offer):
        _keep(session, _assignments(all_standings(session, now), [offer], now))


def assign_newly_eligible(session: Session, now: datetime, after: int) -> int | None:
    """Assign those for whom a targeted offer that runs now has become, of some thousand customers above an id.

    Gives the id to go on after, None when there is nobody left. For each night, some in one transaction.
    """
    running = [one for one in session.scalars(select(Offer).where(Offer.ends_at > now)) if is_running(one, now)]
    offers = [offer for offer in running if not is_public(offer)]
    standings = standings_after(session, after, now) if offers else []
    _keep(session, _assignments(standings, offers, now))
    return standings[-1].customer_id if standings else None


def _assignments(standings: Iterable[Standing], offers: Sequence[Offer], now: datetime) -> Iterator[dict[str, Any]]:
    for standing in standings:
        if standing.consents:
            yield from (_row(offer, standing.customer_id, now) for offer in offers if is_for(offer, standing))


def _row(offer: Offer, customer_id: int, now: datetime) -> dict[str, Any]:
    group = drawn_group(offer, customer_id)
    return {"offer_id": offer.id, "customer_id": customer_id, "group": group, "assigned_at": now}


def _keep(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    """Write assignments; of two who write the same at once the second leaves the first's as it is."""
    statement = if_new(session, OfferAssignment, ("offer_id", "customer_id"))
    waiting = iter(rows)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        session.execute(statement, some)
