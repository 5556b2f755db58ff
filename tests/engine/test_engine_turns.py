"""Turns of the real bot: actions, failures, typed commands, order."""

import asyncio
import logging

import pytest
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.events import UserUttered

SORRY = "Sorry, that did not work"


@pytest.fixture
async def tracker_of(agent):
    return agent.tracker_store.retrieve


async def test_a_conversation(say):
    assert await say("salam") == ["Welcome"]
    assert await say("where is 1042") == ["1042 is on its way"]
    assert await say("complain") == ["What is wrong?"]
    assert await say("it came torn") == ["Order 1042: it came torn"]


async def test_a_form_asks_for_what_is_missing_and_can_be_left(say):
    assert await say("complain") == ["Which order?"]
    assert await say("1042") == ["What is wrong?"]
    assert await say("leave it") == ["Never mind"]
    assert await say("salam") == ["Welcome"]


@pytest.mark.parametrize("text", ["fail", "hang", "unstorable", "loop"])
async def test_a_failed_action_ends_in_an_apology_and_the_talk_goes_on(say, text):
    assert await say(text) == [SORRY]
    assert await say("count") == ["1"]


async def test_an_unknown_action_ends_in_an_apology(agent, say):
    del agent.processor.action_endpoint.executor.actions["action_count"]
    assert await say("count") == [SORRY]


async def test_a_hanging_action_is_left_after_the_deadline(agent, say):
    agent.processor.action_endpoint.executor.deadline = 0.2
    begun = asyncio.get_running_loop().time()
    assert await say("hang") == [SORRY]
    assert asyncio.get_running_loop().time() - begun < 2


async def test_a_plain_function_does_not_stop_the_others(agent, say):
    async def blocked():
        return await say("block", "one")

    waiting = asyncio.create_task(blocked())
    await asyncio.sleep(0.1)
    assert await say("salam", "two") == ["Welcome"]
    assert not waiting.done()
    assert await waiting == ["slept"]


async def test_nothing_a_person_wrote_is_logged(say, caplog):
    with caplog.at_level(logging.INFO):
        await say("fail for 03009998887 Zainab")
    assert "action_fail" in caplog.text
    assert "ValueError in run (actions.py:" in caplog.text
    assert "0300" not in caplog.text
    assert "Zainab" not in caplog.text


@pytest.mark.parametrize("number", ["6666", "7777"])
async def test_a_validation_that_fails_or_declines_fills_nothing(say, tracker_of, number):
    assert await say("where is 1042") == ["1042 is on its way"]
    assert await say(f"where is {number}") == [SORRY]
    assert (await tracker_of("person")).get_slot("order_number") == "1042"


async def test_a_failing_form_validation_takes_the_answer_back(say, tracker_of):
    await say("complain")
    await say("1042")
    assert await say("may it explode") == [SORRY]
    tracker = await tracker_of("person")
    assert tracker.get_slot("complaint") is None
    assert tracker.get_slot("order_number") == "1042"
    assert tracker.active_loop_name == "complaint_form"
    assert await say("the zip is gone") == ["Order 1042: the zip is gone"]


async def test_the_apology_is_in_the_language_of_the_message(say):
    urdu, english = {"metadata": {"reply_language": "ur"}}, {"metadata": {"reply_language": "en"}}
    assert await say("where is 6666", **urdu) == ["معذرت"]
    assert await say("fail", **english) == [SORRY]
    await say("complain", **english)
    await say("1042", **english)
    assert await say("may it explode", **urdu) == ["معذرت"]


async def test_a_validation_may_refuse_a_value(say, tracker_of):
    await say("where is 1042")
    await say("where is 9999")
    assert (await tracker_of("person")).get_slot("order_number") is None


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        " /restart",
        "\u00a0/restart",
        "/ restart",
        "／restart",
        "\u200b/restart",
        '/deny{"x":1}',
        '/order_status{"order_number": {"x": 1}}',
        "/session_start",
        "/back",
        "/greet@1.0",
    ],
)
async def test_typed_text_is_never_a_command(agent, say, tracker_of, text):
    assert await say("count") == ["1"]
    await say(text)
    tracker = await tracker_of("person")
    uttered = tracker.get_last_event_for(UserUttered)
    parsed = await agent.parse_message(text)
    assert parsed["intent"]["name"] not in ("restart", "session_start", "back", "deny", "greet", "order_status")
    assert parsed["entities"] == []
    assert uttered is None or uttered.intent.get("name") not in ("restart", "session_start", "back", "deny")
    assert tracker.get_slot("order_number") is None
    assert await say("count") == ["2"]


async def test_a_button_reaches_its_intent_without_the_graph(agent, say):
    pressed = {"intent": {"name": "order_status", "confidence": 1.0}, "text": "Where is it?"}
    pressed["entities"] = [{"entity": "order_number", "value": "1042"}]
    assert await say("Where is it?", parse_data=pressed) == ["1042 is on its way"]


def test_rasa_still_takes_typed_text_as_commands():
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
    from rasa.shared.nlu.training_data.message import Message

    message = YAMLStoryReader.unpack_regex_message(Message({"text": "/restart"}))
    assert message.get("intent") == {"name": "restart", "confidence": 1.0}


async def test_two_messages_of_one_person_are_handled_in_order(agent, say):
    order = []

    async def handle(text):
        order.append((text, await say(text)))

    await asyncio.gather(handle("block"), handle("count"), handle("salam"), handle("count"))
    assert order == [("block", ["slept"]), ("count", ["1"]), ("salam", ["Welcome"]), ("count", ["2"])]
    assert agent.lock_store._queues == {}


async def test_two_people_are_kept_apart(agent, say):
    counts = await asyncio.gather(*(say("count", f"person {number % 10}") for number in range(50)))
    assert sorted(int(texts[0]) for texts in counts) == sorted(list(range(1, 6)) * 10)


def test_a_shared_lock_outlives_the_longest_turn():
    from rasa.core.lock_store import LOCK_LIFETIME
    from rasa.core.processor import MAX_NUMBER_OF_PREDICTIONS

    from hamrah.bot.engine.action_executor import DEADLINE_SECONDS

    assert LOCK_LIFETIME > DEADLINE_SECONDS * (MAX_NUMBER_OF_PREDICTIONS + 2)


async def test_rasa_swallows_exceptions_of_actions_still(agent):
    """Were it mended upstream, the turn could be Rasa's again."""
    from rasa.core.processor import MessageProcessor

    source = (MessageProcessor._run_action.__code__.co_consts, MessageProcessor._run_action.__code__.co_names)
    assert "exception" in source[1]


async def test_a_trigger_from_outside_gets_the_apology_too(agent):
    channel = CollectingOutputChannel()
    tracker = await agent.processor.fetch_tracker_and_update_session("person", channel)
    await agent.trigger_intent("fail", [], channel, tracker)
    assert [message["text"] for message in channel.messages] == [SORRY]
    assert len((await agent.tracker_store.retrieve("person")).events) == len(tracker.events)


async def test_the_answer_does_not_wait_for_a_poll(agent, say):
    """Rasa's locks are looked at once a second."""
    begun = asyncio.get_running_loop().time()
    await asyncio.gather(
        *(agent.handle_message(UserMessage("salam", CollectingOutputChannel(), "x")) for _ in range(5))
    )
    assert asyncio.get_running_loop().time() - begun < 2
