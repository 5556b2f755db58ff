"""Coming back to people: who sees whom, with what it is about; what is added to one, what takes it back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch
from hamrah.crm.conversations import Conversation
from hamrah.crm.operations import Audit
from hamrah.crm.satisfaction import Feedback, FollowUp, Review
from hamrah.services.actors import SYSTEM
from hamrah.services.feedback import comment, keep_displeasure, rate
from hamrah.services.follow_ups import list_follow_ups, rating_chains, remedy_follow_up
from hamrah.services.identity import prove
from hamrah.services.refusal import Refusal
from hamrah.services.reviews import judge_reviews
from hamrah.services.tickets import confirm_solved

from .desk import desk, member, sqlite_desk, ticket_of
from .test_reviews import by_one_word
from .world import Shop

__all__ = ["desk", "sqlite_desk"]


def review(shop: Shop, branch: str, who: str | None = "ayesha", stars: int = 1) -> int:
    with shop.writing() as session:
        branch_id = session.scalar(select(Branch.id).where(Branch.code == branch))
        values: dict[str, Any] = {
            "source": "maps",
            "external_id": f"{branch}-{who}",
            "kind": "review",
            "language": "en",
        }
        customer_id = None if who is None else shop.ids[who]
        values |= {"text": "They were rude at the till", "stars": stars, "branch_id": branch_id}
        row = Review(**values, customer_id=customer_id, written_at=utc_now(), taken_at=utc_now())
        session.add(row)
        session.flush()
        return row.id


def judge(shop: Shop) -> None:
    judge_reviews(shop.sessions, by_one_word)


def opened(shop: Shop) -> list[FollowUp]:
    with shop.reading() as session:
        return list(session.scalars(select(FollowUp).order_by(FollowUp.id)))


def test_whoever_waits_is_shown_with_all_that_it_is_about(desk: Shop) -> None:
    number = ticket_of(desk)
    with desk.writing() as session:
        confirm_solved(session, desk.who("ayesha"), number)
        rate(session, desk.who("ayesha"), 1, ticket=number)
    with desk.writing() as session:
        (row,) = list_follow_ups(session, member(session, "sunita"))
        assert (row.name, row.rating, row.ticket, row.order, row.review) == ("Ayesha Khan", 1, number, "7001", None)
        assert row.customer is not None
    with desk.reading() as session:
        looks = session.scalars(select(Audit.subject_id).where(Audit.action == "follow_up_listed")).all()
    assert looks == [str(desk.ids["ayesha"])]


def test_a_review_of_a_branch_is_that_branchs_business(desk: Shop) -> None:
    number = review(desk, "LHR")
    judge(desk)
    with desk.writing() as session:
        assert list_follow_ups(session, member(session, "rameez")) == []
        with pytest.raises(Refusal, match="utter_follow_up_not_found"):
            remedy_follow_up(session, member(session, "rameez"), opened(desk)[0].id, "x")
        (row,) = list_follow_ups(session, member(session, "sunita"))
        assert (row.reason, row.review) == ("bad_review", number)
    with desk.reading() as session:
        assert [one.first_rating for one in rating_chains(session, SYSTEM)] == [1]


def test_a_bad_review_is_added_to_what_is_open(desk: Shop) -> None:
    with desk.writing() as session:
        keep_displeasure(session, desk.who("ayesha"), "They burned my hand")
    number = review(desk, "LHR")
    judge(desk)
    (row,) = opened(desk)
    assert (row.reason, row.review_id) == ("angry_message", number)
    assert row.words == "They burned my hand\nThey were rude at the till"


def test_the_rating_after_angry_words_is_the_chains_first(sqlite_desk: Shop) -> None:
    with sqlite_desk.writing() as session:
        keep_displeasure(session, sqlite_desk.who("ayesha"), "Useless!")
        rate(session, sqlite_desk.who("ayesha"), 1)
    with sqlite_desk.reading() as session:
        assert [one.first_rating for one in rating_chains(session, SYSTEM)] == [1]


@pytest.mark.parametrize(("words", "status"), [(None, "closed"), ("The rider shouted", "open")])
def test_a_rating_that_is_raised_again_closes_what_it_opened_unless_they_said_why(
    sqlite_desk: Shop, words: str | None, status: str
) -> None:
    with sqlite_desk.writing() as session:
        rate(session, sqlite_desk.who("ayesha"), 1)
        if words:
            comment(session, sqlite_desk.who("ayesha"), words)
    with sqlite_desk.writing() as session:
        rate(session, sqlite_desk.who("ayesha"), 5)
    assert sqlite_desk.count(Feedback, Feedback.rating == 5) == 1
    assert [row.status for row in opened(sqlite_desk)] == [status]


def test_a_guests_is_theirs_once_they_show_who_they_are(desk: Shop) -> None:
    with desk.writing() as session:
        rate(session, desk.who("guest"), 1)
    with desk.writing() as session:
        conversation = session.get_one(Conversation, desk.who("guest").sender_id)
        prove(session, conversation, desk.ids["ayesha"], "code", timedelta(hours=1))
    assert [row.customer_id for row in opened(desk)] == [desk.ids["ayesha"]]
