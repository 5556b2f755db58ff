"""A postman's thread goes on, whatever once failed, and a notice that cannot be read keeps no code waiting."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from hamrah.bot.channels.contacts import postman
from hamrah.bot.channels.contacts.postman import Postman
from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Notification
from hamrah.crm.engine import Sessions, transaction
from hamrah.services.notification_sending import Notice
from tests.channels.contract import wait_until

PHONE = "+923001234567"


class Phone:
    """A way to a phone that keeps what arrived."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def send(self, notice: Notice) -> None:
        self.texts.append(notice.text)


@contextmanager
def running() -> Iterator[Phone]:
    phone = Phone()
    sender = Postman({"sms": phone})
    sender.start()
    yield phone
    sender.stop()


@pytest.fixture(autouse=True)
def _own_store(store: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postman, "sessions", lambda: store)
    monkeypatch.setattr(postman, "LOOK_EVERY_SECONDS", 0.01)


def write(store: Sessions, kind: str, text_key: str, **values: str) -> None:
    to = {"channel": "sms", "address": PHONE, "language": "en", "at": utc_now()}
    with transaction(store) as session:
        session.add(Notification(kind=kind, text_key=text_key, values=values, **to))


def write_code(store: Sessions) -> None:
    write(store, "one_time_code", "notify_one_time_code", code="123456")


def fates(store: Sessions) -> list[tuple[str, str | None]]:
    with store() as session:
        rows = session.scalars(select(Notification).order_by(Notification.id))
        return [(row.status, row.error) for row in rows]


def test_a_notice_that_cannot_be_read_is_given_up_and_the_next_is_sent(
    store: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    write(store, "one_time_code", "notify_of_an_older_release", code="654321")
    write(store, "one_time_code", "notify_one_time_code")
    write_code(store)
    with running() as phone:
        wait_until(lambda: fates(store)[-1][0] == "sent")
    assert len(phone.texts) == 1 and "123456" in phone.texts[0]
    assert fates(store) == [("failed", "no_text"), ("failed", "no_text"), ("sent", None)]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        "A notice by sms was given up: no_text"
    ] * 2


def test_what_nobody_foresaw_does_not_end_the_sending(
    store: Sessions, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    errors: list[Exception] = [RuntimeError(f"of {PHONE}")]
    claim = postman.claim_notification

    def failing_once(*given: object) -> Notice | None:
        if errors:
            raise errors.pop()
        return claim(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(postman, "claim_notification", failing_once)
    write_code(store)
    with running() as phone:
        wait_until(lambda: bool(phone.texts))
    assert "Codes and notices cannot be sent: RuntimeError" in caplog.text and PHONE not in caplog.text
