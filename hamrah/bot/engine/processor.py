"""The turn, with an apology where Rasa is silent.

When a custom action raises, hangs or cannot be reached, Rasa logs the exception (with what the person wrote), forgets
the action's events and says nothing; when a validation fails it accepts the unvalidated values; when it predicts more
than ten actions it stops in the middle. Here each of these ends the turn with `utter_action_failed`, the values that
the message would have put into a form are taken back, and the log names the action and the kind of error only.

A new session begins when the running one has grown long (`sessions`). A tracker is copied for an action only where the
action may change it.
"""

import logging
from itertools import takewhile
from typing import Any

from rasa.core.actions.action import (
    Action,
    ActionBotResponse,
    ActionExecutionRejection,
    ActionListen,
    ActionSessionStart,
    RemoteAction,
    create_bot_utterance,
)
from rasa.core.actions.loops import LoopAction
from rasa.core.channels.channel import CollectingOutputChannel, OutputChannel, UserMessage
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.data import TrainingType
from rasa.utils.endpoints import EndpointConfig

from hamrah.bot.engine.action_endpoint import with_deadline
from hamrah.bot.engine.errors import ActionFailed, describe
from hamrah.bot.engine.leaving import meant_in_form
from hamrah.bot.engine.sessions import bounded

logger = logging.getLogger(__name__)

APOLOGY = "utter_action_failed"
LANGUAGE_SLOT = "language"
LANGUAGE_ENTITY = "reply_language"  # also the key of a message's metadata
READ_ONLY_ACTIONS = (ActionListen, ActionBotResponse, RemoteAction)


class TurnFailed(Exception):
    """The turn has ended with an apology; the tracker is whole and waits for the next message."""


class TurnProcessor(MessageProcessor):
    """Rasa's message processor as this project needs it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As Rasa's; the action endpoint gets a deadline."""
        super().__init__(*args, **kwargs)
        self.action_endpoint: EndpointConfig | None = with_deadline(self.action_endpoint)

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Handle `message` and return what a collecting output channel holds.

        Raises `TrackerStoreError` when the conversation cannot be read or written; then the turn has not been.
        """
        tracker = await self.log_message(message, should_save_tracker=False)
        if self.model_metadata.training_type != TrainingType.NLU:
            try:
                await self.run_action_extract_slots(message.output_channel, tracker)
                await self._run_prediction_loop(message.output_channel, tracker)
            except TurnFailed:
                pass
        await self.save_tracker(tracker)
        if isinstance(message.output_channel, CollectingOutputChannel):
            messages: list[dict[str, Any]] = message.output_channel.messages
            return messages
        return None

    async def parse_message(
        self, message: UserMessage, tracker: DialogueStateTracker | None = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        """What a message means, in the form that is open."""
        understood = await super().parse_message(message, tracker, only_output_properties)
        return meant_in_form(understood, None if tracker is None else tracker.active_loop_name)

    async def fetch_tracker_and_update_session(
        self, sender_id: str, output_channel: OutputChannel | None = None, metadata: dict[str, Any] | None = None
    ) -> DialogueStateTracker:
        """The sender's tracker, in a new session where the last one has expired or grown long."""
        tracker = await super().fetch_tracker_and_update_session(sender_id, output_channel, metadata)
        return bounded(tracker, self.domain)

    async def trigger_external_user_uttered(
        self, intent_name: str, entities: Any, tracker: DialogueStateTracker, output_channel: OutputChannel
    ) -> None:
        """Handle an intent that no person uttered, such as a reminder's."""
        try:
            await super().trigger_external_user_uttered(intent_name, entities, tracker, output_channel)
        except TurnFailed:
            await self.save_tracker(tracker)

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fill slots from the latest message. Raises `TurnFailed` when their validation fails."""
        try:
            return await super().run_action_extract_slots(output_channel, tracker)
        except Exception as error:
            await self._apologise("action_extract_slots", error, tracker, output_channel)
            raise TurnFailed from None

    async def _run_prediction_loop(self, output_channel: OutputChannel, tracker: DialogueStateTracker) -> None:
        """Run the predicted actions until one waits for the person. Raises `TurnFailed`."""
        goes_on = True
        while goes_on and self._should_handle_message(tracker):
            try:
                action, prediction = self.predict_next_with_tracker_if_should(tracker)
            except ActionLimitReached as error:
                await self._apologise(tracker.latest_action_name or "", error, tracker, output_channel)
                raise TurnFailed from None
            if prediction.is_end_to_end_prediction:
                tracker = await self.run_action_extract_slots(output_channel, tracker)
            goes_on = await self._run_action(action, tracker, output_channel, self.nlg, prediction)

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        """Run `action`, log its events and send its messages; tells whether another action follows.

        Raises `TurnFailed` when the action failed.
        """
        try:
            scratch = self._scratch(tracker, action, prediction)
            events = await action.run(output_channel, nlg, scratch, self.domain)
        except ActionExecutionRejection:
            tracker.update(ActionExecutionRejected(action.name(), prediction.policy_name, prediction.max_confidence))
            return bool(self.should_predict_another_action(action.name()))
        except Exception as error:
            if action.name() == ACTION_SESSION_START_NAME:  # no session, no conversation: begin as Rasa does
                logger.error("%s failed: %s", action.name(), describe(error))
                events = await ActionSessionStart().run(output_channel, nlg, tracker, self.domain)
            else:
                undo = fillings(tracker) if isinstance(action, LoopAction) else []
                await self._apologise(action.name(), error, tracker, output_channel, undo)
                raise TurnFailed from None
        self._log_action_on_tracker(tracker, action, events, prediction)
        if any(isinstance(event, UserUttered) for event in events or ()):
            tracker = await self.run_action_extract_slots(output_channel, tracker)
        await self.execute_side_effects(events or [], tracker, output_channel)
        return bool(self.should_predict_another_action(action.name()))

    def _scratch(
        self, tracker: DialogueStateTracker, action: Action, prediction: PolicyPrediction
    ) -> DialogueStateTracker:
        """What `action` runs on: a copy it may change, or the tracker itself where it only reads."""
        if isinstance(action, READ_ONLY_ACTIONS) and not prediction.events:
            return tracker
        scratch = tracker.copy()
        scratch.update_with_events(prediction.events, self.domain)
        return scratch

    async def _apologise(
        self,
        action: str,
        error: Exception,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        undo: list[SlotSet] | None = None,
    ) -> None:
        """End the turn after `action` failed: say so to the person, take back `undo`, and listen."""
        why = str(error) if isinstance(error, ActionFailed) else describe(error)
        logger.error("Action %s failed (%s); the person was told.", action, why)
        tracker.update_with_events(spoken_language(tracker), self.domain)
        events: list[Event] = [*(undo or [])]
        text = await self.nlg.generate(APOLOGY, tracker, output_channel.name())
        if text is None:
            logger.error("The domain has no response %s for this conversation.", APOLOGY)
        else:
            events.append(create_bot_utterance({**text, "utter_action": APOLOGY}))
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
        tracker.update_with_events(events, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)


def fillings(tracker: DialogueStateTracker) -> list[SlotSet]:
    """What takes back the slots that the latest message filled before any action ran."""
    events = list(tracker.events)
    start = next((at for at in range(len(events) - 1, -1, -1) if isinstance(events[at], UserUttered)), len(events))
    turn = takewhile(lambda event: not isinstance(event, ActionExecuted), events[start:])
    filled = {event.key for event in turn if isinstance(event, SlotSet)} - {LANGUAGE_SLOT}
    before = {event.key: event.value for event in events[:start] if isinstance(event, SlotSet)}
    return [SlotSet(key, before.get(key, tracker.slots[key].initial_value)) for key in filled if key in tracker.slots]


def spoken_language(tracker: DialogueStateTracker) -> list[SlotSet]:
    """What sets the language of the latest message, in which the apology is made even where no slot was filled."""
    message = tracker.latest_message
    if LANGUAGE_SLOT not in tracker.slots or message is None:
        return []
    found = [entity.get("value") for entity in message.entities if entity.get("entity") == LANGUAGE_ENTITY]
    language = (message.metadata or {}).get(LANGUAGE_ENTITY) or next(iter(found), None)
    return [SlotSet(LANGUAGE_SLOT, language)] if language else []
