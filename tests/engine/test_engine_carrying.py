"""A form that was begun in one conversation is ended in another, and nothing else is lost."""

import asyncio

from hamrah.bot.engine.carrying import carry, open_form
from hamrah.bot.engine.locks import TurnQueue


async def test_a_form_begun_in_one_conversation_is_ended_in_the_other(agent, say):
    assert await say("complain", "telegram") == ["Which order?"]
    assert await say("1042", "telegram") == ["What is wrong?"]
    assert await carry(agent, "telegram", "customer")
    assert await say("it came torn", "customer") == ["Order 1042: it came torn"]


async def test_a_form_that_went_along_is_not_ended_twice(agent, say):
    await say("complain", "web")
    await say("1042", "web")
    await carry(agent, "web", "customer")
    assert await say("it came torn", "web") == ["Pardon?"]
    left = await agent.tracker_store.retrieve("web")
    assert (left.active_loop_name, left.get_slot("requested_slot")) == (None, None)


async def test_the_other_conversation_keeps_what_it_knew(agent, say):
    await say("count", "customer")
    await say("count", "customer")
    await say("complain", "telegram")
    await carry(agent, "telegram", "customer")
    tracker = await agent.tracker_store.retrieve("customer")
    assert (tracker.get_slot("turns"), tracker.active_loop_name) == (2, "complaint_form")
    assert await say("count", "customer") == ["3", "Which order?"]


async def test_the_form_that_the_person_was_in_last_counts(agent, say):
    await say("complain", "customer")
    await say("77", "customer")
    await say("complain", "telegram")
    await carry(agent, "telegram", "customer")
    assert await say("1042", "customer") == ["What is wrong?"]
    assert await say("it came torn", "customer") == ["Order 1042: it came torn"]


async def test_a_form_that_gives_way_does_not_end_the_one_that_is_open(agent, say):
    await say("complain", "customer")
    await say("1077", "customer")
    await say("complain", "telegram")
    await carry(agent, "telegram", "customer", gives_way=True)
    assert (await open_form(agent, "customer"), await open_form(agent, "telegram")) == ("complaint_form", None)
    assert await say("it came torn", "customer") == ["Order 1077: it came torn"]


async def test_an_open_form_goes_on_where_none_is_brought(agent, say):
    await say("complain", "customer")
    await say("1042", "customer")
    await say("count", "telegram")
    assert await carry(agent, "telegram", "customer")
    assert await say("it came torn", "customer") == ["Order 1042: it came torn"]


async def test_nothing_is_carried_from_a_conversation_without_a_word(agent, say):
    assert not await carry(agent, "telegram", "customer")
    assert not await agent.tracker_store.exists("customer")


async def test_what_was_carried_is_there_for_another_process(agent, say, models, engine):
    from hamrah.bot.engine.agent import load_agent
    from hamrah.settings import Settings

    from .conftest import BOT, speaker

    await say("complain", "telegram")
    await say("1042", "telegram")
    await carry(agent, "telegram", "customer")
    other = await load_agent(models, BOT / "endpoints.yml", Settings(), engine=engine)
    assert await speaker(other)("it came torn", "customer") == ["Order 1042: it came torn"]


async def test_a_turn_that_is_being_answered_is_waited_for(agent, say):
    await say("complain", "telegram")
    async with agent.lock_store.lock("customer"):
        carrying = asyncio.ensure_future(carry(agent, "telegram", "customer"))
        done, _ = await asyncio.wait([carrying], timeout=0.2)
        assert not done
    assert await carrying


async def test_two_who_carry_crosswise_do_not_wait_for_each_other(agent, say):
    assert isinstance(agent.lock_store, TurnQueue)
    await say("complain", "one")
    await say("count", "two")
    both = asyncio.gather(carry(agent, "one", "two"), carry(agent, "two", "one"))
    assert all(await asyncio.wait_for(both, 10))


async def test_what_a_form_that_gave_way_had_gathered_is_gone(agent, say):
    await say("complain", "customer")
    await say("77", "customer")
    await say("complain", "telegram")
    await carry(agent, "telegram", "customer")
    tracker = await agent.tracker_store.retrieve("customer")
    assert (tracker.get_slot("order_number"), tracker.get_slot("requested_slot")) == (None, "order_number")
