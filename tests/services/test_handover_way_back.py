"""The customer's own way back from a person to the assistant: by the button, or by a yes to its offer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Button, ChatMessage, Conversation, Handover
from hamrah.crm.operations import Audit, Staff
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.handover import give_back, say_as_staff, take_conversation
from hamrah.services.handover_calls import BACK
from hamrah.services.handover_customers import end_idle, hear_customer, press_back_button, takes_up_offer
from hamrah.services.numbered_choices import numbered_choice
from hamrah.services.refusal import Refusal
from hamrah.services.staff_sign_in import open_staff_conversation
from hamrah.services.transcripts import Said, press, write_down

from .desk import hire, member
from .test_handover import call, held_by, take
from .world import Shop

LATER = timedelta(minutes=31)


@pytest.fixture
def taken(shop: Shop) -> Shop:
    """A guest's conversation that Sunita has, who is signed in where staff speak with the assistant."""
    hire(shop)
    take(shop, "sunita", call(shop))
    with shop.writing() as session:
        sunita = session.scalars(select(Staff).where(Staff.email == "sunita@shop.example")).one()
        open_staff_conversation(session, sunita, "web", utc_now() + timedelta(hours=12))
    return shop


def way_back(shop: Shop) -> Button:
    """The newest button that leads back."""
    with shop.reading() as session:
        newest = select(Button).where(Button.intent == BACK).order_by(Button.shown_at.desc()).limit(1)
        return session.scalars(newest).one()


def go(shop: Shop) -> str:
    with shop.writing() as session:
        return press_back_button(session, texts(), shop.who("guest"), way_back(shop), "en")[0]


def told_staff(shop: Shop) -> list[ChatMessage]:
    with shop.reading() as session:
        theirs = select(Conversation.sender_id).where(Conversation.staff_id.is_not(None))
        return list(session.scalars(select(ChatMessage).where(ChatMessage.sender_id.in_(theirs))))


def chosen(shop: Shop, text: str) -> str | None:
    with shop.reading() as session:
        return numbered_choice(session, "web-guest", text)


def test_the_button_gives_the_bot_the_word_and_staff_are_told(taken: Shop) -> None:
    assert go(taken) == "utter_assistant_back"
    assert held_by(taken) == "bot"
    (told,) = told_staff(taken)
    assert "gone back to the assistant" in told.text and len(told.extras["buttons"]) == 1
    with taken.reading() as session:
        assert session.scalars(select(Handover.ended_by)).all() == ["customer"]
        assert session.scalars(select(TicketEvent.text).where(TicketEvent.actor == "customer")).all()[-1] == (
            "Back to assistant"
        )
        assert session.scalars(select(Outbox.topic).order_by(Outbox.id)).all()[-1] == "ticket.note"
        assert session.scalars(select(Audit.action).order_by(Audit.id)).all()[-1] == "conversation_left"


def test_staff_may_not_speak_in_it_then_and_may_take_it_again(taken: Shop) -> None:
    go(taken)
    with taken.reading() as session:
        number = session.get_one(Button, told_staff(taken)[0].extras["buttons"][0]["id"]).entities["ticket_number"]
    with pytest.raises(Refusal, match="utter_conversation_not_yours"), taken.writing() as session:
        say_as_staff(session, member(session, "sunita"), number, "Are you there?")
    with taken.writing() as session:
        take_conversation(session, member(session, "sunita"), texts(), number)
    assert held_by(taken) == "person"


def test_pressed_late_it_changes_nothing(taken: Shop) -> None:
    go(taken)
    assert go(taken) == "utter_assistant_back"
    assert len(told_staff(taken)) == 1 and taken.count(Audit, Audit.action == "conversation_left") == 1


def test_a_button_shown_before_anybody_took_it_does_not_end_the_call(shop: Shop) -> None:
    hire(shop)
    call(shop)
    made = Button(id="x", sender_id="web-guest", title="Back to assistant", intent=BACK, entities={})
    with shop.writing() as session:
        press_back_button(session, texts(), shop.who("guest"), made, "en")
        assert session.scalars(select(Handover)).one().given_back_at is None


def test_the_id_of_another_conversations_button_means_nothing(taken: Shop) -> None:
    with taken.reading() as session:
        assert press(session, "web-bilal", way_back(taken).id) is None
        assert press(session, "web-guest", way_back(taken).id) is not None


class TestTheOffer:
    def offer(self, shop: Shop) -> None:
        with shop.writing() as session:
            assert end_idle(session, texts(), utc_now() + LATER) == 1

    def accepts(self, shop: Shop, text: str) -> bool:
        with shop.reading() as session:
            return takes_up_offer(session, "web-guest", text)

    def test_a_yes_takes_it_up_and_other_words_are_the_persons(self, taken: Shop) -> None:
        assert not self.accepts(taken, "yes"), "nothing was offered"
        self.offer(taken)
        assert self.accepts(taken, "yes please") and self.accepts(taken, "جی ہاں") and self.accepts(taken, "haan ji")
        for other in ("no", "where is my parcel", "assistant", "yes but where is she?"):
            assert not self.accepts(taken, other)

    def test_a_yes_to_what_staff_have_asked_since_is_theirs(self, taken: Shop) -> None:
        self.offer(taken)
        with taken.writing() as session:  # an answer that came from the outside helpdesk
            write_down(session, "web-guest", Said("staff", "Shall I send a new one?", "en"))
        assert not self.accepts(taken, "yes")

    def test_who_writes_after_it_is_told_that_it_has_arrived_and_may_still_go_back(self, taken: Shop) -> None:
        self.offer(taken)
        with taken.writing() as session:
            hear_customer(session, texts(), "web-guest", "hello?")
        with taken.reading() as session:
            last = session.scalars(select(ChatMessage).where(ChatMessage.sender_id == "web-guest")).all()[-1]
        assert last.extras["notice"] and "Our team has your message" in last.text and last.extras["buttons"]
        assert not self.accepts(taken, "ok"), "that is said to the person"
        assert held_by(taken) == "person"
        with taken.writing() as session:
            hear_customer(session, texts(), "web-guest", "are you there?")
        with taken.reading() as session:
            assert len(session.scalars(select(ChatMessage).where(ChatMessage.sender_id == "web-guest")).all()) == 3

    def test_staff_who_give_it_back_end_the_offer(self, taken: Shop) -> None:
        self.offer(taken)
        with taken.writing() as session:
            number = session.scalars(select(Ticket.number)).one()
            give_back(session, member(session, "sunita"), texts(), number)
        assert not self.accepts(taken, "yes") and held_by(taken) == "bot"


class TestWhereButtonsAreNumbered:
    def test_the_number_counts_until_staff_have_spoken(self, taken: Shop) -> None:
        assert chosen(taken, "1") == way_back(taken).id
        with taken.writing() as session:
            write_down(session, "web-guest", Said("staff", "Which one is it, 1 or 2?", "en", name="Sunita"))
        assert chosen(taken, "1") is None

    def test_its_title_counts_as_long_as_they_have_it(self, taken: Shop) -> None:
        with taken.writing() as session:
            write_down(session, "web-guest", Said("person", "my parcel is lost", "en"))
        assert chosen(taken, "1") is None
        assert chosen(taken, "back to assistant") == way_back(taken).id
        assert chosen(taken, "please get back to the assistant") is None
        go(taken)
        with taken.writing() as session:
            write_down(session, "web-guest", Said("person", "thanks", "en"))
        assert chosen(taken, "back to assistant") is None
