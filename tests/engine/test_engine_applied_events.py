"""Which events count: ours gives what Rasa's own does, for sessions with and without things taken back."""

import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from hamrah.bot.engine import applied_events

BEGINNING = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
TURN = [UserUttered("salam"), ActionExecuted("action_greet"), ActionExecuted("action_listen")]


@pytest.mark.parametrize(
    "events",
    [
        [],
        TURN,
        [*BEGINNING, *TURN],
        [*BEGINNING, *TURN, *BEGINNING, SlotSet("language", "ur"), *TURN],
        [*BEGINNING, *TURN, ActionReverted(), *TURN],
        [*BEGINNING, *TURN, UserUtteranceReverted(), *TURN],
        [*BEGINNING, *TURN, Restarted(), *TURN],
        [*BEGINNING, UserUttered("x"), ActionExecuted("form"), ActiveLoop("form"), *TURN, ActionExecuted("form")],
    ],
)
def test_the_same_events_count_as_in_rasa(events: list[Event]) -> None:
    tracker = DialogueStateTracker("somebody", [])
    tracker.events.extend(events)
    assert tracker.applied_events() == applied_events.stock(tracker)


def test_rasa_uses_it() -> None:
    assert DialogueStateTracker.applied_events is applied_events.applied_events
