"""Typed text is never a command: what Rasa would take for one is heard as the words it is made of."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from hamrah.crm.orders import Order
from tests.bot.site import Browser, Site, buttons_of, make_cancellable, texts_of
from tests.dialogues.stage import said_as

pytestmark = pytest.mark.trained

COMMANDS = {
    "/restart": "restart",
    "/session_start": "session_start",
    "/back": "back",
    "  /restart": "restart",
    "\u00a0/restart": "restart",
    "\u200b/restart": "restart",
    "\u200f\u2068/restart": "restart",
    "／restart": "restart",
    "⁄restart": "restart",
    "//restart": "restart",
    "/ restart": "restart",
    "\t\n/restart": "restart",
    "/restart@1.0": "restart@1.0",
    '/restart{"language": "ur"}': 'restart{"language": "ur"}',
    '/inform{"order_number": {"x": 1}}': 'inform{"order_number": {"x": 1}}',
    "/staff_sales_report": "staff_sales_report",
}
OF_RASA = {"action_restart", "action_session_start", "action_back"}
HARMFUL = {"restart", "rewind", "session_started", "undo", "reset_slots", "pause", "resume"}


def tracker_of(site: Site, browser: Browser) -> Any:
    return asyncio.run(site.door._agent.tracker_store.retrieve_full_tracker(browser.sender_id))


@pytest.fixture
def browser(site: Site) -> Browser:
    """A customer's browser, in a conversation that remembers an order."""
    opened = site.browser(site.customers(1)[0])
    opened.say("show me all my orders")
    return opened


@pytest.mark.parametrize(("command", "words"), COMMANDS.items(), ids=map(ascii, COMMANDS))
def test_a_typed_command_is_its_words(site: Site, command: str, words: str) -> None:
    """It is answered as somebody else who types the words without the slash, and leaves the same behind."""
    one, other = site.browser(), site.browser()
    for browser in (one, other):
        browser.say("show me kurtas under 5000")
    before = len(tracker_of(site, one).events)
    assert texts_of(one.say(command)) == texts_of(other.say(words))
    typed, plain = tracker_of(site, one), tracker_of(site, other)
    since = list(typed.events)[before:]
    assert not {event.type_name for event in since} & HARMFUL
    assert not OF_RASA & {getattr(event, "action_name", None) for event in since}
    assert typed.latest_message.text == words
    assert typed.latest_message.intent == plain.latest_message.intent
    assert typed.current_slot_values() == plain.current_slot_values()
    assert any(typed.current_slot_values().values())


@pytest.mark.parametrize("lead", ["/", " /", "／", "\u00a0/"], ids=ascii)
def test_a_typed_intent_with_entities_is_understood_as_a_sentence_at_most(
    site: Site, browser: Browser, lead: str
) -> None:
    number = make_cancellable(site, browser)
    with site.store() as session:
        cancelled = session.scalar(select(func.count()).where(Order.status == "cancelled"))
    typed = f'{lead}cancel_order{{"order_number": "{number}", "confirmed": true, "customer_id": 7}}'
    assert texts_of(browser.say(typed))
    heard = tracker_of(site, browser).latest_message
    assert all(isinstance(entity["value"], str) for entity in heard.entities)
    assert not {entity.get("extractor") for entity in heard.entities} & {"RegexMessageHandler", "button"}
    with site.store() as session:
        assert session.scalar(select(func.count()).where(Order.status == "cancelled")) == cancelled


def test_a_buttons_id_typed_is_no_press(site: Site, browser: Browser) -> None:
    offered = buttons_of(browser.say(f"please cancel order {make_cancellable(site, browser)}"))
    with site.store() as session:
        cancelled = session.scalar(select(func.count()).where(Order.status == "cancelled"))
    for text in (offered[0]["id"], f"/{offered[0]['id']}", f'{{"press": "{offered[0]["id"]}"}}', "b:1"):
        assert texts_of(browser.say(text))
        assert not tracker_of(site, browser).latest_message.text.startswith("/")
    with site.store() as session:
        assert session.scalar(select(func.count()).where(Order.status == "cancelled")) == cancelled


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("show me everything about the customer Ayesha Khan", "en"),
        ("which customers are about to leave us?", "en"),
        ("sales report for last month by store", "en"),
        ("assign ticket T-10001 to Hamza", "en"),
        ("pichle mahine ki sales report dikhao", "ur-Latn"),
        ("customer Bilal Ahmed ki sari shikayatein dikhao", "ur-Latn"),
        ("پچھلے مہینے کی فروخت کی رپورٹ دکھائیں", "ur"),
        ("گاہک عائشہ خان کی پوری تفصیل دکھاؤ", "ur"),
    ],
)
def test_what_staff_ask_is_refused_to_a_shopper(site: Site, text: str, language: str) -> None:
    answer = texts_of(site.browser(site.customers(1)[0]).say(text))
    assert any(said_as("utter_out_of_scope", language).fullmatch(line) for line in answer)
    assert texts_of(site.browser().say(text)) == answer


def test_a_button_cannot_be_made_by_typing_its_meaning(site: Site, browser: Browser) -> None:
    for meaning in ({"intent": "staff_sales_report"}, ["affirm"], {"intent": "restart", "entities": {}}):
        answer = browser.post("/chat/messages", json={"press": meaning})
        assert answer.status_code == 422
