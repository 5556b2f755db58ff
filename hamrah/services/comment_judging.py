"""What comments say (sentiment, topic, urgency), written down beside them; the model that judges is handed in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.satisfaction import Feedback, FollowUp
from hamrah.services.feedback import ANGRY
from hamrah.services.follow_ups import open_follow_up
from hamrah.services.identity import Principal
from hamrah.services.ticket_rules import names_harm, ticket_rules

AT_ONCE = 64


class Judged(Protocol):
    """What is said of a text: `sentiment` negative, neutral or positive; `score` from −1 to 1; topic; urgency."""

    @property
    def sentiment(self) -> str: ...  # noqa: D102
    @property
    def score(self) -> float: ...  # noqa: D102
    @property
    def topic(self) -> str: ...  # noqa: D102
    @property
    def urgency(self) -> str: ...  # noqa: D102


Judge = Callable[[Sequence[str]], Sequence[Judged]]
"""Judges texts, one for one in their order."""


@dataclass(frozen=True)
class Comment:
    """A comment to judge, as it read when it was taken."""

    feedback_id: int
    text: str


def unjudged_comments(session: Session, limit: int = AT_ONCE) -> list[Comment]:
    """The oldest comments that nobody has judged yet."""
    query = select(Feedback.id, Feedback.comment).where(Feedback.comment.is_not(None), Feedback.sentiment.is_(None))
    rows = session.execute(query.order_by(Feedback.id).limit(limit)).tuples()
    return [Comment(number, text or "") for number, text in rows]


def keep_judgements(session: Session, judged: Mapping[Comment, Judged]) -> int:
    """Write down what comments say; how many. One that has grown meanwhile is left to be judged anew.

    Whose words are negative and of high urgency, or tell of harm, gets a follow-up, however they rated.
    """
    kept: list[Feedback] = []
    ids = [comment.feedback_id for comment in judged]
    rows = {row.id: row for row in session.scalars(select(Feedback).where(Feedback.id.in_(ids)).with_for_update())}
    for comment, said in judged.items():
        row = rows.get(comment.feedback_id)
        if row is not None and row.comment == comment.text:
            row.sentiment, row.score, row.topic, row.urgency = said.sentiment, said.score, said.topic, said.urgency
            kept.append(row)
    _come_back(session, [row for row in kept if row.sentiment == "negative" and _is_pressing(row)])
    return len(kept)


def _is_pressing(row: Feedback) -> bool:
    """What the model does not call urgent may be all the same: it finds fewer than half of what is."""
    return row.urgency == "high" or names_harm(ticket_rules(), row.comment or "")


def _come_back(session: Session, pressing: Sequence[Feedback]) -> None:
    if not pressing:
        return
    had = set(session.scalars(select(FollowUp.rating_id).where(FollowUp.rating_id.in_([row.id for row in pressing]))))
    for row in pressing:
        if row.id not in had and row.sender_id is not None:
            principal = Principal(row.sender_id, row.touchpoint, row.customer_id)
            open_follow_up(session, principal, ANGRY, row.comment, row)
