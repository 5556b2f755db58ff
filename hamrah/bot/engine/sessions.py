"""Sessions of bounded length.

Rasa rebuilds all states of a session from its events for every prediction and replays them for every action, so a turn
costs more the longer somebody talks. A session here has about `SESSION_EVENTS` events at most; then the next message
begins a new one, unnoticed: slots, an open form with the slot it asks for, and whether the conversation is paused are
carried over. The tracker store keeps all events.

At its own session start (after an hour of silence) Rasa copies every `SlotSet` ever made; here the values that stand.
"""

from rasa.core.actions.action import ActionSessionStart
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, ConversationPaused, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from hamrah.bot.tracker_store import Mark, mark_of, set_mark

SESSION_EVENTS = 100


def bounded(tracker: DialogueStateTracker, domain: Domain, at_most: int = SESSION_EVENTS) -> DialogueStateTracker:
    """`tracker`, or its continuation in a new session when it holds `at_most` events or more."""
    return tracker if len(tracker.events) < at_most else continued(tracker, domain)


def continued(tracker: DialogueStateTracker, domain: Domain) -> DialogueStateTracker:
    """A tracker in the state of `tracker` with a new session's events alone, none of which is stored yet."""
    fresh = DialogueStateTracker(tracker.sender_id, domain.slots)
    fresh.model_id, fresh.assistant_id = tracker.model_id, tracker.assistant_id
    for event in opening_events(tracker):
        fresh.update(event, domain)
    mark = mark_of(tracker)
    if mark is not None:
        set_mark(fresh, Mark(mark.position, mark.session, 0))
    return fresh


def opening_events(tracker: DialogueStateTracker) -> list[Event]:
    """What a new session begins with so that it stands where `tracker` stands."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    if tracker.active_loop_name:
        events += [ActionExecuted(tracker.active_loop_name), ActiveLoop(tracker.active_loop_name)]
    events += standing_slots(tracker)
    if tracker.is_paused():
        events.append(ConversationPaused())
    return [*events, ActionExecuted(ACTION_LISTEN_NAME)]


def standing_slots(tracker: DialogueStateTracker) -> list[SlotSet]:
    """The slots that hold something else than at the beginning."""
    return [SlotSet(slot.name, slot.value) for slot in tracker.slots.values() if slot.value != slot.initial_value]


def mend_session_start() -> None:
    """Let Rasa's session start carry over the standing values, without the question of a form that is not carried."""

    def carried(tracker: DialogueStateTracker) -> list[SlotSet]:
        return [event for event in standing_slots(tracker) if event.key != REQUESTED_SLOT]

    ActionSessionStart._slot_set_events_from_tracker = staticmethod(carried)
