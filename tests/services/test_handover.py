"""A person in the conversation: called once, taken by one, heard on both sides, given back or left idle."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation, Handover, Notification
from hamrah.crm.customers import ContactPoint
from hamrah.crm.operations import Audit, Staff
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.actors import SYSTEM
from hamrah.services.feedback import keep_displeasure
from hamrah.services.handover import (
    ASKED,
    call_person,
    check_conversation,
    give_back,
    is_angry,
    list_waiting,
    say_as_staff,
    take_conversation,
)
from hamrah.services.handover_customers import end_idle, hear_customer
from hamrah.services.reaching import reach_customer
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.transcripts import Said

from .desk import change, hire, kept, member, ticket_of
from .world import Shop


@pytest.fixture
def desk(shop: Shop) -> Shop:
    hire(shop)
    return shop


def call(shop: Shop, who: str = "guest", words: str = "a person please") -> str:
    with shop.writing() as session:
        return call_person(session, shop.who(who), words, ASKED).number


def take(shop: Shop, name: str, number: str) -> None:
    with shop.writing() as session:
        take_conversation(session, member(session, name), texts(), number)


def said(shop: Shop, who: str = "guest") -> list[tuple[str, str]]:
    with shop.reading() as session:
        lines = select(ChatMessage).where(ChatMessage.sender_id == f"web-{who}").order_by(ChatMessage.id)
        return [(line.author, line.text) for line in session.scalars(lines)]


def held_by(shop: Shop, who: str = "guest") -> str:
    with shop.reading() as session:
        return session.get_one(Conversation, f"web-{who}").held_by


class TestTheWholeWay:
    def test_called_taken_spoken_given_back(self, desk: Shop) -> None:
        number = call(desk)
        assert call(desk, words="hello?") == number and desk.count(Handover) == 1
        assert held_by(desk) == "bot"  # until somebody is there it goes on answering
        take(desk, "sunita", number)
        assert held_by(desk) == "person"
        with desk.writing() as session:
            hear_customer(session, texts(), "web-guest", "my parcel is lost")
            say_as_staff(session, member(session, "sunita"), number, "I will find it")
            give_back(session, member(session, "sunita"), texts(), number)
        assert held_by(desk) == "bot"
        joined, answer, back = said(desk)
        assert joined[0] == back[0] == "bot" and "Sunita" in joined[1] and answer == ("staff", "I will find it")
        ticket = kept(desk, number)
        assert ticket.first_answered_at is not None and ticket.assignee_id is not None
        with desk.reading() as session:
            heard = session.scalars(select(TicketEvent.text).where(TicketEvent.kind == "note")).all()
            assert heard[-1] == "my parcel is lost"
            assert session.scalars(select(Outbox.topic).order_by(Outbox.id)).all()[-2:] == [
                "ticket.note",
                "ticket.answer",
            ]
            row = session.scalars(select(Handover)).one()
            assert row.ended_by == "staff" and row.given_back_at is not None
            assert session.scalars(select(Audit.action).order_by(Audit.id)).all() == [
                "conversation_taken",
                "conversation_given_back",
            ]

    def test_after_it_was_given_back_a_new_call_is_a_new_one(self, desk: Shop) -> None:
        number = call(desk)
        take(desk, "sunita", number)
        with desk.writing() as session:
            give_back(session, member(session, "sunita"), texts(), number)
        call(desk)
        assert desk.count(Handover) == 2

    def test_who_waits_is_listed_with_the_last_words(self, desk: Shop) -> None:
        number = call(desk)
        with desk.reading() as session:
            (waiting,) = list_waiting(session, member(session, "sunita"))
        assert (waiting.ticket, waiting.reason, waiting.taken_by, waiting.last_words) == (
            number,
            "asked",
            None,
            "a person please",
        )

    def test_after_an_idle_time_the_assistant_offers_itself_and_ends_it_when_both_have_left(self, desk: Shop) -> None:
        number = call(desk)
        with desk.writing() as session:
            assert end_idle(session, texts(), utc_now() + timedelta(days=1)) == 0  # nobody has taken it yet
        take(desk, "sunita", number)
        with desk.writing() as session:
            assert end_idle(session, texts(), utc_now() + timedelta(minutes=29)) == 0
            assert end_idle(session, texts(), utc_now() + timedelta(minutes=31)) == 1
            assert end_idle(session, texts(), utc_now() + timedelta(minutes=32)) == 0
        assert held_by(desk) == "person" and len(said(desk)) == 2, "who has it keeps it until it is given back"
        with desk.writing() as session:
            assert end_idle(session, texts(), utc_now() + timedelta(hours=11)) == 0
        assert held_by(desk) == "person"
        with desk.writing() as session:
            assert end_idle(session, texts(), utc_now() + timedelta(hours=13)) == 0
        assert held_by(desk) == "bot" and len(said(desk)) == 2
        with desk.reading() as session:
            assert session.scalars(select(Handover)).one().ended_by == "idle"
        with pytest.raises(Refusal, match="utter_conversation_not_yours"), desk.writing() as session:
            say_as_staff(session, member(session, "sunita"), number, "Are you still there?")

    def test_the_customer_reads_the_first_name_and_what_is_a_notice(self, desk: Shop) -> None:
        number = call(desk)
        with desk.writing() as session:
            session.scalars(select(Staff).where(Staff.email == "sunita@shop.example")).one().name = "Sunita Devi"
        take(desk, "sunita", number)
        with desk.writing() as session:
            say_as_staff(session, member(session, "sunita"), number, "I am here")
        with desk.reading() as session:
            joined, answer = session.scalars(select(ChatMessage).order_by(ChatMessage.id)).all()
        assert joined.extras["notice"] and "Sunita" in joined.text and "Devi" not in joined.text
        assert (answer.extras["name"], answer.extras["notice"]) == ("Sunita", False)


class TestWhoMay:
    def test_the_second_who_takes_it_is_refused(self, desk: Shop) -> None:
        number = call(desk)
        take(desk, "sunita", number)
        for name in ("nighat", "sunita"):
            with pytest.raises(Refusal, match="utter_conversation_taken"):
                take(desk, name, number)
        with desk.reading() as session:
            assert session.scalars(select(Handover.staff_id)).one() == member(session, "sunita").staff_id

    def test_that_it_cannot_be_taken_is_known_before(self, desk: Shop) -> None:
        number = call(desk)
        with desk.writing() as session:
            check_conversation(session, member(session, "sunita"), number)
        take(desk, "sunita", number)
        with pytest.raises(Refusal, match="utter_conversation_taken"), desk.reading() as session:
            check_conversation(session, member(session, "nighat"), number)
        phoned = ticket_of(desk)
        change(desk, phoned, sender_id=None)
        with pytest.raises(Refusal, match="utter_no_conversation"), desk.reading() as session:
            check_conversation(session, member(session, "sunita"), phoned)
        assert desk.count(Handover) == 1, "looking calls nobody"

    def test_only_who_took_it_speaks_in_it_and_gives_it_back(self, desk: Shop) -> None:
        number = call(desk)
        before = said(desk)
        for name in ("sunita", "nighat"):
            for use in (
                lambda session, actor: say_as_staff(session, actor, number, "hello"),
                lambda session, actor: give_back(session, actor, texts(), number),
            ):
                with pytest.raises(Refusal, match="utter_conversation_not_yours"), desk.writing() as session:
                    use(session, member(session, name))
        assert said(desk) == before and held_by(desk) == "bot"

    def test_neither_another_branch_nor_who_has_left_nor_the_system_takes_it(self, desk: Shop) -> None:
        number = call(desk)
        with desk.writing() as session:
            karachi = member(session, "rameez").branch_id
            session.scalars(select(Ticket)).one().branch_id = karachi
        with pytest.raises(Refusal, match="utter_ticket_not_found"):
            take(desk, "sunita", number)
        with pytest.raises(Refusal, match="utter_staff_unknown"), desk.writing() as session:
            take_conversation(session, SYSTEM, texts(), number)
        with desk.writing() as session:
            session.scalars(select(Staff).where(Staff.email == "rameez@shop.example")).one().active = False
        with pytest.raises(Refusal, match="utter_staff_unknown"):
            take(desk, "rameez", number)
        with desk.reading() as session:
            assert list_waiting(session, member(session, "sunita")) == []
        assert said(desk) == [] and held_by(desk) == "bot" and desk.count(Audit) == 0


class TestAnger:
    @pytest.mark.parametrize(
        ("words", "angry"),
        [
            ("I am fed up with you", True),
            ("yeh kya bakwas hai", True),
            ("حد ہو گئی ہے", True),
            ("a bit disappointed", False),
            ("chori ka maal nahi hai na", False),
        ],
    )
    def test_words_that_call_a_person_at_once(self, sqlite_shop: Shop, words: str, angry: bool) -> None:
        with sqlite_shop.reading() as session:
            assert is_angry(session, sqlite_shop.who("guest"), words) is angry

    def test_the_second_time_is_enough(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            keep_displeasure(session, sqlite_shop.who("guest"), "not nice")
            assert not is_angry(session, sqlite_shop.who("guest"), "not nice")
            keep_displeasure(session, sqlite_shop.who("guest"), "really not nice")
            assert is_angry(session, sqlite_shop.who("guest"), "really not nice")
            assert not is_angry(session, sqlite_shop.who("other-guest"), "not nice")


class TestReaching:
    def there(self, shop: Shop, sender_id: str, ago: timedelta, valid: bool = True) -> None:
        with shop.writing() as session:
            now = utc_now()
            row = session.get(Conversation, sender_id)
            if row is None:
                row = Conversation(sender_id=sender_id, channel="web", started_at=now, held_by="bot")
                session.add(row)
            row.customer_id, row.proof, row.seen_at = shop.ids["ayesha"], "token", now - ago
            row.proven_until = now + (timedelta(hours=1) if valid else -timedelta(hours=1))

    def reach(self, shop: Shop) -> None:
        with shop.writing() as session:
            assert reach_customer(session, "web-ayesha", Said("staff", "Found it", "en"))

    def test_where_the_customer_was_seen_last(self, desk: Shop) -> None:
        self.there(desk, "web-ayesha", timedelta(hours=2))
        self.there(desk, "phone-ayesha", timedelta(minutes=1))
        self.there(desk, "old-ayesha", timedelta(seconds=1), valid=False)
        self.reach(desk)
        with desk.reading() as session:
            assert session.scalars(select(ChatMessage.sender_id)).one() == "phone-ayesha"
        assert desk.count(Notification) == 0

    def test_who_is_away_is_told_once_that_an_answer_waits_and_not_what(self, desk: Shop) -> None:
        self.there(desk, "web-ayesha", timedelta(hours=2))
        with desk.writing() as session:
            if session.scalar(select(ContactPoint.id).where(ContactPoint.customer_id == desk.ids["ayesha"])) is None:
                point = ContactPoint(customer_id=desk.ids["ayesha"], kind="phone", value="+923001112233")
                session.add(point)
        self.reach(desk)
        self.reach(desk)
        with desk.reading() as session:
            (row,) = session.scalars(select(Notification)).all()
        assert (row.kind, row.text_key, row.values) == ("answer_waits", "utter_answer_waits", {})

    def test_nobody_is_reached_where_nobody_ever_was(self, desk: Shop) -> None:
        with desk.writing() as session:
            assert not reach_customer(session, "never-seen", Said("staff", "Anybody?", "en"))


def test_a_solved_call_cannot_be_spoken_in_but_is_given_back(desk: Shop) -> None:
    number = call(desk)
    take(desk, "sunita", number)
    with desk.writing() as session:
        solve_ticket(session, member(session, "sunita"), number, "Here it is")
    with pytest.raises(Refusal, match="utter_ticket_done"), desk.writing() as session:
        say_as_staff(session, member(session, "sunita"), number, "And?")
    with desk.writing() as session:
        give_back(session, member(session, "sunita"), texts(), number)
    assert held_by(desk) == "bot"
