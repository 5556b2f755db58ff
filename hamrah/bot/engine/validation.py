"""Validation that fails closed.

When `action_validate_slot_mappings`, or an action that fills a slot, fails or declines, Rasa logs it and takes values
as they came from the message. Here the failure goes on, and `TurnProcessor` ends the turn with an apology.
"""

from rasa.core.actions.action import ActionExtractSlots, RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker


async def run_custom_action(
    self: ActionExtractSlots,
    custom_action: str,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    """The slots that `custom_action` sets and what it says; other events are not for it to make."""
    action = RemoteAction(custom_action, self._action_endpoint)
    events = await action.run(output_channel, nlg, tracker, domain)
    return [event for event in events if isinstance(event, SlotSet | BotUttered)]


def mend_validation() -> None:
    """Put the function of this module in place of Rasa's."""
    ActionExtractSlots._run_custom_action = run_custom_action
