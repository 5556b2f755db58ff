"""Complaints that were told and not ended: opened once the person has been silent for long, and gone on with later.

What was told stands in the conversation alone (its events are rows), so nothing is lost with a process. The ticket's
history notes of which complaint it was opened (`TOLD`), in the same transaction and while nobody else opens one: a
second worker, and an answer that comes at the same moment, find it there.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.orders import Order
from hamrah.crm.tickets import Ticket, TicketEvent, TicketLine
from hamrah.crm.tracker_events import TrackerEvent
from hamrah.language.formatting import isolate
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.handover_calls import BOT
from hamrah.services.identity import Principal, who_speaks
from hamrah.services.order_numbers import await_ticket_turn
from hamrah.services.orders import clean_number, list_orders
from hamrah.services.reaching import reach_customer
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_history import UNDER_WAY, note_event
from hamrah.services.ticket_opening import Complaint, checked_words, keep_pictures, lines_concerned, own_order
from hamrah.services.ticket_priority import raise_priority
from hamrah.services.ticket_rules import OTHER, ticket_rules
from hamrah.services.tickets import ASKS_ORDER, TOLD, find_ticket, main_ticket, open_ticket, own_tickets, take_words
from hamrah.services.transcripts import Said

FORM = "complaint_form"
KINDS = ("user", "slot", "active_loop", "restart")


@dataclass(frozen=True)
class Told:
    """What somebody has told of a complaint: words, kind, the order if they named it, and since when it is asked about.

    `asks_order` tells that the order is all that is missing.
    """

    words: str
    kind: str
    order_number: str | None
    since: datetime
    asks_order: bool


def quiet_until(now: datetime) -> datetime:
    """Who has not been seen since this moment has fallen silent."""
    return now - timedelta(minutes=ticket_rules().open_told_after_minutes)


def fallen_silent(session: Session, after: datetime, until: datetime) -> list[str]:
    """The sender ids of those who spoke with the assistant last between two moments."""
    seen = select(Conversation.sender_id).where(
        Conversation.seen_at > after,
        Conversation.seen_at <= until,
        Conversation.held_by == BOT,
        Conversation.staff_id.is_(None),
    )
    return list(session.scalars(seen.order_by(Conversation.seen_at)))


def open_told(session: Session, texts: TextCatalogue, sender_id: str, now: datetime) -> Ticket | None:
    """Open the ticket of a complaint whose teller has fallen silent, and tell them; None where there is none to open.

    It is opened as any other, with the order if only one can be meant.
    """
    await_ticket_turn(session)
    row = session.get(Conversation, sender_id, populate_existing=True)
    if row is None or row.held_by != BOT or row.staff_id is not None or row.seen_at > quiet_until(now):
        return None
    told, principal = read_told(session, sender_id), who_speaks(session, sender_id)
    if told is None or _ticket_of(session, principal, told.since, told.words) is not None:
        return None
    number = told.order_number or _only_order(session, principal)
    try:
        ticket = open_ticket(session, principal, Complaint(told.kind, told.words, number))
    except Refusal:  # words that cannot be kept, which nothing asked about yet
        return None
    note_event(session, ticket, TOLD, "system", told.words, now)
    keep_pictures(session, ticket, _pictures_since(session, sender_id, told.since), now)
    key = ASKS_ORDER if told.asks_order and number is None else "utter_complaint_kept"
    values = {"ticket": isolate(ticket.number)}
    text = texts.message(row.spoken_language, key)[0].format(**values)
    reach_customer(session, sender_id, Said("bot", text, row.spoken_language, key=key, values=values))
    return ticket


def told_ticket(session: Session, principal: Principal, since: datetime | None, words: str) -> Ticket | None:
    """The ticket that was opened of a complaint while its teller was silent, held; None where none was, or will be.

    Nobody opens one until this transaction ends.
    """
    await_ticket_turn(session)
    ticket = _ticket_of(session, principal, since, words)
    if ticket is None:
        return None
    held = session.get_one(Ticket, ticket.id, with_for_update=True, populate_existing=True)
    return main_ticket(session, held, hold=True)


def add_answer(session: Session, principal: Principal, ticket: Ticket, words: str, number: str | None) -> bool:
    """Add to a ticket that is held what was told since it was opened: words, and the order; whether that is anything.

    Raises `Refusal` for words that cannot be kept.
    """
    notes = [event.text for event in ticket.events if event.actor == "customer"]
    there = {line.strip() for text in (ticket.description, *notes) for line in text.splitlines()}
    new = [line.strip() for line in words.splitlines() if line.strip() and line.strip() not in there]
    order = own_order(session, principal, number)
    if order is not None and order.id != ticket.order_id:
        _set_order(session, ticket, order)
    if number is not None:
        new.append(f"#{clean_number(number)}")
    if new:
        kept, links = checked_words("\n".join(new))
        take_words(session, ticket, kept, links)
        session.expire(ticket, ["events"])
    return bool(new)


def name_order(session: Session, principal: Principal, number: str, order_number: str) -> None:
    """Have a ticket without an order be about one of the principal's, which they name in what they add to it."""
    ticket = find_ticket(session, principal, number, hold=True)
    order = own_order(session, principal, order_number)
    if ticket.order_id is None and order is not None:
        _set_order(session, ticket, order)
        raise_priority(session, ticket, "", utc_now())


def untold_order(session: Session, principal: Principal) -> Ticket | None:
    """The newest ticket under way that was opened in a silence and lacks the order that was asked for."""
    rows = select(Ticket).join(TicketEvent, TicketEvent.ticket_id == Ticket.id)
    rows = rows.where(own_tickets(principal), TicketEvent.kind == TOLD, Ticket.sender_id == principal.sender_id)
    under_way = rows.where(Ticket.status.in_(UNDER_WAY), Ticket.order_id.is_(None), Ticket.merged_into_id.is_(None))
    return session.scalar(under_way.order_by(Ticket.id.desc()).limit(1))


def read_told(session: Session, sender_id: str) -> Told | None:
    """What stands told in a conversation whose complaint is being asked about; None where nothing does."""
    slots: dict[str, Any] = {}
    form: str | None = None
    since = said = first = None
    for event in _events(session, sender_id):
        if event["event"] == "user":
            said = event.get("text")
        elif event["event"] == "restart":
            slots, form = {}, None
        elif event["event"] == "active_loop":
            form, since = event.get("name"), event["timestamp"]
        else:
            slots[event["name"]] = event.get("value")
            if event["name"] == "issue_type":
                first = said  # which named the trouble, in words too few to ask nothing more
    description, kind = slots.get("issue_description"), slots.get("issue_type")
    words = description or (first if kind is not None else None)
    if form != FORM or since is None or not words:
        return None
    number = slots.get("issue_order")
    at = datetime.fromtimestamp(since, UTC)
    return Told(words, kind or OTHER, None if number == "none" else number, at, description is not None)


def _set_order(session: Session, ticket: Ticket, order: Order) -> None:
    ticket.order_id, ticket.branch_id = order.id, order.branch_id
    session.execute(delete(TicketLine).where(TicketLine.ticket_id == ticket.id))
    for line in lines_concerned(order.lines, ()):
        session.add(TicketLine(ticket_id=ticket.id, order_line_id=line.id))
    session.flush()


def _events(session: Session, sender_id: str) -> list[dict[str, Any]]:
    newest = select(func.max(TrackerEvent.session)).where(TrackerEvent.sender_id == sender_id).scalar_subquery()
    theirs = select(TrackerEvent.data).where(
        TrackerEvent.sender_id == sender_id, TrackerEvent.session == newest, TrackerEvent.type.in_(KINDS)
    )
    return [json.loads(data) for data in session.scalars(theirs.order_by(TrackerEvent.position))]


def _ticket_of(session: Session, principal: Principal, since: datetime | None, words: str) -> Ticket | None:
    """The ticket opened of what was told since a moment; or of these words before it, if it is under way.

    What somebody said as a guest goes along when they show who they are, and its question is then asked anew.
    """
    rows = (
        select(Ticket, TicketEvent.at, TicketEvent.text)
        .join(TicketEvent, TicketEvent.ticket_id == Ticket.id)
        .where(own_tickets(principal), TicketEvent.kind == TOLD)
        .order_by(TicketEvent.id.desc())
    )
    for ticket, at, text in session.execute(rows.limit(5)).tuples():
        if since is not None and at >= since and ticket.sender_id == principal.sender_id:
            return ticket
        if ticket.status in UNDER_WAY and words.startswith(text):
            return ticket
    return None


def _only_order(session: Session, principal: Principal) -> str | None:
    """The number of the customer's order where they have no other."""
    orders = [] if principal.customer_id is None else list_orders(session, principal, limit=2)
    return orders[0].number if len(orders) == 1 else None


def _pictures_since(session: Session, sender_id: str, since: datetime) -> list[str]:
    lines = select(ChatMessage.extras).where(
        ChatMessage.sender_id == sender_id, ChatMessage.author == "person", ChatMessage.at >= since
    )
    return [extras["media"] for extras in session.scalars(lines.order_by(ChatMessage.id)) if extras.get("media")]
