"""Messages that come from outside a turn, products looked at, and buttons that have grown old."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Category, Product
from hamrah.crm.conversations import BrowsingEvent, Button
from hamrah.crm.recommendations import Recommendation, RecommendationOutcome
from tests.bot.site import Browser, Site, buttons_of, fellow, texts_of
from tests.dialogues.stage import said_as

pytestmark = pytest.mark.trained

PUSH = """
import sys
from hamrah.bootstrap import sessions
from hamrah.crm.engine import transaction
from hamrah.services.transcripts import Said, write_down
button = {"title": "Thank you", "payload": {"intent": "thanks"}}
sys.stdin.readline()
with transaction(sessions()) as session:
    write_down(session, sys.argv[1], Said("staff", "Zainab here: your parcel is found.", "en", buttons=[button]))
"""


def test_what_another_process_says_reaches_a_waiting_page(site: Site) -> None:
    browser = site.browser()
    last = browser.say("hello").json()["last"]
    pusher = subprocess.Popen([sys.executable, "-c", PUSH, browser.sender_id], stdin=subprocess.PIPE, text=True)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(fellow(browser).read, last, 25)
        time.sleep(0.3)
        assert pusher.stdin is not None
        pusher.stdin.write("go\n")
        pusher.stdin.close()
        assert pusher.wait(30) == 0
        written = time.monotonic()
        answer = waiting.result()
    assert time.monotonic() - written < 20  # the page would have waited longer
    (message,) = answer.json()["messages"]
    assert (message["author"], message["text"]) == ("staff", "Zainab here: your parcel is found.")
    assert answer.json()["last"] == message["id"] > last
    assert texts_of(browser.press(message["buttons"][0]["id"]))


def test_what_was_said_before_the_page_waits_comes_at_once(site: Site) -> None:
    from hamrah.services.transcripts import Said, write_down

    browser = site.browser()
    with site.writing() as session:
        write_down(session, browser.sender_id, Said("bot", "A reminder", "en"))
    begun = time.monotonic()
    assert texts_of(browser.read(after=0, wait=20)) == ["A reminder"]
    assert time.monotonic() - begun < 15  # the page would have waited longer


def test_waiting_ends_with_nothing_when_nothing_is_said(site: Site) -> None:
    browser, other = site.browser(), site.browser()
    last = browser.say("hello").json()["last"]
    begun = time.monotonic()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(fellow(browser).read, last, 1.5)
        time.sleep(0.2)
        other.say("hello")
        answer = waiting.result()
    assert answer.json() == {"messages": [], "last": last}
    assert 1.4 < time.monotonic() - begun < 6


@pytest.mark.parametrize("query", ["?after=x&wait=y", "?after=-5", "?after=nan&wait=nan", "?wait=-1", "?after=1e400"])
def test_odd_numbers_are_read_as_none(site: Site, query: str) -> None:
    browser = site.browser()
    browser.say("hello")
    assert browser.get("/chat/messages" + query).status_code == 200


def test_many_pages_wait_and_the_server_answers_others(site: Site) -> None:
    browsers = [site.browser() for _ in range(20)]
    with ThreadPoolExecutor(20) as threads:
        waiting = [threads.submit(browser.read, 0, 10) for browser in browsers]
        time.sleep(0.3)
        assert texts_of(site.browser().say("hello"))
        assert not any(answer.done() for answer in waiting)
        assert all(answer.result().json()["messages"] == [] for answer in waiting)


def sku_of(site: Site) -> str:
    return str(Browser(site.url).get("/shop/api/products").json()["products"][0]["sku"])


@pytest.mark.parametrize("kind", ["view", "cart"])
def test_looking_at_a_product_is_kept_and_tells_how_a_suggestion_did(site: Site, kind: str) -> None:
    browser = site.browser(site.customers(1)[0])
    browser.say("suggest something for me")
    with site.store() as session:
        query = select(Recommendation.id, Product.id, Product.sku).join(
            Product, Product.id == Recommendation.product_id
        )
        mine = query.where(Recommendation.sender_id == browser.sender_id).order_by(Recommendation.id.desc())
        shown, product, sku = session.execute(mine).first() or pytest.fail("nothing was suggested")
    assert browser.post("/chat/events", json={kind: sku}).status_code == 204
    with site.store() as session:
        event = session.scalars(select(BrowsingEvent).where(BrowsingEvent.sender_id == browser.sender_id)).one()
        assert (event.product_id, event.kind, event.touchpoint) == (product, kind, "website")
        assert event.customer_id is not None
        of_it = select(RecommendationOutcome.kind).where(RecommendationOutcome.recommendation_id == shown)
        assert session.scalars(of_it).all() == [{"view": "viewed", "cart": "carted"}[kind]]


@pytest.mark.parametrize(
    "body",
    [
        {"view": "NO-SUCH"},
        {"search": "helicopter"},
        {"search": "  "},
        {"view": ""},
        {"view": 7},
        {"view": "\ud800"},
        {"view": "x\x00"},
        {},
        [],
        {"buy": "A"},
    ],
)
def test_an_unknown_product_is_refused(site: Site, body: object) -> None:
    browser = site.browser()
    answer = browser.post("/chat/events", json=body)
    assert (answer.status_code, answer.json()) == (422, {"error": "unknown"})
    with site.store() as session:
        assert not session.scalars(select(BrowsingEvent).where(BrowsingEvent.sender_id == browser.sender_id)).all()


@pytest.mark.parametrize("words", ["shawl", "شال"])
def test_what_is_searched_on_the_page_moves_the_next_suggestion(site: Site, words: str) -> None:
    browser = site.browser()
    assert browser.post("/chat/events", json={"search": words}).status_code == 204
    with site.store() as session:
        kinds = (
            select(BrowsingEvent.kind, Category.code)
            .join(Product, Product.id == BrowsingEvent.product_id)
            .join(Category)
        )
        found = session.execute(kinds.where(BrowsingEvent.sender_id == browser.sender_id)).tuples().all()
    assert 0 < len(found) <= 5 and set(found) == {("search", "shawl")}
    browser.say("suggest something for me")
    with site.store() as session:
        mine = select(Category.code).select_from(Recommendation).join(Product).join(Category)
        assert "shawl" in session.scalars(mine.where(Recommendation.sender_id == browser.sender_id)).all()


def test_a_guest_who_only_looks_has_a_conversation(site: Site) -> None:
    browser = site.browser()
    assert browser.post("/chat/events", json={"view": sku_of(site)}).status_code == 204
    assert texts_of(browser.say("hello"))


def test_a_button_of_long_ago_is_gone(site: Site) -> None:
    browser = site.browser(site.customers(1)[0])
    (button, *_) = buttons_of(browser.say("suggest something for me"))
    with site.writing() as session:
        session.execute(
            update(Button).where(Button.id == button["id"]).values(shown_at=utc_now() - timedelta(days=7, minutes=1))
        )
    (text,) = texts_of(browser.press(button["id"]))
    assert said_as("utter_button_gone", "en").fullmatch(text)


def test_while_staff_has_the_conversation_the_bot_keeps_quiet(site: Site) -> None:
    from hamrah.crm.conversations import Conversation

    browser = site.browser()
    browser.say("hello")
    with site.writing() as session:
        session.get_one(Conversation, browser.sender_id).held_by = "person"
    assert browser.say("is anybody there?").json() == {"messages": [], "last": 0}
    assert browser.read().json()["messages"][-1]["text"] == "is anybody there?"


def test_a_page_that_leaves_while_it_waits_does_no_harm(site: Site) -> None:
    browser = site.browser()
    gone = fellow(browser)
    threading.Thread(target=_leave, args=(gone,), daemon=True).start()
    time.sleep(0.6)
    assert texts_of(browser.say("hello"))


def _leave(browser: Browser) -> None:
    import requests

    try:
        browser.http.get(
            browser.url + "/chat/messages?wait=20", headers={"Authorization": f"Bearer {browser.secret}"}, timeout=0.3
        )
    except requests.Timeout:
        browser.http.close()
