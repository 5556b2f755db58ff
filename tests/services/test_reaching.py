"""What the shop says of its own accord goes where the customer is, or wishes to be, and nowhere else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, Delivery
from hamrah.crm.conversations import Conversation, Notification
from hamrah.crm.customers import ContactPoint
from hamrah.services.identity import prove
from hamrah.services.privacy import state_preferences
from hamrah.services.reaching import best_place, reach_customer
from hamrah.services.transcripts import Said

from .linked import AYESHAS, NOBODYS, add_account, drop_phone, expected, link_to, links, write
from .world import Shop

LONG_AGO, JUST_NOW = timedelta(days=2), timedelta(minutes=1)


def see(shop: Shop, ago: timedelta, valid: bool = True) -> None:
    """Have Ayesha's own conversation be on the website, where she was seen so long ago."""
    with shop.writing() as session:
        place = session.get_one(Conversation, "web-ayesha")
        prove(session, place, shop.ids["ayesha"], "token", timedelta(hours=12 if valid else -1))
        place.seen_at = utc_now() - ago


def link(shop: Shop, channel: str, heard: timedelta = LONG_AGO) -> int:
    with shop.writing() as session:
        account = add_account(session, channel, "1", heard=heard)
        link_to(session, shop, account, "ayesha")
        return account.id


def wish(shop: Shop, channel: str) -> None:
    with shop.writing() as session:
        state_preferences(session, shop.who("ayesha"), {"contact_channel": channel})


def place(shop: Shop) -> tuple[str, int | None] | None:
    """Where Ayesha is reached: the channel and the account."""
    with shop.writing() as session:
        found = best_place(session, shop.ids["ayesha"], utc_now())
        return None if found is None else (found.channel, found.account_id)


def test_who_is_on_the_website_now_is_reached_there_whatever_they_wish(shop: Shop) -> None:
    see(shop, JUST_NOW)
    link(shop, "whatsapp")
    wish(shop, "whatsapp")
    assert place(shop) == ("web", None)


def test_who_is_away_is_reached_in_the_app_they_wish(shop: Shop) -> None:
    see(shop, LONG_AGO)
    link(shop, "telegram", JUST_NOW)
    whatsapp = link(shop, "twilio_whatsapp")
    wish(shop, "whatsapp")
    assert place(shop) == ("twilio_whatsapp", whatsapp)


def test_without_such_a_wish_it_is_where_they_were_seen_last(sqlite_shop: Shop) -> None:
    see(sqlite_shop, LONG_AGO)
    link(sqlite_shop, "telegram")
    wish(sqlite_shop, "email")
    assert place(sqlite_shop) == ("web", None)


def test_an_app_that_takes_no_messages_is_passed_over(shop: Shop) -> None:
    see(shop, LONG_AGO, valid=False)
    blocked, other = link(shop, "whatsapp", JUST_NOW), link(shop, "sms")
    wish(shop, "whatsapp")
    with shop.writing() as session:
        session.get_one(ChannelAccount, blocked).silenced_at = utc_now()
    assert place(shop) == ("sms", other)


def test_who_was_seen_last_in_an_app_that_now_takes_nothing_is_reached_in_another(sqlite_shop: Shop) -> None:
    see(sqlite_shop, LONG_AGO)
    blocked, other = link(sqlite_shop, "whatsapp", JUST_NOW), link(sqlite_shop, "telegram")
    with sqlite_shop.writing() as session:
        session.get_one(Conversation, "web-ayesha").account_id = blocked
        session.get_one(ChannelAccount, blocked).silenced_at = utc_now()
    assert place(sqlite_shop) == ("telegram", other)


def test_a_link_that_ended_leads_nowhere(sqlite_shop: Shop) -> None:
    see(sqlite_shop, LONG_AGO, valid=False)
    link(sqlite_shop, "whatsapp")
    wish(sqlite_shop, "whatsapp")
    with sqlite_shop.writing() as session:
        session.scalars(select(ChannelLink)).one().ended_at = utc_now()
    assert place(sqlite_shop) is None


def test_what_is_said_in_an_app_is_delivered_there_and_no_contact_is_told(shop: Shop) -> None:
    see(shop, LONG_AGO)
    account = link(shop, "whatsapp")
    wish(shop, "whatsapp")
    with shop.writing() as session:
        assert reach_customer(session, "web-ayesha", Said("staff", "Found it", "en"))
    with shop.reading() as session:
        assert session.scalars(select(Delivery.account_id)).all() == [account]
    assert shop.count(Notification) == 0


def give(shop: Shop, who: str, phone: str) -> None:
    """Put a number on a customer's file."""
    with shop.writing() as session:
        session.add(ContactPoint(customer_id=shop.ids[who], kind="phone", value=phone))


def be_anothers(shop: Shop) -> None:
    drop_phone(shop, "ayesha", AYESHAS)
    give(shop, "bilal", AYESHAS)


def be_shared(shop: Shop) -> None:
    give(shop, "bilal", AYESHAS)


def be_silent(shop: Shop) -> None:
    with shop.writing() as session:
        session.scalars(select(ChannelLink)).one().began_at = utc_now() - timedelta(days=200)


class TestALinkThatNothingProvesAnyMore:
    """Ayesha spoke in WhatsApp some hours ago, by her number; since then the shop knows better whose that is."""

    @pytest.fixture(params=[be_anothers, be_shared, be_silent])
    def end(self, request: pytest.FixtureRequest) -> Callable[[Shop], None]:
        found: Callable[[Shop], None] = request.param
        return found

    def speak(self, shop: Shop, end: Callable[[Shop], None], *, holds: bool) -> None:
        write(shop, "1", AYESHAS)
        end(shop)
        with shop.writing() as session:
            row = session.get_one(Conversation, expected(shop, "ayesha"))
            row.seen_at = utc_now() - timedelta(hours=3)
            row.proven_until = utc_now() + timedelta(hours=9 if holds else -1)

    def reach(self, shop: Shop) -> list[int]:
        """Answer her; the accounts to which it goes."""
        with shop.writing() as session:
            assert reach_customer(session, expected(shop, "ayesha"), Said("staff", "Found it", "en"))
        with shop.reading() as session:
            return list(session.scalars(select(Delivery.account_id)))

    @pytest.mark.parametrize("holds", [True, False])
    def test_leads_nowhere_and_ends(self, shop: Shop, end: Callable[[Shop], None], holds: bool) -> None:
        self.speak(shop, end, holds=holds)
        assert place(shop) is None
        assert links(shop)[0][2] == "system"
        assert self.reach(shop) == []

    def test_an_answer_waits_for_the_customer_who_is_told_so_by_the_contact_on_file(
        self, sqlite_shop: Shop, end: Callable[[Shop], None]
    ) -> None:
        self.speak(sqlite_shop, end, holds=True)
        assert self.reach(sqlite_shop) == []
        assert sqlite_shop.count(Notification) == 1

    def test_an_account_that_is_still_proven_is_told(self, shop: Shop, end: Callable[[Shop], None]) -> None:
        self.speak(shop, end, holds=False)
        give(shop, "ayesha", NOBODYS)
        write(shop, "2", NOBODYS)
        with shop.writing() as session:
            session.get_one(Conversation, expected(shop, "ayesha")).seen_at = utc_now() - timedelta(hours=3)
        with shop.reading() as session:
            theirs = session.scalars(select(ChannelAccount.id).where(ChannelAccount.address == "2")).one()
        assert self.reach(shop) == [theirs]
