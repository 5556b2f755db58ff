"""Complaints that somebody must answer: whose they are, how they are found, and how they go on."""

from datetime import timedelta

import pytest

from hamrah.crm.base import utc_now
from hamrah.crm.tickets import TicketEvent
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import (
    add_note,
    confirm_solved,
    find_ticket,
    list_tickets,
    reopen_ticket,
    solved_since,
    ticket_number,
)

from .complaining import RUDE, complain, events, topics
from .desk import change
from .world import Shop


class TestWhose:
    def test_a_customer_has_their_own_from_everywhere_a_guest_those_of_the_conversation(self, shop: Shop) -> None:
        mine, others = complain(shop), complain(shop, RUDE, "bilal")
        guests, strangers = complain(shop, RUDE, "guest"), complain(shop, RUDE, "other-guest")
        with shop.reading() as session:
            for who, own in (("ayesha", mine), ("bilal", others), ("guest", guests), ("other-guest", strangers)):
                assert [ticket.number for ticket in list_tickets(session, shop.who(who))] == [own.number]

    def test_anothers_is_refused_like_an_unknown_one(self, sqlite_shop: Shop) -> None:
        theirs = [complain(sqlite_shop, RUDE, "bilal").number, complain(sqlite_shop, RUDE, "other-guest").number]
        complain(sqlite_shop)
        complain(sqlite_shop, RUDE, "guest")
        for who in ("ayesha", "guest"):
            for number in (*theirs, "T-99999"):
                for use in (
                    lambda session, who, number: find_ticket(session, who, number),
                    lambda session, who, number: add_note(session, who, number, "x"),
                    lambda session, who, number: confirm_solved(session, who, number),
                    lambda session, who, number: reopen_ticket(session, who, number, "x"),
                ):
                    with pytest.raises(Refusal) as refused, sqlite_shop.writing() as session:
                        use(session, sqlite_shop.who(who), number)
                    assert refused.value.key == "utter_ticket_not_found"
                    assert refused.value.values == {"ticket": number}
        assert sqlite_shop.count(TicketEvent) == 4

    def test_a_guest_does_not_see_what_the_customer_of_an_expired_proof_opened(self, sqlite_shop: Shop) -> None:
        complain(sqlite_shop)
        change(sqlite_shop, "T-10001", sender_id="web-guest")
        with sqlite_shop.reading() as session:
            assert list_tickets(session, sqlite_shop.who("guest")) == []

    def test_who_has_none_is_told_so(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.reading() as session, pytest.raises(Refusal, match="utter_no_tickets"):
            find_ticket(session, sqlite_shop.who("sana"), None)


class TestFinding:
    @pytest.mark.parametrize("said", ["T-10023", "t10023", "10023", " t - 10023 ", "ticket 10023"])
    def test_a_number_is_read_however_it_is_written(self, said: str) -> None:
        assert ticket_number(said) == "T-10023"

    def test_without_a_number_the_newest_is_meant_first_of_those_asked_for(self, shop: Shop) -> None:
        kinds = ("late", "damaged", "payment")
        first, second, third = (complain(shop, Complaint(kind, "Something is wrong")).number for kind in kinds)
        change(shop, second, status="solved")
        with shop.reading() as session:
            ayesha = shop.who("ayesha")
            assert find_ticket(session, ayesha, None).number == third
            assert find_ticket(session, ayesha, None, solved=False).number == third
            assert find_ticket(session, ayesha, None, solved=True).number == second
            assert [t.number for t in list_tickets(session, ayesha)] == [third, second, first]
            assert [t.number for t in list_tickets(session, ayesha, open_only=True)] == [third, first]
        for number in (first, third):
            change(shop, number, status="closed")
        with shop.reading() as session:
            assert find_ticket(session, ayesha, None, solved=False).number == third


class TestGoingOn:
    def test_a_fact_is_added(self, sqlite_shop: Shop) -> None:
        complain(sqlite_shop)
        with sqlite_shop.writing() as session:
            ticket = add_note(session, sqlite_shop.who("ayesha"), "10001", "It was on Monday")
        assert ticket.status == "open"
        assert events(sqlite_shop, "T-10001")[1:] == [("note", "customer", "It was on Monday")]
        assert topics(sqlite_shop, "T-10001") == ["ticket.opened", "ticket.note"]

    def test_a_fact_that_was_waited_for_opens_it(self, sqlite_shop: Shop) -> None:
        change(sqlite_shop, complain(sqlite_shop).number, status="waiting_for_customer")
        with sqlite_shop.writing() as session:
            assert add_note(session, sqlite_shop.who("ayesha"), None, "It was on Monday").status == "open"
        assert events(sqlite_shop, "T-10001")[-1] == ("status", "customer", "waiting_for_customer > open")

    @pytest.mark.parametrize("how", [add_note, reopen_ticket])
    @pytest.mark.parametrize("done", ["solved", "closed"])
    def test_a_solved_one_is_opened_again_and_due_anew(self, sqlite_shop: Shop, done: str, how) -> None:
        long_ago = utc_now() - timedelta(days=9)
        number = complain(sqlite_shop).number
        change(sqlite_shop, number, status=done, solved_at=long_ago, answer_due_at=long_ago)
        with sqlite_shop.writing() as session:
            ticket = how(session, sqlite_shop.who("ayesha"), number, "It broke again")
        assert (ticket.status, ticket.solved_at) == ("open", None)
        assert ticket.answer_due_at > utc_now()
        assert events(sqlite_shop, number)[1:] == [
            ("note", "customer", "It broke again"),
            ("status", "customer", f"{done} > open"),
        ]
        assert topics(sqlite_shop, number)[-1] == "ticket.reopened"

    def test_reopening_one_that_is_open_only_notes_the_words(self, sqlite_shop: Shop) -> None:
        """Asking again does not put off the answer, nor take it out of the hands of who works on it."""
        number = complain(sqlite_shop).number
        due = utc_now() + timedelta(hours=1)
        change(sqlite_shop, number, status="in_progress", answer_due_at=due)
        with sqlite_shop.writing() as session:
            ticket = reopen_ticket(session, sqlite_shop.who("ayesha"), number, "Still nothing")
        assert (ticket.status, ticket.answer_due_at) == ("in_progress", due)
        assert events(sqlite_shop, number)[1:] == [("note", "customer", "Still nothing")]
        assert topics(sqlite_shop, number)[-1] == "ticket.note"

    @pytest.mark.parametrize("status", ["open", "in_progress", "solved"])
    def test_who_says_that_it_is_solved_closes_it(self, sqlite_shop: Shop, status: str) -> None:
        change(sqlite_shop, complain(sqlite_shop).number, status=status)
        with sqlite_shop.writing() as session:
            ticket = confirm_solved(session, sqlite_shop.who("ayesha"), None)
        assert ticket.status == "closed" and ticket.solved_at is not None
        assert events(sqlite_shop, "T-10001")[-1] == ("status", "customer", f"{status} > closed")
        assert topics(sqlite_shop, "T-10001")[-1] == "ticket.closed"
        with pytest.raises(Refusal, match="utter_ticket_closed_already"), sqlite_shop.writing() as session:
            confirm_solved(session, sqlite_shop.who("ayesha"), None)

    def test_without_a_number_solved_is_what_the_shop_has_solved_and_not_what_is_open(self, shop: Shop) -> None:
        solved, under_way = (
            complain(shop, Complaint(kind, "Something is wrong")).number for kind in ("late", "damaged")
        )
        change(shop, solved, status="solved")
        ayesha = shop.who("ayesha")
        with shop.writing() as session:
            assert confirm_solved(session, ayesha, None).number == solved
        with shop.writing() as session:
            assert confirm_solved(session, ayesha, None).number == under_way

    def test_without_a_number_not_solved_is_what_the_shop_has_solved_then_what_is_open(self, shop: Shop) -> None:
        closed, under_way = (
            complain(shop, Complaint(kind, "Something is wrong")).number for kind in ("late", "damaged")
        )
        change(shop, closed, status="closed")
        ayesha = shop.who("ayesha")
        with shop.writing() as session:
            assert reopen_ticket(session, ayesha, None, "It is still not solved").number == under_way
        change(shop, under_way, status="solved")
        with shop.writing() as session:
            assert reopen_ticket(session, ayesha, None, "It is still not solved").number == under_way
        change(shop, under_way, status="closed")
        with shop.writing() as session:
            assert reopen_ticket(session, ayesha, closed, "It is still not solved").status == "open"

    def test_what_the_shop_solved_last_is_known_until_it_is_confirmed(self, shop: Shop) -> None:
        ayesha = shop.who("ayesha")
        first, second = (complain(shop, Complaint(kind, "Something is wrong")).number for kind in ("late", "damaged"))
        change(shop, second, status="solved", solved_at=utc_now() - timedelta(hours=2))
        change(shop, first, status="solved", solved_at=utc_now() - timedelta(hours=1))
        with shop.writing() as session:
            assert solved_since(session, ayesha, None) == first
            assert solved_since(session, ayesha, utc_now() - timedelta(minutes=1)) is None
            assert solved_since(session, shop.who("bilal"), None) is None
            confirm_solved(session, ayesha, first)
            assert solved_since(session, ayesha, None) == second
