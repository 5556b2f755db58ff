"""How tickets are shown to the shop's people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.cli.plain_json import plain_row
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Staff
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.local_days import shop_zone
from hamrah.services.ticket_desk import TicketFile
from hamrah.services.ticket_history import given_to, staff_id_of

SHORT = 60
DONE_AT = ("solved", "closed")


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """A ticket as plain data; times in ISO 8601."""
    return plain_row(ticket)


def file_json(file: TicketFile) -> dict[str, Any]:
    """A ticket with its history, photos and the conversation before it, as plain data."""
    shown = ("kind", "actor", "text", "public")
    events = [{"at": one.at.isoformat(), **{name: getattr(one, name) for name in shown}} for one in file.events]
    said = [{"at": line.at.isoformat(), "author": line.author, "text": line.text} for line in file.said]
    return {**ticket_json(file.ticket), "events": events, "photos": file.pictures, "said": said}


def print_tickets(session: Session, found: Sequence[Ticket], now: datetime) -> None:
    """A table with a line a ticket."""
    if not found:
        Console().print("no open ticket")
        return
    staff = _names(session, Staff, (ticket.assignee_id for ticket in found))
    table = Table("ticket", "priority", "status", "queue", "about", "assigned to", "due", "words")
    for ticket in found:
        assignee = "" if ticket.assignee_id is None else staff[ticket.assignee_id]
        words = ticket.description.replace("\n", " ")
        table.add_row(
            ticket.number,
            ticket.priority,
            ticket.status.replace("_", " "),
            ticket.queue,
            ticket.kind.replace("_", " "),
            escape(assignee),
            _due(ticket, now),
            escape(words if len(words) <= SHORT else f"{words[: SHORT - 1]}…"),
        )
    Console().print(table)


def print_file(session: Session, file: TicketFile, now: datetime) -> None:
    """All of a ticket."""
    ticket, console = file.ticket, Console(highlight=False)
    customers = _names(session, Customer, [ticket.customer_id])
    named = [staff_id_of(word) for event in file.events for word in (event.actor, given_to(event.text))]
    staff = _names(session, Staff, [ticket.assignee_id, *named])
    table = Table.grid(padding=(0, 2))
    facts = {
        "ticket": f"{ticket.number}: {ticket.kind.replace('_', ' ')}, {ticket.status.replace('_', ' ')}",
        "priority": f"{ticket.priority} (impact {ticket.impact}), queue {ticket.queue}",
        "customer": customers.get(ticket.customer_id or 0, "a guest"),
        "assigned to": staff.get(ticket.assignee_id or 0, "nobody"),
        "due": _due(ticket, now),
        "opened": _clock(ticket.opened_at),
        "reopened": str(ticket.reopened or ""),
        "photos": "\n".join(file.pictures),
    }
    for name, value in facts.items():
        if value:
            table.add_row(name, escape(value))
    console.print(table)
    happened = (
        (event.at, f"{_who(event.actor, staff)} · {event.kind.replace('_', ' ')}", _who(_said(event), staff))
        for event in file.events
    )
    _print_lines(console, "what happened", happened)
    _print_lines(console, "said before", ((line.at, line.author, line.text) for line in file.said))


def _print_lines(console: Console, title: str, lines: Iterable[tuple[datetime, str, str]]) -> None:
    console.print(f"\n{title}")
    table = Table.grid(padding=(0, 2))
    for at, who, text in lines:
        table.add_row(_clock(at), escape(who), escape(text))
    console.print(table)


def _due(ticket: Ticket, now: datetime) -> str:
    """What is due next and when; nothing is while the customer is waited for, or when it is done."""
    if ticket.status in DONE_AT:
        return "done"
    if ticket.waiting_since is not None:
        return "waits for the customer"
    answer = ticket.first_answered_at is None
    due = ticket.answer_due_at if answer else ticket.solution_due_at
    if due is None:
        return ""
    late = ", late" if due < now else ""
    return f"{'answer' if answer else 'solution'} {_clock(due)}{late}"


def _said(event: TicketEvent) -> str:
    return given_to(event.text) if event.kind == "assigned" else event.text


def _who(word: str, staff: dict[int, str]) -> str:
    return staff.get(staff_id_of(word) or 0, word)


def _names(session: Session, table: type[Staff] | type[Customer], ids: Iterable[int | None]) -> dict[int, str]:
    rows = session.execute(select(table.id, table.name).where(table.id.in_({one for one in ids if one is not None})))
    return {row_id: name for row_id, name in rows}


def _clock(at: datetime) -> str:
    return at.astimezone(shop_zone()).strftime("%Y-%m-%d %H:%M")
