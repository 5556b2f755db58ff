"""Bringing messages to providers: a channel that hangs or breaks keeps no other waiting, and says what is wrong."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.bootstrap import sessions
from hamrah.bot.channels.messaging import courier as module
from hamrah.bot.channels.messaging.courier import AT_ONCE, Courier
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import Part, TryLater
from hamrah.bot.channels.messaging.signs import Signs
from hamrah.crm.base import utc_now
from hamrah.crm.channels import Delivery, ProactiveMessage
from hamrah.crm.customers import Consent, Customer
from hamrah.crm.engine import transaction
from hamrah.services.identity import open_conversation
from hamrah.services.inbound import account_of
from hamrah.services.transcripts import Said, write_down
from tests.channels.apps import App
from tests.channels.contract import wait_until
from tests.own_store import own_store


class Hanging(App):
    """An app whose provider answers nobody until it is let go, and is away then."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.let_go, self.tries = threading.Event(), 0

    def send(self, address: str, part: Part) -> str:
        """Hang."""
        self.tries += 1
        self.let_go.wait(30)
        raise TryLater("ReadTimeout")


class Closed(App):
    """An app that takes nothing now but a word that something waits."""

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """Nothing is approved."""
        return None

    def knock(self, language: str) -> list[Part] | None:
        """Something waits."""
        return [Part({"said": "knock"})]


class Broken(App):
    """An app that takes everything for a day, and has broken templates."""

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """Fail."""
        raise KeyError("923001234567")


@pytest.fixture(autouse=True)
def _own_store(store_url: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, own_store(patch, store_url):
        yield


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    app = Hanging("whatsapp")
    yield app
    app.let_go.set()


@contextmanager
def sending(*apps: App) -> Iterator[Courier]:
    """A courier that sends on these apps until the end of the block."""
    channels = {app.name: app for app in apps}
    courier = Courier(channels, Signs(channels))
    courier.start()
    try:
        yield courier
    finally:
        courier.stop()


def say(channel: str, *addresses: str, unasked: str | None = None, allowed: bool = True) -> None:
    """Say something to people who have never written; `unasked` is the kind of what the shop tells unasked."""
    with transaction(sessions()) as session:
        for address in addresses:
            account = account_of(session, b"k" * 32, channel, address)
            session.flush()
            open_conversation(session, account.sender_id, channel, account_id=account.id)
            line = write_down(session, account.sender_id, Said("bot", "hello", "en"))
            if unasked is not None:
                note_told(session, line.id, unasked, allowed)


def note_told(session: Session, line: int, kind: str, allowed: bool) -> None:
    """Let a message be told unasked to a customer who allows marketing, or has had it stopped."""
    now = utc_now()
    customer = Customer(name="Ayesha", city="Lahore", source="shop", external_ref="1", created_at=now)
    session.add(customer)
    session.flush()
    session.add(Consent(customer_id=customer.id, purpose="marketing", granted=allowed, touchpoint="website", at=now))
    about = {"kind": kind, "subject_type": "points", "subject_id": "1", "status": "sent", "message_id": line}
    session.add(ProactiveMessage(customer_id=customer.id, **about, planned_at=now, due_at=now, sent_at=now))


def delivery() -> Delivery:
    with sessions()() as session:
        return session.scalars(select(Delivery)).one()


def test_a_channel_that_hangs_keeps_no_other_waiting(hanging: Hanging) -> None:
    telegram = App("telegram")
    say("whatsapp", *map(str, range(AT_ONCE + 4)))
    with sending(hanging, telegram) as courier:
        wait_until(lambda: hanging.tries == AT_ONCE)
        say("telegram", "1")
        courier.wake()
        wait_until(lambda: telegram.sent)
        hanging.let_go.set()


def test_what_fails_outside_the_window_is_told_and_tried_again_soon(caplog: pytest.LogCaptureFixture) -> None:
    say("whatsapp", "923001234567")
    with sending(Broken("whatsapp", window=timedelta(hours=24))):
        row = wait_until(lambda: (row := delivery()).error and row)
    assert (row.status, row.error, row.taken_until) == ("queued", "unexpected", None)
    assert {record.getMessage() for record in caplog.records} == {"A message on whatsapp could not be sent: KeyError"}


@pytest.mark.parametrize(
    ("kind", "status", "error", "sent"),
    [("points_expiring", "failed", "outside_window", []), ("ticket_answered", "held", None, ["knock"])],
)
def test_nobody_is_knocked_for_with_marketing(
    kind: str, status: str, error: str | None, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hamrah.services.proactive_rules.after_quiet", lambda moment, hours: moment)
    say("whatsapp", "923001234567", unasked=kind)
    closed = Closed("whatsapp", window=timedelta(hours=24))
    with sending(closed):
        row = wait_until(lambda: (row := delivery()).status == status and row)
        wait_until(lambda: len(closed.sent) == len(sent))
    assert (row.error, [said for _, said in closed.sent]) == (error, sent)


def test_what_came_unasked_and_was_stopped_meanwhile_is_not_sent() -> None:
    say("telegram", "1", unasked="points_expiring", allowed=False)
    telegram = App("telegram")
    with sending(telegram):
        row = wait_until(lambda: (row := delivery()).status == "failed" and row)
    assert (row.error, telegram.sent) == ("opted_out", [])


def test_whatever_a_look_fails_of_the_next_one_sends(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    claim_deliveries, planned = module.claim_deliveries, [ValueError("923001234567")]

    def claim(*values: object) -> object:
        if planned:
            raise planned.pop()
        return claim_deliveries(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "claim_deliveries", claim)
    say("telegram", "1")
    telegram = App("telegram")
    with sending(telegram):
        wait_until(lambda: telegram.sent)
    assert [record.getMessage() for record in caplog.records] == ["Messages on telegram cannot be sent: ValueError"]
