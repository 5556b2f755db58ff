"""A bot and a shop to play dialogues on, and what is asked of the replies."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from hamrah.language.formatting import strip_isolates

MANAGER = "nighat.saleem@bazaar-e-hamrah.example"
NUMBER = re.compile(r"T-\d+|\d{4,}")


class Stage:
    """The bot with its door, and sessions on its store."""

    def __init__(self, door: Any, database: Path) -> None:
        self.door = door
        self.database = database
        self.pristine = database.with_name("pristine.db")
        _copy(database, self.pristine)

    def set_up(self) -> None:
        """Put the shop back as it was seeded, so that no dialogue finds what another one did."""
        _copy(self.pristine, self.database)

    def let_draw(self, survey: str) -> None:
        """Have the next ticket be one that this survey asks about: others were opened and closed before it."""
        from sqlalchemy import func, select

        from hamrah.bootstrap import sessions
        from hamrah.crm.base import utc_now
        from hamrah.crm.engine import transaction
        from hamrah.crm.tickets import Ticket
        from hamrah.services.order_numbers import next_ticket_number
        from hamrah.services.survey_rules import survey_rules

        with transaction(sessions()) as session:
            newest = session.scalar(select(func.max(Ticket.id))) or 0
            drawn = (survey_rules().drawn("ticket_solved", str(one)) for one in count(newest + 1))
            skipped = next(place for place, found in enumerate(drawn) if found is not None and found[0] == survey)
            for one in range(newest + 1, newest + 1 + skipped):
                about = {"kind": "other", "priority": "low", "queue": "service", "touchpoint": "phone"}
                number, now = next_ticket_number(session), utc_now()
                row = Ticket(id=one, number=number, status="closed", description="A call", opened_at=now, **about)
                row.answer_due_at = now
                session.add(row)
                session.flush()

    def enter(self, who: str) -> str:
        """A conversation of a demo customer or member of staff (`staff:EMAIL`), or a new guest's; its sender id."""
        if who.startswith("staff:"):
            return self._enter_staff(who.removeprefix("staff:"))
        from hamrah.bootstrap import sessions
        from hamrah.bot.terminal.partners import token_for
        from hamrah.crm.engine import transaction
        from hamrah.services.web_sessions import open_session

        with transaction(sessions()) as session:
            return open_session(session, token_for(who), None).sender_id

    def _enter_staff(self, email: str) -> str:
        from hamrah.bootstrap import sessions
        from hamrah.crm.base import utc_now
        from hamrah.crm.engine import transaction
        from hamrah.crm.operations import Staff
        from hamrah.services.actors import staff_member
        from hamrah.services.staff_sign_in import open_staff_conversation

        with transaction(sessions()) as session:
            member = session.get_one(Staff, staff_member(session, email).staff_id)
            return open_staff_conversation(session, member, "web", utc_now() + timedelta(hours=12)).sender_id

    def change_role(self, sender: str, role: str) -> None:
        """Give the member of staff who speaks another role, and a branch where it has one ("agent KHI")."""
        from sqlalchemy import select

        from hamrah.bootstrap import sessions
        from hamrah.crm.catalogue import Branch
        from hamrah.crm.conversations import Conversation
        from hamrah.crm.engine import transaction
        from hamrah.crm.operations import Staff

        name, _, code = role.partition(" ")
        with transaction(sessions()) as session:
            member = session.get_one(Staff, session.get_one(Conversation, sender).staff_id)
            member.role = name
            member.branch_id = session.scalar(select(Branch.id).where(Branch.code == code))

    def serve(self, deed: str, number: str, words: str) -> list[Any]:
        """Have a manager do something with a ticket; what its conversation was told by that."""
        from sqlalchemy import select

        from hamrah.bootstrap import sessions, texts
        from hamrah.crm.conversations import ChatMessage
        from hamrah.crm.engine import transaction
        from hamrah.services.actors import staff_member
        from hamrah.services.handover import give_back, say_as_staff, take_conversation
        from hamrah.services.ticket_desk import answer_ticket, solve_ticket
        from hamrah.services.transcripts import newest_message_id

        with transaction(sessions()) as session:
            newest, manager = newest_message_id(session), staff_member(session, MANAGER)
            deeds = {
                "solve": lambda: solve_ticket(session, manager, number, words),
                "ask": lambda: answer_ticket(session, manager, number, words, ask_back=True),
                "take": lambda: take_conversation(session, manager, texts(), number),
                "staff": lambda: say_as_staff(session, manager, number, words),
                "give_back": lambda: give_back(session, manager, texts(), number),
            }
            ticket = deeds[deed]()
            told = select(ChatMessage).where(ChatMessage.sender_id == ticket.sender_id, ChatMessage.id > newest)
            return list(session.scalars(told.order_by(ChatMessage.id)))

    def ask_how_it_was(self, sender: str) -> list[Any]:
        """Have the worker ask what is due; what a conversation was told by that."""
        from sqlalchemy import select

        from hamrah.bootstrap import sessions
        from hamrah.crm.conversations import ChatMessage
        from hamrah.crm.engine import transaction
        from hamrah.services.transcripts import newest_message_id
        from hamrah.worker.jobs import ask_how_it_was

        with transaction(sessions()) as session:
            newest = newest_message_id(session)
        ask_how_it_was(sessions())
        with transaction(sessions()) as session:
            told = select(ChatMessage).where(ChatMessage.sender_id == sender, ChatMessage.id > newest)
            return list(session.scalars(told.order_by(ChatMessage.id)))

    def end_idle(self, sender: str) -> list[Any]:
        """Have the worker look for people who are silent in conversations; what this one was told by that."""
        from sqlalchemy import select

        from hamrah.bootstrap import sessions
        from hamrah.crm.conversations import ChatMessage
        from hamrah.crm.engine import transaction
        from hamrah.services.transcripts import newest_message_id
        from hamrah.worker.jobs import end_idle_handovers

        with transaction(sessions()) as session:
            newest = newest_message_id(session)
            end_idle_handovers(session)
            told = select(ChatMessage).where(ChatMessage.sender_id == sender, ChatMessage.id > newest)
            return list(session.scalars(told.order_by(ChatMessage.id)))

    def _told_by(self, job: Callable[[Any], None], sender: str) -> list[Any]:
        """Have the worker do one job; what a conversation was told by that."""
        from sqlalchemy import select

        from hamrah.bootstrap import sessions
        from hamrah.crm.conversations import ChatMessage
        from hamrah.crm.engine import transaction
        from hamrah.services.transcripts import newest_message_id

        with transaction(sessions()) as session:
            newest = newest_message_id(session)
        job(sessions())
        with transaction(sessions()) as session:
            told = select(ChatMessage).where(ChatMessage.sender_id == sender, ChatMessage.id > newest)
            return list(session.scalars(told.order_by(ChatMessage.id)))

    def keep_complaints(self, sender: str) -> list[Any]:
        """Have the worker look for complaints whose tellers are silent; what this conversation was told by that."""
        from hamrah.worker.jobs import Keeping

        return self._told_by(Keeping(), sender)

    def deliver(self, sender: str) -> None:
        """Let the parcel arrive that is on its way to the customer of a conversation."""
        from sqlalchemy import select

        from hamrah.bootstrap import sessions
        from hamrah.crm.base import utc_now
        from hamrah.crm.engine import transaction
        from hamrah.crm.orders import Order, OrderStatusChange
        from hamrah.services.identity import who_speaks

        with transaction(sessions()) as session:
            whose = who_speaks(session, sender).known()
            order = session.scalars(select(Order).where(Order.customer_id == whose, Order.status == "shipped")).one()
            order.status, order.shipments[-1].delivered_at = "delivered", utc_now()
            session.add(OrderStatusChange(order_id=order.id, status="delivered", at=utc_now(), actor="system"))

    def count_stock(self, sku: str, pieces: int) -> None:
        """Let so many of each variant of a product lie in each branch that keeps it."""
        from sqlalchemy import select, update

        from hamrah.bootstrap import sessions
        from hamrah.crm.catalogue import Product, Stock, Variant
        from hamrah.crm.engine import transaction

        variants = select(Variant.id).join(Product).where(Product.sku == sku)
        with transaction(sessions()) as session:
            session.execute(update(Stock).where(Stock.variant_id.in_(variants)).values(quantity=pieces))

    def tell_unasked(self, sender: str) -> list[Any]:
        """Have the worker tell customers what is due; what a conversation was told by that."""
        from hamrah.worker.jobs import Telling

        return self._told_by(Telling(), sender)

    def remedy(self, remedy: str) -> None:
        """Have a manager note what was done for whom somebody must come back to longest."""
        from hamrah.bootstrap import sessions
        from hamrah.crm.engine import transaction
        from hamrah.services.actors import staff_member
        from hamrah.services.follow_ups import list_follow_ups, remedy_follow_up

        with transaction(sessions()) as session:
            manager = staff_member(session, MANAGER)
            remedy_follow_up(session, manager, list_follow_ups(session, manager)[0].id, remedy)

    def follow_ups(self) -> list[str]:
        """The words of those to whom somebody must come back."""
        from hamrah.bootstrap import sessions
        from hamrah.services.actors import SYSTEM
        from hamrah.services.follow_ups import list_follow_ups

        with sessions()() as session:
            return [row.words or "" for row in list_follow_ups(session, SYSTEM)]

    def code_sent(self) -> str:
        """The code of the newest notification, as the customer would read it on the phone."""
        from hamrah.bootstrap import sessions
        from hamrah.services.notifier import latest_notifications

        with sessions()() as session:
            return latest_notifications(session, 1)[0].values["code"]


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target, timeout=30)) as new:
        old.backup(new)


def said_as(key: str, language: str) -> re.Pattern[str]:
    """A pattern for everything that a response key can be rendered to in a language."""
    from hamrah.bootstrap import texts

    choices = []
    for text in texts().message(language, key):
        parts = re.split(r"\{\w+\}", text)
        choices.append(".+?".join(re.escape(part) for part in parts))
    return re.compile("|".join(f"(?:{choice})" for choice in choices), re.DOTALL)


def plain(text: str) -> str:
    """Text without the marks that keep directions apart."""
    return strip_isolates(text)
