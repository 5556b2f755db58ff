"""E-mails through a real mail server: what arrives, and what each refusal means."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from hamrah.bootstrap import texts
from hamrah.bot.channels.contacts.mailing import Mailing
from hamrah.bot.channels.messaging.port import Refused, SendingFailed, TryLater
from hamrah.messaging_settings import EmailSettings
from hamrah.services.notification_sending import Notice

from .mailbox import PASSWORD, SENDER, USER, Mailbox, receiving

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
URDU = Notice(7, "email", "ayesha@example.com", "ur", "one_time_code", "آپ کا کوڈ \u2068123456\u2069 ہے۔", AT, 1)
ENGLISH = Notice(8, "email", "ayesha@example.com", "en", "answer_waits", "An answer waits for you.", AT, 1)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Mailbox]:
    with receiving(tmp_path) as box:
        yield box


def mailing(box: Mailbox, **others: Any) -> Mailing:
    return Mailing(EmailSettings.model_validate(box.settings(**others)), texts())


def test_urdu_arrives_as_it_was_written(box: Mailbox) -> None:
    mailing(box).send(URDU)
    ((to, message),) = box.arrived
    assert to == message["To"] == "ayesha@example.com"
    assert (message["From"], message["Subject"]) == (SENDER, "بازارِ ہمراہ: آپ کا کوڈ")
    assert message.get_content().strip() == URDU.text
    assert (message["Content-Language"], message["Auto-Submitted"]) == ("ur", "auto-generated")


def test_the_same_notice_has_the_same_id_whoever_sends_it_again(box: Mailbox) -> None:
    for notice in (URDU, ENGLISH, URDU):
        mailing(box).send(notice)
    first, other, again = (message["Message-ID"] for _, message in box.arrived)
    assert first == again != other
    assert box.arrived[1][1]["Subject"] == "Bazaar-e-Hamrah: a message for you"


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_an_encrypted_server_takes_who_signs_in(tmp_path: Path, security: str) -> None:
    with receiving(tmp_path, security) as box:
        mailing(box, security=security, user=USER, password=PASSWORD, ca_file=box.ca_file).send(ENGLISH)
    assert len(box.arrived) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_is_sent_to_a_server_that_nobody_vouches_for(tmp_path: Path, security: str) -> None:
    with receiving(tmp_path, security) as box, pytest.raises(TryLater, match="SSLCertVerificationError"):
        mailing(box, security=security, user=USER, password=PASSWORD).send(ENGLISH)
    assert box.arrived == []


def test_nothing_is_sent_in_clear_where_encryption_was_asked_for(box: Mailbox) -> None:
    with pytest.raises(TryLater, match="SMTPNotSupportedError"):
        mailing(box, security="starttls").send(ENGLISH)
    assert box.arrived == []


def test_a_wrong_password_loses_no_message(tmp_path: Path) -> None:
    with receiving(tmp_path, "tls") as box, pytest.raises(TryLater, match="535"):
        mailing(box, security="tls", user=USER, password="wrong", ca_file=box.ca_file).send(ENGLISH)


@pytest.mark.parametrize(("reply", "kind"), [("550 no such mailbox", Refused), ("451 come back later", TryLater)])
def test_what_the_server_says_of_a_recipient(box: Mailbox, reply: str, kind: type[SendingFailed]) -> None:
    box.replies.append(reply)
    with pytest.raises(kind) as failed:
        mailing(box).send(ENGLISH)
    assert failed.value.reason == reply[:3]
    assert "ayesha" not in str(failed.value) and failed.value.__cause__ is None


def test_a_server_that_is_away_is_tried_again(box: Mailbox, tmp_path: Path) -> None:
    sender = mailing(box)
    with receiving(tmp_path) as gone:
        sender = mailing(gone)
    with pytest.raises(TryLater, match="ConnectionRefusedError"):
        sender.send(ENGLISH)


@pytest.mark.parametrize("address", ["a@example.com\nBcc: all@example.com", "a@example.com\r\n\r\nspam"])
def test_an_address_brings_no_header_of_its_own(box: Mailbox, address: str) -> None:
    with pytest.raises(Refused, match="address"):
        mailing(box).send(Notice(9, "email", address, "en", "answer_waits", "An answer waits.", AT, 1))
    assert box.arrived == []


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ({"host": "mail.example.com", "security": "none"}, "starttls or tls"),
        ({"user": "shop"}, "user and password"),
        ({"sender": "Shop <shop@example.com>"}, "sender"),
        ({"sender": "shop"}, "sender"),
        ({"ca_file": "/no/such/file.pem"}, "ca_file"),
        ({"port": 0}, "port"),
        ({"tls": True}, "tls"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        EmailSettings.model_validate({"host": "localhost", "sender": SENDER, **wrong})
