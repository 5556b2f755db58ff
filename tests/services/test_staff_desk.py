"""The desk in chat: what staff see of the queue, whom they mean, what they may, and what can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Audit, Staff
from hamrah.crm.tickets import TicketEvent
from hamrah.services.colleagues import colleagues_in_role, colleagues_named
from hamrah.services.handover import (
    ASKED,
    call_person,
    give_back,
    held_by,
    take_conversation,
    tell_customer,
)
from hamrah.services.handover_customers import hear_customer
from hamrah.services.refusal import Refusal
from hamrah.services.roles import MAY, Deed
from hamrah.services.ticket_desk import answer_ticket, assign_ticket, note_inside, solve_ticket
from hamrah.services.ticket_queue import Wanted, look_at_queue, see_ticket
from hamrah.services.ticket_undo import last_event, undo_event, withdrawn_notes
from hamrah.services.tickets import add_note

from .desk import change, hire, kept, member, ticket_of
from .world import Shop


@pytest.fixture
def desk(shop: Shop) -> Shop:
    """The desk on each database."""
    hire(shop)
    return shop


def numbers(shop: Shop, who: str, wanted: Wanted, limit: int = 9) -> list[str]:
    with shop.writing() as session:
        queue = look_at_queue(session, member(session, who), wanted, utc_now(), limit)
        return [one.ticket.number for one in queue.shown]


def undo(shop: Shop, who: str, number: str, kind: str) -> None:
    with shop.writing() as session:
        actor = member(session, who)
        event = last_event(session, actor, kept(shop, number), kind)
        assert event is not None
        undo_event(session, actor, event.id)


class TestQueue:
    def test_shows_an_agent_the_own_branch_and_a_manager_all(self, desk: Shop) -> None:
        lahore, karachi = ticket_of(desk), ticket_of(desk, "KHI", who="bilal")
        assert numbers(desk, "sunita", Wanted()) == [lahore]
        assert numbers(desk, "rameez", Wanted()) == [karachi]
        assert set(numbers(desk, "nighat", Wanted())) == {lahore, karachi}

    def test_another_branchs_city_shows_an_agent_nothing(self, desk: Shop) -> None:
        ticket_of(desk, "KHI", who="bilal")
        assert numbers(desk, "sunita", Wanted(city="Karachi")) == []
        assert len(numbers(desk, "nighat", Wanted(city="Karachi"))) == 1

    def test_a_ticket_of_no_branch_is_of_where_its_customer_is_at_home(self, desk: Shop) -> None:
        number = ticket_of(desk, None)
        with desk.writing() as session:
            row = session.get_one(Customer, desk.ids["ayesha"])
            row.home_branch_id, row.city = None, "Multan"
        assert kept(desk, number).branch_id is None
        assert numbers(desk, "nighat", Wanted(city="Multan")) == [number]
        with desk.writing() as session:
            session.get_one(Customer, desk.ids["ayesha"]).home_branch_id = session.scalar(
                select(Branch.id).where(Branch.code == "KHI")
            )
        assert numbers(desk, "nighat", Wanted(city="Multan")) == []
        assert numbers(desk, "nighat", Wanted(city="Karachi")) == [number]

    def test_mine_nobodys_late_and_by_priority_and_day(self, desk: Shop) -> None:
        first, second = ticket_of(desk), ticket_of(desk, who="bilal")
        now = utc_now()
        with desk.writing() as session:
            sunita = member(session, "sunita")
            assign_ticket(session, sunita, first, sunita.staff_id)
        change(desk, second, answer_due_at=now - timedelta(hours=1), opened_at=now - timedelta(days=3))
        assert numbers(desk, "sunita", Wanted(mine=True)) == [first]
        assert numbers(desk, "sunita", Wanted(unassigned=True)) == [second]
        assert numbers(desk, "sunita", Wanted(overdue=True)) == [second]
        assert numbers(desk, "sunita", Wanted(opened=(now - timedelta(hours=1), now + timedelta(hours=1)))) == [first]
        assert numbers(desk, "sunita", Wanted(kind="refund")) == []
        assert set(numbers(desk, "sunita", Wanted(priority=kept(desk, first).priority))) == {first, second}

    def test_counts_all_though_it_shows_the_first(self, desk: Shop) -> None:
        first, second = ticket_of(desk), ticket_of(desk, who="bilal")
        change(desk, second, answer_due_at=utc_now() - timedelta(hours=1))
        with desk.writing() as session:
            queue = look_at_queue(session, member(session, "farhan"), Wanted(), utc_now(), 1)
            assert (queue.total, queue.late, len(queue.shown)) == (2, 1, 1)
            assert queue.shown[0].ticket.number == second and queue.shown[0].late
            assert queue.shown[0].customer is not None and first != second

    def test_that_customers_were_seen_is_kept(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            see_ticket(session, member(session, "sunita"), number)
        numbers(desk, "sunita", Wanted())
        with desk.reading() as session:
            rows = session.scalars(select(Audit).where(Audit.subject_type == "customer").order_by(Audit.id)).all()
            assert [(row.action, row.subject_id) for row in rows] == [
                ("ticket_seen", str(desk.ids["ayesha"])),
                ("ticket_listed", str(desk.ids["ayesha"])),
            ]

    def test_another_branchs_ticket_is_unknown_and_leaves_no_trace_of_a_look(self, desk: Shop) -> None:
        number = ticket_of(desk, "KHI")
        for who, asked in (("sunita", number), ("sunita", "T-99999")):
            with desk.writing() as session, pytest.raises(Refusal, match="utter_ticket_not_found"):
                see_ticket(session, member(session, who), asked)
        with desk.reading() as session:
            assert session.scalars(select(Audit).where(Audit.subject_type == "customer")).all() == []


class TestRoles:
    def test_the_table_names_every_role_and_grows_with_it(self) -> None:
        assert MAY["agent"] < MAY["branch_manager"] < MAY["manager"]
        assert MAY["manager"] == frozenset(Deed)

    def test_an_agent_takes_but_does_not_give(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita, farhan = member(session, "sunita"), member(session, "farhan")
            for asked in (number, "T-99999"):  # the same answer whether or not there is such a ticket
                with pytest.raises(Refusal, match="utter_not_your_role"):
                    assign_ticket(session, sunita, asked, farhan.staff_id)
                with pytest.raises(Refusal, match="utter_not_your_role"):
                    assign_ticket(session, sunita, asked, None)
            assert assign_ticket(session, sunita, number, sunita.staff_id).assignee_id == sunita.staff_id
            assert assign_ticket(session, farhan, number, farhan.staff_id).assignee_id == farhan.staff_id


class TestUndo:
    def test_an_assignment_goes_back_to_who_had_it(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita, farhan = member(session, "sunita"), member(session, "farhan")
            assign_ticket(session, sunita, number, sunita.staff_id)
        with desk.writing() as session:
            assign_ticket(session, farhan, number, farhan.staff_id)
        undo(desk, "farhan", number, "assigned")
        assert (kept(desk, number).assignee_id, kept(desk, number).status) == (sunita.staff_id, "in_progress")

    def test_the_first_assignment_leaves_it_open_and_nobodys_again(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita = member(session, "sunita")
            assign_ticket(session, sunita, number, sunita.staff_id)
        undo(desk, "sunita", number, "assigned")
        assert (kept(desk, number).assignee_id, kept(desk, number).status) == (None, "open")

    def test_a_note_is_withdrawn_by_a_further_event_once(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            note_inside(session, member(session, "sunita"), number, "Third time this month")
        undo(desk, "sunita", number, "inner_note")
        with desk.reading() as session:
            kinds = session.scalars(select(TicketEvent.kind).order_by(TicketEvent.id)).all()
            assert kinds[-2:] == ["inner_note", "note_withdrawn"]
            assert len(withdrawn_notes(session, kept(desk, number))) == 1
        with pytest.raises(Refusal, match="utter_undo_too_late"):
            undo(desk, "sunita", number, "inner_note")

    def test_a_solution_is_under_way_again_due_as_it_was_and_not_counted_as_reopened(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita = member(session, "sunita")
            assign_ticket(session, sunita, number, sunita.staff_id)
        before = kept(desk, number)
        with desk.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "A new one is on its way")
        undo(desk, "sunita", number, "solution")
        after = kept(desk, number)
        assert (after.status, after.solved_at, after.reopened) == ("in_progress", None, 0)
        assert (after.answer_due_at, after.solution_due_at) == (before.answer_due_at, before.solution_due_at)

    def test_not_what_somebody_else_did_nor_what_went_to_the_customer(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            note_inside(session, member(session, "sunita"), number, "Third time this month")
            answer_ticket(session, member(session, "sunita"), number, "We look into it")
        with desk.writing() as session:
            sunita, farhan = member(session, "sunita"), member(session, "farhan")
            note, answer = (last_event(session, sunita, kept(desk, number), kind) for kind in ("inner_note", "answer"))
            assert note is not None and answer is not None
            for actor, event_id in ((farhan, note.id), (sunita, answer.id), (sunita, 10_000)):
                with pytest.raises(Refusal, match="utter_undo_too_late"):
                    undo_event(session, actor, event_id)

    def test_not_when_something_came_after_it(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita, farhan = member(session, "sunita"), member(session, "farhan")
            assign_ticket(session, sunita, number, sunita.staff_id)
            assign_ticket(session, farhan, number, farhan.staff_id)
            solve_ticket(session, sunita, number, "A new one is on its way")
            add_note(session, desk.who("ayesha"), number, "It is not solved at all")
        for kind in ("assigned", "solution"):
            with pytest.raises(Refusal, match="utter_undo_too_late"):
                undo(desk, "sunita", number, kind)

    def test_not_in_another_branch_after_one_has_moved_there(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            note_inside(session, member(session, "sunita"), number, "Third time this month")
        with desk.writing() as session:
            row = session.scalars(select(Staff).where(Staff.name == "Sunita")).one()
            row.branch_id = session.scalars(select(Staff.branch_id).where(Staff.name == "Rameez")).one()
        with pytest.raises(Refusal, match="utter_ticket_not_found"):
            undo(desk, "sunita", number, "inner_note")


class TestColleagues:
    def test_by_name_in_either_script_and_with_a_slip(self, desk: Shop) -> None:
        with desk.writing() as session:
            for said in ("Sunita", "sunita", "سنیتا", "Suneeta"):
                assert [one.name for one in colleagues_named(session, [said])] == ["Sunita"], said
            assert colleagues_named(session, ["Kashif"]) == []

    def test_a_sentence_names_only_whom_it_spells(self, desk: Shop) -> None:
        with desk.writing() as session:
            session.add(Staff(name="Sunita Awan", email="awan@shop.example", role="agent"))
            session.flush()
            assert colleagues_named(session, ["give one to anybody in the queue"], spelt=True) == []
            both = colleagues_named(session, ["give it to Sunita"], spelt=True)
            assert {one.name for one in both} == {"Sunita", "Sunita Awan"}
            assert [one.name for one in colleagues_named(session, ["sunita awan ko do"], spelt=True)] == ["Sunita Awan"]

    def test_by_role_who_may_serve_the_branch(self, desk: Shop) -> None:
        with desk.reading() as session:
            lahore = member(session, "farhan").branch_id
            karachi = member(session, "rameez").branch_id
            assert [one.name for one in colleagues_in_role(session, "branch_manager", lahore)] == ["Farhan"]
            assert colleagues_in_role(session, "branch_manager", karachi) == []

    def test_who_has_left_is_nobody(self, desk: Shop) -> None:
        with desk.writing() as session:
            session.scalars(select(Staff).where(Staff.name == "Sunita")).one().active = False
        with desk.reading() as session:
            assert colleagues_named(session, ["Sunita"]) == []


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
