"""A ticket's priority rises with what becomes known of it, with its due times; it never falls."""

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.sla import answer_due, solution_due
from hamrah.services.ticket_opening import Complaint
from hamrah.services.ticket_priority import raise_priority
from hamrah.services.tickets import add_note, confirm_solved, open_ticket, reopen_ticket

from .desk import change
from .world import Shop, ago


@pytest.fixture
def number(shop: Shop) -> str:
    with shop.writing() as session:
        return open_ticket(session, shop.who("guest"), Complaint("quality", "the colour is a little faded")).number


def _ticket(shop: Shop, number: str) -> Ticket:
    with shop.reading() as session:
        return session.scalars(select(Ticket).where(Ticket.number == number)).one()


def test_a_grave_word_that_is_added_raises_it_and_its_due_times(shop: Shop, number: str) -> None:
    before = _ticket(shop, number)
    assert before.priority == "low"
    with shop.writing() as session:
        add_note(session, shop.who("guest"), number, "and now I have a rash, it is an allergy")
    after = _ticket(shop, number)
    assert (after.impact, after.priority) == ("high", "high")
    assert after.answer_due_at <= before.answer_due_at
    assert after.solution_due_at is not None and before.solution_due_at is not None
    assert after.solution_due_at < before.solution_due_at
    with shop.reading() as session:
        told = select(TicketEvent.text).where(TicketEvent.ticket_id == after.id, TicketEvent.kind == "priority")
        assert list(session.scalars(told)) == ["low > high"]


def test_one_that_waited_for_the_words_that_raise_it_is_due_as_if_opened_now(shop: Shop, number: str) -> None:
    _ask_back(shop, number)
    with shop.writing() as session:
        add_note(session, shop.who("guest"), number, "and now I have a rash, it is an allergy")
    _assert_due_as_high(shop, number)


def test_one_that_rises_while_it_waits_is_due_soon_once_the_customer_answers(shop: Shop, number: str) -> None:
    _ask_back(shop, number)
    with shop.writing() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert raise_priority(session, ticket, "", utc_now(), pressing=True)
    with shop.writing() as session:
        add_note(session, shop.who("guest"), number, "it is the blue one")
    _assert_due_as_high(shop, number)


def _ask_back(shop: Shop, number: str) -> None:
    """Have a ticket wait for its customer these twenty days, with ten more until it is due."""
    stopped = {"status": "waiting_for_customer", "waiting_since": ago(20)}
    change(shop, number, **stopped, answer_due_at=ago(10), solution_due_at=ago(10))


def _assert_due_as_high(shop: Shop, number: str) -> None:
    ticket, now = _ticket(shop, number), utc_now()
    assert (ticket.status, ticket.waiting_since, ticket.priority) == ("open", None, "high")
    assert now < ticket.answer_due_at <= answer_due(now, None, "high")
    assert ticket.solution_due_at is not None and ticket.solution_due_at <= solution_due(now, None, "high")


def test_calm_words_change_nothing(shop: Shop, number: str) -> None:
    before = _ticket(shop, number)
    with shop.writing() as session:
        add_note(session, shop.who("guest"), number, "it is the blue one")
    after = _ticket(shop, number)
    assert (after.priority, after.solution_due_at) == (before.priority, before.solution_due_at)


def test_it_never_falls(shop: Shop, number: str) -> None:
    with shop.writing() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        ticket.priority = "urgent"
        assert not raise_priority(session, ticket, "rash", utc_now(), pressing=True)
    assert _ticket(shop, number).priority == "urgent"


def test_what_is_done_is_left_alone_and_rises_when_it_is_reopened(shop: Shop, number: str) -> None:
    with shop.writing() as session:
        confirm_solved(session, shop.who("guest"), number)
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        assert not raise_priority(session, ticket, "rash", utc_now())
    with shop.writing() as session:
        reopen_ticket(session, shop.who("guest"), number, "the rash is back, I am in hospital")
    assert _ticket(shop, number).priority == "high"
