"""What happened that somebody may be asked about: each ticket, order, conversation, … at most once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, select
from sqlalchemy.orm import Session

from hamrah.crm.bulk import insert_new
from hamrah.crm.conversations import ChatMessage, Conversation, Interaction
from hamrah.crm.orders import Order, OrderLine, OrderStatusChange, Refund, Return
from hamrah.crm.satisfaction import Feedback, FollowUp, SurveyInvitation
from hamrah.crm.tickets import Ticket
from hamrah.services.survey_rules import drawn_number, survey_rules
from hamrah.services.ticket_history import UNDER_WAY
from hamrah.settings import settings

HELPED_AFTER, HELPED_WITHIN = timedelta(minutes=10), timedelta(hours=6)
PLANNED_AT_ONCE = 500
"""Invitations of one transaction: a fifth of a second on SQLite, whose other writers wait that long."""
LEAST_MESSAGES = 3
"""A conversation of fewer messages of the person is not asked about."""


@dataclass(frozen=True)
class Happened:
    """Something that somebody may be asked about: when, whose, and its key."""

    trigger: str
    subject_type: str
    subject_id: str
    customer_id: int | None
    sender_id: str | None
    at: datetime


def plan_surveys(session: Session, now: datetime, at_once: int = PLANNED_AT_ONCE) -> int:
    """Write an invitation for what happened lately and has none yet, `at_once` at most; how many are new.

    One query for each trigger that a survey has. Fewer than `at_once`: nothing is left, or another worker is at it,
    which is no error.

    Who is in a survey's holdout gets a row that is never asked, so that it can be compared what asking does.
    """
    planned, asked_about = 0, survey_rules().triggers
    for trigger, find in _FINDERS.items():
        if trigger not in asked_about:
            continue
        rows = (_row(happened, now) for happened in islice(find(session, now), at_once - planned))
        planned += insert_new(session, SurveyInvitation, [row for row in rows if row is not None])
    return planned


def _row(happened: Happened, now: datetime) -> dict[str, Any] | None:
    """The invitation to a survey that what happened falls to; None without any."""
    rules = survey_rules()
    drawn = rules.drawn(happened.trigger, happened.subject_id)
    if drawn is None:
        return None
    name, survey = drawn
    held_out = drawn_number(f"holdout {name}", _whose(happened)) < survey.holdout
    return {
        "survey": name,
        "kind": survey.kind,
        "customer_id": happened.customer_id,
        "sender_id": happened.sender_id,
        "subject_type": happened.subject_type,
        "subject_id": happened.subject_id,
        "status": "held_out" if held_out else "planned",
        "planned_at": now,
        "due_at": rules.after_quiet(happened.at + timedelta(minutes=survey.delay_minutes)),
    }


def _whose(happened: Happened) -> str:
    return str(happened.customer_id or happened.sender_id)


def _since(now: datetime) -> datetime:
    """What happened before that is not asked about any more."""
    return now - timedelta(days=survey_rules().look_back_days)


def _not_invited(subject_type: str, subject_id: ColumnElement[str]) -> ColumnElement[bool]:
    return ~exists().where(SurveyInvitation.subject_type == subject_type, SurveyInvitation.subject_id == subject_id)


def _tickets(session: Session, now: datetime) -> Iterator[Happened]:
    """Solved tickets that were not rated of the person's own accord, as when they said that it is solved."""
    key = cast(Ticket.id, String)
    query = select(key, Ticket.customer_id, Ticket.sender_id, Ticket.solved_at).where(
        Ticket.status.in_(("solved", "closed")),
        Ticket.solved_at >= _since(now),
        Ticket.merged_into_id.is_(None),
        _not_invited("ticket", key),
        ~exists().where(Feedback.ticket_id == Ticket.id),
    )
    for subject, customer, sender, at in session.execute(query.order_by(Ticket.id)).tuples():
        if at is not None:
            yield Happened("ticket_solved", "ticket", subject, customer, sender, at)


def _orders(session: Session, now: datetime) -> Iterator[Happened]:
    key = cast(Order.id, String)
    arrived = func.max(OrderStatusChange.at)
    query = (
        select(key, Order.customer_id, arrived)
        .join(OrderStatusChange, OrderStatusChange.order_id == Order.id)
        .where(
            OrderStatusChange.status == "delivered",
            OrderStatusChange.at >= _since(now),
            Order.status == "delivered",
            Order.customer_id.is_not(None),
            _not_invited("order", key),
            ~exists().where(Feedback.order_id == Order.id),
        )
        .group_by(Order.id, Order.customer_id)
        .order_by(Order.id)
    )
    for subject, customer, at in session.execute(query).tuples():
        yield Happened("order_delivered", "order", subject, customer, None, at)


def _conversations(session: Session, now: datetime) -> Iterator[Happened]:
    """Conversations that led to something, fell silent, and in which nothing is open or was complained about.

    One a day at most: the subject is the conversation and the day.
    """
    since = now - HELPED_WITHIN
    key = Conversation.sender_id + literal(f"/{now:%Y-%m-%d}")
    said = (
        select(func.count(ChatMessage.id))
        .where(ChatMessage.sender_id == Conversation.sender_id, ChatMessage.author == "person", ChatMessage.at >= since)
        .scalar_subquery()
    )
    query = select(key, Conversation.customer_id, Conversation.sender_id, Conversation.seen_at).where(
        Conversation.held_by == "bot",
        Conversation.seen_at >= since,
        Conversation.seen_at <= now - HELPED_AFTER,
        said >= LEAST_MESSAGES,
        exists().where(Interaction.sender_id == Conversation.sender_id, Interaction.at >= since),
        ~exists().where(Ticket.sender_id == Conversation.sender_id, Ticket.opened_at >= since),
        ~exists().where(Feedback.sender_id == Conversation.sender_id, Feedback.at >= since),
        _not_invited("conversation", key),
    )
    for subject, customer, sender, at in session.execute(query).tuples():
        yield Happened("conversation_helped", "conversation", subject, customer, sender, at)


def _returns(session: Session, now: datetime) -> Iterator[Happened]:
    """Returns that are finished: the money is paid, or the shop says that the order came back; each once.

    Of what was cancelled nothing had to be returned, and a parcel that never arrived was not returned by anybody.
    """
    yield from _paid_back(session, now)
    yield from _come_back(session, now)


def _asked_back(order_id: Any) -> ColumnElement[bool]:
    """Whether somebody wanted to return something of an order."""
    return exists().where(OrderLine.order_id == order_id, Return.order_line_id == OrderLine.id, Return.kind == "return")


def _paid_back(session: Session, now: datetime) -> Iterator[Happened]:
    key = cast(Refund.id, String)
    query = (
        select(key, Order.customer_id, Refund.paid_at)
        .join(Order, Order.id == Refund.order_id)
        .where(
            Refund.paid_at >= _since(now),
            Order.customer_id.is_not(None),
            _asked_back(Refund.order_id),
            _not_invited("refund", key),
            _not_invited("returned_order", cast(Refund.order_id, String)),
        )
    )
    for subject, customer, at in session.execute(query.order_by(Refund.id)).tuples():
        if at is not None:
            yield Happened("return_finished", "refund", subject, customer, None, at)


def _come_back(session: Session, now: datetime) -> Iterator[Happened]:
    """Orders that are back, whose payment nobody tells of here."""
    key = cast(Order.id, String)
    paid: Any = exists().where(Refund.order_id == Order.id, Refund.paid_at.is_not(None))
    query = (
        select(key, Order.customer_id, func.max(OrderStatusChange.at))
        .join(OrderStatusChange, OrderStatusChange.order_id == Order.id)
        .where(
            OrderStatusChange.status == "returned",
            OrderStatusChange.at >= _since(now),
            Order.status == "returned",
            Order.customer_id.is_not(None),
            _asked_back(Order.id),
            ~paid,
            _not_invited("returned_order", key),
        )
        .group_by(Order.id, Order.customer_id)
    )
    for subject, customer, at in session.execute(query.order_by(Order.id)).tuples():
        yield Happened("return_finished", "returned_order", subject, customer, None, at)


def _remedies(session: Session, now: datetime) -> Iterator[Happened]:
    key = cast(FollowUp.id, String)
    query = select(key, FollowUp.customer_id, FollowUp.sender_id, FollowUp.remedied_at).where(
        FollowUp.status == "remedied", FollowUp.remedied_at >= _since(now), _not_invited("follow_up", key)
    )
    for subject, customer, sender, at in session.execute(query.order_by(FollowUp.id)).tuples():
        if at is not None:
            yield Happened("follow_up_remedied", "follow_up", subject, customer, sender, at)


def _quarter(session: Session, now: datetime) -> Iterator[Happened]:
    """Customers who are in touch now and bought within a year, once a quarter of the shop's calendar.

    Not while a complaint is open, nor where something that they did is asked about now or was lately: that comes first.
    What was planned at the end of a quarter and asked in the next counts for both.
    """
    local = now.astimezone(ZoneInfo(settings().timezone))
    number = (local.month + 2) // 3
    name = f"{local.year}Q{number}"
    begins = local.replace(month=3 * number - 2, day=1, hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    asked_already = (SurveyInvitation.subject_type == "quarter") & (SurveyInvitation.asked_at >= begins)
    key = cast(Conversation.customer_id, String) + literal(f"/{name}")
    lately = now - timedelta(days=survey_rules().ask_again_after_days)
    asked_now = (SurveyInvitation.status == "planned") | (SurveyInvitation.asked_at > lately)
    bought: Any = exists().where(
        Order.customer_id == Conversation.customer_id, Order.placed_at >= now - timedelta(days=365)
    )
    query = (
        select(key, Conversation.customer_id, func.max(Conversation.seen_at))
        .where(
            Conversation.customer_id.is_not(None),
            Conversation.seen_at >= now - HELPED_WITHIN,
            Conversation.seen_at <= now - HELPED_AFTER,
            bought,
            ~exists().where(
                Ticket.customer_id == Conversation.customer_id,
                Ticket.status.in_(UNDER_WAY),
                Ticket.merged_into_id.is_(None),
            ),
            ~exists().where(FollowUp.customer_id == Conversation.customer_id, FollowUp.status == "open"),
            ~exists().where(SurveyInvitation.customer_id == Conversation.customer_id, asked_now | asked_already),
            _not_invited("quarter", key),
        )
        .group_by(Conversation.customer_id)
    )
    for subject, customer, at in session.execute(query).tuples():
        yield Happened("quarter", "quarter", subject, customer, None, at)


_FINDERS: dict[str, Callable[[Session, datetime], Iterator[Happened]]] = {
    "ticket_solved": _tickets,
    "order_delivered": _orders,
    "conversation_helped": _conversations,
    "return_finished": _returns,
    "follow_up_remedied": _remedies,
    "quarter": _quarter,
}
"""Each, by its trigger, looks once what those before it found is planned."""
