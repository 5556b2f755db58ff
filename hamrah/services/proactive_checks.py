"""What planned messages have to say, and whether it is still so: what became untrue meanwhile is told no more."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from hamrah.crm.channels import Delivery, ProactiveMessage
from hamrah.crm.conversations import ChatMessage, Conversation, Notification
from hamrah.crm.orders import Order, Shipment
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.notifier import gets_there
from hamrah.services.orders import ON_THE_WAY
from hamrah.services.proactive_reasons import (
    check_leaving,
    check_points,
    check_running_out,
    check_stock,
)
from hamrah.services.proactive_rules import message_rules
from hamrah.services.proactive_subjects import Checked, Facts, day_of, number_of, shop_day
from hamrah.services.reaching import AN_ANSWER_WAITS

MOST_OF_ANSWER = 500
"""Characters of an answer that are repeated."""


def check_messages(session: Session, rows: Iterable[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    """By message, its facts; or the reason why it is told no more. A fixed number of queries a kind."""
    of_kind: dict[str, list[ProactiveMessage]] = {}
    for row in rows:
        of_kind.setdefault(row.kind, []).append(row)
    checked: dict[int, Checked] = {}
    for kind, some in of_kind.items():
        if kind in message_rules().kinds:
            checked |= _CHECKS[kind](session, some, now)
        else:
            checked |= dict.fromkeys((row.id for row in some), "kind_gone")
    return checked


class _OrderNow(NamedTuple):
    """An order as it is: for when that of it was promised last which has not arrived, and of how many parcels it is."""

    number: str
    customer_id: int | None
    status: str
    promised: datetime | None
    parcels: int
    arrived: int


def _orders(session: Session, ids: Iterable[int]) -> dict[int, _OrderNow]:
    query = (
        select(
            Order.id,
            Order.number,
            Order.customer_id,
            Order.status,
            func.max(case((Shipment.delivered_at.is_(None), Shipment.expected_at))),
            func.count(Shipment.id),
            func.count(Shipment.delivered_at),
        )
        .outerjoin(Shipment, Shipment.order_id == Order.id)
        .where(Order.id.in_(ids))
        .group_by(Order.id)
    )
    return {values[0]: _OrderNow(*values[1:]) for values in session.execute(query).tuples()}


def _check_delayed(session: Session, rows: Sequence[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    orders = _orders(session, {number_of(row.subject_id) for row in rows})

    def check(row: ProactiveMessage) -> Checked:
        order = orders.get(number_of(row.subject_id))
        if order is None or order.customer_id != row.customer_id:
            return "gone"
        if order.status not in ON_THE_WAY:
            return f"order_{order.status}"
        if 0 < order.parcels == order.arrived:
            return "order_delivered"
        promised = order.promised
        if promised is None or promised >= now or shop_day(promised).isoformat() != day_of(row.subject_id):
            return "new_promise"
        return Facts({"number": order.number, "when": promised}, order=order.number)

    return {row.id: check(row) for row in rows}


def _check_delivered(session: Session, rows: Sequence[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    orders = _orders(session, {number_of(row.subject_id) for row in rows})

    def check(row: ProactiveMessage) -> Checked:
        order = orders.get(number_of(row.subject_id))
        if order is None or order.customer_id != row.customer_id:
            return "gone"
        if order.status != "delivered":
            return f"order_{order.status}"
        return Facts({"number": order.number}, order=order.number)

    return {row.id: check(row) for row in rows}


class _Answer(NamedTuple):
    id: int
    ticket_id: int
    number: str
    customer_id: int | None
    text: str
    at: datetime


def _check_answers(session: Session, rows: Sequence[ProactiveMessage], now: datetime) -> dict[int, Checked]:
    """An answer that the customer has read, was told of, or that another followed, is told no more."""
    query = select(
        TicketEvent.id, TicketEvent.ticket_id, Ticket.number, Ticket.customer_id, TicketEvent.text, TicketEvent.at
    ).join(Ticket, Ticket.id == TicketEvent.ticket_id)
    ids = {int(row.subject_id) for row in rows}
    answers = {one[0]: _Answer(*one) for one in session.execute(query.where(TicketEvent.id.in_(ids)))}
    newest = select(TicketEvent.ticket_id, func.max(TicketEvent.id)).where(
        TicketEvent.ticket_id.in_({one.ticket_id for one in answers.values()}),
        TicketEvent.kind.in_(("answer", "solution")),
    )
    last = dict(session.execute(newest.group_by(TicketEvent.ticket_id)).tuples().all())
    heard = _heard(session, {row.customer_id for row in rows}, min((one.at for one in answers.values()), default=now))

    def check(row: ProactiveMessage) -> Checked:
        answer = answers.get(int(row.subject_id))
        if answer is None or answer.customer_id != row.customer_id:
            return "gone"
        if last[answer.ticket_id] != answer.id:
            return "newer_answer"
        said = heard.said(answer)
        if any(line.is_read for line in said):
            return "ticket_read"
        if any(line.went_out or heard.told_by_contact(line) for line in said):
            return "told_already"
        values = {"ticket": answer.number, "answer": _shortened(answer.text)}
        return Facts(values, ticket=answer.number, written=bool(said))

    return {row.id: check(row) for row in rows}


class _Line(NamedTuple):
    """What staff said in a conversation of the customer's; `delivery` is what became of it in an app, if it went there.

    The other two are of the conversation: when the customer was seen in it, and the app in which they speak in it now.
    """

    customer_id: int | None
    text: str
    at: datetime
    delivery: str | None
    seen_at: datetime
    account_id: int | None

    @property
    def is_read(self) -> bool:
        """Whether the customer was where the line stands: who writes from an app sees only what went there."""
        return self.delivery is None and self.account_id is None and self.seen_at > self.at

    @property
    def went_out(self) -> bool:
        return self.delivery is not None and self.delivery != "failed"


class _Heard(NamedTuple):
    """What staff said to customers, and by customer when they were told last, by their contact, that it waits."""

    lines: Sequence[_Line]
    told: Mapping[int, datetime]

    def said(self, answer: _Answer) -> list[_Line]:
        """Where the words of an answer stand. What else staff said meanwhile says nothing of it."""
        mine = (line for line in self.lines if line.customer_id == answer.customer_id and line.at >= answer.at)
        return [line for line in mine if line.text == answer.text]

    def told_by_contact(self, line: _Line) -> bool:
        """Whether the customer was told that a line waits: without one there would be nothing to find."""
        told = self.told.get(line.customer_id or 0)
        return told is not None and told >= line.at


def _heard(session: Session, customer_ids: set[int], since: datetime) -> _Heard:
    by_staff = (
        select(
            Conversation.customer_id,
            ChatMessage.text,
            ChatMessage.at,
            Delivery.status,
            Conversation.seen_at,
            Conversation.account_id,
        )
        .join(ChatMessage, ChatMessage.sender_id == Conversation.sender_id)
        .outerjoin(Delivery, Delivery.message_id == ChatMessage.id)
        .where(Conversation.customer_id.in_(customer_ids), ChatMessage.author == "staff", ChatMessage.at >= since)
    )
    row = Notification
    by_contact = (
        select(row.customer_id, func.max(row.at))
        .where(row.customer_id.in_(customer_ids), row.kind == AN_ANSWER_WAITS, row.at >= since, gets_there())
        .group_by(row.customer_id)
    )
    lines = [_Line(*values) for values in session.execute(by_staff).tuples()]
    return _Heard(lines, {who: at for who, at in session.execute(by_contact).tuples() if who is not None})


def _shortened(words: str) -> str:
    return words if len(words) <= MOST_OF_ANSWER else words[: MOST_OF_ANSWER - 1].rstrip() + "…"


_CHECKS: Mapping[str, Callable[[Session, Sequence[ProactiveMessage], datetime], dict[int, Checked]]] = {
    "order_delayed": _check_delayed,
    "order_delivered": _check_delivered,
    "ticket_answered": _check_answers,
    "wished_back_in_stock": check_stock,
    "back_in_stock": check_stock,
    "time_to_buy_again": check_running_out,
    "points_expiring": check_points,
    "win_back": check_leaving,
}
