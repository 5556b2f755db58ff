"""Whose an account is by the number it writes from, and no longer than that holds."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, InboundMessage
from hamrah.crm.conversations import Conversation
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.keys import server_key
from hamrah.services.inbound import account_of
from hamrah.services.linking import begin_link, end_link, move_account, standing_link

from .linked import AYESHAS, NOBODYS, SHARED, drop_phone, expected, links, prove_by_code, write
from .world import Shop


class TestTheNumber:
    def test_it_proves_the_one_customer_who_has_it_on_file(self, shop: Shop) -> None:
        assert write(shop, "1", AYESHAS) == (expected(shop, "ayesha"), shop.ids["ayesha"])
        assert write(shop, "1", AYESHAS) == (expected(shop, "ayesha"), shop.ids["ayesha"])
        assert links(shop) == [(shop.ids["ayesha"], "phone", None, None)]

    def test_all_of_a_customers_apps_speak_in_one_conversation(self, sqlite_shop: Shop) -> None:
        for channel in ("whatsapp", "sms", "twilio_whatsapp"):
            assert write(sqlite_shop, AYESHAS, AYESHAS, channel)[0] == expected(sqlite_shop, "ayesha")
        with sqlite_shop.reading() as session:
            row = session.get_one(Conversation, expected(sqlite_shop, "ayesha"))
            account = session.get_one(ChannelAccount, row.account_id)
        assert (row.channel, account.channel, row.proof) == ("twilio_whatsapp", "twilio_whatsapp", "phone")

    @pytest.mark.parametrize("phone", [NOBODYS, SHARED, None])
    def test_one_that_is_nobodys_or_several_peoples_proves_nothing(self, shop: Shop, phone: str | None) -> None:
        sender_id, customer = write(shop, "1", phone)
        assert customer is None and links(shop) == []
        assert write(shop, "1", phone) == (sender_id, None)

    def test_it_proves_no_erased_customer(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            session.get_one(Customer, sqlite_shop.ids["ayesha"]).erased_at = utc_now()
        assert write(sqlite_shop, "1", AYESHAS)[1] is None

    def test_the_proof_is_as_fresh_as_the_message(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        with sqlite_shop.writing() as session:
            row = session.get_one(Conversation, expected(sqlite_shop, "ayesha"))
            row.proven_until = utc_now() - timedelta(hours=1)
        write(sqlite_shop, "1", AYESHAS)
        with sqlite_shop.reading() as session:
            left = session.get_one(Conversation, expected(sqlite_shop, "ayesha")).proven_until
        assert left is not None and timedelta(hours=11) < left - utc_now() <= timedelta(hours=12)

    def test_known_and_unknown_numbers_leave_the_same_rows_to_an_onlooker(self, sqlite_shop: Shop) -> None:
        """What an account can see of itself, one whose number nobody has and one whose number two have."""
        seen = []
        for address, phone in (("1", NOBODYS), ("2", SHARED)):
            sender_id, _ = write(sqlite_shop, address, phone)
            with sqlite_shop.reading() as session:
                row = session.get_one(Conversation, sender_id)
                seen.append((row.customer_id, row.proof, row.proven_until, row.held_by, row.language))
        assert seen[0] == seen[1]


class TestANumberThatChangesHands:
    def test_off_the_customers_file_it_proves_them_no_more(self, shop: Shop) -> None:
        write(shop, "1", AYESHAS)
        drop_phone(shop, "ayesha", AYESHAS)
        sender_id, customer = write(shop, "1", AYESHAS)
        assert customer is None and sender_id != expected(shop, "ayesha")
        assert links(shop) == [(shop.ids["ayesha"], "phone", "system", "number_gone")]

    def test_on_anothers_file_it_proves_that_one(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        drop_phone(sqlite_shop, "ayesha", AYESHAS)
        with sqlite_shop.writing() as session:
            session.add(ContactPoint(customer_id=sqlite_shop.ids["bilal"], kind="phone", value=AYESHAS))
        assert write(sqlite_shop, "1", AYESHAS) == (expected(sqlite_shop, "bilal"), sqlite_shop.ids["bilal"])

    def test_with_a_second_owner_it_proves_neither(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        with sqlite_shop.writing() as session:
            session.add(ContactPoint(customer_id=sqlite_shop.ids["bilal"], kind="phone", value=AYESHAS))
        assert write(sqlite_shop, "1", AYESHAS)[1] is None
        assert links(sqlite_shop)[0][3] == "number_shared"

    def test_who_proved_by_a_code_who_they_are_is_that_no_more_once_it_is_anothers_alone(self, shop: Shop) -> None:
        self.link_by_code(shop, "whatsapp")
        assert write(shop, "1", NOBODYS)[1] == shop.ids["ayesha"], "a number that nobody has is no matter"
        with shop.writing() as session:
            session.add(ContactPoint(customer_id=shop.ids["bilal"], kind="phone", value=NOBODYS))
        assert write(shop, "1", NOBODYS) == (expected(shop, "bilal"), shop.ids["bilal"])
        assert links(shop)[0] == (shop.ids["ayesha"], "code", "system", "number_gone")

    def test_who_said_that_they_are_not_that_other_stays_whom_the_code_proved(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        with sqlite_shop.writing() as session:
            account, link = session.scalars(select(ChannelAccount)).one(), session.scalars(select(ChannelLink)).one()
            end_link(session, account, link, "customer", "wrong")
            begin_link(session, account, "code", sqlite_shop.ids["bilal"])
        assert write(sqlite_shop, "1", AYESHAS)[1] == sqlite_shop.ids["bilal"]

    def test_an_account_in_telegram_does_not_go_with_a_number_shared_there_once(self, sqlite_shop: Shop) -> None:
        self.link_by_code(sqlite_shop, "telegram")
        with sqlite_shop.writing() as session:
            session.add(ContactPoint(customer_id=sqlite_shop.ids["bilal"], kind="phone", value=NOBODYS))
        assert write(sqlite_shop, "1", channel="telegram")[1] == sqlite_shop.ids["ayesha"]

    def link_by_code(self, shop: Shop, channel: str) -> None:
        """Have Ayesha be known by a code in an account whose number nobody has on file."""
        write(shop, "1", NOBODYS, channel)
        with shop.writing() as session:
            account = session.scalars(select(ChannelAccount)).one()
            begin_link(session, account, "code", shop.ids["ayesha"])

    def test_after_half_a_year_of_silence_it_is_not_enough(self, shop: Shop) -> None:
        write(shop, "1", AYESHAS)
        self.wrote(shop, utc_now() - timedelta(days=181))
        assert write(shop, "1", AYESHAS)[1] is None
        assert write(shop, "1", AYESHAS)[1] is None
        assert [why for *_, why in links(shop)] == ["silence"]

    def test_who_wrote_in_half_a_year_is_still_known(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        self.wrote(sqlite_shop, utc_now() - timedelta(days=179))
        assert write(sqlite_shop, "1", AYESHAS)[1] == sqlite_shop.ids["ayesha"]

    def test_who_was_silent_shows_who_they_are_by_a_code_to_the_e_mail(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        self.wrote(sqlite_shop, utc_now() - timedelta(days=200))
        sender_id, _ = write(sqlite_shop, "1", AYESHAS)
        prove_by_code(sqlite_shop, sender_id, "ayesha@example.com")
        assert write(sqlite_shop, "1", AYESHAS) == (expected(sqlite_shop, "ayesha"), sqlite_shop.ids["ayesha"])
        assert links(sqlite_shop)[-1][1] == "code"

    def wrote(self, shop: Shop, at: datetime) -> None:
        """Have the one link be of a year ago, and its account have written last at that time."""
        with shop.writing() as session:
            link = session.scalars(select(ChannelLink)).one()
            link.began_at = utc_now() - timedelta(days=365)
            row = InboundMessage(channel="whatsapp", message_id="old", account_id=link.account_id, at=at, content={})
            row.received_at = row.handled_at = at
            session.add(row)

    def test_what_the_new_owner_of_a_number_says_stands_in_a_conversation_of_its_own(self, sqlite_shop: Shop) -> None:
        before = {write(sqlite_shop, "1", AYESHAS)[0]}
        drop_phone(sqlite_shop, "ayesha", AYESHAS)
        before.add(write(sqlite_shop, "1", AYESHAS)[0])
        with sqlite_shop.writing() as session:
            session.add(ContactPoint(customer_id=sqlite_shop.ids["ayesha"], kind="phone", value=AYESHAS))
        write(sqlite_shop, "1", AYESHAS)
        drop_phone(sqlite_shop, "ayesha", AYESHAS)
        assert write(sqlite_shop, "1", AYESHAS)[0] not in before

    def test_who_has_a_new_number_on_file_goes_on_with_it(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        with sqlite_shop.writing() as session:
            session.add(ContactPoint(customer_id=sqlite_shop.ids["ayesha"], kind="phone", value=NOBODYS))
        self.move(sqlite_shop, "1", "2", NOBODYS)
        assert write(sqlite_shop, "2", NOBODYS) == (expected(sqlite_shop, "ayesha"), sqlite_shop.ids["ayesha"])
        assert write(sqlite_shop, "1", AYESHAS)[1] is None, "whoever has the old number now is somebody else"

    def test_who_has_a_new_number_that_is_not_on_file_is_asked_anew(self, sqlite_shop: Shop) -> None:
        write(sqlite_shop, "1", AYESHAS)
        self.move(sqlite_shop, "1", "2", NOBODYS)
        assert write(sqlite_shop, "2", NOBODYS)[1] is None
        assert links(sqlite_shop) == [(sqlite_shop.ids["ayesha"], "phone", "system", "moved")]

    def test_the_next_owner_of_a_number_that_never_wrote_to_us_is_nobody_either(self, sqlite_shop: Shop) -> None:
        self.move(sqlite_shop, "1", "2", NOBODYS, old_phone=AYESHAS)
        assert write(sqlite_shop, "1", AYESHAS)[1] is None

    def test_a_guests_conversation_goes_along_with_the_number(self, sqlite_shop: Shop) -> None:
        sender_id, _ = write(sqlite_shop, "1", NOBODYS)
        self.move(sqlite_shop, "1", "2", "+923008888888")
        assert write(sqlite_shop, "2", "+923008888888")[0] == sender_id
        assert write(sqlite_shop, "1", NOBODYS)[0] != sender_id

    def move(self, shop: Shop, old: str, new: str, phone: str, old_phone: str | None = None) -> None:
        with shop.writing() as session:
            places = ((old, old_phone), (new, phone))
            accounts = [account_of(session, server_key("sender"), "whatsapp", *place) for place in places]
            session.flush()
            move_account(session, *accounts)


def test_only_one_link_of_an_account_stands(shop: Shop) -> None:
    write(shop, "1", AYESHAS)
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        assert standing_link(session, account) is not None
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        session.add(ChannelLink(account_id=account.id, customer_id=None, proof="code", began_at=utc_now()))
