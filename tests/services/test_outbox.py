"""What is told outside is written with the change, for each helpdesk but the one that it came from."""

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from hamrah.crm.outbox import Outbox
from hamrah.crm.tickets import Ticket
from hamrah.services.outbox import Message, tell_outside
from hamrah.services.tickets import Complaint, add_note, open_ticket
from hamrah.settings import SettingsError, read_settings, settings

from .world import Shop, place_order

SECRET = "s" * 32
TWO = {
    "rt": {"kind": "request_tracker", "url": "https://rt.example", "user": "hamrah", "password": "pw-of-rt"},
    "hook": {"kind": "webhook", "url": "https://hook.example/in", "secret": SECRET},
}


@pytest.fixture
def two_helpdesks(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Settings that name two helpdesks."""
    monkeypatch.setenv("HAMRAH_HELPDESKS", json.dumps(TWO))
    settings.cache_clear()
    yield
    settings.cache_clear()


def rows(shop: Shop) -> list[Outbox]:
    with shop.reading() as session:
        return list(session.scalars(select(Outbox).order_by(Outbox.id)))


@pytest.mark.usefixtures("two_helpdesks")
class TestTelling:
    def test_each_helpdesk_gets_a_row_that_suffices_to_make_the_ticket(self, shop: Shop) -> None:
        with shop.writing() as session:
            order = place_order(session, shop.ids["ayesha"], "1042", {"W-1-1": 1})
            ticket = open_ticket(session, shop.who("ayesha"), Complaint("damaged", "کرتا پھٹا ہوا", order.number))
        told = rows(shop)
        assert [(row.target, row.topic, row.status) for row in told] == [
            ("rt", "ticket.opened", "pending"),
            ("hook", "ticket.opened", "pending"),
        ]
        assert len({row.key for row in told}) == 2
        message = Message.model_validate(told[0].payload)
        assert (message.ticket, message.what, message.by) == (ticket.number, "opened", "customer")
        assert (message.kind, message.status, message.order) == ("damaged", "open", "1042")
        assert "کرتا پھٹا ہوا" in message.description
        assert message.customer is not None and message.customer.name == "Ayesha Khan"
        assert message.customer.email == "ayesha@example.com"

    def test_a_guest_is_nobody(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            open_ticket(session, sqlite_shop.who("nobody"), Complaint("staff", "rude"))
        assert all(Message.model_validate(row.payload).customer is None for row in rows(sqlite_shop))

    def test_the_helpdesk_that_did_it_is_not_told(self, shop: Shop) -> None:
        with shop.writing() as session:
            ticket = open_ticket(session, shop.who("ayesha"), Complaint("staff", "rude"))
        with shop.writing() as session:
            same = session.get_one(Ticket, ticket.id)
            same.status = "solved"
            tell_outside(session, same, "solved", "a new one is sent", by="helpdesk:rt")
        *_, last = rows(shop)
        assert [(row.target, row.topic) for row in rows(shop)[2:]] == [("hook", "ticket.solved")]
        assert (last.payload["status"], last.payload["by"]) == ("solved", "helpdesk:rt")

    def test_rows_and_change_are_lost_together(self, shop: Shop) -> None:
        with pytest.raises(ZeroDivisionError), shop.writing() as session:
            number = open_ticket(session, shop.who("ayesha"), Complaint("staff", "rude")).number
            add_note(session, shop.who("ayesha"), number, "very rude")
            raise ZeroDivisionError
        assert rows(shop) == []


def test_without_a_helpdesk_the_message_is_kept_without_a_target(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        open_ticket(session, sqlite_shop.who("ayesha"), Complaint("staff", "rude"))
    (row,) = rows(sqlite_shop)
    assert (row.target, row.status) == (None, "pending")
    assert Message.model_validate(row.payload).description == "rude"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("[", "not JSON"),
        ("[]", "by name"),
        ('{"a b": {}}', "name"),
        ('{"rt": {"kind": "zammad", "url": "https://z.example"}}', "rt"),
        ('{"rt": {"kind": "webhook", "url": "https://x.example", "secret": "short"}}', "rt.webhook.secret"),
        (json.dumps({"rt": {**TWO["rt"], "url": "http://rt.example"}}), "https://"),
        (json.dumps({"rt": {**TWO["rt"], "url": "https://user:pw-of-rt@rt.example"}}), "plain https://"),
        (json.dumps({"rt": {**TWO["rt"], "queu": "General"}}), "rt.request_tracker.queu"),
    ],
)
def test_a_wrong_setting_is_named_and_its_secret_is_not(given: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMRAH_HELPDESKS", given)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value).startswith("HAMRAH_HELPDESKS is not usable") and says in str(caught.value)
    assert "pw-of-rt" not in str(caught.value) and "short" not in str(caught.value)


@pytest.mark.usefixtures("two_helpdesks")
def test_credentials_are_not_shown() -> None:
    assert "pw-of-rt" not in repr(settings()) and SECRET not in repr(settings())
