"""Two tickets about one thing: what may be merged, and how it comes apart again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.tickets import TicketEvent
from hamrah.services.actors import SYSTEM
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import answer_ticket, list_queue
from hamrah.services.ticket_merging import merge_tickets, split_ticket
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import add_note, find_ticket, list_tickets, open_ticket

from .desk import change, desk, kept, member, sqlite_desk, ticket_of
from .world import Shop

__all__ = ["desk", "sqlite_desk"]


class TestMerging:
    def test_a_duplicate_goes_on_in_the_other_and_comes_back_as_it_was(self, desk: Shop) -> None:
        main, duplicate = ticket_of(desk), ticket_of(desk)
        with desk.writing() as session:
            merge_tickets(session, member(session, "sunita"), duplicate, main)
        with desk.writing() as session:
            ayesha = desk.who("ayesha")
            assert find_ticket(session, ayesha, duplicate).number == main
            assert [ticket.number for ticket in list_tickets(session, ayesha)] == [main]
            assert [ticket.number for ticket in list_queue(session, member(session, "sunita"))] == [main]
            assert add_note(session, ayesha, duplicate, "One more thing").number == main
            with pytest.raises(Refusal, match="utter_ticket_merged"):
                answer_ticket(session, member(session, "sunita"), duplicate, "Hello")
        with desk.writing() as session:
            split_ticket(session, member(session, "sunita"), duplicate)
        with desk.reading() as session:
            assert find_ticket(session, desk.who("ayesha"), duplicate).number == duplicate
        assert (kept(desk, duplicate).status, kept(desk, duplicate).merged_into_id) == ("open", None)

    def test_the_one_that_goes_on_is_as_urgent_as_the_more_urgent(self, desk: Shop) -> None:
        main, duplicate = ticket_of(desk), ticket_of(desk)
        due = utc_now() + timedelta(hours=1)
        change(desk, main, priority="low", impact="low")
        change(
            desk, duplicate, priority="high", impact="high", answer_due_at=due, solution_due_at=due + timedelta(days=1)
        )
        later = kept(desk, main)
        with desk.writing() as session:
            merge_tickets(session, member(session, "sunita"), duplicate, main)
        found = kept(desk, main)
        assert (found.priority, found.impact, found.answer_due_at) == ("high", "high", due)
        assert later.solution_due_at is not None and found.solution_due_at == min(
            later.solution_due_at, due + timedelta(days=1)
        )
        with desk.reading() as session:
            kinds = select(TicketEvent.text).where(TicketEvent.ticket_id == found.id, TicketEvent.kind == "priority")
            assert session.scalars(kinds).all() == ["low > high"]

    def test_the_same_trouble_told_again_goes_on_where_it_was_merged_into(self, desk: Shop) -> None:
        main, duplicate = ticket_of(desk), ticket_of(desk)
        with desk.writing() as session:
            merge_tickets(session, member(session, "sunita"), duplicate, main)
        with desk.writing() as session:
            again = open_ticket(session, desk.who("ayesha"), Complaint("damaged", "The same again", "7002"))
            assert again.number == main

    def test_what_is_not_alike_is_not_merged(self, sqlite_desk: Shop) -> None:
        mine, bilals = ticket_of(sqlite_desk), ticket_of(sqlite_desk, who="bilal")
        second, third = ticket_of(sqlite_desk), ticket_of(sqlite_desk)
        with sqlite_desk.writing() as session:
            merge_tickets(session, SYSTEM, second, mine)
        for duplicate, into, key in (
            (mine, mine, "utter_tickets_not_alike"),
            (bilals, mine, "utter_tickets_not_alike"),
            (second, third, "utter_ticket_merged"),
            (third, second, "utter_ticket_merged"),
            (mine, third, "utter_ticket_merged"),
        ):
            with pytest.raises(Refusal, match=key), sqlite_desk.writing() as session:
                merge_tickets(session, SYSTEM, duplicate, into)
        with pytest.raises(Refusal, match="utter_ticket_not_merged"), sqlite_desk.writing() as session:
            split_ticket(session, SYSTEM, third)

    @pytest.mark.parametrize("done", ["solved", "closed"])
    def test_an_open_one_does_not_vanish_in_one_that_is_done(self, desk: Shop, done: str) -> None:
        main, duplicate = ticket_of(desk), ticket_of(desk)
        change(desk, main, status=done)
        with pytest.raises(Refusal, match="utter_ticket_done") as refused, desk.writing() as session:
            merge_tickets(session, member(session, "sunita"), duplicate, main)
        assert refused.value.values == {"ticket": main} and kept(desk, duplicate).merged_into_id is None
        change(desk, duplicate, status="solved")
        with desk.writing() as session:
            assert merge_tickets(session, member(session, "sunita"), duplicate, main).number == main
