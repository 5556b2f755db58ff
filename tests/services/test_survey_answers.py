"""What counts as an answer to how it was, and what it leads to."""

from datetime import datetime

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import Feedback, FollowUp, SurveyInvitation
from hamrah.language.ratings import Rated
from hamrah.services.actors import SYSTEM
from hamrah.services.feedback import comment, keep_displeasure, rate
from hamrah.services.follow_ups import list_follow_ups, rating_chains, remedy_follow_up
from hamrah.services.refusal import Refusal
from hamrah.services.survey_answers import survey_answer
from hamrah.services.transcripts import Said, write_down

from .desk import desk, member
from .surveying import HOUR, ask, be_there, deliver, invitations, invite, noon, plan
from .world import Shop

__all__ = ["desk", "noon"]


class TestAnswering:
    def asked(self, shop: Shop, survey: str, kind: str, subject: tuple[str, str], who: str = "ayesha") -> int:
        number = invite(shop, survey, kind, subject, who)
        with shop.writing() as session:
            row = session.get_one(SurveyInvitation, number)
            row.status, row.asked_at = "asked", utc_now()
        return number

    def test_the_first_words_after_the_question_are_its_answer_on_its_scale(self, shop: Shop) -> None:
        self.asked(shop, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        with shop.writing() as session:
            assert survey_answer(session, "web-ayesha", "9") == Rated(9)
            assert survey_answer(session, "web-ayesha", "mera order kahan hai") is None
            assert survey_answer(session, "web-bilal", "9") is None
            write_down(session, "web-ayesha", Said("person", "mera order kahan hai", "ur-Latn"))
        with shop.reading() as session:
            assert survey_answer(session, "web-ayesha", "9") is None  # now it may answer something else

    def test_an_answer_is_kept_with_what_it_is_about(self, shop: Shop) -> None:
        order = deliver(shop, "1001")
        number = self.asked(shop, "order_delivered", "csat", ("order", str(order)))
        with shop.writing() as session:
            row = rate(session, shop.who("ayesha"), 4)
            assert (row.invitation_id, row.order_id, row.kind, row.rating) == (number, order, "csat", 4)
            assert row.branch_id == session.get_one(Order, order).branch_id and row.product_id is not None
        assert invitations(shop)[0].status == "answered"
        assert shop.count(FollowUp) == 0

    @pytest.mark.parametrize(("kind", "rating"), [("csat", 6), ("csat", 0), ("nps", 11), ("ces", 8), ("ces", 0)])
    def test_outside_its_scale_is_refused_and_the_question_stays_open(
        self, sqlite_shop: Shop, kind: str, rating: int
    ) -> None:
        self.asked(sqlite_shop, "helped_in_chat", kind, ("conversation", "1"))
        with pytest.raises(Refusal, match="utter_rating_out_of_range"), sqlite_shop.writing() as session:
            rate(session, sqlite_shop.who("ayesha"), rating)
        assert invitations(sqlite_shop)[0].status == "asked" and sqlite_shop.count(Feedback) == 0

    def test_from_a_low_rating_to_the_second_one_in_one_query(self, desk: Shop, noon: datetime) -> None:
        shop = desk
        be_there(shop)
        order = deliver(shop, "1001")
        self.asked(shop, "order_delivered", "csat", ("order", str(order)))
        with shop.writing() as session:
            rate(session, shop.who("ayesha"), 1)
            comment(session, shop.who("ayesha"), "It came broken")
        with shop.writing() as session:
            (row,) = list_follow_ups(session, member(session, "sunita"))
            assert (row.reason, row.words) == ("low_rating", "It came broken")
            assert list_follow_ups(session, member(session, "rameez")) == []
            with pytest.raises(Refusal, match="utter_follow_up_not_found"):
                remedy_follow_up(session, member(session, "rameez"), row.id, "A new one")
            remedy_follow_up(session, member(session, "sunita"), row.id, "A new one was sent")
        assert plan(shop) == 1
        assert ask(shop, noon + 48 * HOUR) == 1
        with shop.writing() as session:
            asked = session.scalars(select(SurveyInvitation).where(SurveyInvitation.survey == "after_remedy")).one()
            asked.asked_at = utc_now()
            rate(session, shop.who("ayesha"), 5)
        with shop.reading() as session:
            (chain,) = rating_chains(session, SYSTEM)
            assert (chain.first_rating, chain.reason, chain.remedy, chain.second_rating) == (
                1,
                "low_rating",
                "A new one was sent",
                5,
            )
            with pytest.raises(Refusal, match="utter_managers_only"):
                rating_chains(session, member(session, "sunita"))

    def test_an_angry_message_opens_one_too_and_trouble_on_trouble_stays_one(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            keep_displeasure(session, sqlite_shop.who("guest"), "worst shop ever")
            keep_displeasure(session, sqlite_shop.who("guest"), "I am furious")
            keep_displeasure(session, sqlite_shop.who("bilal"), "useless")
        with sqlite_shop.reading() as session:
            rows = session.scalars(select(FollowUp).order_by(FollowUp.id)).all()
        assert [(row.reason, row.words) for row in rows] == [
            ("angry_message", "worst shop ever\nI am furious"),
            ("angry_message", "useless"),
        ]
