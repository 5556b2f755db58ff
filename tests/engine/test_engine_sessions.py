"""Long conversations: the cost of a turn does not grow, nothing is lost."""

import time

import pytest
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.events import ActionExecuted, ConversationPaused, SessionStarted, SlotSet, UserUttered

from hamrah.bot.engine.agent import load_agent
from hamrah.bot.engine.remote_action import RECENT_EVENTS
from hamrah.bot.engine.sessions import SESSION_EVENTS, bounded, continued
from hamrah.settings import Settings

from .conftest import BOT, speaker

EVENTS_OF_A_TURN = 12


@pytest.fixture
def seen():
    from bot_actions.actions import ActionCount

    ActionCount.seen.clear()
    return ActionCount.seen


async def test_what_a_turn_sees_does_not_grow_and_all_is_kept(agent, say, seen):
    live = []
    for number in range(1, 301):
        assert await say("count") == [str(number)]
        live.append(len(agent.tracker_store._live["person"].events))
    assert max(live) < SESSION_EVENTS + EVENTS_OF_A_TURN
    assert max(live[-100:]) == max(live[:100])
    assert max(seen) <= RECENT_EVENTS
    full = await agent.tracker_store.retrieve_full_tracker("person")
    assert sum(isinstance(event, UserUttered) for event in full.events) == 300
    assert sum(isinstance(event, SessionStarted) for event in full.events) > 5


async def test_policies_see_the_session_alone(agent, say, monkeypatch):
    sizes = []
    predict = agent.processor._predict_next_with_tracker
    monkeypatch.setattr(
        agent.processor,
        "_predict_next_with_tracker",
        lambda tracker: (sizes.append(len(tracker.events)), predict(tracker))[1],
    )
    for _ in range(60):
        await say("count")
    assert max(sizes) < SESSION_EVENTS + EVENTS_OF_A_TURN


async def test_a_form_goes_on_in_the_new_session(agent, say):
    await say("complain")
    await say("1042")
    tracker = await agent.tracker_store.retrieve("person")
    store = agent.tracker_store
    while len(store._live["person"].events) < SESSION_EVENTS:
        assert await say("salam") == ["Welcome", "What is wrong?"]
    sessions = sum(isinstance(event, SessionStarted) for event in store._live["person"].events)
    assert sessions == 1
    assert await say("it came torn") == ["Order 1042: it came torn"]
    tracker = await store.retrieve("person")
    assert tracker.active_loop_name is None
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["it came torn"]
    full = await store.retrieve_full_tracker("person")
    assert sum(isinstance(event, SessionStarted) for event in full.events) == 2


async def test_a_form_may_be_left_in_the_new_session(agent, say):
    await say("complain")
    while len(agent.tracker_store._live["person"].events) < SESSION_EVENTS:
        await say("salam")
    assert await say("leave it") == ["Never mind"]


async def test_the_new_session_stands_where_the_old_one_stood(agent, say):
    await say("complain")
    await say("1042")
    tracker = await agent.tracker_store.retrieve("person")
    fresh = continued(tracker, agent.domain)
    assert fresh.current_slot_values() == tracker.current_slot_values()
    assert fresh.active_loop_name == tracker.active_loop_name == "complaint_form"
    assert fresh.get_slot("requested_slot") == "complaint"
    assert fresh.latest_action_name == "action_listen"
    assert not fresh.is_paused()
    assert fresh.model_id == tracker.model_id
    tracker.update(ConversationPaused())
    assert continued(tracker, agent.domain).is_paused()
    assert bounded(tracker, agent.domain) is tracker


async def test_a_crash_in_the_first_turn_of_a_session_loses_nothing(agent, say, models, engine):
    while True:
        await say("count")
        if len(agent.tracker_store._live["person"].events) >= SESSION_EVENTS:
            break
    said = (await agent.tracker_store.retrieve("person")).get_slot("turns")
    await agent.processor.fetch_tracker_and_update_session("person", CollectingOutputChannel())  # and never saved
    other = await load_agent(models, BOT / "endpoints.yml", Settings(), engine=engine)
    assert await speaker(other)("count") == [str(said + 1)]


async def test_after_an_hour_of_silence_the_standing_values_are_carried_once(agent, say, monkeypatch):
    for _ in range(3):
        await say("where is 1042")
    await say("complain")
    later = time.time() + 2 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    assert await say("salam") == ["Welcome"]
    tracker = await agent.tracker_store.retrieve("person")
    carried = [event for event in tracker.events if isinstance(event, SlotSet)]
    assert [event.value for event in carried if event.key == "order_number"] == ["1042"]
    assert tracker.get_slot("requested_slot") is None
    assert tracker.active_loop_name is None


async def test_rasa_still_carries_every_slot_event():
    import inspect

    from rasa.core.actions.action import ActionSessionStart

    assert "applied_events" not in inspect.getsource(ActionSessionStart._slot_set_events_from_tracker)
    assert ActionSessionStart.run.__module__ == "rasa.core.actions.action"
    assert ActionExecuted("action_listen").action_name == "action_listen"
