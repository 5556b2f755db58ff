"""Messages on their way to two accounts, as a courier takes them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, Delivery
from hamrah.services.deliveries import DeliveryClaim, claim_deliveries, note_part, settle_delivery
from hamrah.services.identity import open_conversation
from hamrah.services.inbound import account_of
from hamrah.services.transcripts import Said, write_down

from .world import Shop

KEY = b"k" * 32
CHANNELS = ("whatsapp",)


@pytest.fixture
def people(shop: Shop) -> list[int]:
    """Two accounts, each in a conversation of its own."""
    return open_accounts(shop)


def open_accounts(shop: Shop) -> list[int]:
    made = []
    with shop.writing() as session:
        for address in ("923001234567", "923007654321"):
            account = account_of(session, KEY, "whatsapp", address)
            session.flush()
            open_conversation(session, account.sender_id, "whatsapp", account_id=account.id)
            made.append(account.id)
    return made


def say(shop: Shop, account: int, *texts: str, author: str = "bot") -> None:
    with shop.writing() as session:
        sender = session.get_one(ChannelAccount, account).sender_id
        for text in texts:
            write_down(session, sender, Said(author, text, "en"))


def claim_due(shop: Shop, most: int = 10, after: timedelta = timedelta()) -> list[DeliveryClaim]:
    with shop.writing() as session:
        return claim_deliveries(session, CHANNELS, utc_now() + after, most)


def send(shop: Shop, claim: DeliveryClaim, *ids: str) -> None:
    with shop.writing() as session:
        for place, one in enumerate(ids):
            note_part(session, claim, place, one, utc_now())
        settle_delivery(session, claim)


def statuses(shop: Shop, account: int) -> list[str]:
    with shop.reading() as session:
        rows = select(Delivery.status).where(Delivery.account_id == account).order_by(Delivery.id)
        return list(session.scalars(rows))
