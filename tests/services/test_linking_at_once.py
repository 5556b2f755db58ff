"""Two accounts with one code, and one account met by two processes, at the same moment, on both databases."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.channels import ChannelAccount, ChannelLink
from hamrah.keys import server_key
from hamrah.services.identity import open_conversation, prove, who_speaks
from hamrah.services.inbound import account_of
from hamrah.services.link_codes import WRONG, make_link_code, redeem
from hamrah.services.linking import place_of
from hamrah.services.own_conversations import customer_sender_id

from .test_at_once import at_once
from .world import CUSTOMERS, Shop


def open_accounts(shop: Shop, *addresses: str, phone: str | None = None) -> None:
    with shop.writing() as session:
        for address in addresses:
            account_of(session, server_key("sender"), "telegram", address, phone)


def account(session: Session, address: str) -> ChannelAccount:
    return session.scalars(select(ChannelAccount).where(ChannelAccount.address == address)).one()


def test_a_code_brings_one_of_two_accounts_in(busy_shop: Shop) -> None:
    open_accounts(busy_shop, "first", "second")
    with busy_shop.writing() as session:
        sender_id = customer_sender_id(busy_shop.ids["ayesha"])
        row = open_conversation(session, sender_id, "web")
        prove(session, row, busy_shop.ids["ayesha"], "token", timedelta(hours=12))
        made = make_link_code(session, who_speaks(session, sender_id))
        assert made is not None
    results = at_once(
        busy_shop,
        lambda session: redeem(session, account(session, "first"), made.code),
        lambda session: redeem(session, account(session, "second"), made.code),
    )
    assert [result == WRONG for result in results] == [False, True]
    assert busy_shop.count(ChannelLink) == 1


def test_one_account_is_linked_once(busy_shop: Shop) -> None:
    open_accounts(busy_shop, "first", phone=CUSTOMERS["ayesha"][2])
    at_once(busy_shop, *[lambda session: place_of(session, account(session, "first")).sender_id] * 2)
    assert busy_shop.count(ChannelLink) == 1
    with busy_shop.writing() as session:
        assert place_of(session, account(session, "first")).sender_id == customer_sender_id(busy_shop.ids["ayesha"])
