"""A customer's conversation that staff have taken: who is shown it, and what goes out in it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.services.handover import ASKED, call_person, give_back, held_by, take_conversation, tell_customer
from hamrah.services.handover_customers import hear_customer
from hamrah.services.refusal import Refusal

from .desk import desk, member, ticket_of
from .world import Shop

__all__ = ["desk"]


class TestConversation:
    def signed_in(self, shop: Shop, who: str) -> str:
        with shop.writing() as session:
            actor, now = member(session, who), utc_now()
            row = Conversation(sender_id=f"staff-{who}", channel="web", staff_id=actor.staff_id, proof="password")
            row.started_at = row.seen_at = now
            row.proven_until, row.held_by, row.language = now + timedelta(hours=1), "bot", "ur-Latn"
            session.add(row)
            return row.sender_id

    def said(self, shop: Shop, sender_id: str) -> list[ChatMessage]:
        with shop.reading() as session:
            lines = select(ChatMessage).where(ChatMessage.sender_id == sender_id).order_by(ChatMessage.id)
            return list(session.scalars(lines))

    def test_what_the_customer_says_is_shown_to_who_has_the_conversation_and_to_nobody_else(self, desk: Shop) -> None:
        mine, others = self.signed_in(desk, "sunita"), self.signed_in(desk, "farhan")
        with desk.writing() as session:
            number = call_person(session, desk.who("guest"), "a person please", ASKED).number
            sunita = member(session, "sunita")
            take_conversation(session, sunita, texts(), number)
            assert [one.number for one in held_by(session, sunita)] == [number]
            hear_customer(session, texts(), "web-guest", "my parcel is lost")
        (line,) = self.said(desk, mine)
        assert "my parcel is lost" in line.text and number in line.text and line.language == "ur-Latn"
        assert len(line.extras["buttons"]) == 2
        assert self.said(desk, others) == []

    def test_words_go_out_in_the_taken_conversation_and_not_after_it_is_given_back(self, desk: Shop) -> None:
        with desk.writing() as session:
            number = call_person(session, desk.who("guest"), "a person please", ASKED).number
            sunita = member(session, "sunita")
            take_conversation(session, sunita, texts(), number)
            tell_customer(session, sunita, number, "How can I help?")
            give_back(session, sunita, texts(), number)
            assert held_by(session, sunita) == []
        told = [line.text for line in self.said(desk, "web-guest") if line.author == "staff"]
        assert told == ["How can I help?"]

    def test_who_is_signed_out_is_shown_nothing(self, desk: Shop) -> None:
        mine = self.signed_in(desk, "sunita")
        with desk.writing() as session:
            session.get_one(Conversation, mine).proven_until = utc_now() - timedelta(minutes=1)
            number = call_person(session, desk.who("guest"), "a person please", ASKED).number
            take_conversation(session, member(session, "sunita"), texts(), number)
            hear_customer(session, texts(), "web-guest", "my parcel is lost")
        assert self.said(desk, mine) == []

    def test_another_branchs_customer_cannot_be_told_anything(self, desk: Shop) -> None:
        number = ticket_of(desk, "KHI")
        with desk.writing() as session, pytest.raises(Refusal, match="utter_ticket_not_found"):
            tell_customer(session, member(session, "sunita"), number, "Hello")
