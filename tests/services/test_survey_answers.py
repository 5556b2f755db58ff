"""What counts as an answer to how it was, and what it leads to."""

import re
from datetime import datetime

import pytest
from sqlalchemy import select

from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.orders import Order
from hamrah.crm.satisfaction import Feedback, FollowUp, SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.language.ratings import Rated
from hamrah.services.actors import SYSTEM
from hamrah.services.feedback import comment, keep_displeasure, rate
from hamrah.services.follow_ups import list_follow_ups, rating_chains, remedy_follow_up
from hamrah.services.refusal import Refusal
from hamrah.services.survey_answers import NOTHING_ASKED, rating_in, survey_answer
from hamrah.services.survey_rules import survey_rules
from hamrah.services.tickets import confirm_solved
from hamrah.services.transcripts import Said, write_down

from .desk import desk, member, ticket_of
from .surveying import HOUR, ask, be_there, deliver, invitations, invite, noon, plan
from .world import Shop

__all__ = ["desk", "noon"]


def asked(shop: Shop, survey: str, kind: str, subject: tuple[str, str], who: str = "ayesha") -> int:
    """An invitation whose question was just asked; its id."""
    number = invite(shop, survey, kind, subject, who)
    with shop.writing() as session:
        row = session.get_one(SurveyInvitation, number)
        row.status, row.asked_at = "asked", utc_now()
    return number


def _labels() -> list[tuple[str, str, int]]:
    """Of every question of the shop's, in every language: its kind, the words of an end of its scale, the rating."""
    kinds = {f"utter_survey_{name}": survey.kind for name, survey in survey_rules().surveys.items()}
    kinds |= {f"utter_ask_rating_{kind}": kind for kind in survey_rules().kinds}
    named = re.compile(r"(\d+) (?:(?:is|yaani|matlab|یعنی) ([^,.،۔]+)|\(([^)]+)\))")
    found = []
    for language in ("en", "ur", "ur-Latn"):
        for key, kind in kinds.items():
            ends = named.findall(texts().message(language, key)[0])
            assert len(ends) == 2, f"{key} of {language} does not name both ends of its scale"
            found += [(kind, one or other, int(rating)) for rating, one, other in ends]
    return found


class TestAnswering:
    def test_the_ends_that_a_question_names_are_answers_to_it(self) -> None:
        for kind, words, rating in _labels():
            assert rating_in(words, SurveyInvitation(kind=kind)) == Rated(rating), f"{words!r} answers {kind}"

    def test_the_first_words_after_the_question_are_its_answer_on_its_scale(self, shop: Shop) -> None:
        asked(shop, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        with shop.writing() as session:
            assert survey_answer(session, "web-ayesha", "9") == Rated(9)
            assert survey_answer(session, "web-ayesha", "mera order kahan hai") is None
            assert survey_answer(session, "web-bilal", "9") is None
            write_down(session, "web-ayesha", Said("person", "mera order kahan hai", "ur-Latn"))
        with shop.reading() as session:
            assert survey_answer(session, "web-ayesha", "9") is None  # now it may answer something else

    def test_an_answer_is_kept_with_what_it_is_about(self, shop: Shop) -> None:
        order = deliver(shop, "1001")
        number = asked(shop, "order_delivered", "csat", ("order", str(order)))
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
        asked(sqlite_shop, "helped_in_chat", kind, ("conversation", "1"))
        with pytest.raises(Refusal, match="utter_rating_out_of_range"), sqlite_shop.writing() as session:
            rate(session, sqlite_shop.who("ayesha"), rating)
        assert invitations(sqlite_shop)[0].status == "asked" and sqlite_shop.count(Feedback) == 0

    def test_from_a_low_rating_to_the_second_one_in_one_query(self, desk: Shop, noon: datetime) -> None:
        shop = desk
        be_there(shop)
        order = deliver(shop, "1001")
        asked(shop, "order_delivered", "csat", ("order", str(order)))
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
            again = session.scalars(select(SurveyInvitation).where(SurveyInvitation.survey == "after_remedy")).one()
            again.asked_at = utc_now()
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


class TestWhichQuestionIsAnswered:
    def confirmed(self, shop: Shop) -> str:
        """A ticket of Ayesha's of which she said that it is solved, and was asked how satisfied she is with that."""
        number = ticket_of(shop)
        with shop.writing() as session:
            confirm_solved(session, shop.who("ayesha"), number)
        return number

    def test_words_answer_what_was_asked_last(self, shop: Shop) -> None:
        asked(shop, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        number = self.confirmed(shop)
        with shop.writing() as session:
            row = rate(session, shop.who("ayesha"), 5, ticket=number)
            assert (row.kind, row.rating, row.invitation_id) == ("csat", 5, None) and row.ticket_id is not None
            assert rate(session, shop.who("ayesha"), 4, ticket=number).id == row.id  # on second thoughts
        assert [one.status for one in invitations(shop)] == ["asked"] and shop.count(FollowUp) == 0

    def test_a_button_answers_the_question_it_stands_under(self, shop: Shop) -> None:
        number = self.confirmed(shop)
        quarter = asked(shop, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        with shop.writing() as session:
            of_ticket = rate(session, shop.who("ayesha"), 5, about=number)
            assert (of_ticket.kind, of_ticket.invitation_id) == ("csat", None) and of_ticket.ticket_id is not None
            assert rate(session, shop.who("ayesha"), 4, about=NOTHING_ASKED).kind == "csat"
        assert [one.status for one in invitations(shop)] == ["asked"]
        asked(shop, "after_remedy", "csat", ("follow_up", "7"))
        with shop.writing() as session:
            row = rate(session, shop.who("ayesha"), 9, about=str(quarter))
            assert (row.kind, row.rating, row.invitation_id) == ("nps", 9, quarter)
        assert [one.status for one in invitations(shop)] == ["answered", "asked"]

    def test_late_and_anew_a_button_still_answers_its_question(self, shop: Shop) -> None:
        quarter = asked(shop, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        with shop.writing() as session:
            session.get_one(SurveyInvitation, quarter).status = "unanswered"
        for rating in (3, 9):
            with shop.writing() as session:
                rate(session, shop.who("ayesha"), rating, about=str(quarter))
        with shop.reading() as session:
            assert [(one.kind, one.rating) for one in session.scalars(select(Feedback))] == [("nps", 9)]
        assert [one.status for one in invitations(shop)] == ["answered"]

    def test_a_question_about_the_same_ticket_is_answered_by_either(self, shop: Shop) -> None:
        number = ticket_of(shop)
        with shop.reading() as session:
            ticket = session.scalars(select(Ticket.id).where(Ticket.number == number)).one()
        survey = asked(shop, "ticket_solved", "csat", ("ticket", str(ticket)))
        with shop.writing() as session:
            confirm_solved(session, shop.who("ayesha"), number)
            assert rate(session, shop.who("ayesha"), 4, ticket=number).invitation_id == survey
            assert rate(session, shop.who("ayesha"), 5, about=number).ticket_id == ticket
        assert [one.status for one in invitations(shop)] == ["answered"]

    def test_nobody_answers_for_somebody_else(self, sqlite_shop: Shop) -> None:
        quarter = asked(sqlite_shop, "each_quarter", "nps", ("quarter", "1/2026Q4"))
        with sqlite_shop.writing() as session:
            row = rate(session, sqlite_shop.who("bilal"), 3, about=str(quarter))
            assert (row.kind, row.invitation_id) == ("csat", None)
        assert [one.status for one in invitations(sqlite_shop)] == ["asked"]
