"""Accounts in messaging apps, and whose they are, for the tests that link them."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import ContactPoint
from hamrah.keys import server_key
from hamrah.services.codes import Claimed, check_code, send_code
from hamrah.services.identity import who_speaks
from hamrah.services.inbound import account_of
from hamrah.services.linking import place_of
from hamrah.services.notifier import StoreNotifier, latest_notifications
from hamrah.services.own_conversations import customer_sender_id

from .world import CUSTOMERS, Shop

AYESHAS, SHARED, NOBODYS = CUSTOMERS["ayesha"][2], CUSTOMERS["daud"][2], "+923009999999"
"""Numbers that one customer has, that two have, and that nobody has."""


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


def link_to(session: Session, shop: Shop, account: ChannelAccount, who: str, proof: str = "code") -> Conversation:
    """Have an account speak in a customer's conversation, by a link that stands; that conversation."""
    place = session.get_one(Conversation, shop.who(who).sender_id)
    account.sender_id = place.sender_id
    session.add(ChannelLink(account_id=account.id, customer_id=shop.ids[who], proof=proof, began_at=account.created_at))
    session.flush()
    return place


def write(shop: Shop, address: str, phone: str | None = None, channel: str = "whatsapp") -> tuple[str, int | None]:
    """Have an account write: the conversation it speaks in, and the customer it is known as."""
    with shop.writing() as session:
        account = account_of(session, server_key("sender"), channel, address, phone)
        session.flush()
        row = place_of(session, account)
        return row.sender_id, who_speaks(session, row.sender_id).customer_id


def links(shop: Shop) -> list[tuple[int | None, str, str | None, str | None]]:
    """All links, the oldest first: whose, by which proof, and by whom and why they were ended."""
    row = ChannelLink
    with shop.reading() as session:
        found = select(row.customer_id, row.proof, row.ended_by, row.why).order_by(row.id)
        return [tuple(one) for one in session.execute(found)]


def drop_phone(shop: Shop, who: str, value: str) -> None:
    """Take a number off a customer's file."""
    with shop.writing() as session:
        contacts = ContactPoint.customer_id == shop.ids[who], ContactPoint.value == value
        session.delete(session.scalars(select(ContactPoint).where(*contacts)).one())


def expected(shop: Shop, who: str) -> str:
    """The conversation that a customer's accounts speak in."""
    return customer_sender_id(shop.ids[who])


def prove_by_code(shop: Shop, sender_id: str, email: str) -> None:
    """Prove by a code sent to an e-mail address whose the conversation is."""
    with shop.writing() as session:
        send_code(session, who_speaks(session, sender_id), Claimed("email", email), StoreNotifier(), "en")
    with shop.writing() as session:
        code = latest_notifications(session, 1)[0].values["code"]
        assert check_code(session, who_speaks(session, sender_id), code).value == "right"
