"""Who is asked how it was, and about what: once, and not what was rated already."""

from datetime import timedelta

from sqlalchemy import update

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation
from hamrah.crm.orders import Order, Refund, Return
from hamrah.crm.satisfaction import Feedback, SurveyInvitation
from hamrah.services.feedback import rate
from hamrah.services.identity import note_interaction
from hamrah.services.survey_rules import drawn_number
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.tickets import confirm_solved
from hamrah.services.transcripts import Said, write_down

from .desk import hire, member, ticket_of
from .surveying import be_there, deliver, invitations, plan
from .world import Shop


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

    def test_the_holdout_is_as_large_as_it_should_be_and_never_changes(self) -> None:
        drawn = [drawn_number("holdout each_quarter", str(number)) for number in range(4000)]
        assert 0.17 < sum(number < 0.2 for number in drawn) / 4000 < 0.23
        assert drawn == [drawn_number("holdout each_quarter", str(number)) for number in range(4000)]
