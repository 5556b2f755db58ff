"""Codes made on the website and sent in an app, for the tests of what they bring along."""

from datetime import timedelta

from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.channels import ChannelAccount
from hamrah.keys import server_key
from hamrah.services.identity import Principal, open_conversation, prove, who_speaks
from hamrah.services.inbound import account_of
from hamrah.services.joining import ask_to_join
from hamrah.services.link_codes import Redeemed, make_link_code, redeem
from hamrah.services.linking import place_of
from hamrah.services.linking_buttons import welcome
from hamrah.services.own_conversations import customer_sender_id

from .world import Shop


def sign_in(shop: Shop, who: str) -> Principal:
    """A customer in their own conversation on the website, as a token opens it."""
    with shop.writing() as session:
        sender_id = customer_sender_id(shop.ids[who])
        prove(session, open_conversation(session, sender_id, "web"), shop.ids[who], "token", timedelta(hours=12))
        return who_speaks(session, sender_id)


def make(shop: Shop, principal: Principal) -> str:
    """A code made in a conversation of the website."""
    with shop.writing() as session:
        made = make_link_code(session, principal)
        assert made is not None
        return made.code


def send(
    shop: Shop, text: str, address: str = "77", phone: str | None = None, channel: str = "telegram"
) -> Redeemed | None:
    """What becomes of a message that an account sends, said there too."""
    with shop.writing() as session:
        account = account_of(session, server_key("sender"), channel, address, phone)
        session.flush()
        place_of(session, account)
        done = redeem(session, account, text)
        if done is not None and done.to_ask is not None:
            ask_to_join(session, texts(), account, done.to_ask)
        elif done is not None and done.sender_id is not None:
            welcome(session, texts(), account, done)
        return done


def known_as(shop: Shop, address: str = "77") -> tuple[str, int | None]:
    """The conversation that an account speaks in, and the customer that it is known as."""
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount).where(ChannelAccount.address == address)).one()
        row = place_of(session, account)
        return row.sender_id, who_speaks(session, row.sender_id).customer_id
