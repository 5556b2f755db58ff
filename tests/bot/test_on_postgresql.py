"""The website channel on PostgreSQL: what differs from SQLite, and a database that goes away and comes back."""

import math
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import make_url, text

from hamrah.crm.engine import open_engine
from tests.bot.site import Site, fellow, open_site, texts_of
from tests.dialogues.stage import Stage, said_as

pytestmark = pytest.mark.trained


@pytest.fixture
def on_postgresql(stage: Stage, postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The server with everything it keeps in an empty PostgreSQL database."""
    from hamrah.bot.nlu.entity_tagger import EntityTagger

    engine = open_engine(postgresql_url)
    monkeypatch.setattr(stage.door._agent.tracker_store, "_engine", engine)
    monkeypatch.setattr(EntityTagger._names, "_looked", math.inf)  # it knows the catalogue of the other tests' shop
    with open_site(stage, HAMRAH_DATABASE_URL=postgresql_url, HAMRAH_MESSAGES_PER_MINUTE="0") as opened:
        yield opened
    engine.dispose()


def test_a_conversation_is_held_and_found_again(on_postgresql: Site) -> None:
    browser = on_postgresql.browser()
    assert texts_of(browser.say("السلام علیکم"))
    assert texts_of(browser.say("what are your return rules?"))
    back = fellow(browser)
    opened = back.open(resume=browser.secret).json()
    assert [message["author"] for message in opened["messages"]][:2] == ["person", "bot"]


def test_deliveries_at_the_same_moment_are_answered_once(on_postgresql: Site) -> None:
    browser = on_postgresql.browser()
    for key in "abcde":
        with ThreadPoolExecutor(4) as threads:
            answers = list(threads.map(lambda _, key=key: fellow(browser).say("hello", key=key), range(4)))
        held = browser.read().json()["messages"]
        assert all(answer.json()["messages"] in (held[-1:], []) for answer in answers)
    assert [message["author"] for message in held] == ["person", "bot"] * 5


@pytest.mark.parametrize("odd", ["\ud800", "\x00", "x\x00y"])
def test_what_postgresql_cannot_hold_is_refused_in_a_word(on_postgresql: Site, odd: str) -> None:
    browser = on_postgresql.browser()
    assert browser.post("/chat/events", json={"view": odd}).status_code == 422
    assert texts_of(browser.press(odd))
    assert browser.open(f"e{odd}").status_code == 401
    assert browser.open(resume=odd).status_code == 200
    assert browser.get("/shop/api/products/%00").status_code in (400, 404)
    assert browser.get("/pictures/%00/red.svg").status_code in (200, 400, 404)
    assert browser.get("/shop/api/products?category=%00&lang=%00").status_code in (200, 400, 404)


def test_an_action_that_hangs_in_its_transaction_holds_up_nobody(
    on_postgresql: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    from actions import general

    executor = on_postgresql.door._agent.processor.action_endpoint.executor
    go_on = threading.Event()
    one, other = on_postgresql.browser(), on_postgresql.browser()
    action = next(kind for kind in vars(general).values() if getattr(kind, "action", None) == "action_help")
    with monkeypatch.context() as patch, ThreadPoolExecutor(1) as threads:
        patch.setattr(executor, "deadline", 0.5)
        patch.setattr(action, "act", lambda *_: go_on.wait(20))
        asked = threads.submit(one.say, "what can you do?")
        assert texts_of(other.say("hello"))
        (answer,) = texts_of(asked.result())
    go_on.set()
    assert said_as("utter_action_failed", "en").fullmatch(answer)


def test_a_database_that_goes_away_and_comes_back(on_postgresql: Site, postgresql_url: str) -> None:
    browser = on_postgresql.browser()
    assert texts_of(browser.say("hello"))
    with closed(postgresql_url):
        answer = browser.say("are you there?", key="k")
        assert (answer.status_code, answer.json()) == (503, {"error": "unavailable"})
        assert browser.read().status_code == 503
    assert texts_of(browser.say("are you there?", key="k"))
    assert len([one for one in browser.read().json()["messages"] if one["text"] == "are you there?"]) == 1


class closed:
    """While this lasts nobody can use the database, and whoever did is put out."""

    def __init__(self, url: str) -> None:
        self.name = make_url(url).database
        self.server = open_engine(url.replace(f"/{self.name}?", "/postgres?", 1))

    def __enter__(self) -> None:
        self._run(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false")
        self._run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")

    def __exit__(self, *_: Any) -> None:
        self._run(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")
        self.server.dispose()

    def _run(self, statement: str) -> None:
        with self.server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(statement))
