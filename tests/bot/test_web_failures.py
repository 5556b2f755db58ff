"""When something fails the person gets an answer, the operator a line, and the next message works."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hamrah.crm.engine import open_engine, open_sessions
from tests.bot.site import Site, open_site, texts_of
from tests.dialogues.stage import Stage, said_as

pytestmark = pytest.mark.trained

AWAY = "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=2"
WHERE_IS_IT = {"en": "where is my order?", "ur": "میرا آرڈر کہاں ہے؟", "ur-Latn": "mera order kahan hai?"}


def apologised(answer: Any, language: str = "en") -> bool:
    (text,) = texts_of(answer)
    return said_as("utter_action_failed", language).fullmatch(text) is not None


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is logged while the test runs."""
    caplog.set_level("WARNING")
    return caplog


@pytest.mark.parametrize("language", WHERE_IS_IT)
def test_an_action_that_fails_is_apologised_for_in_the_persons_language(
    site: Site, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture, language: str
) -> None:
    from actions import orders

    def fail(*_: Any) -> None:
        raise ValueError("Zainab, 0300 1234567, lives in Multan")

    browser = site.browser(site.customers(1)[0])
    with monkeypatch.context() as patch:
        patch.setattr(orders, "track_orders", fail)
        answer = browser.say(WHERE_IS_IT[language])
    assert apologised(answer, language)
    assert {message["language"] for message in answer.json()["messages"]} == {language}
    assert "action_order_status" in log.text and "ValueError" in log.text
    assert "Zainab" not in log.text and "Multan" not in log.text
    again = browser.say(WHERE_IS_IT[language])
    assert texts_of(again) and not said_as("utter_action_failed", language).fullmatch(texts_of(again)[0])


def test_an_action_that_hangs_is_given_up_and_others_are_answered_meanwhile(
    site: Site, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    executor = site.door._agent.processor.action_endpoint.executor
    go_on = threading.Event()
    one, other = (site.browser(customer) for customer in site.customers(2))
    with monkeypatch.context() as patch, ThreadPoolExecutor(1) as threads:
        patch.setattr(executor, "deadline", 0.5)
        patch.setitem(executor.actions, "action_order_status", lambda *_: go_on.wait(20) and [])
        begun = time.monotonic()
        asked = threads.submit(one.say, "where is my order?")
        assert texts_of(other.say("hello"))
        assert apologised(asked.result())
        assert time.monotonic() - begun < 8
    go_on.set()
    assert "took longer than 0.5 s" in log.text
    assert texts_of(one.say("where is my order?")) and not apologised(one.say("hello"))


def test_a_store_that_fails_inside_an_action_is_apologised_for(
    site: Site, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    from actions import base

    away = open_sessions(open_engine(AWAY))
    browser = site.browser(site.customers(1)[0])
    with monkeypatch.context() as patch:
        patch.setattr(base, "sessions", lambda: away)
        assert apologised(browser.say("where is my order?"))
    assert "Traceback" not in log.text and "nobody" not in log.text
    assert not apologised(browser.say("hello"))


def test_a_conversation_that_cannot_be_read_is_apologised_for_and_goes_on_where_it_was(
    site: Site, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    store = site.door._agent.tracker_store
    browser = site.browser()
    texts_of(browser.say("show me kurtas under 5000"))
    with monkeypatch.context() as patch:
        patch.setattr(store, "_engine", open_engine(AWAY))
        answer = browser.say("apni bat roman mein batao")
        assert apologised(answer, "ur-Latn")
    assert "Traceback" not in log.text and "roman" not in log.text
    later = browser.say("only under 3000").json()["messages"]
    assert any(message["cards"] for message in later)


@pytest.fixture
def without_store(stage: Stage, site: Site) -> Iterator[tuple[Site, str]]:
    """A server that cannot reach its store, and the secret of a conversation from when it could."""
    secret = site.browser().secret
    with open_site(stage, HAMRAH_DATABASE_URL=AWAY, HAMRAH_MESSAGES_PER_MINUTE="0") as opened:
        yield opened, secret


def test_without_a_store_everything_says_so_in_one_word(
    without_store: tuple[Site, str], log: pytest.LogCaptureFixture
) -> None:
    from tests.bot.site import Browser

    served, secret = without_store
    browser = Browser(served.url)
    answers = [browser.open()]
    browser.secret = secret
    answers += [
        browser.say("my phone is 0300 1234567"),
        browser.press("x"),
        browser.read(),
        browser.post("/chat/events", json={"view": "X"}),
        browser.get("/shop/api/products"),
        browser.get("/shop/api/people"),
        browser.get("/pictures/x/red.svg"),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
        assert answer.headers["retry-after"]
    assert "Traceback" not in log.text and "0300" not in log.text and "127.0.0.1" not in log.text
    assert browser.get("/health").status_code == browser.get("/widget/frame.html").status_code == 200


def test_a_store_that_is_locked_for_a_moment_is_waited_for(site: Site) -> None:
    browser = site.browser()
    holder = sqlite3.connect(site.stage.database, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    threading.Timer(0.7, lambda: holder.execute("ROLLBACK")).start()
    assert texts_of(browser.say("hello"))
    holder.close()


def test_a_message_that_a_locked_store_refused_can_be_sent_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from hamrah.crm import engine

    impatient = tuple("PRAGMA busy_timeout=200" if "busy" in pragma else pragma for pragma in engine.SQLITE_PRAGMAS)
    monkeypatch.setattr(engine, "SQLITE_PRAGMAS", impatient)
    with open_site(stage, HAMRAH_MESSAGES_PER_MINUTE="0") as opened:
        browser = opened.browser()
        holder = sqlite3.connect(stage.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        answer = browser.say("hello", key="the same")
        assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
        holder.execute("ROLLBACK")
        holder.close()
        assert texts_of(browser.say("hello", key="the same"))
        assert [m["text"] for m in browser.read().json()["messages"] if m["author"] == "person"] == ["hello"]


def test_an_error_nobody_thought_of_shows_nothing_of_itself(
    site: Site, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    from hamrah.bot.channels.web import channel

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("Zainab lives in Multan")

    browser = site.browser()
    monkeypatch.setattr(channel, "_read", fail)
    answer = browser.read()
    assert answer.status_code == 500
    for shown in (answer.text, log.text):
        assert "Zainab" not in shown and "Traceback" not in answer.text and str(Path.cwd()) not in answer.text
