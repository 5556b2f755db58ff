"""Offers, segments, consents and points for the tests of the small shop."""

from typing import Any

from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.customers import Consent, Customer
from hamrah.crm.offers import LoyaltyEntry, Offer
from hamrah.crm.segments import SegmentMembership
from hamrah.services.loyalty import loyalty_balance
from hamrah.services.offers import tell_offers
from hamrah.services.redemption import redeem

from .world import Shop, ago


def make_offer(shop: Shop, code: str, percent: int, start: float = 1, end: float = -1, **values: object) -> int:
    """A deal from `start` days ago to `end` days ago (negative: ahead); its id."""
    columns: dict[str, Any] = {"categories": {}, "branches": {}, "texts": {"en": code}, "salt": code}
    columns |= {"starts_at": ago(start), "ends_at": ago(end), **values}
    with shop.writing() as session:
        row = Offer(code=code, percent=percent, **columns)
        session.add(row)
        session.flush()
        return row.id


def add_points(shop: Shop, points: int, days_ago: float = 1, expires_in: float | None = 300) -> None:
    """A lot of points of Ayesha's."""
    expires = None if expires_in is None else ago(-expires_in)
    columns: dict[str, Any] = {"kind": "earned", "points": points, "remaining": points, "expires_at": expires}
    with shop.writing() as session:
        session.add(LoyaltyEntry(customer_id=shop.ids["ayesha"], at=ago(days_ago), **columns))


def allow(shop: Shop, name: str = "ayesha", granted: bool = True, days_ago: float = 3) -> None:
    """A yes (or no) to marketing."""
    with shop.writing() as session:
        consent = {"purpose": "marketing", "granted": granted, "touchpoint": "website", "at": ago(days_ago)}
        session.add(Consent(customer_id=shop.ids[name], **consent))


def put_in_segment(
    shop: Shop, segment: str, name: str = "ayesha", since: float = 9, until: float | None = None
) -> None:
    """In a segment from so many days ago on, until so many days ago; the one before ends there."""
    mine = SegmentMembership.customer_id == shop.ids[name]
    before = update(SegmentMembership).where(mine, SegmentMembership.valid_until.is_(None))
    ended = None if until is None else ago(until)
    with shop.writing() as session:
        session.execute(before.values(valid_until=ago(since)))
        row = SegmentMembership(customer_id=shop.ids[name], segment=segment, valid_from=ago(since), valid_until=ended)
        session.add(row)


def set_home(shop: Shop, branch: str, name: str = "ayesha") -> None:
    """Make a branch the home branch of a customer."""
    with shop.writing() as session:
        found = session.scalars(select(Branch.id).where(Branch.code == branch)).one()
        session.get_one(Customer, shop.ids[name]).home_branch_id = found


def told(shop: Shop, who: str = "ayesha", category: str | None = None) -> list[str]:
    """The codes that somebody who asks now is told."""
    with shop.writing() as session:
        return [offer.code for offer in tell_offers(session, shop.who(who), [category] if category else ()).offers]


def use(shop: Shop, code: str, number: str = "1001", who: str = "ayesha") -> int:
    """Redeem a code on one's order; the amount taken off."""
    with shop.writing() as session:
        return redeem(session, shop.who(who), code, number).amount_minor


def points_of(shop: Shop, name: str = "ayesha") -> int:
    """The balance of a customer."""
    with shop.reading() as session:
        return loyalty_balance(session, shop.who(name)).points


def many_customers(shop: Shop, number: int) -> list[int]:
    """So many more customers; their ids."""
    with shop.writing() as session:
        rows = [
            Customer(name=f"Customer {n}", city="Lahore", source="shop", external_ref=f"many-{n}", created_at=utc_now())
            for n in range(number)
        ]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]
