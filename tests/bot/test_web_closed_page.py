"""A page that closes, or loses its network, while its message is being answered: nothing of it is lost."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests

from tests.bot.site import Browser, Site, fellow, texts_of

pytestmark = pytest.mark.trained
WORDS = "where is my order?"


class SlowAction:
    """An action that begins, and ends when it is let go."""

    def __init__(self, track_orders: Any) -> None:
        self.begun, self.let_go, self.times = threading.Event(), threading.Event(), 0
        self._track_orders = track_orders

    def __call__(self, *values: Any) -> Any:
        self.times += 1
        self.begun.set()
        assert self.let_go.wait(7)
        return self._track_orders(*values)


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowAction]:
    from actions import orders

    slow = SlowAction(orders.track_orders)
    monkeypatch.setattr(orders, "track_orders", slow)
    yield slow
    slow.let_go.set()


def ask_and_leave(browser: Browser, action: SlowAction, key: str) -> None:
    """Send the words, and close the connection once the bot is about to answer."""
    page = requests.Session()
    headers = {"Authorization": f"Bearer {browser.secret}", "Idempotency-Key": key}
    with ThreadPoolExecutor(1) as threads:
        url = browser.url + "/chat/messages"
        asked = threads.submit(page.post, url, json={"text": WORDS}, headers=headers, timeout=1.5)
        assert action.begun.wait(10)
        with pytest.raises(requests.ReadTimeout):
            asked.result()


def authors(browser: Browser) -> list[str]:
    return [message["author"] for message in browser.read().json()["messages"]]


def until_answered(browser: Browser) -> list[str]:
    """Who spoke in the conversation, when the bot has; or after some seconds if it does not."""
    ends = time.monotonic() + 8
    while "bot" not in authors(browser) and time.monotonic() < ends:
        time.sleep(0.1)
    return authors(browser)


def test_the_answer_is_there_when_the_page_comes_back(site: Site, action: SlowAction) -> None:
    browser = site.browser(site.customers(1)[0])
    ask_and_leave(browser, action, "k")
    time.sleep(0.3)
    action.let_go.set()
    assert until_answered(browser) == ["person", "bot"]
    assert texts_of(browser.say(WORDS, key="k")) == []
    assert authors(browser) == ["person", "bot"] and action.times == 1


def test_who_sends_it_again_meanwhile_gets_its_answer(site: Site, action: SlowAction) -> None:
    browser = site.browser(site.customers(1)[0])
    ask_and_leave(browser, action, "k")
    with ThreadPoolExecutor(1) as threads:
        again = threads.submit(fellow(browser).say, WORDS, "k")
        time.sleep(0.3)
        action.let_go.set()
        answer = again.result().json()["messages"]
    assert answer and answer == browser.read().json()["messages"][1:]
    assert authors(browser) == ["person", "bot"] and action.times == 1


def test_what_fails_with_nobody_there_is_told_to_the_operator(
    site: Site, action: SlowAction, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("Zainab lives in Multan")

    browser = site.browser(site.customers(1)[0])
    monkeypatch.setattr(site.door, "_write_answers", fail)
    ask_and_leave(browser, action, "k")
    time.sleep(0.3)
    with caplog.at_level("ERROR"):
        action.let_go.set()
        ends = time.monotonic() + 8
        while not caplog.records and time.monotonic() < ends:
            time.sleep(0.1)
    assert [record.getMessage() for record in caplog.records] == ["A turn whose page had closed failed: RuntimeError"]
