"""Tickets from the shop's side: who may do what, what follows on what, and what the customer hears of it."""

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.operations import Staff
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import TicketEvent
from hamrah.services.actors import SYSTEM, helpdesk, staff_member
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import (
    answer_ticket,
    assign_ticket,
    list_queue,
    note_inside,
    open_file,
    set_ticket_status,
    solve_ticket,
)
from hamrah.services.ticket_history import DONE, MOVES
from hamrah.services.ticket_merging import merge_tickets, split_ticket
from hamrah.services.tickets import add_note, confirm_solved
from hamrah.services.transcripts import Said, write_down

from .desk import change, desk, kept, member, sqlite_desk, ticket_of
from .world import Shop

__all__ = ["desk", "sqlite_desk"]


def heard(shop: Shop, who: str = "ayesha") -> list[tuple[str, str]]:
    with shop.reading() as session:
        lines = session.scalars(
            select(ChatMessage).where(ChatMessage.sender_id == f"web-{who}").order_by(ChatMessage.id)
        )
        return [(line.author, line.text) for line in lines]


def told(shop: Shop, number: str) -> list[tuple[str, str]]:
    with shop.reading() as session:
        rows = session.scalars(select(Outbox).where(Outbox.subject == number).order_by(Outbox.id))
        return [(row.topic, row.payload["by"]) for row in rows]


class TestWorking:
    def test_taken_answered_asked_back_solved_and_confirmed(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita = member(session, "sunita")
            assert assign_ticket(session, sunita, number, sunita.staff_id).status == "in_progress"
            answer_ticket(session, sunita, number, "I am sorry. May we have a picture?", ask_back=True)
        ticket = kept(desk, number)
        assert ticket.status == "waiting_for_customer" and ticket.waiting_since is not None
        assert ticket.first_answered_at is not None
        with desk.writing() as session:
            add_note(session, desk.who("ayesha"), number, "Here: https://pics.example.com/a.jpg")
        ticket = kept(desk, number)
        assert (ticket.status, ticket.waiting_since) == ("in_progress", None)
        with desk.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "A new one is on its way")
            confirm_solved(session, desk.who("ayesha"), number)
        ticket = kept(desk, number)
        assert ticket.status == "closed" and ticket.solved_at is not None and ticket.closed_at is not None
        assert heard(desk) == [("staff", "I am sorry. May we have a picture?"), ("staff", "A new one is on its way")]
        by = f"staff:{ticket.assignee_id}"
        assert told(desk, number) == [
            ("ticket.opened", "customer"),
            ("ticket.assigned", by),
            ("ticket.answer", by),
            ("ticket.note", "customer"),
            ("ticket.solved", by),
            ("ticket.closed", "customer"),
        ]
        with desk.reading() as session:
            file = open_file(session, member(session, "sunita"), number)
        assert file.pictures == ["https://pics.example.com/a.jpg"]
        assert [event.kind for event in file.events if event.public and event.kind != "status"] == [
            "opened",
            "answer",
            "note",
            "solution",
        ]

    def test_what_is_written_inside_is_not_told_to_the_customer(self, sqlite_desk: Shop) -> None:
        number = ticket_of(sqlite_desk)
        with sqlite_desk.writing() as session:
            note_inside(session, member(session, "sunita"), number, "Third time this month")
        assert heard(sqlite_desk) == []
        with sqlite_desk.reading() as session:
            inner = session.scalars(select(TicketEvent).where(TicketEvent.kind == "inner_note")).one()
        assert not inner.public

    def test_the_file_holds_what_was_said_before_it_was_opened(self, sqlite_desk: Shop) -> None:
        with sqlite_desk.writing() as session:
            write_down(session, "web-ayesha", Said("person", "my plate is broken", "en"))
            write_down(session, "web-bilal", Said("person", "something else", "en"))
        number = ticket_of(sqlite_desk)
        with sqlite_desk.writing() as session:
            write_down(session, "web-ayesha", Said("person", "later words", "en"))
        with sqlite_desk.reading() as session:
            said = open_file(session, member(session, "nighat"), number).said
        assert [line.text for line in said] == ["my plate is broken"]

    def test_a_helpdesks_answer_reaches_the_customer_and_is_taken_once(self, sqlite_desk: Shop) -> None:
        number = ticket_of(sqlite_desk)
        with sqlite_desk.writing() as session:
            answer_ticket(session, helpdesk("rt"), number, "We are on it", origin="rt:7")
        assert heard(sqlite_desk) == [("staff", "We are on it")]
        assert told(sqlite_desk, number)[-1] == ("ticket.answer", "helpdesk:rt")

    @pytest.mark.parametrize("words", ["", "   "])
    def test_nothing_cannot_be_said(self, sqlite_desk: Shop, words: str) -> None:
        number = ticket_of(sqlite_desk)
        for use in (answer_ticket, note_inside, solve_ticket):
            with pytest.raises(Refusal, match="utter_words_missing"), sqlite_desk.writing() as session:
                use(session, SYSTEM, number, words)

    @pytest.mark.parametrize("before", MOVES)
    @pytest.mark.parametrize("after", MOVES)
    def test_only_what_may_follow_follows(self, sqlite_desk: Shop, before: str, after: str) -> None:
        number = ticket_of(sqlite_desk)
        change(
            sqlite_desk, number, status=before, waiting_since=utc_now() if before == "waiting_for_customer" else None
        )
        anew = before in DONE and after not in DONE  # goes by way of `open`
        if before != after and after not in MOVES[before] and not anew:
            with pytest.raises(Refusal), sqlite_desk.writing() as session:
                set_ticket_status(session, SYSTEM, number, after)
            assert kept(sqlite_desk, number).status == before
            return
        with sqlite_desk.writing() as session:
            set_ticket_status(session, SYSTEM, number, after)
        ticket = kept(sqlite_desk, number)
        assert ticket.status == after
        assert (ticket.waiting_since is not None) is (after == "waiting_for_customer")
        assert ticket.reopened == anew


class TestWhoMay:
    def test_an_agent_serves_the_own_branch_and_what_belongs_to_none(self, desk: Shop) -> None:
        lahore, karachi, nobodys = ticket_of(desk, "LHR"), ticket_of(desk, "KHI"), ticket_of(desk, None)
        seen = {
            "sunita": [lahore, nobodys],
            "farhan": [lahore, nobodys],
            "rameez": [karachi, nobodys],
            "nighat": [lahore, karachi, nobodys],
        }
        with desk.reading() as session:
            for name, numbers in seen.items():
                assert {ticket.number for ticket in list_queue(session, member(session, name))} == set(numbers)

    def test_anothers_is_refused_like_an_unknown_one_and_nothing_changes(self, sqlite_desk: Shop) -> None:
        theirs = ticket_of(sqlite_desk, "KHI")
        other = ticket_of(sqlite_desk, "LHR", "late")
        uses = (
            lambda session, actor, number: open_file(session, actor, number),
            lambda session, actor, number: assign_ticket(session, actor, number, actor.staff_id),
            lambda session, actor, number: answer_ticket(session, actor, number, "x"),
            lambda session, actor, number: note_inside(session, actor, number, "x"),
            lambda session, actor, number: solve_ticket(session, actor, number, "x"),
            lambda session, actor, number: set_ticket_status(session, actor, number, "closed"),
            lambda session, actor, number: merge_tickets(session, actor, number, other),
            lambda session, actor, number: split_ticket(session, actor, number),
        )
        before = sqlite_desk.count(TicketEvent), sqlite_desk.count(Outbox), sqlite_desk.count(ChatMessage)
        for number in (theirs, "T-99999"):
            for use in uses:
                with pytest.raises(Refusal) as refused, sqlite_desk.writing() as session:
                    use(session, member(session, "sunita"), number)
                assert (refused.value.key, refused.value.values) == ("utter_ticket_not_found", {"ticket": number})
        assert (sqlite_desk.count(TicketEvent), sqlite_desk.count(Outbox), sqlite_desk.count(ChatMessage)) == before

    def test_who_has_left_is_no_longer_known(self, sqlite_desk: Shop) -> None:
        with sqlite_desk.writing() as session:
            session.scalars(select(Staff).where(Staff.email == "sunita@shop.example")).one().active = False
        for email in ("sunita@shop.example", "nobody@shop.example", ""):
            with pytest.raises(Refusal, match="utter_staff_unknown"), sqlite_desk.reading() as session:
                staff_member(session, email)

    def test_a_ticket_is_given_only_to_who_may_serve_it(self, sqlite_desk: Shop) -> None:
        number = ticket_of(sqlite_desk, "LHR")
        with sqlite_desk.reading() as session:
            rameez = member(session, "rameez").staff_id
        with pytest.raises(Refusal, match="utter_staff_elsewhere"), sqlite_desk.writing() as session:
            assign_ticket(session, member(session, "nighat"), number, rameez)
        assert kept(sqlite_desk, number).assignee_id is None

    def test_what_is_done_is_reopened_first(self, sqlite_desk: Shop) -> None:
        number = ticket_of(sqlite_desk)
        change(sqlite_desk, number, status="solved")
        with pytest.raises(Refusal, match="utter_ticket_done"), sqlite_desk.writing() as session:
            answer_ticket(session, member(session, "sunita"), number, "Hello?")


class TestTheQueue:
    def test_the_most_urgent_comes_first_then_what_is_due_first(self, sqlite_desk: Shop) -> None:
        normal, urgent, high = (
            ticket_of(sqlite_desk),
            ticket_of(sqlite_desk, kind="payment"),
            ticket_of(sqlite_desk, kind="refund"),
        )
        change(sqlite_desk, urgent, priority="urgent")
        with sqlite_desk.reading() as session:
            assert [one.number for one in list_queue(session, member(session, "nighat"))] == [urgent, high, normal]
            assert [one.number for one in list_queue(session, member(session, "nighat"), queue="payments")] == [
                urgent,
                high,
            ]

    def test_overdue_is_what_is_unanswered_or_unsolved_in_time_and_does_not_wait(self, sqlite_desk: Shop) -> None:
        now = utc_now()
        late, answered, waiting, unsolved = (ticket_of(sqlite_desk) for _ in range(4))
        change(sqlite_desk, late, answer_due_at=now)
        change(sqlite_desk, answered, answer_due_at=now, first_answered_at=now)
        change(sqlite_desk, waiting, answer_due_at=now, waiting_since=now, status="waiting_for_customer")
        change(sqlite_desk, unsolved, solution_due_at=now)
        with sqlite_desk.reading() as session:
            overdue = list_queue(session, member(session, "nighat"), overdue_at=utc_now())
            assert {ticket.number for ticket in overdue} == {late, unsolved}

    def test_mine_are_those_assigned_to_me(self, sqlite_desk: Shop) -> None:
        mine, _ = ticket_of(sqlite_desk), ticket_of(sqlite_desk)
        with sqlite_desk.writing() as session:
            sunita = member(session, "sunita")
            assign_ticket(session, sunita, mine, sunita.staff_id)
            assert [one.number for one in list_queue(session, sunita, mine=True)] == [mine]
