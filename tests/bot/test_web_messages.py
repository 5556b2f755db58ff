"""Messages and answers: whatever is sent, it is answered, refused in one word, or answered once."""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from hamrah.crm.conversations import BrowsingEvent
from hamrah.crm.orders import Order, OrderStatusChange
from hamrah.language.normalise import MAX_INPUT
from tests.bot.site import Browser, Site, buttons_of, fellow, make_cancellable, open_site, texts_of
from tests.dialogues.stage import Stage, plain, said_as

pytestmark = pytest.mark.trained

JSON = {"Content-Type": "application/json"}
MESSAGE = {"id", "author", "at", "language", "text", "buttons", "cards", "image", "name", "notice"}


def refused(answer: Any, status: int, reason: str) -> None:
    assert (answer.status_code, answer.json()) == (status, {"error": reason})


def was_typed(browser: Browser) -> list[str]:
    """What the server holds of what the person wrote."""
    return [message["text"] for message in browser.read().json()["messages"] if message["author"] == "person"]


def test_a_message_is_answered_in_its_language(site: Site) -> None:
    browser = site.browser()
    for text, language in (("hello", "en"), ("السلام علیکم", "ur"), ("assalam o alaikum bhai", "ur-Latn")):
        answer = browser.say(text).json()
        assert answer["messages"] and {message["language"] for message in answer["messages"]} == {language}
        assert all(message.keys() == MESSAGE and message["author"] == "bot" for message in answer["messages"])
        assert answer["last"] == answer["messages"][-1]["id"]


def test_the_transcript_holds_both_sides_in_their_order(site: Site) -> None:
    browser = site.browser()
    answer = browser.say("hello").json()["messages"]
    held = browser.read().json()
    assert [message["author"] for message in held["messages"]] == ["person", *["bot"] * len(answer)]
    assert held["messages"][1:] == answer
    assert browser.read(after=held["last"]).json() == {"messages": [], "last": held["last"]}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"[1]", b"7", b'"salam"', b"null", b"\xff", b'{"text": 7}', b'{"text": ["salam"]}', b"{}"]
    + [b'{"text": null}', b'{"text": {"a": 1}}', b'{"press": 7}', b"[" * 30_000]
    + [
        json.dumps({"text": text}).encode() for text in ("", "   ", "\u200b\u200f\n", "\ud800", "\x00\x07", "/", "／ /")
    ],
)
def test_a_message_without_words_is_refused(site: Site, body: bytes) -> None:
    browser = site.browser()
    refused(browser.post("/chat/messages", data=body, headers=JSON), 422, "empty")
    assert browser.read().json()["messages"] == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("salam " * 2000, ("salam " * 2000)[:MAX_INPUT].strip()),
        ("\x00sal\x07am\x1b", "salam"),
        ("salam\ud800", "salam"),
        ("salam\r\n\tbhai", "salam   bhai"),
        ("  \u00a0salam ", "salam"),
        ("😀" * 400, "😀" * 400),
        ("َ" * 3000, "َ" * MAX_INPUT),
    ],
)
def test_odd_text_is_answered_and_kept_clean(site: Site, text: str, kept: str) -> None:
    browser = site.browser()
    answer = browser.say(text)
    assert texts_of(answer)
    assert was_typed(browser) == [kept]
    assert texts_of(browser.say("hello"))


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt;b&gt;", "{name} %s ${x} {{7*7}}", "'; --"],
)
def test_markup_is_text(site: Site, text: str) -> None:
    browser = site.browser()
    answer = browser.say(text)
    assert texts_of(answer)
    assert answer.headers["content-type"] == "application/json"
    assert was_typed(browser) == [text]


def test_a_message_that_is_too_long_is_answered_so_and_does_nothing(site: Site) -> None:
    """Also where its beginning says something that the bot would have done."""
    browser = site.browser()
    complaint = "The kurta arrived torn, I want to complain. "
    (answer,) = texts_of(browser.say(complaint + "It is a long story. " * 500))
    assert "1,000 characters" in answer
    assert "T-" not in " ".join(texts_of(browser.say("what became of my complaint?")))
    assert texts_of(browser.say("x" * MAX_INPUT)) != [answer]


def test_a_huge_body_is_refused(site: Site) -> None:
    refused(site.browser().say("x" * 70_000), 413, "too_long")
    assert site.browser().say("x" * 1_100_000).status_code == 413


def test_a_message_delivered_twice_is_answered_once(site: Site) -> None:
    browser = site.browser()
    assert texts_of(browser.say("hello", key="k1"))
    held = browser.read().json()
    again = browser.say("hello", key="k1")
    assert (again.status_code, again.json()["messages"]) == (200, [])
    assert browser.read().json() == held
    assert texts_of(browser.say("hello", key="k2"))


def test_two_deliveries_at_the_same_moment_are_answered_once(site: Site) -> None:
    browser = site.browser()
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: fellow(browser).say("hello", key="same"), range(4)))
    _, answer = browser.read().json()["messages"]
    assert all(shown.json()["messages"] in ([answer], []) for shown in answers)
    assert was_typed(browser) == ["hello"]


def test_a_key_counts_in_its_own_conversation_only(site: Site) -> None:
    assert texts_of(site.browser().say("hello", key="k"))
    assert texts_of(site.browser().say("hello", key="k"))


@pytest.mark.parametrize("key", [b"x" * 5000, "ک".encode(), b"\xff\xfe", b"%s{}"])
def test_a_key_may_be_anything(site: Site, key: bytes) -> None:
    browser = site.browser()
    answer = browser.post("/chat/messages", json={"text": "hello"}, headers={"Idempotency-Key": key})
    assert texts_of(answer)


def test_two_messages_of_one_person_at_once_are_answered_in_their_order(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actions import orders

    browser = site.browser("customer:ayesha@example.com")
    browser.say("hello")
    begun = threading.Event()
    real = orders.track_orders

    def slowly(*values: Any) -> Any:
        begun.set()
        time.sleep(0.6)
        return real(*values)

    monkeypatch.setattr(orders, "track_orders", slowly)
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(fellow(browser).say, "where is my order?")
        assert begun.wait(10)
        second = threads.submit(fellow(browser).say, "السلام علیکم")
        one, other = first.result().json()["messages"], second.result().json()["messages"]
    assert {message["language"] for message in one} == {"en"}
    assert {message["language"] for message in other} == {"ur"}
    assert max(message["id"] for message in one) < min(message["id"] for message in other)


def test_thirty_conversations_at_once_get_their_own_answers(site: Site) -> None:
    people = site.customers(30)
    browsers = [site.browser(person) for person in people]
    with ThreadPoolExecutor(30) as threads:
        answers = list(threads.map(lambda browser: browser.say("show me all my orders"), browsers))
    with site.store() as session:
        owners = dict(session.execute(select(Order.number, Order.customer_id)).tuples().all())
    named = [{owners[number] for number in re.findall(r"#(\d{4})", plain(answer.text))} for answer in answers]
    assert all(len(found) <= 1 for found in named), "an answer names another's orders"
    assert len(set().union(*named)) >= 20
    for browser, answer in zip(browsers, answers, strict=True):
        held = browser.read().json()["messages"]
        assert held[-len(answer.json()["messages"]) :] == answer.json()["messages"]


def test_pressing_a_button_is_a_message_with_its_title(site: Site) -> None:
    browser = site.browser("customer:ayesha@example.com")
    button = buttons_of(browser.say("where is my order?"))[0]
    assert texts_of(browser.press(button["id"]))
    assert was_typed(browser)[-1] == button["title"]


def test_pressing_yes_twice_cancels_once(site: Site) -> None:
    browser = site.browser("customer:bilal@example.com")
    number = make_cancellable(site, browser)
    yes = buttons_of(browser.say(f"please cancel order {number}"))[0]["id"]
    first, second = texts_of(browser.press(yes)), texts_of(browser.press(yes))
    assert said_as("utter_cancelled", "en").search(plain("\n".join(first)))
    assert not said_as("utter_cancelled", "en").search(plain("\n".join(second)))
    with site.store() as session:
        order = session.scalars(select(Order).where(Order.number == number)).one()
        changes = select(OrderStatusChange.status).where(OrderStatusChange.order_id == order.id)
        assert list(session.scalars(changes)).count("cancelled") == 1


@pytest.mark.parametrize("button", ["", "nonsense", "\ud800", "\x00", "x" * 5000])
def test_a_button_that_is_none_works_no_longer(site: Site, button: str) -> None:
    browser = site.browser()
    browser.say("hello")
    (text,) = texts_of(browser.press(button))
    assert said_as("utter_button_gone", "en").fullmatch(text)
    assert was_typed(browser) == ["hello"]


def test_who_writes_too_fast_is_asked_to_slow_down(stage: Stage) -> None:
    with open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="3") as strict:
        browser, other = strict.browser(), strict.browser()
        statuses = [browser.say("hello").status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        refused(browser.press("x"), 429, "slow_down")
        assert browser.read().status_code == 200
        assert other.say("hello").status_code == 200


def test_who_opens_conversations_without_end_is_stopped(stage: Stage) -> None:
    with open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="40") as strict:
        browser = Browser(strict.url)
        forged = [{"X-Forwarded-For": f"10.0.0.{number}"} for number in range(80)]
        statuses = {browser.post("/chat/session", json={}, headers=headers).status_code for headers in forged}
        assert statuses == {200, 429}


def test_looking_at_products_is_limited_too(stage: Stage) -> None:
    with open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="3") as strict:
        browser = strict.browser()
        sku = browser.get("/shop/api/products").json()["products"][0]["sku"]
        statuses = [browser.post("/chat/events", json={"view": sku}).status_code for _ in range(100)]
        assert statuses[:3] == [204] * 3 and 429 in statuses
        with strict.store() as session:
            rows = session.scalars(select(BrowsingEvent).where(BrowsingEvent.sender_id == browser.sender_id)).all()
        assert len(rows) == statuses.count(204)
