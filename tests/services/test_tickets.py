"""Complaints that somebody must answer: nothing escalated is lost, and nobody sees another's."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.refusal import Refusal
from hamrah.services.tickets import (
    Complaint,
    add_note,
    answer_due,
    answered_now,
    ask_for_person,
    confirm_solved,
    find_ticket,
    list_tickets,
    open_ticket,
    reopen_ticket,
    ticket_number,
)

from .world import Shop, place_order

RUDE = Complaint("staff", "The seller was rude to me")


def complain(shop: Shop, complaint: Complaint = RUDE, who: str = "ayesha") -> Ticket:
    with shop.writing() as session:
        return open_ticket(session, shop.who(who), complaint)


def set_ticket(shop: Shop, number: str, **values: object) -> None:
    with shop.writing() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        for name, value in values.items():
            setattr(ticket, name, value)


def events(shop: Shop, number: str) -> list[tuple[str, str, str]]:
    with shop.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return [(event.kind, event.actor, event.text) for event in ticket.events]


def topics(shop: Shop, number: str) -> list[str]:
    with shop.reading() as session:
        rows = session.scalars(select(Outbox).where(Outbox.subject == number).order_by(Outbox.id)).all()
    assert len({row.key for row in rows}) == len(rows)
    return [row.topic for row in rows]


class TestOpening:
    def test_a_ticket_has_a_number_a_history_and_its_outbox_row(self, shop: Shop) -> None:
        ticket = complain(shop)
        assert (ticket.number, ticket.status, ticket.touchpoint) == ("T-10001", "open", "chat")
        assert events(shop, "T-10001") == [("opened", "customer", "The seller was rude to me")]
        with shop.reading() as session:
            (row,) = session.scalars(select(Outbox)).all()
        assert (row.topic, row.subject, row.status) == ("ticket.opened", "T-10001", "pending")
        assert row.payload == {
            "ticket": "T-10001",
            "kind": "staff",
            "priority": "high",
            "text": "The seller was rude to me",
        }

    def test_ticket_and_outbox_row_are_lost_together(self, shop: Shop) -> None:
        with pytest.raises(ZeroDivisionError), shop.writing() as session:
            open_ticket(session, shop.who("ayesha"), RUDE)
            raise ZeroDivisionError
        assert [shop.count(table) for table in (Ticket, TicketEvent, Outbox)] == [0, 0, 0]

    @pytest.mark.parametrize(
        ("kind", "priority", "queue"),
        [
            ("payment", "high", "payments"),
            ("refund", "high", "payments"),
            ("staff", "high", "managers"),
            ("late", "normal", "delivery"),
            ("missing_item", "normal", "delivery"),
            ("damaged", "normal", "service"),
            ("other", "normal", "service"),
        ],
    )
    def test_its_kind_decides_how_urgent_it_is_and_who_answers(
        self, sqlite_shop: Shop, kind: str, priority: str, queue: str
    ) -> None:
        ticket = complain(sqlite_shop, Complaint(kind, "Something is wrong"))
        assert (ticket.priority, ticket.queue) == (priority, queue)

    def test_ones_own_order_is_tied_to_it(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            order = place_order(session, sqlite_shop.ids["ayesha"], "1001", {"H-1-1": 1})
        ticket = complain(sqlite_shop, Complaint("late", "It has not come", "#1001"))
        assert (ticket.order_id, ticket.description) == (order.id, "It has not come")

    @pytest.mark.parametrize("who", ["ayesha", "guest"])
    def test_an_order_that_is_not_ones_own_is_only_told(self, sqlite_shop: Shop, who: str) -> None:
        with sqlite_shop.writing() as session:
            place_order(session, sqlite_shop.ids["bilal"], "2001", {"H-1-1": 1})
        ticket = complain(sqlite_shop, Complaint("late", "It has not come", "2001"), who)
        assert ticket.order_id is None
        assert "2001" in ticket.description and "It has not come" in ticket.description

    def test_numbers_go_on(self, sqlite_shop: Shop) -> None:
        numbers = [complain(sqlite_shop, RUDE, who).number for who in ("ayesha", "bilal", "guest")]
        assert numbers == ["T-10001", "T-10002", "T-10003"]


class TestTheSameAgain:
    def test_about_the_same_order_it_is_a_note(self, shop: Shop) -> None:
        with shop.writing() as session:
            place_order(session, shop.ids["ayesha"], "1001", {"H-1-1": 1})
        first = complain(shop, Complaint("late", "It has not come", "1001"))
        second = complain(shop, Complaint("late", "It still has not come", "1001"))
        assert second.number == first.number
        assert events(shop, first.number)[-1] == ("note", "customer", "It still has not come")
        assert topics(shop, first.number) == ["ticket.opened", "ticket.note"]

    def test_another_order_or_another_trouble_is_another_ticket(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            for number in ("1001", "1002"):
                place_order(session, sqlite_shop.ids["ayesha"], number, {"H-1-1": 1})
        wanted = [("late", "1001"), ("late", "1002"), ("damaged", "1001"), ("late", None)]
        numbers = {complain(sqlite_shop, Complaint(kind, "Something is wrong", order)).number for kind, order in wanted}
        assert len(numbers) == 4

    def test_without_an_order_it_is_a_note_in_the_same_conversation_of_today(self, sqlite_shop: Shop) -> None:
        first = complain(sqlite_shop)
        assert complain(sqlite_shop).number == first.number
        set_ticket(sqlite_shop, first.number, opened_at=utc_now() - timedelta(hours=13))
        assert complain(sqlite_shop).number != first.number

    def test_after_it_was_solved_it_is_a_new_ticket(self, sqlite_shop: Shop) -> None:
        set_ticket(sqlite_shop, complain(sqlite_shop).number, status="solved", solved_at=utc_now())
        assert complain(sqlite_shop).number == "T-10002"

    def test_another_guests_is_not_the_same(self, sqlite_shop: Shop) -> None:
        assert complain(sqlite_shop, RUDE, "guest").number != complain(sqlite_shop, RUDE, "other-guest").number

    def test_a_person_is_called_once(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            first = ask_for_person(session, sqlite_shop.who("guest"), "A person please")
            assert first.kind == "handover"
            assert ask_for_person(session, sqlite_shop.who("guest"), "Hello?").number == first.number


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
        set_ticket(sqlite_shop, "T-10001", sender_id="web-guest")
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
        set_ticket(shop, second, status="solved")
        with shop.reading() as session:
            ayesha = shop.who("ayesha")
            assert find_ticket(session, ayesha, None).number == third
            assert find_ticket(session, ayesha, None, solved=False).number == third
            assert find_ticket(session, ayesha, None, solved=True).number == second
            assert [t.number for t in list_tickets(session, ayesha)] == [third, second, first]
            assert [t.number for t in list_tickets(session, ayesha, open_only=True)] == [third, first]
        for number in (first, third):
            set_ticket(shop, number, status="closed")
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
        set_ticket(sqlite_shop, complain(sqlite_shop).number, status="waiting_for_customer")
        with sqlite_shop.writing() as session:
            assert add_note(session, sqlite_shop.who("ayesha"), None, "It was on Monday").status == "open"
        assert events(sqlite_shop, "T-10001")[-1] == ("status", "customer", "waiting_for_customer > open")

    @pytest.mark.parametrize("how", [add_note, reopen_ticket])
    @pytest.mark.parametrize("done", ["solved", "closed"])
    def test_a_solved_one_is_opened_again_and_due_anew(self, sqlite_shop: Shop, done: str, how) -> None:
        long_ago = utc_now() - timedelta(days=9)
        number = complain(sqlite_shop).number
        set_ticket(sqlite_shop, number, status=done, solved_at=long_ago, answer_due_at=long_ago)
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
        set_ticket(sqlite_shop, number, status="in_progress", answer_due_at=due)
        with sqlite_shop.writing() as session:
            ticket = reopen_ticket(session, sqlite_shop.who("ayesha"), number, "Still nothing")
        assert (ticket.status, ticket.answer_due_at) == ("in_progress", due)
        assert events(sqlite_shop, number)[1:] == [("note", "customer", "Still nothing")]
        assert topics(sqlite_shop, number)[-1] == "ticket.note"

    @pytest.mark.parametrize("status", ["open", "in_progress", "solved"])
    def test_who_says_that_it_is_solved_closes_it(self, sqlite_shop: Shop, status: str) -> None:
        set_ticket(sqlite_shop, complain(sqlite_shop).number, status=status)
        with sqlite_shop.writing() as session:
            ticket = confirm_solved(session, sqlite_shop.who("ayesha"), None)
        assert ticket.status == "closed" and ticket.solved_at is not None
        assert events(sqlite_shop, "T-10001")[-1] == ("status", "customer", f"{status} > closed")
        assert topics(sqlite_shop, "T-10001")[-1] == "ticket.closed"
        with pytest.raises(Refusal, match="utter_ticket_closed_already"), sqlite_shop.writing() as session:
            confirm_solved(session, sqlite_shop.who("ayesha"), None)


class TestHours:
    @pytest.mark.parametrize(
        ("opened", "due"),
        [
            ("16 12:00", "16 16:00"),
            ("16 16:00", "16 20:00"),  # to the minute at closing time
            ("16 16:01", "17 10:01"),
            ("16 19:00", "17 13:00"),  # an hour is left today
            ("16 20:00", "17 14:00"),
            ("16 23:30", "17 14:00"),
            ("17 03:00", "17 14:00"),  # at night it counts from the morning
            ("17 10:00", "17 14:00"),
            ("20 19:30", "21 13:30"),  # Friday to Saturday: people answer every day
        ],
    )
    def test_four_hours_in_which_people_answer(self, opened: str, due: str) -> None:
        assert answer_due(_karachi(opened)) == _karachi(due)

    def test_the_answer_keeps_the_zone_it_was_asked_in(self) -> None:
        assert answer_due(_karachi("16 12:00")).tzinfo is UTC

    @pytest.mark.parametrize(
        ("clock", "answered"), [("09:59", False), ("10:00", True), ("19:59", True), ("20:00", False)]
    )
    def test_whether_somebody_answers_now(self, clock: str, answered: bool) -> None:
        assert answered_now(_karachi(f"16 {clock}")) is answered


def _karachi(text: str) -> datetime:
    """A day of November 2026 and the clock in Pakistan, as UTC."""
    return datetime.fromisoformat(f"2026-11-{text.replace(' ', 'T')}+05:00").astimezone(UTC)
