"""When and where people are asked how it was, how often, and who is not asked."""

from datetime import datetime

from sqlalchemy import func, select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.crm.customers import Consent
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import FollowUp
from hamrah.services.feedback import keep_displeasure, rate
from hamrah.services.opting import stop_service
from hamrah.services.ticket_desk import solve_ticket
from hamrah.services.tickets import confirm_solved, reopen_ticket

from .desk import desk, member, sqlite_desk, ticket_of
from .offering import allow
from .surveying import HOUR, ask, be_there, deliver, invitations, invite, noon, plan
from .world import Shop

__all__ = ["desk", "noon", "sqlite_desk"]


class TestAsking:
    def test_in_their_language_with_buttons_once(self, shop: Shop, noon: datetime) -> None:
        be_there(shop, language="ur")
        order = deliver(shop, "1001")
        invite(shop, "order_delivered", "csat", ("order", str(order)))
        assert ask(shop, noon) == 1 and ask(shop, noon + HOUR) == 0
        with shop.reading() as session:
            (line,) = session.scalars(select(ChatMessage).where(ChatMessage.sender_id == "web-ayesha"))
            assert "آپ کا آرڈر" in line.text and "1001" in line.text
            assert session.scalar(select(func.count()).select_from(Button)) == 5
        (row,) = invitations(shop)
        assert (row.status, row.language, row.channel) == ("asked", "ur", "web")

    def test_nobody_is_asked_in_the_quiet_hours(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "x"))
        assert ask(sqlite_shop, noon + 12 * HOUR) == 0
        assert ask(sqlite_shop, noon + 24 * HOUR) == 1

    def test_not_twice_within_the_days_of_the_rules_whatever_about(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        for number in ("1", "2"):
            invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", number))
        assert ask(sqlite_shop, noon) == 1
        assert [row.reason for row in invitations(sqlite_shop)] == [None, "asked_lately"]
        invite(sqlite_shop, "order_delivered", "csat", ("order", "7"))
        assert ask(sqlite_shop, noon + 24 * HOUR) == 0
        invite(sqlite_shop, "after_remedy", "csat", ("follow_up", "7"))
        assert ask(sqlite_shop, noon + 24 * HOUR) == 1

    def test_only_where_it_is_certainly_theirs_and_not_while_a_person_speaks(
        self, sqlite_shop: Shop, noon: datetime
    ) -> None:
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        assert ask(sqlite_shop, noon) == 0  # the proof has expired: somebody else may sit there
        be_there(sqlite_shop)
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "person"
        assert ask(sqlite_shop, noon) == 0
        with sqlite_shop.writing() as session:
            session.get_one(Conversation, "web-ayesha").held_by = "bot"
        assert ask(sqlite_shop, noon) == 1

    def test_a_recommendation_is_asked_only_of_who_consents(self, sqlite_shop: Shop, noon: datetime) -> None:
        for who, granted in (("ayesha", True), ("bilal", False)):
            be_there(sqlite_shop, who)
            invite(sqlite_shop, "each_quarter", "nps", ("quarter", who), who)
            with sqlite_shop.writing() as session:
                yes = Consent(purpose="marketing", granted=granted, touchpoint="web", at=utc_now())
                yes.customer_id = sqlite_shop.ids[who]
                session.add(yes)
        assert ask(sqlite_shop, noon) == 1
        assert [row.status for row in invitations(sqlite_shop)] == ["asked", "dropped"]
        with sqlite_shop.reading() as session:
            assert session.scalar(select(func.count()).select_from(Button)) == 11

    def test_whoever_had_all_messages_stopped_is_asked_nothing(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        with sqlite_shop.writing() as session:
            stop_service(session, sqlite_shop.who("ayesha"))
        assert ask(sqlite_shop, noon) == 0
        assert [row.reason for row in invitations(sqlite_shop)] == ["opted_out"]

    def test_no_answer_is_an_answer(self, sqlite_shop: Shop, noon: datetime) -> None:
        be_there(sqlite_shop)
        invite(sqlite_shop, "helped_in_chat", "csat", ("conversation", "1"))
        ask(sqlite_shop, noon)
        ask(sqlite_shop, noon + 71 * HOUR)
        assert invitations(sqlite_shop)[0].status == "asked"
        ask(sqlite_shop, noon + 73 * HOUR)
        assert invitations(sqlite_shop)[0].status == "unanswered"


class TestWhatIsNoLongerSo:
    def solved(self, shop: Shop) -> str:
        """A ticket of Ayesha's that was solved, and is to be asked about."""
        be_there(shop)
        number = ticket_of(shop)
        with shop.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "A new one is coming")
        assert plan(shop) == 1
        return number

    def test_what_was_rated_meanwhile_is_not_asked_about(self, desk: Shop, noon: datetime) -> None:
        number = self.solved(desk)
        with desk.writing() as session:
            confirm_solved(session, desk.who("ayesha"), number)
            rate(session, desk.who("ayesha"), 5, ticket=number)
        assert ask(desk, noon + 3 * HOUR) == 0
        assert [(row.status, row.reason) for row in invitations(desk)] == [("dropped", "rated")]

    def test_a_ticket_opened_again_is_asked_about_when_it_is_solved_anew(self, desk: Shop, noon: datetime) -> None:
        number = self.solved(desk)
        with desk.writing() as session:
            reopen_ticket(session, desk.who("ayesha"), number, "It is broken again")
        assert ask(desk, noon + 3 * HOUR) == 0 and invitations(desk) == []
        with desk.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "Another one is coming")
        assert plan(desk) == 1 and ask(desk, noon + 3 * HOUR) == 1

    def test_one_solved_anew_before_it_was_asked_about_has_its_time_again(
        self, sqlite_desk: Shop, noon: datetime
    ) -> None:
        number = self.solved(sqlite_desk)
        with sqlite_desk.writing() as session:
            reopen_ticket(session, sqlite_desk.who("ayesha"), number, "It is broken again")
            solve_ticket(session, member(session, "sunita"), number, "Another one is coming")
        assert ask(sqlite_desk, noon + 3 * HOUR) == 0 and plan(sqlite_desk) == 1

    def test_an_order_that_went_back_is_not_asked_about(self, shop: Shop, noon: datetime) -> None:
        be_there(shop)
        order = deliver(shop, "1001")
        invite(shop, "order_delivered", "csat", ("order", str(order)))
        with shop.writing() as session:
            session.get_one(Order, order).status = "returned"
        assert ask(shop, noon) == 0
        assert [row.reason for row in invitations(shop)] == ["order_returned"]

    def test_nobody_is_asked_whether_they_were_helped_who_complained_since(self, shop: Shop, noon: datetime) -> None:
        be_there(shop)
        invite(shop, "helped_in_chat", "csat", ("conversation", "web-ayesha/2026-11-27"))
        ticket_of(shop)
        assert ask(shop, noon) == 0
        assert [row.reason for row in invitations(shop)] == ["complained"]

    def test_what_was_put_right_and_closed_is_not_asked_about(self, shop: Shop, noon: datetime) -> None:
        be_there(shop)
        with shop.writing() as session:
            keep_displeasure(session, shop.who("ayesha"), "worst shop ever")
            follow_up = session.scalars(select(FollowUp)).one()
            follow_up.status = "closed"
        invite(shop, "after_remedy", "csat", ("follow_up", str(follow_up.id)))
        assert ask(shop, noon) == 0
        assert [row.reason for row in invitations(shop)] == ["follow_up_closed"]

    def test_the_question_of_the_quarter_waits_while_a_complaint_is_open(self, desk: Shop, noon: datetime) -> None:
        be_there(desk)
        allow(desk)
        invite(desk, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        number = ticket_of(desk)
        assert ask(desk, noon) == 0 and invitations(desk)[0].status == "planned"
        with desk.writing() as session:
            solve_ticket(session, member(session, "sunita"), number, "A new one is coming")
        assert ask(desk, noon) == 1
