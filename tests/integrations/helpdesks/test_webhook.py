"""Signed webhooks, and the courier's ways with whatever a helpdesk answers: a receiver over real HTTP, no double."""

import logging
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from hamrah.crm.engine import transaction
from hamrah.crm.outbox import Outbox, OutboxTarget
from hamrah.integrations.helpdesks.port import Changes
from hamrah.worker import outbox
from hamrah.worker.couriers import keep_going

from .conftest import OpenDesk
from .desk import Desk
from .receiver import Receiver, receiving

SECRET = "h" * 40
WHOLE = ["ticket.created", "ticket.comment", "ticket.status"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that answers."""
    with receiving(Receiver(SECRET)) as opened:
        yield opened


@pytest.fixture
def desk(open_desk: OpenDesk, receiver: Receiver, sqlite_url: str) -> Desk:
    """A shop on SQLite whose tickets go to the receiver."""
    return open_desk(sqlite_url, "hook", {"kind": "webhook", "url": receiver.url, "secret": SECRET})


@pytest.fixture
def any_desk(open_desk: OpenDesk, receiver: Receiver, store_url: str) -> Desk:
    """The same on each backend in turn."""
    return open_desk(store_url, "hook", {"kind": "webhook", "url": receiver.url, "secret": SECRET})


def error_of(desk: Desk) -> str | None:
    with desk.sessions() as session:
        return session.scalars(select(Outbox.last_error).order_by(Outbox.id)).first()


def test_signed_events_arrive_whole_and_in_order(desk: Desk, receiver: Receiver) -> None:
    number = desk.complain_note_confirm("کرتا پھٹا ہوا نکلا")
    assert desk.deliver() == 3
    assert receiver.events(number) == WHOLE and receiver.refused == []
    created, comment, status = receiver.taken.values()
    assert (created["customer"]["name"], created["customer"]["phone"]) == ('Ayesha "Asha" Khan', "+923001234567")
    assert created["description"] == "کرتا پھٹا ہوا نکلا" and comment["text"] == "yeh teesri dafa hai"
    assert (comment["remote_id"], status["status"]) == (f"case-{number}", "closed")
    assert desk.remote_id(number) == f"case-{number}"


def test_a_receiver_with_another_secret_takes_nothing_and_costs_no_message(
    open_desk: OpenDesk, receiver: Receiver, sqlite_url: str
) -> None:
    desk = open_desk(sqlite_url, "hook", {"kind": "webhook", "url": receiver.url, "secret": "o" * 40})
    desk.complain()
    desk.deliver()
    assert receiver.refused == ["signature_invalid"] and receiver.taken == {}
    assert desk.statuses() == {"pending"}


@pytest.mark.parametrize("answer", [500, 502, 503, 504, 408, 429, "cut"])
def test_what_may_have_arrived_is_sent_again_and_is_there_once(
    answer: int | str, desk: Desk, receiver: Receiver
) -> None:
    number = desk.complain_note_confirm()
    for _ in range(3):
        receiver.answers = [answer]
        assert desk.deliver() == 1
        desk.move_clock(timedelta(minutes=1))
    assert desk.statuses() == {"pending"}
    desk.deliver_over(0.2, desk.courier)
    assert desk.statuses() == {"delivered"}
    assert receiver.events(number) == WHOLE
    assert receiver.repeated == 3


@pytest.mark.parametrize("answer", [400, 409, 413, 422])
def test_a_refusal_is_final_and_holds_up_nothing(answer: int, desk: Desk, receiver: Receiver) -> None:
    desk.complain()
    other = desk.complain()
    receiver.answers = [answer]
    desk.deliver()
    assert desk.statuses() == {"dead", "delivered"}
    assert error_of(desk) == f"POST answered {answer}"
    assert receiver.events(other) == ["ticket.created"]


@pytest.mark.parametrize("answer", [301, 302, 307, 308])
def test_no_redirect_is_followed(answer: int, desk: Desk, receiver: Receiver) -> None:
    desk.complain()
    receiver.answers = [answer]
    desk.deliver()
    assert (desk.statuses(), error_of(desk)) == ({"pending"}, f"POST answered {answer}")


def test_its_wish_to_be_left_alone_is_heeded(desk: Desk, receiver: Receiver) -> None:
    number = desk.complain()
    receiver.answers, receiver.waits = [429], "1200"
    desk.deliver()
    desk.move_clock(timedelta(minutes=19))
    assert desk.deliver() == 0
    desk.move_clock(timedelta(minutes=2))
    assert desk.deliver() == 1
    assert receiver.events(number) == ["ticket.created"]


def test_after_five_failures_it_rests_and_the_untried_rows_are_uncounted(desk: Desk, receiver: Receiver) -> None:
    for _ in range(8):
        desk.complain()
    receiver.answers = [503] * 20
    assert desk.deliver() == 5
    with desk.sessions() as session:
        tries = list(session.scalars(select(Outbox.attempts).order_by(Outbox.id)))
        target = session.get_one(OutboxTarget, "hook")
        assert (tries, target.failures) == ([1] * 5 + [0] * 3, 5)
        assert target.closed_until is not None and target.closed_until > desk.now()
    desk.move_clock(timedelta(minutes=1))
    assert desk.courier.deliver_due() == 1, "one row tries whether it is back"
    receiver.answers = []
    desk.deliver_over(0.5, desk.courier)
    assert desk.statuses() == {"delivered"}


def test_an_emptied_message_is_put_aside(desk: Desk, receiver: Receiver) -> None:
    """The payload of an erased customer's row is emptied; docs/operations.md."""
    desk.complain()
    with transaction(desk.sessions) as session:
        session.execute(update(Outbox).values(payload={}))
    desk.deliver()
    assert (desk.statuses(), receiver.taken) == ({"dead"}, {})


def rows(desk: Desk) -> list[tuple[str, int, bool, str | None]]:
    """(status, attempts, whether it is claimed, last error) of each row."""
    with desk.sessions() as session:
        found = session.scalars(select(Outbox).order_by(Outbox.id))
        return [(row.status, row.attempts, row.claimed_until is not None, row.last_error) for row in found]


def locked(*_: object) -> None:
    """A store that does not take what is written."""
    raise OperationalError("update", {}, Exception("database is locked"))


def test_a_row_that_cannot_be_kept_holds_up_its_ticket_alone_and_is_given_up_in_the_end(
    any_desk: Desk, receiver: Receiver
) -> None:
    first, poison = any_desk.complain(), any_desk.complain()
    other = any_desk.complain_note_confirm()
    any_desk.say(poison, "aur ek baat")
    receiver.ids = {poison: f"case-{first}"}
    any_desk.deliver()
    assert receiver.events(other) == WHOLE
    assert rows(any_desk)[1] == ("pending", 1, False, "IntegrityError")
    assert receiver.events(poison) == ["ticket.created"], "what comes after it waits"
    for _ in range(12):
        any_desk.move_clock(timedelta(hours=2))
        any_desk.deliver()
    assert rows(any_desk)[1] == ("dead", 13, False, "IntegrityError")
    assert rows(any_desk)[-1][1] == 1, "what comes after it is tried"


def test_a_store_that_fails_for_a_moment_costs_one_row_a_try(
    any_desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = any_desk.complain_note_confirm()
    others = [any_desk.complain() for _ in range(3)]
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "settle", locked)
        assert any_desk.courier.deliver_due() == 4
    assert "of the outbox of hook cannot be worked on: OperationalError" in caplog.text
    any_desk.move_clock(timedelta(minutes=1))
    any_desk.deliver()
    assert any_desk.statuses() == {"delivered"} and receiver.events(number) == WHOLE
    assert [receiver.events(other) for other in others] == [["ticket.created"]] * 3
    assert receiver.repeated == 4


def test_a_store_that_is_away_leaves_no_untried_row_to_its_lease(
    any_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        any_desk.complain()
    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(outbox, "settle", locked)
        patched.setattr(outbox, "postpone", locked)
        any_desk.courier.deliver_due()
    assert rows(any_desk) == [("pending", 1, True, None)] + [("pending", 0, False, None)] * 2


def test_no_word_name_address_or_secret_is_logged(
    desk: Desk, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "hamrah")
    desk.complain("my secret words")
    receiver.answers = [400]
    desk.deliver()
    receiver.answers = ["cut"]
    desk.complain("my other secret words")
    desk.deliver()
    said = caplog.text
    assert "refused row" in said and "did not take row" in said
    assert not any(secret in said for secret in ("secret words", "Ayesha", "ayesha@", SECRET, receiver.url))


def test_whatever_its_changes_fail_of_the_thread_goes_on_to_deliver_and_to_look(
    desk: Desk, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    courier, stopped, looks = desk.new_courier(), threading.Event(), 0

    def changes(_: str | None) -> Changes:
        nonlocal looks
        looks += 1
        if looks == 3:
            stopped.set()
        raise AssertionError("expected name token at 'my secret words'")

    monkeypatch.setattr(courier.helpdesk, "changes", changes)
    number = desk.complain()
    thread = threading.Thread(target=keep_going, args=(courier, 0.1, stopped))
    thread.start()
    thread.join(30)
    assert not thread.is_alive() and looks == 3 and receiver.events(number) == ["ticket.created"]
    assert "The outbox of hook cannot be worked on: AssertionError" in caplog.text
    assert "secret words" not in caplog.text


def test_the_thread_delivers_what_is_written_meanwhile_and_stops(desk: Desk, receiver: Receiver) -> None:
    stopped = threading.Event()
    thread = threading.Thread(target=keep_going, args=(desk.new_courier(), 1.0, stopped))
    thread.start()
    number = desk.complain()
    for _ in range(600):
        if desk.statuses() == {"delivered"}:
            break
        stopped.wait(0.05)
    stopped.set()
    thread.join(10)
    assert not thread.is_alive() and receiver.events(number) == ["ticket.created"]
