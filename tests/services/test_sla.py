"""Two clocks a ticket: in business time, standing still while the customer is asked, watched by the worker."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hamrah.crm.conversations import Notification
from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import SlaNotice, Ticket
from hamrah.services.actors import SYSTEM
from hamrah.services.business_hours import business_calendar
from hamrah.services.policies import policies
from hamrah.services.sla import answer_due, answered_now, pause_clocks, resume_clocks
from hamrah.services.sla_watch import close_solved, watch_clocks
from hamrah.services.ticket_desk import answer_ticket, assign_ticket
from hamrah.services.ticket_rules import PRIORITIES, impact_of, priority_of, ticket_rules

from .desk import change, hire, kept, member, ticket_of
from .world import Shop

MONDAY = datetime(2026, 11, 16, 7, 0, tzinfo=UTC)
"""Noon in Pakistan on a day without a holiday near it."""
ONE = timedelta(minutes=1)


def at(minutes: int) -> datetime:
    return MONDAY + minutes * ONE


def due_by_counting(pauses: list[tuple[int, int]], length: int) -> datetime:
    """The minute by which so many open minutes outside the pauses have passed: counted one by one."""
    calendar, minute, passed = business_calendar(), 0, 0
    while passed < length:
        waiting = any(begin <= minute < end for begin, end in pauses)
        passed += calendar.is_open(at(minute)) and not waiting
        minute += 1
    return at(minute)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 4000), max_size=6, unique=True), st.integers(60, 2000))
def test_waiting_moves_the_due_time_by_as_much_business_time(moments: list[int], length: int) -> None:
    moments = sorted(moments)
    pauses = list(zip(moments[::2], moments[1::2], strict=False))
    due = business_calendar().add(MONDAY, length * ONE)
    ticket = Ticket(priority="normal", branch_id=None, answer_due_at=due, solution_due_at=due)
    held = []
    for begin, end in pauses:
        if ticket.answer_due_at <= at(begin):
            break  # run out before: nothing moves it any more
        held.append((begin, end))
        pause_clocks(ticket, at(begin))
        resume_clocks(None, ticket, at(end))  # type: ignore[arg-type]  # no branch, so nothing is looked up
    for clock in (ticket.answer_due_at, ticket.solution_due_at):
        assert business_calendar().between(clock, due_by_counting(held, length)) == timedelta()
        assert business_calendar().between(due_by_counting(held, length), clock) == timedelta()


def test_the_promise_of_the_policies_is_kept_by_every_priority() -> None:
    promised = policies().service.first_answer_hours * 60
    assert max(ticket_rules().sla_of(priority).first_answer_minutes for priority in PRIORITIES) == promised


@pytest.mark.parametrize(
    ("kind", "words", "rupees", "valued", "priority"),
    [
        ("quality", "the colour faded", 900, False, "low"),
        ("quality", "the colour faded", 900, True, "normal"),
        ("damaged", "it came torn", 900, False, "normal"),
        ("damaged", "it came torn", 60_000, False, "high"),
        ("payment", "charged twice", 900, False, "high"),
        ("payment", "charged twice", 900, True, "urgent"),
        ("quality", "my son got an allergy, we are in hospital", 900, False, "high"),
        ("quality", "charger mein aag lag gayi", 900, True, "urgent"),
        ("unheard-of", "hm", 0, False, "normal"),
    ],
)
def test_priority_follows_from_what_is_at_stake_and_for_whom(
    kind: str, words: str, rupees: int, valued: bool, priority: str
) -> None:
    rules = ticket_rules()
    assert priority_of(rules, impact_of(rules, kind, words, rupees), valued=valued) == priority


class TestWatching:
    @pytest.fixture
    def desk(self, shop: Shop) -> Shop:
        hire(shop)
        return shop

    def notices(self, shop: Shop) -> list[tuple[str, str]]:
        with shop.reading() as session:
            rows = session.scalars(select(Notification).order_by(Notification.id))
            return [(row.kind, row.address.partition("@")[0]) for row in rows]

    def watch(self, shop: Shop, now: datetime) -> int:
        with shop.writing() as session:
            return watch_clocks(session, now)

    def test_a_warning_before_and_the_managers_after_each_once(self, desk: Shop) -> None:
        number = ticket_of(desk, "LHR")
        change(desk, number, opened_at=at(0), answer_due_at=at(240), solution_due_at=at(240 * 9))
        with desk.writing() as session:
            assign_ticket(session, member(session, "nighat"), number, member(session, "sunita").staff_id)
        assert self.watch(desk, at(179)) == 0
        assert self.watch(desk, at(180)) == 1 and self.watch(desk, at(181)) == 0
        assert self.notices(desk) == [("staff_sla_warning", "sunita")]
        assert self.watch(desk, at(239)) == 0
        assert self.watch(desk, at(240)) == 1 and self.watch(desk, at(300)) == 0
        assert self.notices(desk)[1:] == [("staff_sla_breach", "farhan"), ("staff_sla_breach", "nighat")]
        with desk.reading() as session:
            assert "ticket.overdue" in session.scalars(select(Outbox.topic)).all()
        assert desk.count(SlaNotice) == 2

    def test_nobodys_ticket_warns_the_branch_manager_and_a_shops_own_the_manager(self, desk: Shop) -> None:
        for branch in ("LHR", None):
            change(desk, ticket_of(desk, branch), answer_due_at=at(10), solution_due_at=at(240 * 20))
        self.watch(desk, at(0))
        assert self.notices(desk) == [("staff_sla_warning", "farhan"), ("staff_sla_warning", "nighat")]

    def test_an_answer_or_asking_back_keeps_it_quiet(self, desk: Shop) -> None:
        answered, asked = ticket_of(desk), ticket_of(desk)
        far = at(60 * 24 * 60)
        for number in (answered, asked):
            change(desk, number, answer_due_at=at(10), solution_due_at=far)
        with desk.writing() as session:
            answer_ticket(session, SYSTEM, answered, "We are on it")
            answer_ticket(session, SYSTEM, asked, "Which size?", ask_back=True)
        change(desk, asked, first_answered_at=None)
        assert self.watch(desk, at(600)) == 0

    def test_what_was_solved_closes_after_some_days_without_a_word(self, desk: Shop) -> None:
        old, new = ticket_of(desk), ticket_of(desk)
        days = timedelta(days=ticket_rules().close_solved_after_days)
        change(desk, old, status="solved", solved_at=MONDAY)
        change(desk, new, status="solved", solved_at=MONDAY + ONE)
        with desk.writing() as session:
            assert close_solved(session, MONDAY + days) == 1
        assert (kept(desk, old).status, kept(desk, new).status) == ("closed", "solved")
        assert kept(desk, old).closed_at == MONDAY + days


def _karachi(text: str) -> datetime:
    """A day of November 2026 and the clock in Pakistan, as UTC."""
    return datetime.fromisoformat(f"2026-11-{text.replace(' ', 'T')}+05:00").astimezone(UTC)


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
