"""Only a helpdesk that holds a secret changes tickets: those it was given, as it signed, now, and each change once."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select

from hamrah import bootstrap
from hamrah.bot.helpdesk_door import helpdesk_site
from hamrah.crm.base import utc_now
from hamrah.crm.engine import transaction
from hamrah.crm.tickets import Ticket, TicketEvent
from hamrah.services.identity import Principal
from hamrah.services.remote_records import keep_remote
from hamrah.services.tickets import Complaint, open_ticket
from tests.bot.site import served
from tests.own_store import own_store
from tests.security.signing import post, sign

SECRET, OTHER = "s" * 32, "o" * 40
DESKS = {
    "hook": {"kind": "webhook", "url": "https://hook.example/in", "secret": SECRET},
    "other": {"kind": "webhook", "url": "https://other.example/in", "secret": OTHER},
    "rt": {"kind": "request_tracker", "url": "https://rt.example", "user": "hamrah", "password": SECRET},
}
signed = partial(sign, kid="hook", secret=SECRET)


@pytest.fixture
def door(store_url: str, own_var: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real door over HTTP, on each database, and two tickets, the first given to `hook`; its address."""
    with own_store(monkeypatch, store_url, HAMRAH_HELPDESKS=json.dumps(DESKS)):
        with transaction(bootstrap.sessions()) as session:
            given = open_ticket(session, Principal("web-1", "web"), Complaint("staff", "rude"))
            open_ticket(session, Principal("web-2", "web"), Complaint("staff", "rude"))
            keep_remote(session, "hook", given.number, "case-1", "open", utc_now())
        app = Sanic("helpdesks", configure_logging=False)
        app.blueprint(helpdesk_site())
        with served(app) as port:
            yield f"http://127.0.0.1:{port}/helpdesks/changes"


def change(**values: Any) -> bytes:
    return json.dumps({"id": "e-1", "ticket": "T-10001", "kind": "status", "value": "solved", **values}).encode()


def state() -> list[Any]:
    """All that a change could alter."""
    with bootstrap.sessions()() as session:
        tickets = session.execute(select(Ticket.number, Ticket.status, Ticket.assignee_id).order_by(Ticket.id)).all()
        events = session.execute(select(TicketEvent.kind, TicketEvent.actor, TicketEvent.text)).all()
    return [*tickets, *events]


def test_a_signed_change_is_taken_once(door: str) -> None:
    body = change()
    headers = signed(body)
    assert post(door, body, headers) == (200, {"status": "taken"})
    after = state()
    assert ("T-10001", "solved", None) in after and ("status", "helpdesk:hook", "open > solved") in after
    assert post(door, body, headers) == (200, {"status": "known"}), "replayed"
    again = change(value="open")
    assert post(door, again, signed(again)) == (200, {"status": "known"}), "an id is used once"
    assert state() == after


def test_an_answer_reaches_the_history_as_the_helpdesks(door: str) -> None:
    body = change(kind="answer", value="ہم نیا بھیج رہے ہیں\x00")
    assert post(door, body, signed(body)) == (200, {"status": "taken"})
    assert ("answer", "helpdesk:hook", "ہم نیا بھیج رہے ہیں") in state()


def test_a_customers_words_from_there_carry_no_markup_and_no_inner_link(door: str) -> None:
    body = change(kind="note", value="<b>dekhein</b> http://10.0.0.1/x")
    assert post(door, body, signed(body)) == (200, {"status": "taken"})
    assert ("note", "customer", "‹b›dekhein‹/b› http[:]//10[.]0[.]0[.]1/x") in state()


def test_nothing_forged_stale_or_unsigned_is_taken(door: str) -> None:
    before = state()
    body = change()
    good = signed(body)
    tries = [
        ({}, "signature_invalid"),
        ({**good, "X-Hamrah-Signature": "0" * 64}, "signature_invalid"),
        ({**good, "X-Hamrah-Signature": "ü"}, "signature_invalid"),
        ({**good, "X-Hamrah-Timestamp": "1"}, "signature_invalid"),
        (signed(body, secret=OTHER), "signature_invalid"),
        (signed(body, kid="nobody"), "signature_invalid"),
        (signed(body, kid="nobody", secret=""), "signature_invalid"),
        (signed(body, kid="rt"), "signature_invalid"),
        (signed(body, kid=""), "signature_invalid"),
        (signed(change(value="closed")), "signature_invalid"),
        (signed(body, age=301), "signature_stale"),
        (signed(body, age=-310), "signature_stale"),
    ]
    for headers, reason in tries:
        sent = {name: value.encode() for name, value in headers.items()}
        assert post(door, body, sent) == (401, {"error": reason})  # type: ignore[arg-type]
    assert state() == before


def test_a_helpdesk_changes_only_what_it_was_given(door: str) -> None:
    before = state()
    for body, kid, secret in (
        (change(ticket="T-10002"), "hook", SECRET),
        (change(ticket="T-99999"), "hook", SECRET),
        (change(), "other", OTHER),
    ):
        status, answer = post(door, body, signed(body, kid=kid, secret=secret))
        assert (status, answer["error"]) == (404, "unknown_ticket")
    assert state() == before


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b"", ""),
        (b"\xff\xfe{}", ""),
        (b'{"id": "\xff"}', ""),
        (b"[]", ""),
        (change(kind="delete"), "kind"),
        (change(value="on fire"), "value"),
        (change(value=""), "value"),
        (change(value=" \t"), "value"),
        (change(kind="answer", value="x" * 10_001), "value"),
        (change(id="x" * 151), "id"),
        (change(ticket=10001), "ticket"),
        (change(assignee="me"), "assignee"),
    ],
)
def test_what_is_no_change_is_refused_clearly_and_changes_nothing(body: bytes, where: str, door: str) -> None:
    before = state()
    assert post(door, body, signed(body)) == (422, {"error": "unusable", "where": where})
    assert state() == before


def test_a_body_without_end_is_not_read_into_the_store(door: str) -> None:
    body = change(value="x" * 70_000)
    assert post(door, body, signed(body)) == (413, {"error": "too_long"})
