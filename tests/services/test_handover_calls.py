"""Which call is a ticket's: it goes along where its customer goes, and ends with what it was made for."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation, Handover
from hamrah.crm.tickets import TicketEvent
from hamrah.services.handover import (
    ASKED,
    awaited_ticket,
    call_person,
    give_back,
    list_waiting,
    say_as_staff,
)
from hamrah.services.handover_customers import hear_customer
from hamrah.services.identity import who_speaks
from hamrah.services.linking_moves import take_what_was_done
from hamrah.services.staff_members import let_go
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.ticket_merging import merge_tickets, split_ticket
from hamrah.services.ticket_opening import Complaint
from hamrah.services.ticket_undo import last_event, undo_event
from hamrah.services.tickets import open_ticket

from .desk import change, desk, kept, member, sqlite_desk
from .linked import prove_by_code, write
from .test_handover import call, take
from .world import Shop, ago

__all__ = ["desk", "sqlite_desk"]

SUNITA = "sunita@shop.example"


def held(shop: Shop) -> list[str]:
    """The conversations that a person has."""
    with shop.reading() as session:
        return list(session.scalars(select(Conversation.sender_id).where(Conversation.held_by == "person")))


def waiting(shop: Shop) -> list[tuple[str, bool]]:
    """The tickets by which people were called, and whether somebody has come."""
    with shop.reading() as session:
        return [(one.ticket, one.taken_by is not None) for one in list_waiting(session, member(session, "sunita"))]


def told(shop: Shop, sender_id: str) -> list[str]:
    with shop.reading() as session:
        lines = select(ChatMessage.text).where(ChatMessage.sender_id == sender_id, ChatMessage.author == "staff")
        return list(session.scalars(lines.order_by(ChatMessage.id)))


def say(shop: Shop, number: str) -> None:
    with shop.writing() as session:
        say_as_staff(session, member(session, "sunita"), number, "I am here")


class TestWhereItIs:
    """A guest of an app calls a person, or complains, and then shows by a code that she is Ayesha."""

    @pytest.fixture
    def guest(self, desk: Shop) -> tuple[Shop, str]:
        return desk, write(desk, "77", None, "telegram")[0]

    def becomes_known(self, shop: Shop, sender_id: str) -> str:
        prove_by_code(shop, sender_id, "ayesha@example.com")
        after = write(shop, "77", None, "telegram")[0]
        assert after != sender_id
        return after

    def test_it_is_taken_where_the_customer_speaks_now(self, guest: tuple[Shop, str]) -> None:
        shop, before = guest
        with shop.writing() as session:
            number = call_person(session, who_speaks(session, before), "a person please", ASKED).number
        after = self.becomes_known(shop, before)
        take(shop, "sunita", number)
        assert held(shop) == [after] and waiting(shop) == [(number, True)] and shop.count(Handover) == 1
        say(shop, number)
        assert told(shop, after) == ["I am here"]
        with shop.writing() as session:
            give_back(session, member(session, "sunita"), texts(), number)
        assert held(shop) == [] and waiting(shop) == []

    def test_who_has_taken_it_keeps_it(self, guest: tuple[Shop, str]) -> None:
        shop, before = guest
        with shop.writing() as session:
            number = call_person(session, who_speaks(session, before), "a person please", ASKED).number
        take(shop, "sunita", number)
        after = self.becomes_known(shop, before)
        say(shop, number)
        assert held(shop) == [after] and told(shop, after) == ["I am here"]
        with shop.writing() as session:
            let_go(session, texts(), SUNITA)
        assert held(shop) == []

    def test_without_a_call_it_is_where_the_customer_is_reached(self, guest: tuple[Shop, str]) -> None:
        shop, before = guest
        with shop.writing() as session:
            number = open_ticket(session, who_speaks(session, before), Complaint("staff", "He was rude to me")).number
        after = self.becomes_known(shop, before)
        take(shop, "sunita", number)
        assert held(shop) == [after]
        say(shop, number)
        assert told(shop, after) == ["I am here"]

    def test_a_guest_who_goes_on_elsewhere_and_stays_one_is_spoken_to_there(self, desk: Shop) -> None:
        number = call(desk)
        with desk.writing() as session:
            places = [session.get_one(Conversation, f"web-{name}") for name in ("guest", "other-guest")]
            take_what_was_done(session, *places)
        take(desk, "sunita", number)
        say(desk, number)
        assert held(desk) == ["web-other-guest"] and told(desk, "web-other-guest") == ["I am here"]


class TestOfMergedTickets:
    @pytest.fixture
    def merged(self, desk: Shop) -> tuple[Shop, str, str]:
        """Ayesha's complaint from another conversation, and the call that was merged into it."""
        with desk.writing() as session:
            main = open_ticket(session, desk.who("ayesha"), Complaint("damaged", "The cup came broken")).number
        change(desk, main, sender_id="web-other-guest")
        lesser = call(desk, "ayesha")
        with desk.writing() as session:
            merge_tickets(session, member(session, "sunita"), lesser, main)
        return desk, lesser, main

    @pytest.mark.parametrize("by_main", [True, False])
    def test_either_number_takes_the_conversation_that_waits(
        self, merged: tuple[Shop, str, str], by_main: bool
    ) -> None:
        shop, lesser, main = merged
        assert waiting(shop) == [(main, False)]
        take(shop, "sunita", main if by_main else lesser)
        assert held(shop) == ["web-ayesha"] and waiting(shop) == [(main, True)]
        assert (kept(shop, main).status, kept(shop, lesser).status) == ("in_progress", "open")
        with shop.writing() as session:
            hear_customer(session, texts(), "web-ayesha", "It is the blue one")
            heard = session.scalars(select(TicketEvent.ticket_id).where(TicketEvent.text == "It is the blue one"))
            assert heard.all() == [kept(shop, main).id]
            say_as_staff(session, member(session, "sunita"), lesser, "Thank you")
            give_back(session, member(session, "sunita"), texts(), lesser)
        assert held(shop) == []

    def test_one_that_is_taken_out_again_has_its_call(self, merged: tuple[Shop, str, str]) -> None:
        shop, lesser, _ = merged
        with shop.writing() as session:
            split_ticket(session, member(session, "sunita"), lesser)
        assert waiting(shop) == [(lesser, False)]


class TestItsEnd:
    def solve(self, shop: Shop, number: str) -> None:
        with shop.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "I rang you")

    def test_what_is_done_calls_nobody(self, desk: Shop) -> None:
        number = call(desk)
        self.solve(desk, number)
        assert waiting(desk) == []
        with desk.reading() as session:
            assert awaited_ticket(session, desk.who("guest"), utc_now() - timedelta(days=1)) is None
            ended = session.scalars(select(Handover)).one()
            assert ended.ended_by == "solved" and ended.given_back_at is not None

    def test_a_new_call_is_by_a_new_ticket_which_hears_the_words(self, desk: Shop) -> None:
        first = call(desk)
        self.solve(desk, first)
        second = call(desk)
        assert second != first and waiting(desk) == [(second, False)]
        take(desk, "sunita", second)
        with desk.writing() as session:
            hear_customer(session, texts(), "web-guest", "where is my parcel")
        assert (kept(desk, first).status, kept(desk, second).status) == ("solved", "in_progress")

    def test_one_that_nobody_took_goes_on_in_the_newest_ticket(self, desk: Shop) -> None:
        first = call(desk)
        change(desk, first, opened_at=ago(10))
        second = call(desk)
        assert second != first and waiting(desk) == [(second, False)]

    def test_one_that_somebody_has_stays_theirs(self, desk: Shop) -> None:
        number = call(desk)
        take(desk, "sunita", number)
        self.solve(desk, number)
        assert waiting(desk) == [(number, True)] and held(desk) == ["web-guest"]

    def test_a_solution_that_is_taken_back_has_the_customer_wait_again(self, desk: Shop) -> None:
        number = call(desk)
        self.solve(desk, number)
        with desk.writing() as session:
            sunita = member(session, "sunita")
            solution = last_event(session, sunita, kept(desk, number), "solution")
            assert solution is not None
            undo_event(session, sunita, solution.id)
        assert waiting(desk) == [(number, False)]
