"""Tickets from the shop's side: who may do what, what follows on what, and what the customer hears of it."""

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage
from hamrah.crm.operations import Staff
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket, TicketEvent, TicketLine
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
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import add_note, confirm_solved, find_ticket, list_tickets, open_ticket
from hamrah.services.transcripts import Said, write_down

from .desk import change, hire, kept, member, ticket_of
from .world import Shop, place_order


@pytest.fixture
def desk(sqlite_shop: Shop) -> Shop:
    hire(sqlite_shop)
    return sqlite_shop


@pytest.fixture
def both(shop: Shop) -> Shop:
    """The desk on each database."""
    hire(shop)
    return shop


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
    def test_taken_answered_asked_back_solved_and_confirmed(self, both: Shop) -> None:
        number = ticket_of(both)
        with both.writing() as session:
            sunita = member(session, "sunita")
            assert assign_ticket(session, sunita, number, sunita.staff_id).status == "in_progress"
            answer_ticket(session, sunita, number, "I am sorry. May we have a picture?", ask_back=True)
        ticket = kept(both, number)
        assert ticket.status == "waiting_for_customer" and ticket.waiting_since is not None
        assert ticket.first_answered_at is not None
        with both.writing() as session:
            add_note(session, both.who("ayesha"), number, "Here: https://pics.example.com/a.jpg")
        ticket = kept(both, number)
        assert (ticket.status, ticket.waiting_since) == ("in_progress", None)
        with both.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "A new one is on its way")
            confirm_solved(session, both.who("ayesha"), number)
        ticket = kept(both, number)
        assert ticket.status == "closed" and ticket.solved_at is not None and ticket.closed_at is not None
        assert heard(both) == [("staff", "I am sorry. May we have a picture?"), ("staff", "A new one is on its way")]
        by = f"staff:{ticket.assignee_id}"
        assert told(both, number) == [
            ("ticket.opened", "customer"),
            ("ticket.assigned", by),
            ("ticket.answer", by),
            ("ticket.note", "customer"),
            ("ticket.solved", by),
            ("ticket.closed", "customer"),
        ]
        with both.reading() as session:
            file = open_file(session, member(session, "sunita"), number)
        assert file.pictures == ["https://pics.example.com/a.jpg"]
        assert [event.kind for event in file.events if event.public and event.kind != "status"] == [
            "opened",
            "answer",
            "note",
            "solution",
        ]

    def test_what_is_written_inside_is_not_told_to_the_customer(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            note_inside(session, member(session, "sunita"), number, "Third time this month")
        assert heard(desk) == []
        with desk.reading() as session:
            inner = session.scalars(select(TicketEvent).where(TicketEvent.kind == "inner_note")).one()
        assert not inner.public

    def test_the_file_holds_what_was_said_before_it_was_opened(self, desk: Shop) -> None:
        with desk.writing() as session:
            write_down(session, "web-ayesha", Said("person", "my plate is broken", "en"))
            write_down(session, "web-bilal", Said("person", "something else", "en"))
        number = ticket_of(desk)
        with desk.writing() as session:
            write_down(session, "web-ayesha", Said("person", "later words", "en"))
        with desk.reading() as session:
            said = open_file(session, member(session, "nighat"), number).said
        assert [line.text for line in said] == ["my plate is broken"]

    def test_a_helpdesks_answer_reaches_the_customer_and_is_taken_once(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            answer_ticket(session, helpdesk("rt"), number, "We are on it", origin="rt:7")
        assert heard(desk) == [("staff", "We are on it")]
        assert told(desk, number)[-1] == ("ticket.answer", "helpdesk:rt")

    @pytest.mark.parametrize("words", ["", "   "])
    def test_nothing_cannot_be_said(self, desk: Shop, words: str) -> None:
        number = ticket_of(desk)
        for use in (answer_ticket, note_inside, solve_ticket):
            with pytest.raises(Refusal, match="utter_words_missing"), desk.writing() as session:
                use(session, SYSTEM, number, words)

    @pytest.mark.parametrize("before", MOVES)
    @pytest.mark.parametrize("after", MOVES)
    def test_only_what_may_follow_follows(self, desk: Shop, before: str, after: str) -> None:
        number = ticket_of(desk)
        change(desk, number, status=before, waiting_since=utc_now() if before == "waiting_for_customer" else None)
        anew = before in DONE and after not in DONE  # goes by way of `open`
        if before != after and after not in MOVES[before] and not anew:
            with pytest.raises(Refusal), desk.writing() as session:
                set_ticket_status(session, SYSTEM, number, after)
            assert kept(desk, number).status == before
            return
        with desk.writing() as session:
            set_ticket_status(session, SYSTEM, number, after)
        ticket = kept(desk, number)
        assert ticket.status == after
        assert (ticket.waiting_since is not None) is (after == "waiting_for_customer")
        assert ticket.reopened == anew


class TestWhoMay:
    def test_an_agent_serves_the_own_branch_and_what_belongs_to_none(self, both: Shop) -> None:
        lahore, karachi, nobodys = ticket_of(both, "LHR"), ticket_of(both, "KHI"), ticket_of(both, None)
        seen = {
            "sunita": [lahore, nobodys],
            "farhan": [lahore, nobodys],
            "rameez": [karachi, nobodys],
            "nighat": [lahore, karachi, nobodys],
        }
        with both.reading() as session:
            for name, numbers in seen.items():
                assert {ticket.number for ticket in list_queue(session, member(session, name))} == set(numbers)

    def test_anothers_is_refused_like_an_unknown_one_and_nothing_changes(self, desk: Shop) -> None:
        theirs = ticket_of(desk, "KHI")
        other = ticket_of(desk, "LHR", "late")
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
        before = desk.count(TicketEvent), desk.count(Outbox), desk.count(ChatMessage)
        for number in (theirs, "T-99999"):
            for use in uses:
                with pytest.raises(Refusal) as refused, desk.writing() as session:
                    use(session, member(session, "sunita"), number)
                assert (refused.value.key, refused.value.values) == ("utter_ticket_not_found", {"ticket": number})
        assert (desk.count(TicketEvent), desk.count(Outbox), desk.count(ChatMessage)) == before

    def test_who_has_left_is_no_longer_known(self, desk: Shop) -> None:
        with desk.writing() as session:
            session.scalars(select(Staff).where(Staff.email == "sunita@shop.example")).one().active = False
        for email in ("sunita@shop.example", "nobody@shop.example", ""):
            with pytest.raises(Refusal, match="utter_staff_unknown"), desk.reading() as session:
                staff_member(session, email)

    def test_a_ticket_is_given_only_to_who_may_serve_it(self, desk: Shop) -> None:
        number = ticket_of(desk, "LHR")
        with desk.reading() as session:
            rameez = member(session, "rameez").staff_id
        with pytest.raises(Refusal, match="utter_staff_elsewhere"), desk.writing() as session:
            assign_ticket(session, member(session, "nighat"), number, rameez)
        assert kept(desk, number).assignee_id is None

    def test_what_is_done_is_reopened_first(self, desk: Shop) -> None:
        number = ticket_of(desk)
        change(desk, number, status="solved")
        with pytest.raises(Refusal, match="utter_ticket_done"), desk.writing() as session:
            answer_ticket(session, member(session, "sunita"), number, "Hello?")


class TestTheQueue:
    def test_the_most_urgent_comes_first_then_what_is_due_first(self, desk: Shop) -> None:
        normal, urgent, high = ticket_of(desk), ticket_of(desk, kind="payment"), ticket_of(desk, kind="refund")
        change(desk, urgent, priority="urgent")
        with desk.reading() as session:
            assert [one.number for one in list_queue(session, member(session, "nighat"))] == [urgent, high, normal]
            assert [one.number for one in list_queue(session, member(session, "nighat"), queue="payments")] == [
                urgent,
                high,
            ]

    def test_overdue_is_what_is_unanswered_or_unsolved_in_time_and_does_not_wait(self, desk: Shop) -> None:
        now = utc_now()
        late, answered, waiting, unsolved = (ticket_of(desk) for _ in range(4))
        change(desk, late, answer_due_at=now)
        change(desk, answered, answer_due_at=now, first_answered_at=now)
        change(desk, waiting, answer_due_at=now, waiting_since=now, status="waiting_for_customer")
        change(desk, unsolved, solution_due_at=now)
        with desk.reading() as session:
            overdue = list_queue(session, member(session, "nighat"), overdue_at=utc_now())
            assert {ticket.number for ticket in overdue} == {late, unsolved}

    def test_mine_are_those_assigned_to_me(self, desk: Shop) -> None:
        mine, _ = ticket_of(desk), ticket_of(desk)
        with desk.writing() as session:
            sunita = member(session, "sunita")
            assign_ticket(session, sunita, mine, sunita.staff_id)
            assert [one.number for one in list_queue(session, sunita, mine=True)] == [mine]


class TestMerging:
    def test_a_duplicate_goes_on_in_the_other_and_comes_back_as_it_was(self, both: Shop) -> None:
        main, duplicate = ticket_of(both), ticket_of(both)
        with both.writing() as session:
            merge_tickets(session, member(session, "sunita"), duplicate, main)
        with both.writing() as session:
            ayesha = both.who("ayesha")
            assert find_ticket(session, ayesha, duplicate).number == main
            assert [ticket.number for ticket in list_tickets(session, ayesha)] == [main]
            assert [ticket.number for ticket in list_queue(session, member(session, "sunita"))] == [main]
            assert add_note(session, ayesha, duplicate, "One more thing").number == main
            with pytest.raises(Refusal, match="utter_ticket_merged"):
                answer_ticket(session, member(session, "sunita"), duplicate, "Hello")
        with both.writing() as session:
            split_ticket(session, member(session, "sunita"), duplicate)
        with both.reading() as session:
            assert find_ticket(session, both.who("ayesha"), duplicate).number == duplicate
        assert (kept(both, duplicate).status, kept(both, duplicate).merged_into_id) == ("open", None)

    def test_what_is_not_alike_is_not_merged(self, desk: Shop) -> None:
        mine, bilals = ticket_of(desk), ticket_of(desk, who="bilal")
        second, third = ticket_of(desk), ticket_of(desk)
        with desk.writing() as session:
            merge_tickets(session, SYSTEM, second, mine)
        for duplicate, into, key in (
            (mine, mine, "utter_tickets_not_alike"),
            (bilals, mine, "utter_tickets_not_alike"),
            (second, third, "utter_ticket_merged"),
            (third, second, "utter_ticket_merged"),
            (mine, third, "utter_ticket_merged"),
        ):
            with pytest.raises(Refusal, match=key), desk.writing() as session:
                merge_tickets(session, SYSTEM, duplicate, into)
        with pytest.raises(Refusal, match="utter_ticket_not_merged"), desk.writing() as session:
            split_ticket(session, SYSTEM, third)


class TestOpening:
    def test_the_lines_that_the_words_name_are_concerned(self, desk: Shop) -> None:
        with desk.writing() as session:
            order = place_order(session, desk.ids["ayesha"], "5001", {"H-1-1": 1, "K-1-YM": 1})
            kurta = next(line.id for line in order.lines if line.variant.sku == "K-1-YM")
            complaint = Complaint("damaged", "the kurta is torn", "5001", named=("lawn kurta",))
            open_ticket(session, desk.who("ayesha"), complaint)
        with desk.reading() as session:
            assert list(session.scalars(select(TicketLine.order_line_id))) == [kurta]

    @pytest.mark.parametrize(
        ("words", "key"),
        [
            ("x" * 4001, "utter_words_too_long"),
            ("<script>alert(1)</script> broken", "utter_words_with_markup"),
            ("broken, see <img src=x onerror=y>", "utter_words_with_markup"),
            ("see https://127.0.0.1/a.jpg", "utter_link_refused"),
            (" ".join(f"https://a{n}.example.com/x.jpg" for n in range(6)), "utter_too_many_links"),
        ],
    )
    def test_words_that_cannot_be_kept_are_refused_and_nothing_is_written(
        self, desk: Shop, words: str, key: str
    ) -> None:
        with pytest.raises(Refusal, match=key), desk.writing() as session:
            open_ticket(session, desk.who("ayesha"), Complaint("damaged", words))
        assert desk.count(Ticket) == 0
        number = ticket_of(desk)
        before = desk.count(TicketEvent)
        with pytest.raises(Refusal, match=key), desk.writing() as session:
            add_note(session, desk.who("ayesha"), number, words)
        assert desk.count(TicketEvent) == before

    def test_what_only_looks_like_markup_is_kept(self, desk: Shop) -> None:
        with desk.writing() as session:
            words = "price < 5000 and it is > 2 weeks late <3"
            assert open_ticket(session, desk.who("ayesha"), Complaint("late", words)).description == words
