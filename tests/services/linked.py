"""Accounts in messaging apps, and whose they are, for the tests that link them."""

from datetime import timedelta

from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.conversations import Conversation

from .world import Shop


def add_account(
    session: Session, channel: str, address: str, phone: str | None = None, heard: timedelta = timedelta()
) -> ChannelAccount:
    """An account as it stands once its first message has come in."""
    now = utc_now()
    account = ChannelAccount(channel=channel, address=address, phone=phone, sender_id=f"{channel}-{address}")
    account.heard_at, account.created_at = now - heard, now - heard
    session.add(account)
    session.flush()
    return account


def link_to(session: Session, shop: Shop, account: ChannelAccount, who: str, proof: str = "phone") -> Conversation:
    """Have an account speak in a customer's conversation, by a link that stands; that conversation."""
    place = session.get_one(Conversation, shop.who(who).sender_id)
    account.sender_id = place.sender_id
    session.add(ChannelLink(account_id=account.id, customer_id=shop.ids[who], proof=proof, began_at=account.created_at))
    session.flush()
    return place
