"""Taking what is going on in one conversation into another, when a person goes on there.

An account in a messaging app that turns out to be a customer's speaks in that customer's conversation from then on. The
open form with what it has gathered, what waits for it, and what was shown last go along; the form is closed where it
was, so that nobody finishes it twice. What the other conversation knew beside that stays.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from rasa.core.agent import Agent
from rasa.core.constants import DEFAULT_LOCK_LIFETIME
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from hamrah.bot.engine.sessions import standing_slots

WAITING, WAITS_ABOUT = "pending", "order"
"""Slots: what waits for the person to show who they are, and the order that it is about."""


async def carry(agent: Agent, old: str, new: str, *, gives_way: bool = False) -> bool:
    """Have the conversation `new` go on where `old` stands (both sender ids); False where there is nothing to carry.

    A form that is open in `old` comes before one that is open in `new`, unless it `gives_way`. Waits for turns of
    either that are being answered. Raises `TrackerStoreError`; then nothing has moved.
    """
    async with at_rest(agent, old, new):
        return await carry_at_rest(agent, old, new, gives_way=gives_way)


@asynccontextmanager
async def at_rest(agent: Agent, *sender_ids: str) -> AsyncIterator[None]:
    """While no turn of these different conversations is being answered."""
    async with AsyncExitStack() as turns:
        for sender_id in sorted(sender_ids):  # always in one order, so that two who carry never wait for each other
            await turns.enter_async_context(agent.lock_store.lock(sender_id, DEFAULT_LOCK_LIFETIME))
        yield


async def carry_at_rest(agent: Agent, old: str, new: str, *, gives_way: bool = False) -> bool:
    """As `carry`, for who holds both conversations `at_rest`."""
    store, domain = agent.tracker_store, agent.domain
    left = await store.retrieve(old)
    if left is None or not (left.active_loop_name or standing_slots(left)):
        return False
    entered = await store.get_or_create_tracker(new, append_action_listen=False)
    entered.update_with_events(arrival_events(left, entered, domain, gives_way=gives_way), domain)
    await store.save(entered)
    left.update_with_events(departure_events(left, domain), domain)
    await store.save(left)
    return True


def arrival_events(
    left: DialogueStateTracker, entered: DialogueStateTracker, domain: Domain, *, gives_way: bool = False
) -> list[Event]:
    """What puts `entered` where `left` stands: a new session with its open form and its standing slots.

    A form that is open in `entered` goes on where none is open in `left`; of two the one that is left counts, being
    the one that the person was in last, unless it `gives_way`.
    """
    form_slots = slots_of_forms(domain)
    is_form_brought = left.active_loop_name is not None and not (gives_way and entered.active_loop_name)
    kept = [slot for slot in standing_slots(entered) if not (is_form_brought and slot.key in form_slots)]
    brought = [slot for slot in standing_slots(left) if is_form_brought or slot.key not in form_slots]
    if any(slot.key == WAITING for slot in brought):  # what it is about comes along with it, be it nothing
        kept = [slot for slot in kept if slot.key != WAITS_ABOUT]
    values = {slot.key: slot.value for slot in (*kept, *brought)}
    return _new_session(left.active_loop_name if is_form_brought else entered.active_loop_name, values)


def departure_events(left: DialogueStateTracker, domain: Domain) -> list[Event]:
    """What closes the form that went along, and forgets what it had gathered, in the conversation that was left."""
    if left.active_loop_name is None:
        return []
    form_slots = slots_of_forms(domain)
    return _new_session(None, {slot.key: slot.value for slot in standing_slots(left) if slot.key not in form_slots})


def _new_session(form: str | None, values: dict[str, Any]) -> list[Event]:
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    if form:
        events += [ActionExecuted(form), ActiveLoop(form)]
    events += [SlotSet(name, value) for name, value in values.items()]
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)]


async def open_form(agent: Agent, sender_id: str) -> str | None:
    """The name of the form that is open in a conversation. Raises `TrackerStoreError`."""
    tracker = await agent.tracker_store.retrieve(sender_id)
    return None if tracker is None else tracker.active_loop_name


def slots_of_forms(domain: Domain) -> frozenset[str]:
    """The slots that forms ask for, with the one that says which is asked for now."""
    asked = {slot for form in domain.form_names for slot in domain.required_slots_for_form(form)}
    return frozenset(asked | {REQUESTED_SLOT})
