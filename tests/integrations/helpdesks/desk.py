"""A shop whose tickets go to one helpdesk: a customer who complains, and the worker with a clock that can be moved."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from time import time
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import ChatMessage, Conversation
from hamrah.crm.customers import ContactPoint, Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.operations import Staff
from hamrah.crm.outbox import Outbox, RemoteRecord
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.helpdesk_settings import AnyHelpdesk
from hamrah.integrations.helpdesks.opening import open_helpdesk
from hamrah.services.identity import Principal
from hamrah.services.order_numbers import FIRST_TICKET
from hamrah.services.ticket_opening import Complaint
from hamrah.services.tickets import add_note, confirm_solved, open_ticket, reopen_ticket
from hamrah.settings import PROJECT, settings
from hamrah.worker.outbox import TicketCourier

_numbers = count(int(time()) % 1_000_000)
LEASE_OVER = timedelta(minutes=11)


@dataclass
class Desk:
    """The shop's side, and the courier between."""

    sessions: Sessions
    url: str
    name: str
    config: dict[str, Any]
    ahead: timedelta = timedelta()
    _couriers: list[TicketCourier] = field(default_factory=list)

    @property
    def courier(self) -> TicketCourier:
        """The worker, in this process, on the moved clock and without chance."""
        if not self._couriers:
            self._couriers.append(self.new_courier())
        return self._couriers[0]

    def new_courier(self, config: dict[str, Any] | None = None) -> TicketCourier:
        """A worker, with settings of its own where given."""
        parsed: AnyHelpdesk = TypeAdapter(AnyHelpdesk).validate_python(config or self.config)
        return TicketCourier(self.sessions, self.name, open_helpdesk(self.name, parsed), self.now, lambda: 1.0)

    def now(self) -> datetime:
        """The moved clock."""
        return utc_now() + self.ahead

    def move_clock(self, by: timedelta) -> None:
        """Move the worker's clock on."""
        self.ahead += by

    def deliver(self) -> int:
        """Deliver all that is due; how many rows were begun."""
        return sum(iter(self.courier.deliver_due, 0))

    def die_and_recover(self, step: str) -> None:
        """Have a worker die at a step, and another take over when its lease has run out."""
        assert self.start_worker(step).wait(timeout=120) == -signal.SIGKILL
        assert self.deliver() == 0, "what the dead worker holds is left to its lease"
        self.move_clock(LEASE_OVER)
        self.deliver()
        assert self.statuses() == {"delivered"}

    def start_worker(self, step: str = "never") -> "subprocess.Popen[str]":
        """A worker process that ends when nothing is left to deliver, or dies at a step."""
        module = "tests.integrations.helpdesks.dying"
        arguments = [self.url, self.name, json.dumps(self.config), step]
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)

    def deliver_with_two_workers(self) -> None:
        """Have two processes deliver at once; both must have had something to do."""
        workers = [self.start_worker(), self.start_worker()]
        begun = [int(worker.communicate(timeout=300)[0]) for worker in workers]
        assert all(begun), begun
        assert self.statuses() == {"delivered"}

    def deliver_over(self, hours: float, courier: TicketCourier) -> None:
        """Let a worker go on for so many hours of its clock, minute by minute."""
        for _ in range(round(hours * 60)):
            courier.take_changes()
            courier.deliver_due()
            self.move_clock(timedelta(minutes=1))

    def complain(self, words: str = "کرتا پھٹا ہوا نکلا, the seam is open") -> str:
        """The customer opens a ticket in a conversation of its own; its number."""
        sender = f"web-{next(_numbers)}"
        with transaction(self.sessions) as session:
            customer_id = session.scalars(select(Customer.id)).one()
            seen = {"started_at": utc_now(), "seen_at": utc_now()}
            session.add(Conversation(sender_id=sender, channel="web", customer_id=customer_id, **seen))
            session.flush()
            return open_ticket(session, Principal(sender, "web", customer_id), Complaint("damaged", words)).number

    def complain_note_confirm(self, words: str = "کرتا پھٹا ہوا نکلا") -> str:
        """The customer opens a ticket, adds to it, and says that it is solved: three messages; its number."""
        number = self.complain(words)
        self.say(number, "yeh teesri dafa hai")
        self.confirm(number)
        return number

    def say(self, number: str, words: str) -> None:
        """The customer adds to a ticket."""
        with transaction(self.sessions) as session:
            add_note(session, self._principal(session, number), number, words)

    def confirm(self, number: str) -> None:
        """The customer says that it is solved."""
        with transaction(self.sessions) as session:
            confirm_solved(session, self._principal(session, number), number)

    def reopen(self, number: str, words: str) -> None:
        """The customer says that it is not solved."""
        with transaction(self.sessions) as session:
            reopen_ticket(session, self._principal(session, number), number, words)

    def keys(self, number: str, what: str) -> list[str]:
        """The keys of a ticket's rows about one thing."""
        mine = (Outbox.subject == number, Outbox.topic == f"ticket.{what}")
        with self.sessions() as session:
            return list(session.scalars(select(Outbox.key).where(*mine).order_by(Outbox.id)))

    def statuses(self) -> set[str]:
        """The statuses that rows of the outbox have."""
        with self.sessions() as session:
            return set(session.scalars(select(Outbox.status)))

    def remote_id(self, number: str) -> str:
        """What a ticket is called there."""
        with self.sessions() as session:
            mine = (RemoteRecord.kind == "ticket", RemoteRecord.local_id == number)
            return session.scalars(select(RemoteRecord.remote_id).where(*mine)).one()

    def ticket(self, number: str) -> Ticket:
        """A ticket as it stands."""
        with self.sessions() as session:
            return session.scalars(select(Ticket).where(Ticket.number == number)).one()

    def history(self, number: str) -> list[tuple[str, str, str, bool]]:
        """(kind, actor, text, public) of all that happened to a ticket."""
        with self.sessions() as session:
            query = select(TicketEvent).join(Ticket, Ticket.id == TicketEvent.ticket_id).where(Ticket.number == number)
            events = session.scalars(query.order_by(TicketEvent.id)).all()
        return [(event.kind, event.actor, event.text, event.public) for event in events]

    def heard(self, number: str) -> list[str]:
        """What staff said in the conversation of a ticket."""
        with self.sessions() as session:
            sender = session.scalars(select(Ticket.sender_id).where(Ticket.number == number)).one()
            said = (ChatMessage.sender_id == sender, ChatMessage.author == "staff")
            return list(session.scalars(select(ChatMessage.text).where(*said).order_by(ChatMessage.id)))

    def _principal(self, session: Session, number: str) -> Principal:
        ticket = session.scalars(select(Ticket).where(Ticket.number == number)).one()
        return Principal(str(ticket.sender_id), "web", ticket.customer_id)


def stock(session: Session) -> None:
    """A customer, an agent, and a first ticket so far on that no two stores of a run give out one number."""
    now = utc_now()
    customer = Customer(name='Ayesha "Asha" Khan', source="shop", external_ref="ayesha", created_at=now)
    session.add(customer)
    session.flush()
    contacts = {"email": "ayesha@customer.example", "phone": "+923001234567"}
    session.add_all(ContactPoint(customer_id=customer.id, kind=kind, value=value) for kind, value in contacts.items())
    session.add(Staff(name="Agent", email="agent@shop.example", role="agent"))
    first = next(_numbers) * 100
    session.add(
        Ticket(
            id=first,
            number=f"T-{FIRST_TICKET + first - 1}",
            kind="other",
            status="closed",
            priority="normal",
            queue="service",
            description="",
            touchpoint="chat",
            opened_at=now,
            answer_due_at=now,
        )
    )
    session.flush()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT setval('tickets_id_seq', :first)"), {"first": first})


@contextmanager
def helpdesk_setting(monkeypatch: pytest.MonkeyPatch, **helpdesks: dict[str, Any]) -> Iterator[None]:
    """Settings that name these helpdesks."""
    monkeypatch.setenv("HAMRAH_HELPDESKS", json.dumps(helpdesks))
    settings.cache_clear()
    yield
    settings.cache_clear()
