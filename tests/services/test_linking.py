"""Whose an account is: proven by its number, a contact, a code or an order, and no longer than that holds."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount, ChannelLink, InboundMessage
from hamrah.crm.conversations import Button, ChatMessage, Conversation, Handover, Interaction
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.tickets import Ticket
from hamrah.keys import server_key
from hamrah.services.codes import Claim, check_code, send_code
from hamrah.services.identity import note_interaction, who_speaks
from hamrah.services.inbound import account_of
from hamrah.services.linking import link_by_order, move_account, place_of, share_contact, standing_link
from hamrah.services.notifier import StoreNotifier, latest_notifications
from hamrah.services.own_conversations import customer_sender_id
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket
from hamrah.services.transcripts import Said, press, write_down

from .world import CUSTOMERS, Shop, place_order

AYESHAS, SHARED, NOBODYS = CUSTOMERS["ayesha"][2], CUSTOMERS["daud"][2], "+923009999999"


def write(shop: Shop, address: str, phone: str | None = None, channel: str = "whatsapp") -> tuple[str, int | None]:
    """Have an account write: the conversation it speaks in, and the customer it is known as."""
    with shop.writing() as session:
        account = account_of(session, server_key("sender"), channel, address, phone)
        session.flush()
        row = place_of(session, account)
        return row.sender_id, who_speaks(session, row.sender_id).customer_id


def links(shop: Shop) -> list[tuple[int | None, str, str | None, str | None]]:
    row = ChannelLink
    with shop.reading() as session:
        found = select(row.customer_id, row.proof, row.ended_by, row.why).order_by(row.id)
        return [tuple(one) for one in session.execute(found)]


def change(shop: Shop, channel: str, address: str, **values: Any) -> None:
    with shop.writing() as session:
        theirs = ChannelAccount.channel == channel, ChannelAccount.address == address
        account = session.scalars(select(ChannelAccount).where(*theirs)).one()
        for name, value in values.items():
            setattr(account, name, value)


def drop_phone(shop: Shop, who: str, value: str) -> None:
    with shop.writing() as session:
        contacts = ContactPoint.customer_id == shop.ids[who], ContactPoint.value == value
        session.delete(session.scalars(select(ContactPoint).where(*contacts)).one())


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


def expected(shop: Shop, who: str) -> str:
    return customer_sender_id(shop.ids[who])


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


def prove_by_code(shop: Shop, sender_id: str, email: str) -> None:
    with shop.writing() as session:
        send_code(session, who_speaks(session, sender_id), Claim("email", email), StoreNotifier(), "en")
    with shop.writing() as session:
        code = latest_notifications(session, 1)[0].values["code"]
        assert check_code(session, who_speaks(session, sender_id), code).value == "right"


class TestAFamilyOnOneNumber:
    def prove(self, shop: Shop, number: str) -> bool:
        sender_id, _ = write(shop, "1", SHARED)
        with shop.writing() as session:
            return link_by_order(session, who_speaks(session, sender_id), number)

    @pytest.fixture
    def family(self, shop: Shop) -> Shop:
        with shop.writing() as session:
            place_order(session, shop.ids["daud"], "1001", {"H-1-1": 1})
            place_order(session, shop.ids["maryam"], "1002", {"H-1-1": 1})
            place_order(session, shop.ids["bilal"], "1003", {"H-1-1": 1})
        return shop

    def test_an_order_of_theirs_tells_who_of_them_writes(self, family: Shop) -> None:
        assert self.prove(family, "#1002")
        assert write(family, "1", SHARED) == (expected(family, "maryam"), family.ids["maryam"])
        assert write(family, "1", SHARED)[1] == family.ids["maryam"]
        assert links(family) == [(family.ids["maryam"], "order", None, None)]

    def test_somebody_elses_order_tells_nothing(self, family: Shop) -> None:
        assert not self.prove(family, "1003")
        assert not self.prove(family, "9999")
        assert write(family, "1", SHARED)[1] is None

    def test_guessing_ends_after_five_tries(self, family: Shop) -> None:
        assert [self.prove(family, str(number)) for number in range(2000, 2005)] == [False] * 5
        assert not self.prove(family, "1001")

    def test_it_ends_when_the_number_leaves_the_file(self, family: Shop) -> None:
        self.prove(family, "1002")
        write(family, "1", SHARED)
        drop_phone(family, "maryam", SHARED)
        assert write(family, "1", SHARED)[1] == family.ids["daud"], "now it is his alone"

    def test_an_order_of_the_website_links_nobody(self, family: Shop) -> None:
        with family.writing() as session:
            assert not link_by_order(session, family.who("guest"), "1001")


class TestAContactShared:
    def test_the_own_number_links(self, shop: Shop) -> None:
        assert write(shop, "77", None, "telegram")[1] is None
        assert self.share(shop, AYESHAS)
        assert write(shop, "77", None, "telegram") == (expected(shop, "ayesha"), shop.ids["ayesha"])
        assert links(shop) == [(shop.ids["ayesha"], "contact", None, None)]

    @pytest.mark.parametrize("phone", [SHARED, NOBODYS])
    def test_one_that_is_shared_or_unknown_links_nobody(self, sqlite_shop: Shop, phone: str) -> None:
        write(sqlite_shop, "77", None, "telegram")
        assert not self.share(sqlite_shop, phone)
        assert write(sqlite_shop, "77", None, "telegram")[1] is None

    def share(self, shop: Shop, phone: str) -> bool:
        with shop.writing() as session:
            account = session.scalars(select(ChannelAccount)).one()
            return share_contact(session, account, phone)


class TestWhatGoesAlong:
    """A guest of an app who turns out to be Ayesha."""

    @pytest.fixture
    def guest(self, shop: Shop) -> tuple[Shop, str]:
        return shop, write(shop, "77", None, "telegram")[0]

    def link(self, shop: Shop) -> str:
        with shop.writing() as session:
            share_contact(session, session.scalars(select(ChannelAccount)).one(), AYESHAS)
        return write(shop, "77", None, "telegram")[0]

    def test_deeds_and_tickets_become_the_customers(self, guest: tuple[Shop, str]) -> None:
        shop, sender_id = guest
        with shop.writing() as session:
            note_interaction(session, who_speaks(session, sender_id), "asked")
            open_ticket(session, who_speaks(session, sender_id), Complaint("damaged", "It came torn"))
        self.link(shop)
        with shop.reading() as session:
            assert session.scalars(select(Ticket.customer_id)).all() == [shop.ids["ayesha"]]
            asked = select(Interaction.customer_id).where(Interaction.kind == "asked")
            assert session.scalars(asked).all() == [shop.ids["ayesha"]]
            assert who_speaks(session, sender_id).customer_id is None, "nobody speaks there any more"

    def test_the_language_chosen_is_kept(self, guest: tuple[Shop, str]) -> None:
        shop, sender_id = guest
        with shop.writing() as session:
            session.get_one(Conversation, sender_id).pinned_language = "ur"
        after = self.link(shop)
        with shop.reading() as session:
            assert session.get_one(Conversation, after).pinned_language == "ur"

    def test_a_button_shown_before_is_pressed_after(self, guest: tuple[Shop, str]) -> None:
        shop, sender_id = guest
        button = {"title": "Cancel", "payload": {"intent": "cancel_order"}}
        with shop.writing() as session:
            write_down(session, sender_id, Said("person", "hello", "en"))
            write_down(session, sender_id, Said("bot", "What may I do?", "en", buttons=[button]))
        after = self.link(shop)
        with shop.reading() as session:
            shown = session.scalars(select(Button)).one()
            assert press(session, after, shown.id) is not None
            assert press(session, sender_id, shown.id) is None
            told = session.execute(select(ChatMessage.text, ChatMessage.sender_id).order_by(ChatMessage.id)).tuples()
            assert dict(told.all()) == {"hello": sender_id, "What may I do?": after}

    def test_a_person_who_has_the_conversation_keeps_it(self, guest: tuple[Shop, str]) -> None:
        shop, sender_id = guest
        with shop.writing() as session:
            session.get_one(Conversation, sender_id).held_by = "person"
            session.add(Handover(sender_id=sender_id, reason="asked", called_at=utc_now(), taken_at=utc_now()))
        after = self.link(shop)
        with shop.reading() as session:
            assert session.get_one(Conversation, after).held_by == "person"
            assert session.scalars(select(Handover.sender_id)).all() == [after]

    def test_a_code_in_the_app_links_as_well(self, guest: tuple[Shop, str]) -> None:
        shop, sender_id = guest
        prove_by_code(shop, sender_id, "ayesha@example.com")
        assert write(shop, "77", None, "telegram") == (expected(shop, "ayesha"), shop.ids["ayesha"])
        assert links(shop) == [(shop.ids["ayesha"], "code", None, None)]


def test_only_one_link_of_an_account_stands(shop: Shop) -> None:
    write(shop, "1", AYESHAS)
    with shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        assert standing_link(session, account) is not None
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError), shop.writing() as session:
        account = session.scalars(select(ChannelAccount)).one()
        session.add(ChannelLink(account_id=account.id, customer_id=None, proof="code", began_at=utc_now()))
