"""What may be a reason to buy: what is back in stock, runs out, expires; and who is about to leave.

All of it is looked for only among customers who allow marketing, but for what somebody asked to be told of.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.conversations import Conversation, Interaction
from hamrah.crm.offers import LoyaltyEntry
from hamrah.crm.segments import ProductRhythm, SegmentMembership
from hamrah.services.consents import is_allowed
from hamrah.services.proactive_rules import Kind
from hamrah.services.proactive_subjects import Happened, moment_subject, shop_day, subject
from hamrah.services.stock_wishes import TOLD_SOLD_OUT, WISHED, waiting_for_stock


def reachable(customer_id: InstrumentedAttribute[Any], now: datetime) -> ColumnElement[bool]:
    """The condition that something can be said to a customer: a proof of theirs holds, or an app is linked."""
    is_theirs = Conversation.customer_id == customer_id
    linked = (
        exists()
        .where(ChannelLink.customer_id == customer_id, ChannelLink.ended_at.is_(None))
        .where(ChannelAccount.id == ChannelLink.account_id, ChannelAccount.silenced_at.is_(None))
    )
    return exists().where(is_theirs, Conversation.proven_until > now) | linked


def waiting_by_wish(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    """Customers who asked to be told, of what is back; what they wished at another time is another wish."""
    for one in waiting_for_stock(session, WISHED, _look_back(kind, now)):
        key = moment_subject(one.product_id, one.since)
        yield Happened("wished_back_in_stock", one.customer_id, "product", key, now)


def likely_waiting(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    """Customers who were told that it is out of stock, did not ask to be told, and allow marketing."""
    since = _look_back(kind, now)
    asked = {(one.customer_id, one.product_id) for one in waiting_for_stock(session, WISHED, since)}
    newest: dict[tuple[int, int], datetime] = {}
    for one in waiting_for_stock(session, TOLD_SOLD_OUT, since, is_allowed(Interaction.customer_id)):
        key = (one.customer_id, one.product_id)
        newest[key] = max(one.since, newest.get(key, one.since))
    for (customer_id, product_id), at in newest.items():
        if (customer_id, product_id) not in asked:
            yield Happened("back_in_stock", customer_id, "product", subject(product_id, at), now)


def running_out(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    """What customers buy again and again, and are about to need; of each customer the most regular first."""
    today = shop_day(now)
    row = ProductRhythm
    until = today + timedelta(days=kind.ahead_days or 0)
    query = select(row.customer_id, row.product_id, row.last_bought_on).where(
        row.next_expected_on.between(today, until), row.purchases >= (kind.least or 0), is_allowed(row.customer_id)
    )
    for customer_id, product_id, bought in session.execute(query.order_by(row.purchases.desc())).tuples():
        yield Happened("time_to_buy_again", customer_id, "product", subject(product_id, bought), now)


def expiring_points(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    """Customers with points that soon count no more; the key is the first day of it."""
    lot = LoyaltyEntry
    until = now + timedelta(days=kind.ahead_days or 0)
    query = (
        select(lot.customer_id, func.min(lot.expires_at))
        .where(lot.remaining > 0, lot.expires_at > now, lot.expires_at <= until, is_allowed(lot.customer_id))
        .group_by(lot.customer_id)
        .having(func.sum(lot.remaining) >= (kind.least or 0))
    )
    for customer_id, first in session.execute(query.order_by(lot.customer_id)).tuples():
        if first is not None:
            yield Happened("points_expiring", customer_id, "points", shop_day(first).isoformat(), now)


def leaving_customers(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    """Customers who came into one of the kind's segments lately; once each time that they come into it."""
    row = SegmentMembership
    lately = now - timedelta(minutes=kind.delay_minutes, hours=kind.valid_hours)
    query = select(row.id, row.customer_id, row.valid_from).where(
        row.segment.in_(kind.segments or ()),
        row.valid_until.is_(None),
        row.valid_from.between(lately, now),
        is_allowed(row.customer_id),
    )
    for membership, customer_id, at in session.execute(query.order_by(row.id)).tuples():
        yield Happened("win_back", customer_id, "segment", str(membership), at)


def _look_back(kind: Kind, now: datetime) -> datetime:
    return now - timedelta(days=kind.look_back_days or 0)
