"""How satisfied people are: what they were asked, what they answered, and what followed from it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Id, Long, Name, reference


class SurveyInvitation(Base):
    """One question (`csat`, `nps`, `ces`) to one person about one thing (`subject`), asked at most once.

    `status`: `planned` until `due_at`, `asked`, `answered`, `unanswered` (the time to answer is over), `held_out` (in
    the share that is not asked) or `dropped` (a rule of surveys.yml forbade it; `reason` says which).
    """

    __tablename__ = "survey_invitations"
    __table_args__ = (
        UniqueConstraint("kind", "subject_type", "subject_id"),
        Index("ix_survey_invitations_due", "status", "due_at"),
        Index("ix_survey_invitations_subject", "subject_type", "subject_id"),
        Index("ix_survey_invitations_asked", "status", "asked_at"),
    )

    id: Mapped[Id]
    survey: Mapped[Code]
    kind: Mapped[Code]
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    subject_type: Mapped[Code]
    subject_id: Mapped[Name]
    channel: Mapped[Code | None]
    language: Mapped[Code | None]
    status: Mapped[Code]
    reason: Mapped[Code | None]
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]


class SurveyAsking(Base):
    """Where a question was asked: in which message, and to which account of a messaging app (none: on the website).

    One that the provider refused for good was not asked; it is asked once more elsewhere, and here no more.
    """

    __tablename__ = "survey_askings"
    __table_args__ = (UniqueConstraint("invitation_id", "account_id"),)

    id: Mapped[Id]
    invitation_id: Mapped[int] = reference("survey_invitations.id", cascade=True, index=False)
    message_id: Mapped[int] = reference("chat_messages.id", cascade=True)
    account_id: Mapped[int | None] = reference("channel_accounts.id", cascade=True)


class Feedback(Base):
    """A rating (`csat` 1–5, `nps` 0–10, `ces` 1–7) with its comment, and what it was about.

    What the comment says (`sentiment`, `score` from −1 to 1, `topic`, `urgency`) is judged by the worker afterwards.
    """

    __tablename__ = "feedback"
    __table_args__ = (CheckConstraint("rating BETWEEN 0 AND 10", name="rating_in_range"),)

    id: Mapped[Id]
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    invitation_id: Mapped[int | None] = reference("survey_invitations.id")
    kind: Mapped[Code]
    rating: Mapped[int | None]
    comment: Mapped[Long | None]
    language: Mapped[Code | None]
    order_id: Mapped[int | None] = reference("orders.id")
    ticket_id: Mapped[int | None] = reference("tickets.id")
    product_id: Mapped[int | None] = reference("products.id")
    branch_id: Mapped[int | None] = reference("branches.id")
    touchpoint: Mapped[Code]
    sentiment: Mapped[Code | None]
    score: Mapped[float | None]
    topic: Mapped[Code | None]
    urgency: Mapped[Code | None]
    at: Mapped[datetime] = mapped_column(index=True)


class FollowUp(Base):
    """That somebody must come back to a person, why, what was done, and how it was rated after that.

    `reason` is `low_rating`, `angry_message` or `bad_review`; `rating_id` the rating that opened it, `second_rating_id`
    the one given after the remedy. `status`: `open`, `remedied`, `closed`.
    """

    __tablename__ = "follow_ups"
    __table_args__ = (Index("ix_follow_ups_status", "status", "opened_at"),)

    id: Mapped[Id]
    customer_id: Mapped[int | None] = reference("customers.id", cascade=True)
    sender_id: Mapped[Name | None] = mapped_column(index=True)
    reason: Mapped[Code]
    status: Mapped[Code]
    rating_id: Mapped[int | None] = reference("feedback.id")
    review_id: Mapped[int | None] = reference("reviews.id")
    ticket_id: Mapped[int | None] = reference("tickets.id")
    words: Mapped[Long | None]
    opened_at: Mapped[datetime]
    remedy: Mapped[Long | None]
    remedied_at: Mapped[datetime | None]
    second_rating_id: Mapped[int | None] = reference("feedback.id")


class Review(Base):
    """What somebody wrote elsewhere about the shop: `kind` is `review` or `mention`; `external_id` its id at `source`.

    The sentiment is judged by the worker. `customer_id` only where the author is known for certain.
    """

    __tablename__ = "reviews"
    __table_args__ = (UniqueConstraint("source", "external_id"), Index("ix_reviews_written", "written_at"))

    id: Mapped[Id]
    source: Mapped[Code]
    external_id: Mapped[Name]
    kind: Mapped[Code]
    author: Mapped[Name | None]
    customer_id: Mapped[int | None] = reference("customers.id")
    product_id: Mapped[int | None] = reference("products.id")
    branch_id: Mapped[int | None] = reference("branches.id")
    stars: Mapped[int | None]
    text: Mapped[Long]
    language: Mapped[Code | None]
    link: Mapped[Long | None]
    written_at: Mapped[datetime]
    taken_at: Mapped[datetime]
    sentiment: Mapped[Code | None]
    score: Mapped[float | None]
    topic: Mapped[Code | None]
    urgency: Mapped[Code | None]


class SatisfactionAlert(Base):
    """That a branch, product or topic (`scope`, `scope_id`) became worse than its own past beyond chance.

    One alert from `opened_at` until it is as before (`closed_at`); `window_*` are counts in the sliding window,
    `past_*` those of its past, `chance` the probability of such a window by chance.
    """

    __tablename__ = "satisfaction_alerts"
    __table_args__ = (
        Index("ix_satisfaction_alerts_scope", "scope", "scope_id", "closed_at"),
        Index(
            "uq_satisfaction_alerts_one_open",
            "scope",
            "scope_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    scope: Mapped[Code]
    scope_id: Mapped[Name]
    window_bad: Mapped[int]
    window_all: Mapped[int]
    past_bad: Mapped[int]
    past_all: Mapped[int]
    chance: Mapped[float]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
