"""A second browser can neither read nor write the first one's conversation, whatever it knows of it."""

import base64
import json

import jwt
import pytest

from hamrah.keys import site_keys
from tests.bot.site import Browser, Site, buttons_of, texts_of
from tests.dialogues.stage import said_as

pytestmark = pytest.mark.trained

AYESHA, BILAL = "customer:ayesha@example.com", "customer:bilal@example.com"
SECRET_WORDS = "my secret is a blue umbrella"


@pytest.fixture
def first(site: Site) -> Browser:
    """A customer's browser, in which something was said."""
    browser = site.browser(site.customers(1)[0])
    browser.say(SECRET_WORDS)
    return browser


@pytest.fixture(params=["guest", BILAL])
def second(site: Site, request: pytest.FixtureRequest) -> Browser:
    """Somebody else's browser."""
    return site.browser(request.param)


def altered(secret: str, place: int) -> str:
    """The secret with one character changed to another that base64 takes."""
    return secret[:place] + ("A" if secret[place] != "A" else "B") + secret[place + 1 :]


def test_it_reads_its_own_conversation_only(first: Browser, second: Browser) -> None:
    second.say("hello")
    assert SECRET_WORDS in first.read().text
    assert SECRET_WORDS not in second.read().text
    assert SECRET_WORDS not in second.read(wait=0.1, after=0).text


def test_the_others_sender_id_opens_nothing(first: Browser, second: Browser) -> None:
    stranger = Browser(first.url)
    for secret in (first.sender_id, f"web:{first.sender_id}"):
        stranger.secret = secret
        assert stranger.read().status_code == stranger.say("hello").status_code == 401
        assert stranger.open(resume=secret).json()["messages"] == []
    named = {"sender": first.sender_id, "sender_id": first.sender_id, "session": first.secret}
    assert texts_of(second.say("hello from elsewhere", **named))
    second.http.get(second.url + "/chat/messages", params={"sender": first.sender_id})
    assert "hello from elsewhere" not in first.read().text
    assert SECRET_WORDS not in second.get("/chat/messages", params={"after": 0, **named}).text


def test_a_secret_with_one_character_changed_opens_nothing(first: Browser) -> None:
    head, body, mark = (len(part) for part in first.secret.split("."))
    inside = (1, head // 2, head + 2, head + body // 2, head + body + 2, head + body + mark // 2)
    for place in inside:
        stranger = Browser(first.url)
        stranger.secret = altered(first.secret, place)
        assert stranger.read().status_code == 401
        assert stranger.say("hello").status_code == 401
        assert stranger.open(resume=stranger.secret).json()["messages"] == []
    assert "hello" not in first.read().text


def test_a_secret_for_the_others_conversation_cannot_be_made_without_the_servers_key(
    first: Browser, second: Browser
) -> None:
    claims = jwt.decode(second.secret, options={"verify_signature": False})
    forged = {**claims, "sub": first.sender_id, "guest": True}

    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    body = part(forged)
    tries = [
        f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        f"{second.secret.split('.')[0]}.{body}.{second.secret.split('.')[2]}",
        jwt.encode(forged, site_keys()["demo"], algorithm="HS256"),
        jwt.encode(forged, "secret", algorithm="HS256"),
    ]
    for secret in tries:
        stranger = Browser(first.url)
        stranger.secret = secret
        assert stranger.read().status_code == 401
        assert stranger.open(resume=secret).json()["messages"] == []


def test_the_others_buttons_do_nothing(site: Site, first: Browser, second: Browser) -> None:
    button = buttons_of(first.say("hello"))[0]["id"]
    before = first.read().json()
    (text,) = texts_of(second.press(button))
    assert any(said_as("utter_button_gone", language).fullmatch(text) for language in ("en", "ur", "ur-Latn"))
    assert first.read().json() == before


def test_a_customers_chat_is_closed_to_who_holds_only_its_old_guest_secret(site: Site) -> None:
    """Signing in opens the customer's own conversation, not the guest's: the shared computer's guest stays a guest."""
    guest = site.browser()
    guest.say("hello")
    signed_in = site.browser(AYESHA)
    assert guest.sender_id != signed_in.sender_id
    back = Browser(site.url)
    opened = back.open(resume=guest.secret).json()
    assert (opened["name"], opened["signed_in"]) == (None, False)
    assert SECRET_WORDS not in json.dumps(opened)
