"""Only who holds a key can write reviews, only what they signed, only now, and only once."""

import json
import logging
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sanic import Sanic
from sqlalchemy import select

from hamrah import bootstrap
from hamrah.bot.review_door import review_site
from hamrah.crm.conversations import Interaction
from hamrah.crm.engine import transaction
from hamrah.crm.satisfaction import Review
from tests.bot.site import served
from tests.own_store import own_store
from tests.security.signing import post, sign
from tests.services.world import build

SECRET, OTHER = "s" * 32, "o" * 40
signed = partial(sign, kid="listener", secret=SECRET)


@pytest.fixture
def door(store_url: str, own_var: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The real door over HTTP, on each database; its address."""
    with own_store(monkeypatch, store_url, HAMRAH_TOUCHPOINT_KEYS=f"listener:{SECRET} app:{OTHER}"):
        with transaction(bootstrap.sessions()) as session:
            build(session)
        app = Sanic("reviews", configure_logging=False)
        app.blueprint(review_site())
        with served(app) as port:
            yield f"http://127.0.0.1:{port}/touchpoints/reviews"


def body(**values: Any) -> bytes:
    entry = {"id": "g-1", "text": "Delivery bohat late thi", "at": "2026-01-05T10:00:00+05:00", "stars": 2, **values}
    return json.dumps({"reviews": [{k: v for k, v in entry.items() if v is not None}]}).encode()


def written() -> tuple[int, int]:
    with bootstrap.sessions()() as session:
        kept = (session.scalars(select(Review.id)), session.scalars(select(Interaction.id)))
        return len(kept[0].all()), len(kept[1].all())


BODY = body(customer="ayesha@example.com", product="K-1", branch="LHR")
TAKEN = {"taken": 1, "known": 0, "unknown_products": 0, "unknown_branches": 0}
KNOWN = {**TAKEN, "taken": 0, "known": 1}


def test_a_signed_review_is_taken_and_its_replay_changes_nothing(door: str) -> None:
    headers = signed(BODY)
    assert post(door, BODY, headers) == (200, TAKEN)
    assert post(door, BODY, headers) == (200, KNOWN)
    changed = body(customer="bilal@example.com", text="Great!", stars=5)
    assert post(door, changed, signed(changed)) == (200, KNOWN)
    assert written() == (1, 1)
    with bootstrap.sessions()() as session:
        row = session.scalars(select(Review)).one()
    assert (row.source, row.stars, row.text) == ("hook:listener", 2, "Delivery bohat late thi")


def test_one_sender_cannot_take_the_place_of_anothers_review(door: str) -> None:
    assert post(door, BODY, signed(BODY, kid="app", secret=OTHER)) == (200, TAKEN)
    assert post(door, BODY, signed(BODY)) == (200, TAKEN)
    named = body(source="google")
    assert post(door, named, signed(named)) == (422, {"error": "malformed", "where": "reviews.0.source"})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(BODY, secret="x" * 32),
        signed(BODY, kid="nobody", secret=""),
        signed(BODY, kid="app"),
        signed(BODY + b" "),
        {**signed(BODY), "X-Hamrah-Timestamp": "1"},
        {**signed(BODY), "X-Hamrah-Signature": ""},
    ],
    ids=["none", "key", "stranger", "other", "body", "moved", "empty"],
)
def test_what_nobody_signed_is_refused(door: str, headers: dict[str, str]) -> None:
    assert post(door, BODY, headers) == (401, {"error": "signature_invalid"})
    assert written() == (0, 0)


@pytest.mark.parametrize("age", [301, -302])
def test_a_recording_is_refused_after_five_minutes(door: str, age: float) -> None:
    assert post(door, BODY, signed(BODY, age=age)) == (401, {"error": "signature_stale"})
    assert written() == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"stars": 11}, "reviews.0.stars"),
        ({"stars": "5"}, "reviews.0.stars"),
        ({"text": "x" * 10_001}, "reviews.0.text"),
        ({"text": "<script>x</script>", "stars": None}, "reviews.0"),
        ({"at": "2026-01-05T10:00:00"}, "reviews.0.at"),
        ({"at": "2999-01-05T10:00:00Z"}, "reviews.0.at"),
        ({"at": "0001-01-01T00:00:00+05:00"}, "reviews.0.at"),
        ({"text": "cut off \ud83d"}, ""),
        ({"link": "javascript:alert(1)"}, "reviews.0.link"),
        ({"customer_id": 1}, "reviews.0.customer_id"),
    ],
)
def test_what_cannot_be_taken_is_said_and_leaves_nothing(door: str, wrong: dict[str, Any], where: str) -> None:
    sent = body(**wrong)
    assert post(door, sent, signed(sent)) == (422, {"error": "malformed", "where": where})
    two = json.dumps({"reviews": [*json.loads(BODY)["reviews"], *json.loads(sent)["reviews"]]}).encode()
    assert post(door, two, signed(two))[0] == 422
    assert written() == (0, 0)


def test_other_encodings_and_too_much_are_refused(door: str) -> None:
    for sent in (json.dumps({"reviews": []}).encode("utf-16"), b"\xff\xfe", b"[]", b""):
        assert post(door, sent, signed(sent))[0] == 422
    long = BODY + b" " * 512 * 1024
    assert post(door, long, signed(long)) == (413, {"error": "too_long"})
    assert written() == (0, 0)


def test_nothing_of_a_review_gets_into_the_log(door: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    post(door, BODY, signed(BODY))
    post(door, BODY, {})
    assert "ayesha@example" not in caplog.text and "bohat late" not in caplog.text and SECRET not in caplog.text
