"""Two of the shop's people, or two workers, at the same ticket at the same moment, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Notification
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import SlaNotice, Ticket
from hamrah.services.actors import SYSTEM
from hamrah.services.refusal import Refusal
from hamrah.services.sla_watch import watch_clocks
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.ticket_merging import merge_tickets
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket, reopen_ticket

from .test_at_once import at_once
from .world import Shop


@pytest.fixture
def two(busy_shop: Shop) -> tuple[str, str]:
    """Two tickets of one customer; a manager."""
    with busy_shop.writing() as session:
        session.add(Staff(name="Nighat", email="nighat@shop.example", role="manager"))
        tickets = [
            open_ticket(session, busy_shop.who("ayesha"), Complaint(kind, "Something is wrong"))
            for kind in ("damaged", "late")
        ]
        return tickets[0].number, tickets[1].number


def test_the_same_trouble_told_on_two_pages_is_one_ticket(busy_shop: Shop) -> None:
    rude = Complaint("staff", "The seller was rude to me")
    numbers = at_once(busy_shop, *[lambda session: open_ticket(session, busy_shop.who("ayesha"), rude).number] * 2)
    assert numbers[0] == numbers[1]
    assert busy_shop.count(Ticket) == 1


def test_merged_crosswise_one_goes_on_in_the_other(busy_shop: Shop, two: tuple[str, str]) -> None:
    one, other = two
    results = at_once(
        busy_shop,
        lambda session: merge_tickets(session, SYSTEM, one, other).number,
        lambda session: merge_tickets(session, SYSTEM, other, one).number,
    )
    assert results[0] == other
    assert isinstance(results[1], Refusal) and results[1].key == "utter_ticket_merged"
    with busy_shop.reading() as session:
        merged = session.scalars(select(Ticket.number).where(Ticket.merged_into_id.is_not(None))).all()
    assert list(merged) == [one]


def test_solved_by_two_it_is_solved_once(busy_shop: Shop, two: tuple[str, str]) -> None:
    results = at_once(
        busy_shop,
        lambda session: solve_ticket(session, SYSTEM, two[0], "A new one is on its way").status,
        lambda session: solve_ticket(session, SYSTEM, two[0], "The money is back").status,
    )
    assert results[0] == "solved"
    assert isinstance(results[1], Refusal) and results[1].key == "utter_ticket_done"


def test_reopened_on_two_pages_it_is_counted_once(busy_shop: Shop, two: tuple[str, str]) -> None:
    with busy_shop.writing() as session:
        solve_ticket(session, SYSTEM, two[0], "A new one is on its way")
    ayesha = busy_shop.who("ayesha")
    results = at_once(
        busy_shop,
        lambda session: reopen_ticket(session, ayesha, two[0], "It broke again").number,
        lambda session: reopen_ticket(session, ayesha, two[0], "It broke again").number,
    )
    assert results == [two[0], two[0]]
    with busy_shop.reading() as session:
        ticket = session.scalars(select(Ticket).where(Ticket.number == two[0])).one()
        assert (ticket.status, ticket.reopened) == ("open", 1)


def test_two_workers_tell_of_a_breach_once(busy_shop: Shop, two: tuple[str, str]) -> None:
    """The worker that comes second finds that all was told, or is stopped by the store and writes nothing."""
    with busy_shop.writing() as session:
        for ticket in session.scalars(select(Ticket)):
            ticket.answer_due_at = utc_now() - timedelta(hours=1)
    now = utc_now()
    first, second = at_once(
        busy_shop, lambda session: watch_clocks(session, now), lambda session: watch_clocks(session, now)
    )
    assert first == 2
    assert second == 0 or isinstance(second, IntegrityError)
    assert busy_shop.count(SlaNotice) == 2
    assert busy_shop.count(Notification, Notification.kind == "staff_sla_breach") == 2
