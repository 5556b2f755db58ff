"""Opening a conversation: whose it is comes from the site's token or a guest's own secret, and from nothing else."""

import base64
import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from hamrah.crm.base import utc_now
from hamrah.keys import server_key, site_keys
from hamrah.services.site_tokens import issue_token
from tests.bot.site import Browser, Site

pytestmark = pytest.mark.trained


def ayesha(**changes: Any) -> str:
    """A site's token for Ayesha, with claims changed."""
    now = utc_now()
    claims = {
        "iss": "shop",
        "aud": "hamrah",
        "sub": "ayesha@example.com",
        "iat": now,
        "exp": now + timedelta(minutes=5),
    }
    return jwt.encode(
        {**claims, "jti": "1", **changes}, site_keys()["demo"], algorithm="HS256", headers={"kid": "demo"}
    )


def unsigned() -> str:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    claims = jwt.decode(ayesha(), options={"verify_signature": False})
    return f"{part({'alg': 'none', 'kid': 'demo'})}.{part(claims)}."


def minutes(count: float) -> Any:
    return utc_now() + timedelta(minutes=count)


def refused(answer: Any, reason: str) -> None:
    assert (answer.status_code, answer.json()) == (401, {"error": reason})


def test_a_guest_gets_a_conversation_of_their_own(site: Site) -> None:
    first, second = Browser(site.url), Browser(site.url)
    opened = first.open().json()
    assert opened.keys() == {"session", "name", "signed_in", "language", "messages", "last", "apps"}
    assert (opened["name"], opened["signed_in"], opened["messages"], opened["last"]) == (None, False, [], 0)
    second.open()
    assert first.sender_id != second.sender_id


def test_a_customer_is_known_by_the_sites_token(site: Site) -> None:
    opened = Browser(site.url).open(ayesha()).json()
    assert (opened["name"], opened["signed_in"]) == ("Ayesha Khan", True)


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        (lambda: ayesha(iat=minutes(-20), exp=minutes(-10)), "token_expired"),
        (lambda: ayesha(exp=minutes(16)), "token_invalid"),
        (lambda: ayesha(aud="hamrah-web-session"), "token_invalid"),
        (lambda: ayesha()[:-4] + "AAAA", "token_invalid"),
        (lambda: issue_token({"demo": "f" * 64}, "ayesha@example.com"), "token_invalid"),
        (lambda: issue_token({"elsewhere": site_keys()["demo"]}, "ayesha@example.com"), "token_invalid"),
        (unsigned, "token_invalid"),
        (lambda: ayesha(sub="nobody@example.com"), "token_invalid"),
        (lambda: "not a token", "token_invalid"),
        (lambda: "\ud800.\x00", "token_invalid"),
        (lambda: "e" * 20_000, "token_invalid"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_token_that_is_not_to_be_believed_is_refused_with_the_reason_alone(
    site: Site, token: Any, reason: str
) -> None:
    refused(Browser(site.url).open(token()), reason)


def test_a_customers_secret_is_no_token_and_a_refused_token_makes_no_guest_of_a_customer(site: Site) -> None:
    secret = site.browser("customer:ayesha@example.com").secret
    refused(Browser(site.url).open(secret), "token_invalid")
    refused(Browser(site.url).open("nonsense", resume=secret), "token_invalid")


def test_a_guest_comes_back_to_their_conversation(site: Site) -> None:
    before, after = site.browser(), Browser(site.url)
    before.say("salam")
    opened = after.open(resume=before.secret).json()
    assert after.sender_id == before.sender_id
    assert [message["author"] for message in opened["messages"]] == ["person", "bot"]
    assert opened["messages"][0]["text"] == "salam"
    assert opened["last"] == opened["messages"][-1]["id"]


def test_a_customers_conversation_is_not_resumed_after_signing_out(site: Site) -> None:
    signed_in, left = site.browser("customer:bilal@example.com"), Browser(site.url)
    signed_in.say("salam")
    opened = left.open(resume=signed_in.secret).json()
    assert (opened["name"], opened["signed_in"], opened["messages"]) == (None, False, [])
    assert left.sender_id != signed_in.sender_id


def test_a_customer_finds_the_conversation_again_with_a_new_token(site: Site) -> None:
    before, after = site.browser("customer:sana@example.com"), site.browser("customer:sana@example.com")
    before.say("salam")
    assert after.sender_id == before.sender_id
    assert "salam" in [message["text"] for message in after.read().json()["messages"]]


@pytest.mark.parametrize("secret", ["", "nonsense", "a.b.c", "\ud800", "\x00", "e" * 20_000])
def test_a_secret_that_is_none_opens_a_new_guests_conversation(site: Site, secret: str) -> None:
    assert Browser(site.url).open(resume=secret).json()["messages"] == []


def test_an_old_guests_secret_begins_anew(site: Site) -> None:
    browser = site.browser()
    claims = {"sub": browser.sender_id, "aud": "hamrah-web-session", "guest": True, "exp": minutes(-1)}
    old = jwt.encode(claims, server_key("web-session"), algorithm="HS256")
    later = Browser(site.url)
    later.open(resume=old)
    assert later.sender_id != browser.sender_id


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Bearer x.y.z", "Basic Z3Vlc3Q6", "بےکار"])
def test_without_a_session_nothing_is_said_or_read(site: Site, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode()}
    browser = Browser(site.url)
    refused(browser.post("/chat/messages", json={"text": "salam"}, headers=headers), "session_invalid")
    refused(browser.post("/chat/events", json={"view": "X"}, headers=headers), "session_invalid")
    refused(browser.http.get(site.url + "/chat/messages", headers=headers), "session_invalid")


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b"null", b'{"token": 7, "resume": ["x"]}', b"\xff\xfe", b'"x"']
)
def test_a_body_that_asks_for_nothing_opens_a_guests_conversation(site: Site, body: bytes) -> None:
    answer = Browser(site.url).post("/chat/session", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["signed_in"]) == (200, False)
