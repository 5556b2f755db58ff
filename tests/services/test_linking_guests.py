"""A guest of an app who turns out to be a customer: what goes along into the customer's conversation."""

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.channels import ChannelAccount
from hamrah.crm.conversations import Button, ChatMessage, Conversation, Handover, Interaction
from hamrah.crm.tickets import Ticket
from hamrah.services.identity import note_interaction, who_speaks
from hamrah.services.linking import share_contact
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket
from hamrah.services.transcripts import Said, press, write_down

from .linked import AYESHAS, expected, links, prove_by_code, write
from .world import Shop


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
