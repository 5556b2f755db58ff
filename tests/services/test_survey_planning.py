"""Who is asked how it was, and about what: once, and not what was rated already."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation
from hamrah.crm.orders import Order, OrderStatusChange, Refund, Return
from hamrah.crm.satisfaction import Feedback, SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.services.feedback import rate
from hamrah.services.identity import note_interaction
from hamrah.services.survey_rules import drawn_number
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.tickets import confirm_solved
from hamrah.services.transcripts import Said, write_down

from .desk import hire, member, ticket_of
from .surveying import be_there, deliver, invitations, plan
from .world import Shop, place_order


def _in_touch(shop: Shop, at: datetime) -> None:
    """Let Ayesha have written some minutes before a moment."""
    be_there(shop)
    with shop.writing() as session:
        session.get_one(Conversation, "web-ayesha").seen_at = at - timedelta(minutes=11)


def _columns(row: Ticket) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in Ticket.__table__.columns if one.name != "id"}


class TestPlanning:
    def test_a_delivered_order_is_asked_about_once(self, shop: Shop) -> None:
        order = deliver(shop, "1001")
        assert plan(shop) == 1 and plan(shop) == 0
        (row,) = invitations(shop)
        assert (row.survey, row.kind, row.subject_type, row.subject_id) == (
            "order_delivered",
            "csat",
            "order",
            str(order),
        )
        assert row.status in ("planned", "held_out")
        assert row.due_at >= row.planned_at + timedelta(hours=23)

    def test_a_solved_ticket_gets_one_of_its_two_questions(self, shop: Shop) -> None:
        hire(shop)
        number = ticket_of(shop)
        assert plan(shop) == 0
        with shop.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "A new one is coming")
        assert plan(shop) == 1 and plan(shop) == 0
        (row,) = invitations(shop)
        assert (row.survey, row.kind) in (("ticket_solved", "csat"), ("complaint_effort", "ces"))

    def test_what_was_rated_of_ones_own_accord_is_not_asked_about(self, sqlite_shop: Shop) -> None:
        deliver(sqlite_shop, "1001")
        with sqlite_shop.writing() as session:
            rate(session, sqlite_shop.who("ayesha"), 5)
        assert plan(sqlite_shop) == 0

    def test_a_conversation_that_helped_and_fell_silent(self, shop: Shop) -> None:
        with shop.writing() as session:
            session.get_one(Conversation, "web-guest").seen_at = utc_now()
            for text in ("where is my order", "when does it come", "thanks"):
                write_down(session, "web-guest", Said("person", text, "en"))
            note_interaction(session, shop.who("guest"), "order_status_asked")
        assert plan(shop, utc_now()) == 0  # it may go on yet
        assert plan(shop, utc_now() + timedelta(minutes=11)) == 1
        assert plan(shop, utc_now() + timedelta(minutes=12)) == 0
        assert invitations(shop)[0].subject_type == "conversation"

    def test_money_paid_back_is_asked_about_and_a_quarter_once(self, shop: Shop) -> None:
        order = deliver(shop, "3001")
        be_there(shop)
        now = utc_now()
        with shop.writing() as session:
            rate(session, shop.who("ayesha"), 5)
            paid = {"currency": "PKR", "method": "card", "requested_at": now, "due_at": now, "paid_at": now}
            session.add(Refund(order_id=order, amount_minor=100, status="paid", **paid))
        assert plan(shop) == 0  # as of an order that was cancelled: nothing was sent back
        with shop.writing() as session:
            (line,) = session.get_one(Order, order).lines
            back = {"kind": "return", "status": "received", "quantity": 1, "reason": "too small"}
            session.add(Return(order_line_id=line.id, requested_at=now, **back))
        assert plan(shop) == 1
        later = utc_now() + timedelta(minutes=11)
        if invitations(shop)[0].status == "planned":
            assert plan(shop, later) == 0  # one thing after the other
        with shop.writing() as session:
            session.execute(update(SurveyInvitation).values(status="dropped"))
        number = ticket_of(shop)
        assert plan(shop, later) == 0  # nor whoever waits for an answer
        with shop.writing() as session:
            confirm_solved(session, shop.who("ayesha"), number)
            rate(session, shop.who("ayesha"), 4, ticket=number)
        assert shop.count(Feedback, Feedback.order_id == order) == 1  # the order's rating stays beside the ticket's
        assert plan(shop, later) == 1 and plan(shop, later) == 0
        assert [(row.survey, row.kind) for row in invitations(shop)] == [
            ("return_effort", "ces"),
            ("each_quarter", "nps"),
        ]

    def test_an_order_that_is_back_is_asked_about_once_by_who_wanted_to_return_it(self, shop: Shop) -> None:
        order = deliver(shop, "3002")
        with shop.writing() as session:
            rate(session, shop.who("ayesha"), 5)
            row = session.get_one(Order, order)
            row.status = "returned"
            session.add(OrderStatusChange(order_id=order, status="returned", at=utc_now(), actor="system"))
        assert plan(shop) == 0  # a parcel that came back by itself
        with shop.writing() as session:
            (line,) = session.get_one(Order, order).lines
            back = {"kind": "return", "status": "received", "quantity": 1, "reason": "too small"}
            session.add(Return(order_line_id=line.id, requested_at=utc_now(), **back))
        assert plan(shop) == 1 and plan(shop) == 0
        assert [(row.survey, row.subject_type) for row in invitations(shop)] == [("return_effort", "returned_order")]
        with shop.writing() as session:
            now = utc_now()
            paid = {"currency": "PKR", "method": "card", "requested_at": now, "due_at": now, "paid_at": now}
            session.add(Refund(order_id=order, amount_minor=100, status="paid", **paid))
        assert plan(shop) == 0

    def test_a_question_of_the_last_quarter_that_was_asked_in_this_counts_for_it(self, shop: Shop) -> None:
        planned = datetime(2027, 3, 31, 16, 30, tzinfo=UTC)  # half past nine in the evening in Karachi
        _in_touch(shop, planned)
        with shop.writing() as session:
            place_order(session, shop.ids["ayesha"], "3003", {"H-1-1": 1}, status="delivered").placed_at = planned
        assert plan(shop, planned) == 1
        with shop.writing() as session:
            asked = {"status": "unanswered", "asked_at": planned + timedelta(hours=13)}
            session.execute(update(SurveyInvitation).values(**asked))
        for days, expected in ((9, 0), (89, 0), (92, 1)):
            _in_touch(shop, planned + timedelta(days=days))
            assert plan(shop, planned + timedelta(days=days)) == expected
        assert [row.subject_id.partition("/")[2] for row in invitations(shop)] == ["2027Q1", "2027Q3"]

    def test_quarters_are_of_the_shops_calendar(self, shop: Shop) -> None:
        at = datetime(2027, 3, 31, 19, 30, tzinfo=UTC)  # April in Karachi
        _in_touch(shop, at)
        with shop.writing() as session:
            place_order(session, shop.ids["ayesha"], "3004", {"H-1-1": 1}, status="delivered").placed_at = at
        assert plan(shop, at) == 1
        assert invitations(shop)[0].subject_id.endswith("/2027Q2")

    def test_a_complaint_that_was_merged_into_a_solved_one_blocks_no_question(self, shop: Shop) -> None:
        deliver(shop, "3005")
        be_there(shop)
        ticket_of(shop)
        with shop.writing() as session:
            rate(session, shop.who("ayesha"), 5)
            merged = session.scalars(select(Ticket)).one()
            main = Ticket(**{**_columns(merged), "number": "T-1", "status": "closed"})
            session.add(main)
            session.flush()
            merged.merged_into_id = main.id
        assert plan(shop, utc_now() + timedelta(minutes=11)) == 1
        assert invitations(shop)[0].subject_type == "quarter"

    def test_the_holdout_is_as_large_as_it_should_be_and_never_changes(self) -> None:
        drawn = [drawn_number("holdout each_quarter", str(number)) for number in range(4000)]
        assert 0.17 < sum(number < 0.2 for number in drawn) / 4000 < 0.23
        assert drawn == [drawn_number("holdout each_quarter", str(number)) for number in range(4000)]
