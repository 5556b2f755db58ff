"""Which events of a session count, told at a glance where nothing was taken back.

Rasa goes through all events with a dozen type checks each, several times a turn, to leave out what was reverted and
what a form repeats. A session without a restart, a reverted event or a form has nothing to leave out: its events are
those after the session's start. Any other session goes Rasa's own way.
"""

from rasa.shared.core.events import (
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

stock = DialogueStateTracker.applied_events
TAKEN_BACK = frozenset({Restarted, ActionReverted, UserUtteranceReverted, ActiveLoop})


def applied_events(self: DialogueStateTracker) -> list[Event]:
    """Rasa's `DialogueStateTracker.applied_events`."""
    events = list(self.events)
    kinds = [type(event) for event in events]
    if not TAKEN_BACK.isdisjoint(kinds):
        return list(stock(self))
    if SessionStarted not in kinds:
        return events
    return events[len(kinds) - kinds[::-1].index(SessionStarted) :]


def mend_applied_events() -> None:
    """Put ours where Rasa looks for its own."""
    DialogueStateTracker.applied_events = applied_events
