"""Only who holds a key can write purchases and visits, only what they signed, only now, and only once."""

import json
import logging
from collections.abc import Iterator
from functools import partial

import pytest
from sanic import Sanic
from sqlalchemy import select

from hamrah import bootstrap, keys
from hamrah.bot.touchpoint_door import touchpoint_site
from hamrah.crm.engine import transaction
from hamrah.crm.orders import Order
from hamrah.crm.touchpoints import TouchpointEvent
from hamrah.services.event_signatures import sign_event
from hamrah.settings import SettingsError, read_settings, settings
from tests.bot.site import served
from tests.own_store import own_store
from tests.security.signing import post, sign
from tests.services.test_touchpoints import sale
from tests.services.world import build

SECRET, OTHER = "s" * 32, "o" * 40
signed = partial(sign, kid="till-lhr", secret=SECRET)


@pytest.fixture
def door(store_url: str, own_var: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real door over HTTP, on each database; its address."""
    with own_store(monkeypatch, store_url, HAMRAH_TOUCHPOINT_KEYS=f"till-lhr:{SECRET} app:{OTHER}"):
        with transaction(bootstrap.sessions()) as session:
            build(session)
        app = Sanic("touchpoints", configure_logging=False)
        app.blueprint(touchpoint_site())
        with served(app) as port:
            yield f"http://127.0.0.1:{port}/touchpoints/events"


def written() -> int:
    with bootstrap.sessions()() as session:
        return len(session.scalars(select(TouchpointEvent.id)).all()) + len(session.scalars(select(Order.id)).all())


BODY = json.dumps(sale()).encode()


def test_a_signed_event_is_taken_and_its_replay_changes_nothing(door: str) -> None:
    headers = signed(BODY)
    assert post(door, BODY, headers) == (200, {"status": "taken", "total_minor": 2530000})
    assert post(door, BODY, headers) == (200, {"status": "known", "total_minor": 2530000})
    assert post(door, BODY, signed(BODY)) == (200, {"status": "known", "total_minor": 2530000})
    assert written() == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, secret="x" * 32),
        signed(BODY, kid="nobody", secret=""),
        signed(BODY, kid="app"),  # another's id on one's own signature
        signed(BODY + b" "),
        {**signed(BODY), "X-Hamrah-Timestamp": "1"},
        {**signed(BODY), "X-Hamrah-Signature": ""},
        {**signed(BODY), "X-Hamrah-Signature": "é"},
    ],
    ids=["none", "key", "stranger", "other", "body", "moved", "empty", "letters"],
)
def test_what_nobody_signed_is_refused(door: str, headers: dict[str, str]) -> None:
    sent = {name: value.encode() for name, value in headers.items()}
    assert post(door, BODY, sent) == (401, {"error": "signature_invalid"})  # type: ignore[arg-type]
    assert written() == 0


@pytest.mark.parametrize("age", [301, -302])
def test_a_recorded_event_is_refused_after_five_minutes(door: str, age: float) -> None:
    assert post(door, BODY, signed(BODY, age=age)) == (401, {"error": "signature_stale"})
    assert post(door, BODY, signed(BODY, age=age / 2)) == (200, {"status": "taken", "total_minor": 2530000})


def test_a_moment_that_is_no_number_is_refused_though_it_is_signed(door: str) -> None:
    for timestamp in ("", "now", "1e9", "-1", "٣" * 10, "9" * 40):
        headers = {"X-Hamrah-Key": "till-lhr", "X-Hamrah-Signature": sign_event(SECRET, timestamp, BODY)}
        sent = {**headers, "X-Hamrah-Timestamp": timestamp.encode()}
        assert post(door, BODY, sent) == (401, {"error": "signature_invalid"})  # type: ignore[arg-type]


def test_too_much_is_refused_before_it_is_looked_at(door: str) -> None:
    body = BODY + b" " * 64 * 1024
    assert post(door, body, signed(body)) == (413, {"error": "too_long"})
    assert written() == 0


def test_what_cannot_be_taken_is_said_and_leaves_nothing(door: str) -> None:
    body = json.dumps(sale(customer="nobody@example.com")).encode()
    assert post(door, body, signed(body)) == (422, {"error": "unknown_customer", "where": "customer"})
    assert post(door, b"{}", signed(b"{}")) == (422, {"error": "malformed", "where": ""})
    assert written() == 0
    assert post(door, BODY, signed(BODY))[0] == 200
    again = json.dumps(sale(id="another")).encode()
    assert post(door, again, signed(again)) == (409, {"error": "number_known", "where": "number"})


def test_nothing_of_an_event_gets_into_the_log(door: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = json.dumps(sale(customer="secret.person@example.com")).encode()
    post(door, body, signed(body))
    post(door, BODY, {})
    assert "secret.person" not in caplog.text and SECRET not in caplog.text and "W-1-1" not in caplog.text


def test_without_keys_nothing_is_taken(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAMRAH_TOUCHPOINT_KEYS")
    settings.cache_clear()
    assert keys.touchpoint_keys() == {}
    assert post(door, BODY, signed(BODY, kid="", secret=""))[0] == 401


@pytest.mark.parametrize("pairs", ["till", "till:short", f":{SECRET}", f"{'k' * 31}:{SECRET}"])
def test_a_weak_key_is_refused_at_the_start(pairs: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAMRAH_TOUCHPOINT_KEYS", pairs)
    with pytest.raises(SettingsError, match=r"^HAMRAH_TOUCHPOINT_KEYS is not usable") as error:
        read_settings()
    assert pairs not in str(error.value)
