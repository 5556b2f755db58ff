"""The satisfaction report: what counts, by what it is grouped, who sees what, and in how many queries."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Handover
from hamrah.crm.orders import Refund
from hamrah.crm.satisfaction import Feedback, FollowUp, SurveyInvitation
from hamrah.crm.segments import SegmentMembership
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.actors import SYSTEM, Actor
from hamrah.services.escalation_costs import escalation_costs, load_costs
from hamrah.services.refusal import Refusal
from hamrah.services.satisfaction_report import GROUPINGS, By, SatisfactionReport, satisfaction_report

from .world import Shop, place_order

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, 7, tzinfo=UTC)  # noon in Karachi


def rated(shop: Shop, rating: int, kind: str = "csat", at: datetime = MONDAY, **columns: Any) -> None:
    with shop.writing() as session:
        session.add(Feedback(kind=kind, rating=rating, at=at, **{"touchpoint": "chat", **columns}))


def asked(shop: Shop, number: int, status: str, kind: str = "csat", **columns: Any) -> None:
    with shop.writing() as session:
        values = {"survey": "x", "subject_type": "order", "subject_id": str(number), "planned_at": MONDAY}
        values |= {"due_at": MONDAY, "asked_at": MONDAY, "channel": "web", **columns}
        session.add(SurveyInvitation(kind=kind, status=status, **values))


def ticket(shop: Shop, number: int, *, answered: float | None, solved: float | None, **columns: Any) -> int:
    """A ticket opened on Monday noon; answered and solved so many hours later; due after 2 and 24 hours."""

    def after(hours: float | None) -> datetime | None:
        return None if hours is None else MONDAY + timedelta(hours=hours)

    values: dict[str, Any] = {"kind": "late", "priority": "normal", "queue": "service", "touchpoint": "chat"}
    values |= {"status": "open", "description": "late", "opened_at": MONDAY, **columns}
    with shop.writing() as session:
        row = Ticket(
            number=f"T-{number}",
            answer_due_at=MONDAY + timedelta(hours=2),
            solution_due_at=MONDAY + timedelta(hours=24),
            first_answered_at=after(answered),
            solved_at=after(solved),
            **values,
        )
        session.add(row)
        session.flush()
        return row.id


def report(shop: Shop, by: By = "period", actor: Actor = SYSTEM, now: datetime = NOW) -> SatisfactionReport:
    with shop.reading() as session:
        return satisfaction_report(session, actor, MONDAY - timedelta(days=60), NOW, by, now=now)


def names(found: SatisfactionReport) -> dict[str, int]:
    return {group.group: group.csat.n for group in found.groups}


def test_ratings_are_counted_by_kind_and_month_of_the_shop(shop: Shop) -> None:
    rated(shop, 5)
    rated(shop, 4)
    rated(shop, 2)
    rated(shop, 10, "nps")
    rated(shop, 3, "nps")
    rated(shop, 7, "ces")
    rated(shop, 3, at=datetime(2026, 2, 28, 20, tzinfo=UTC))  # March already in Karachi
    rated(shop, 3, at=NOW)  # the end is not in it
    rated(shop, 3, at=MONDAY - timedelta(days=61))
    found = report(shop)
    assert names(found) == {"2026-03": 4}
    assert (found.total.satisfied.hits, found.total.satisfied.n) == (2, 4)
    assert (found.total.csat.mean, found.total.nps.score, found.total.effort.mean) == (3.5, 0, 7)


def test_response_rates_are_of_what_was_asked(shop: Shop) -> None:
    for number, status in enumerate(("answered", "unanswered", "asked", "asked", "planned", "held_out", "dropped")):
        asked(shop, number, status)
    asked(shop, 9, "answered", "nps")
    found = report(shop).total.answered
    assert (found["csat"].hits, found["csat"].n, found["nps"].share, found["ces"].share) == (1, 4, 1.0, None)


def test_times_due_times_and_what_came_back(shop: Shop) -> None:
    ticket(shop, 1, answered=1, solved=10)
    ticket(shop, 2, answered=3, solved=30, reopened=1)
    ticket(shop, 3, answered=None, solved=None)  # overdue
    ticket(shop, 4, answered=0.5, solved=None)
    with shop.reading() as session:
        first = session.scalars(select(Ticket.id).order_by(Ticket.id)).first()
    ticket(shop, 5, answered=0.1, solved=1, merged_into_id=first)  # is counted where it was merged into
    found = report(shop).total
    assert found.tickets == 4
    assert (found.first_answer.n, found.first_answer.median, found.first_answer.p90) == (3, 60, 180)
    assert (found.solution.n, found.solution.median) == (2, 600)
    assert (found.answer_kept.hits, found.answer_kept.n) == (2, 4)
    assert (found.solution_kept.hits, found.solution_kept.n) == (1, 4)
    assert (found.reopened.hits, found.reopened.n) == (1, 2)
    early = report(shop, now=MONDAY + timedelta(hours=1)).total
    assert (early.answer_kept.n, early.solution_kept.n) == (3, 2)  # the other clocks still run


def test_while_the_customer_is_asked_a_ticket_is_not_late_unless_it_was(shop: Shop) -> None:
    for number, asked_after in ((1, 3), (2, 30)):
        waits = {"status": "waiting_for_customer", "waiting_since": MONDAY + timedelta(hours=asked_after)}
        ticket(shop, number, answered=1, solved=None, **waits)
    kept = report(shop).total.solution_kept
    assert (kept.hits, kept.n) == (0, 1)


def test_the_first_answer_of_a_ticket_opened_again_is_the_first_of_all(shop: Shop) -> None:
    number = ticket(shop, 1, answered=240, solved=None, reopened=1)
    with shop.writing() as session:
        for minutes, kind, actor in ((5, "note", "customer"), (10, "answer", "staff:1"), (14400, "answer", "staff:1")):
            at = MONDAY + timedelta(minutes=minutes)
            session.add(TicketEvent(ticket_id=number, kind=kind, actor=actor, text="…", at=at))
    assert report(shop).total.first_answer.median == 10


def test_who_does_not_answer_stands_where_who_answers_does(shop: Shop) -> None:
    with shop.writing() as session:
        lahore = session.scalars(select(Branch.id).where(Branch.code == "LHR")).one()
        order = place_order(session, shop.ids["ayesha"], "1", {"K-1-YM": 1}, status="returned")
        order.branch_id = lahore
        session.flush()
        money = {"amount_minor": 1, "currency": "PKR", "method": "card", "status": "paid"}
        refunds = [Refund(order_id=order.id, **money, requested_at=MONDAY, due_at=MONDAY) for _ in range(3)]
        rating = Feedback(kind="csat", rating=1, at=MONDAY, touchpoint="chat", branch_id=lahore, topic="staff")
        session.add_all([*refunds, rating])
        session.flush()
        again = FollowUp(reason="low_rating", status="remedied", rating_id=rating.id, opened_at=MONDAY)
        session.add(again)
        session.flush()
        subjects = [("refund", str(one.id)) for one in refunds] + [("follow_up", str(again.id))]
        subjects.append(("returned_order", str(order.id)))
    for number, (subject, key) in enumerate(subjects):
        state = "answered" if number == 0 else "unanswered"
        asked(shop, number, state, "ces", subject_type=subject, subject_id=key)
    by_branch = {group.group: group.answered["ces"] for group in report(shop, "branch").groups}
    assert (by_branch["LHR"].hits, by_branch["LHR"].n) == (1, 5)
    by_topic = {group.group: group.answered["ces"] for group in report(shop, "topic").groups}
    assert (by_topic["returns"].hits, by_topic["returns"].n, by_topic["staff"].n) == (1, 4, 1)


def test_open_hours_are_fewer_than_the_clocks(shop: Shop) -> None:
    ticket(shop, 1, answered=24, solved=None)
    found = report(shop).total.first_answer
    assert found.median == 1440 and found.business_median is not None and 0 < found.business_median < 1440


def test_escalations_cost_what_staff_did_and_the_conversations_they_held(shop: Shop) -> None:
    costs = escalation_costs()
    number = ticket(shop, 1, answered=1, solved=None)
    with shop.writing() as session:
        for actor, kind in (("staff:1", "answer"), ("staff:2", "note"), ("customer", "note"), ("system", "status")):
            session.add(TicketEvent(ticket_id=number, kind=kind, actor=actor, text="…", at=MONDAY))
        for minutes in (10, 600):
            back = MONDAY + timedelta(minutes=minutes)
            values = {"sender_id": "web-ayesha", "reason": "asked", "called_at": MONDAY, "taken_at": MONDAY}
            session.add(Handover(**values, given_back_at=back, ended_by="staff"))
        session.add(Handover(sender_id="web-bilal", reason="asked", called_at=MONDAY))  # nobody took it
    found = report(shop).total
    minutes = costs.minutes["answer"] + costs.minutes["note"] + 10 + costs.handover_most_minutes
    assert (found.staff_minutes, found.handovers) == (minutes, 2)
    assert found.cost_minor == round(minutes * costs.hour_minor / 60)


def test_each_grouping_has_its_groups_and_they_add_up(shop: Shop) -> None:
    with shop.writing() as session:
        order = place_order(session, shop.ids["ayesha"], "1", {"K-1-YM": 1}, status="delivered", touchpoint="branch")
        order.branch_id = session.scalars(select(Branch.id).where(Branch.code == "LHR")).one()
        begin = MONDAY - timedelta(days=9)
        values = {"customer_id": shop.ids["ayesha"], "segment": "loyal"}
        session.add(SegmentMembership(**values, valid_from=begin, valid_until=MONDAY + timedelta(days=1)))
        session.add(
            SegmentMembership(**{**values, "segment": "lost"}, valid_from=MONDAY + timedelta(days=1), valid_until=None)
        )
        order_id = order.id
    rated(shop, 5, customer_id=shop.ids["ayesha"], order_id=order_id, topic="price", touchpoint="app")
    rated(shop, 1, language="ur")
    assert names(report(shop, "branch")) == {"LHR": 1, "none": 1}
    assert names(report(shop, "segment")) == {"loyal": 1, "none": 1}
    assert names(report(shop, "topic")) == {"price": 1, "none": 1}
    assert names(report(shop, "channel")) == {"app": 1, "chat": 1}
    assert names(report(shop, "language")) == {"en": 1, "ur": 1}
    for by in GROUPINGS:
        found = report(shop, by)
        assert sum(names(found).values()) == found.total.csat.n == 2


def test_who_serves_a_branch_sees_that_branch(shop: Shop) -> None:
    with shop.reading() as session:
        branches = {code: number for number, code in session.execute(select(Branch.id, Branch.code))}
    rated(shop, 5, branch_id=branches["LHR"])
    rated(shop, 1, branch_id=branches["KHI"])
    rated(shop, 2)
    ticket(shop, 1, answered=1, solved=None, branch_id=branches["KHI"])
    found = report(shop, "branch", Actor("staff:1", 1, "branch_manager", branches["LHR"]))
    assert names(found) == {"LHR": 1} and found.total.tickets == 0
    assert names(report(shop, "branch", Actor("staff:2", 2, "manager"))) == {"KHI": 1, "LHR": 1, "none": 1}
    with pytest.raises(Refusal, match="utter_managers_only"):
        report(shop, "branch", Actor("staff:3", 3, "agent"))


@pytest.mark.parametrize("by", GROUPINGS)
def test_five_queries_whatever_there_is(sqlite_shop: Shop, by: By) -> None:
    for number in range(6):
        rated(sqlite_shop, 5, customer_id=sqlite_shop.ids["ayesha"])
        ticket(sqlite_shop, number, answered=1, solved=2)
    asked_for: list[str] = []
    with sqlite_shop.reading() as session:
        bind = session.connection().engine

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            asked_for.extend([statement] if statement.startswith("SELECT") else [])

        event.listen(bind, "before_cursor_execute", note)
        satisfaction_report(session, SYSTEM, MONDAY - timedelta(days=1), NOW, by, now=NOW)
        event.remove(bind, "before_cursor_execute", note)
    assert len(asked_for) == 5


def test_an_empty_shop_has_an_empty_report(shop: Shop) -> None:
    found = report(shop)
    assert found.groups == () and found.total.tickets == 0 and found.total.cost_minor == 0
    assert found.as_json()["total"]["nps"]["score"] is None


def test_wrong_costs_are_named(tmp_path: Path) -> None:
    file = tmp_path / "escalation_costs.yml"
    file.write_text("currency: rupees\nhour_minor: 1\nminutes: {}\nother_minutes: 1\nhandover_most_minutes: 1\n")
    with pytest.raises(DataFileError, match=r"escalation_costs\.yml: currency: "):
        load_costs(file)
