"""Comments are judged in batches, while no transaction is held, and what was judged is what is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sqlalchemy import select

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Conversation
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.satisfaction import Feedback, FollowUp
from hamrah.crm.tickets import Ticket
from hamrah.services.comment_judging import AT_ONCE, Judge, unjudged_comments
from hamrah.services.feedback import comment, keep_displeasure, rate
from hamrah.services.identity import Principal
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import open_ticket
from hamrah.worker.judging import judge_comments, judge_tickets

GUEST = Principal("web-1", "web")
LESSONS = {
    "negative": ("the kurta is torn and bad", "bohat bura tha", "terrible, broken and late", "worst, it was torn"),
    "neutral": ("it came on monday", "it is a blue kurta", "mujhe parcel mila", "a kurta and a shirt"),
    "positive": ("lovely and soft, thank you", "bohat acha tha", "great, I am happy", "beautiful, thank you"),
}


@dataclass(frozen=True)
class Verdict:
    sentiment: str
    score: float
    topic: str
    urgency: str


@pytest.fixture(scope="module")
def small_model() -> Pipeline:
    """A small judge that has learnt from twelve sentences."""
    texts = [text for said in LESSONS.values() for text in said]
    labels = [label for label, said in LESSONS.items() for _ in said]
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(C=10.0))
    return model.fit(texts, labels)


@pytest.fixture
def judge(small_model: Pipeline) -> Judge:
    def judge(texts: Sequence[str]) -> list[Verdict]:
        return [
            Verdict(
                sentiment=str(label),
                score=float(chances[2] - chances[0]),
                topic="quality",
                urgency="high" if label == "negative" and "torn" in text else "normal",
            )
            for text, label, chances in zip(
                texts, small_model.predict(texts), small_model.predict_proba(texts), strict=True
            )
        ]

    return judge


@pytest.fixture
def store(store: Sessions) -> Sessions:
    with transaction(store) as session:
        session.add(Conversation(sender_id="web-1", channel="web", started_at=utc_now(), seen_at=utc_now()))
    return store


def write(store: Sessions, *texts: str) -> None:
    with transaction(store) as session:
        for text in texts:
            session.add(Feedback(sender_id="web-1", kind="praise", comment=text, touchpoint="chat", at=utc_now()))


def kept(store: Sessions) -> list[Feedback]:
    with store() as session:
        return list(session.scalars(select(Feedback).order_by(Feedback.id)))


def test_each_comment_is_judged_once_and_a_rating_without_words_never(store: Sessions, judge: Judge) -> None:
    write(store, "lovely and soft", "bohat bura")
    with transaction(store) as session:
        rate(session, GUEST, 5)
    assert judge_comments(store, judge) == 2 and judge_comments(store, judge) == 0
    good, bad, bare = kept(store)
    assert (good.sentiment, bad.sentiment, bare.sentiment) == ("positive", "negative", None)
    assert good.score is not None and bad.score is not None and -1 <= bad.score < 0 < good.score <= 1
    assert (good.topic, good.urgency) == ("quality", "normal")


def test_so_many_at_once_and_the_rest_the_next_time(store: Sessions, judge: Judge) -> None:
    write(store, *["it is lovely"] * (AT_ONCE + 3))
    assert [judge_comments(store, judge) for _ in range(3)] == [AT_ONCE, 3, 0]


def test_others_write_meanwhile_and_a_comment_that_grew_is_judged_anew(store: Sessions, judge: Judge) -> None:
    with transaction(store) as session:
        rate(session, GUEST, 4)
        comment(session, GUEST, "thank you")

    def slow(texts: Sequence[str]) -> Sequence[Verdict]:
        with transaction(store) as session:  # SQLite would refuse this while another transaction writes
            comment(session, GUEST, "but the kurta is bad")
        return judge(texts)  # type: ignore[return-value]

    assert judge_comments(store, slow) == 0
    assert kept(store)[0].sentiment is None
    assert judge_comments(store, judge) == 1
    with transaction(store) as session:
        comment(session, GUEST, "and I want to say more")
    with store() as session:
        assert [one.text for one in unjudged_comments(session)] == [
            "thank you\nbut the kurta is bad\nand I want to say more"
        ]


def test_pressing_words_open_a_follow_up_whatever_the_rating_but_no_second_one(store: Sessions, judge: Judge) -> None:
    with transaction(store) as session:
        rate(session, GUEST, 5)
        comment(session, GUEST, "worst, it was torn")
    judge_comments(store, judge)
    with store() as session:
        (row,) = session.scalars(select(FollowUp))
        assert (row.reason, row.words, row.sender_id) == ("angry_message", "worst, it was torn", "web-1")
    with transaction(store) as session:
        keep_displeasure(session, GUEST, "terrible, the second one is torn too")
    judge_comments(store, judge)
    with store() as session:
        (row,) = session.scalars(select(FollowUp))
        assert row.words == "worst, it was torn\nterrible, the second one is torn too"


@pytest.mark.parametrize(
    ("words", "is_told"),
    [("charger se current laga, bura tajurba", True), ("استری کی تار سے کرنٹ لگا", True), ("the kurta was bad", False)],
)
def test_words_of_harm_open_one_where_the_model_hears_no_urgency(store: Sessions, words: str, is_told: bool) -> None:
    with transaction(store) as session:
        rate(session, GUEST, 4)
        comment(session, GUEST, words)
    judge_comments(store, lambda texts: [Verdict("negative", -0.5, "product", "low") for _ in texts])
    with store() as session:
        assert [row.words for row in session.scalars(select(FollowUp))] == ([words] if is_told else [])


def open_one(store: Sessions, words: str, kind: str = "damaged") -> str:
    with transaction(store) as session:
        return open_ticket(session, GUEST, Complaint(kind, words)).number


def test_tickets_are_judged_once_and_pressing_ones_come_earlier(store: Sessions, judge: Judge) -> None:
    pressing, calm = open_one(store, "worst, it was torn"), open_one(store, "it came on monday", "late")
    assert judge_tickets(store, judge) == 2 and judge_tickets(store, judge) == 0
    with store() as session:
        rows = {row.number: row for row in session.scalars(select(Ticket))}
        assert (rows[pressing].sentiment, rows[pressing].urgency) == ("negative", "high")
        assert (rows[pressing].impact, rows[pressing].priority) == ("high", "high")
        assert rows[calm].priority == "normal"
        assert rows[pressing].answer_due_at <= rows[calm].answer_due_at
