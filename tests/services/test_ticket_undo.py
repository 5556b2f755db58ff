"""What a member of staff did to a ticket and can take back: by whom, and until when."""

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_desk import answer_ticket, assign_ticket, note_inside, solve_ticket
from hamrah.services.ticket_history import note_event
from hamrah.services.ticket_undo import last_event, undo_event, withdrawn_notes
from hamrah.services.tickets import add_note

from .desk import desk, kept, member, ticket_of
from .world import Shop

__all__ = ["desk"]


def undo(shop: Shop, who: str, number: str, kind: str) -> None:
    with shop.writing() as session:
        actor = member(session, who)
        event = last_event(session, actor, kept(shop, number), kind)
        assert event is not None
        undo_event(session, actor, event.id)


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

    @pytest.mark.parametrize("text", ["opened", "sam@elsewhere.example"])
    def test_it_goes_back_to_who_had_it_where_the_history_does_not_say_so(self, desk: Shop, text: str) -> None:
        """Tickets that were brought in with their assignee, or given to somebody by an outside helpdesk."""
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita, farhan = member(session, "sunita"), member(session, "farhan")
            ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
            ticket.assignee_id = sunita.staff_id
            note_event(session, ticket, "assigned" if "@" in text else "note", "system", text, utc_now())
        for who in (farhan, sunita):  # taken by a colleague, and by whoever has it already
            with desk.writing() as session:
                assign_ticket(session, who, number, who.staff_id)
            undo(desk, "farhan" if who == farhan else "sunita", number, "assigned")
            assert kept(desk, number).assignee_id == sunita.staff_id

    def test_nobody_has_it_again_where_an_outside_helpdesk_named_a_stranger(self, desk: Shop) -> None:
        number = ticket_of(desk)
        with desk.writing() as session:
            sunita, ticket = member(session, "sunita"), session.scalars(select(Ticket)).one()
            note_event(session, ticket, "assigned", "system", "sam@elsewhere.example", utc_now())
            assign_ticket(session, sunita, number, sunita.staff_id)
        undo(desk, "sunita", number, "assigned")
        assert kept(desk, number).assignee_id is None

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
