"""What the tests of messages that come unasked share: customers who can be reached, and ways to plan, tell and look."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Stock, Variant
from hamrah.crm.channels import ChannelAccount, ChannelLink, ProactiveMessage
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.services.catalogue import get_product
from hamrah.services.proactive_planning import find_happened, plan_messages
from hamrah.services.proactive_rules import KINDS, KindName
from hamrah.services.proactive_sending import send_due
from hamrah.services.stock_wishes import note_sold_out, wish_back

from .world import Shop, ago, place_order

HOUR = timedelta(hours=1)


def be_known(shop: Shop, who: str = "ayesha", language: str = "en") -> None:
    """Let a customer's conversation on the website be theirs for months, silent for a day."""
    with shop.writing() as session:
        row = session.get_one(Conversation, f"web-{who}")
        row.customer_id, row.proof, row.language = shop.ids.get(who), "token", language
        row.proven_until, row.seen_at = utc_now() + timedelta(days=99), utc_now() - timedelta(days=1)


def link(shop: Shop, who: str = "ayesha", channel: str = "whatsapp") -> int:
    """Link an account in an app that speaks in the customer's conversation; its id."""
    with shop.writing() as session:
        now = utc_now()
        account = ChannelAccount(channel=channel, address=f"{who}-{channel}", sender_id=f"web-{who}", created_at=now)
        session.add(account)
        session.flush()
        session.add(ChannelLink(account_id=account.id, customer_id=shop.ids[who], proof="code", began_at=now))
        row = session.get_one(Conversation, account.sender_id)
        row.customer_id, row.seen_at = shop.ids[who], now - timedelta(days=1)
        return account.id


def plan(shop: Shop, now: datetime | None = None, names: Collection[KindName] = KINDS) -> int:
    """Plan what happened; how many messages are new."""
    with shop.writing() as session:
        now = now or utc_now()
        return plan_messages(session, find_happened(session, names, now), now)


def tell(shop: Shop, now: datetime) -> int:
    """Tell what is due; how many were told."""
    with shop.writing() as session:
        return send_due(session, texts(), now)


def messages(shop: Shop) -> list[ProactiveMessage]:
    """All messages, the oldest first."""
    with shop.reading() as session:
        return list(session.scalars(select(ProactiveMessage).order_by(ProactiveMessage.id)))


def fates(shop: Shop) -> list[tuple[str, str, str | None]]:
    """Of all messages the kind, what became of it, and why."""
    return [(one.kind, one.status, one.why) for one in messages(shop)]


def lines(shop: Shop, who: str = "ayesha") -> list[ChatMessage]:
    """What stands in a customer's transcript."""
    with shop.reading() as session:
        mine = select(ChatMessage).where(ChatMessage.sender_id == f"web-{who}")
        return list(session.scalars(mine.order_by(ChatMessage.id)))


@pytest.fixture
def noon() -> datetime:
    """Noon in Pakistan, today or tomorrow, after everything that was done."""
    today = utc_now().replace(hour=7, minute=0, second=0, microsecond=0)
    return today if today > utc_now() else today + timedelta(days=1)


def late_order(shop: Shop, number: str = "1001", who: str = "ayesha", hours_late: float = 2) -> int:
    """An order that should have come so many hours ago."""
    with shop.writing() as session:
        return place_order(
            session, shop.ids[who], number, {"H-1-1": 1}, status="shipped", expected=ago(hours_late / 24)
        ).id


def count_stock(shop: Shop, sku: str, pieces: int) -> None:
    """Let a variant lie in its branches, or nowhere."""
    with shop.writing() as session:
        variant = session.scalars(select(Variant.id).where(Variant.sku == sku)).one()
        session.execute(update(Stock).where(Stock.variant_id == variant).values(quantity=pieces))


def ask_for(shop: Shop, sku: str, who: str = "ayesha", size: str | None = None, *, wish: bool = False) -> bool:
    """Be told that something is out of stock; with `wish` ask to be told when it is back."""
    with shop.writing() as session:
        product = get_product(session, sku)
        assert product is not None
        told = note_sold_out(session, shop.who(who), product, size=size)
        return wish_back(session, shop.who(who), product) if wish else told
