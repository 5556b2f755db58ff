"""What happened that customers are told of unasked: each delay, delivery, answer, … once a customer."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, exists, func, literal, select, tuple_, update
from sqlalchemy.orm import Session

from hamrah.crm.bulk import insert_new
from hamrah.crm.channels import ProactiveMessage
from hamrah.crm.orders import Order, OrderStatusChange, Shipment
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.orders import ON_THE_WAY
from hamrah.services.proactive_marketing import (
    expiring_points,
    leaving_customers,
    likely_waiting,
    running_out,
    waiting_by_wish,
)
from hamrah.services.proactive_rules import Kind, KindName, message_rules
from hamrah.services.proactive_subjects import Happened, subject
from hamrah.services.stock_wishes import TOLD_LATER, WISH

PLANNED_AT_ONCE = 500
"""Messages of one transaction: a fifth of a second on SQLite, whose other writers wait that long."""
ANSWERS = ("answer", "solution")
LOOK_BACK = timedelta(days=120)
"""Orders placed earlier than that are not looked at."""


def find_happened(session: Session, names: Collection[KindName], now: datetime) -> list[Happened]:
    """All of these kinds that happened lately; some of it may be planned already. One query a kind, and only reads.

    What lies so far back that it is worth telling no more is left out.
    """
    rules = message_rules()
    wanted = [name for name in names if name in rules.kinds]
    return [one for name in wanted for one in _FINDERS[name](session, rules.kinds[name], now)]


def plan_messages(session: Session, happened: Iterable[Happened], now: datetime) -> int:
    """Write a planned message for what happened where there is none yet; how many are new.

    A wish that could not be told the last time is planned again, and counts as new: it was asked for. Another worker
    that plans the same at the same moment is no error.
    """
    happened = list(happened)
    new = insert_new(session, ProactiveMessage, [_row(one, now) for one in happened])
    return new + _plan_again(session, [one for one in happened if one.kind == WISH], now)


def _plan_again(session: Session, wishes: Collection[Happened], now: datetime) -> int:
    row = ProactiveMessage
    keys = [(one.customer_id, one.subject_id) for one in wishes]
    untold = update(row).where(row.kind == WISH, row.status == "dropped", row.why.in_(TOLD_LATER))
    again = untold.where(tuple_(row.customer_id, row.subject_id).in_(keys)).values(
        status="planned", why=None, planned_at=now, due_at=message_rules().due_at(WISH, now)
    )
    return len(session.scalars(again.returning(row.id)).all()) if keys else 0


def _row(one: Happened, now: datetime) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "customer_id": one.customer_id,
        "subject_type": one.subject_type,
        "subject_id": one.subject_id,
        "planned_at": now,
        "due_at": message_rules().due_at(one.kind, one.at),
        "status": "planned",
    }


def since(kind: Kind, now: datetime) -> datetime:
    """What happened before that is told no more."""
    return now - timedelta(minutes=kind.delay_minutes, hours=kind.valid_hours)


def _late_orders(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    """Orders on their way past the day that was promised last; of a new promise that is broken too, once more.

    Of several parcels those count that have not arrived.
    """
    promised = (
        select(Order.id, Order.customer_id, func.max(Shipment.expected_at).label("at"))
        .join(Shipment, Shipment.order_id == Order.id)
        .where(Order.status.in_(ON_THE_WAY), Order.customer_id.is_not(None), Order.placed_at > now - LOOK_BACK)
        .where(Shipment.delivered_at.is_(None))
        .group_by(Order.id, Order.customer_id)
        .subquery()
    )
    order = promised.c
    told_of_it = exists().where(
        ProactiveMessage.kind == "order_delayed",
        ProactiveMessage.customer_id == order.customer_id,
        ProactiveMessage.subject_id.like(cast(order.id, String) + literal("/%")),
        ProactiveMessage.planned_at >= order.at,
    )
    query = select(order.id, order.customer_id, order.at).where(
        order.at < now, order.at >= since(kind, now), ~told_of_it
    )
    for order_id, customer_id, at in session.execute(query.order_by(order.id)).tuples():
        yield Happened("order_delayed", customer_id, "order", subject(order_id, at), at)


def _arrived_orders(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    """Orders that a courier brought; what was taken home from a branch is no news."""
    key = cast(Order.id, String)
    query = (
        select(key, Order.customer_id, func.max(OrderStatusChange.at))
        .join(OrderStatusChange, OrderStatusChange.order_id == Order.id)
        .where(
            OrderStatusChange.status == "delivered",
            OrderStatusChange.at >= since(kind, now),
            Order.status == "delivered",
            Order.customer_id.is_not(None),
            Order.placed_at > now - LOOK_BACK,
            exists().where(Shipment.order_id == Order.id),
            ~exists().where(
                ProactiveMessage.kind == "order_delivered",
                ProactiveMessage.customer_id == Order.customer_id,
                ProactiveMessage.subject_id == key,
            ),
        )
        .group_by(Order.id, Order.customer_id)
    )
    for order_id, customer_id, at in session.execute(query.order_by(Order.id)).tuples():
        if customer_id is not None:
            yield Happened("order_delivered", customer_id, "order", order_id, at)


def _answers(session: Session, kind: Kind, now: datetime) -> Iterator[Happened]:
    key = cast(TicketEvent.id, String)
    query = (
        select(key, Ticket.customer_id, TicketEvent.at)
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .where(
            TicketEvent.kind.in_(ANSWERS),
            TicketEvent.public,
            TicketEvent.at >= since(kind, now),
            Ticket.customer_id.is_not(None),
            Ticket.merged_into_id.is_(None),
            ~exists().where(
                ProactiveMessage.kind == "ticket_answered",
                ProactiveMessage.customer_id == Ticket.customer_id,
                ProactiveMessage.subject_id == key,
            ),
        )
    )
    for event_id, customer_id, at in session.execute(query.order_by(TicketEvent.id)).tuples():
        if customer_id is not None:
            yield Happened("ticket_answered", customer_id, "ticket_event", event_id, at)


_FINDERS: Mapping[KindName, Callable[[Session, Kind, datetime], Iterable[Happened]]] = {
    "order_delayed": _late_orders,
    "order_delivered": _arrived_orders,
    "ticket_answered": _answers,
    "wished_back_in_stock": waiting_by_wish,
    "back_in_stock": likely_waiting,
    "time_to_buy_again": running_out,
    "points_expiring": expiring_points,
    "win_back": leaving_customers,
}
