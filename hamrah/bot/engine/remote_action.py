"""What Rasa sends to a custom action and how it reads the answer.

* Rasa serialises every event of the session for every action, so the cost grows with the conversation. An action gets
  the newest `RECENT_EVENTS`, which hold the whole turn; slots and the latest message come apart from them anyway.
* Rasa compiles the JSON schema of the answer anew for each action and tries an event against the schemas of all 23
  kinds; they are compiled once here and an event is held against that of its own kind.
* `Event.resolve_by_type` walks all subclasses of `Event` for each event that is read; its answers are kept here.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import islice
from typing import Any

import jsonschema
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.shared.utils.schemas.events import EVENT_SCHEMA

from hamrah.bot.engine.actions_in_process import InProcessActions

RECENT_EVENTS = 40


def action_call(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """The call of `self` on `tracker` as the SDK reads it."""
    recent = list(islice(reversed(tracker.events), RECENT_EVENTS))
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [event.as_dict() for event in reversed(recent)]
    call = {
        "next_action": self.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
    }
    endpoint = self.action_endpoint
    if isinstance(endpoint, InProcessActions):
        call["domain"] = endpoint.domain_data(domain)
    elif not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
        call["domain"] = domain.as_dict()
    return call


def mend_remote_actions() -> None:
    """Put the functions of this module in place of Rasa's."""
    validators = event_validators()

    def validate(self: RemoteAction, result: Any) -> bool:
        check_answer(result, validators)
        return True

    RemoteAction._action_call_format = action_call
    RemoteAction._validate_action_result = validate
    Event.resolve_by_type = staticmethod(remembering(Event.resolve_by_type))


def event_validators() -> dict[str, jsonschema.Draft7Validator]:
    """For each kind of event a validator of what Rasa's schema says of it."""
    common = {key: value for key, value in EVENT_SCHEMA.items() if key != "oneOf"}
    return {
        kind["properties"]["event"]["const"]: jsonschema.Draft7Validator({**common, "allOf": [kind]})
        for kind in EVENT_SCHEMA["oneOf"]
    }


def check_answer(answer: Any, validators: dict[str, jsonschema.Draft7Validator]) -> None:
    """Raise `jsonschema.ValidationError` unless `answer` holds events and responses as Rasa's schema wants them."""
    if not isinstance(answer, dict):
        raise jsonschema.ValidationError("the answer is not an object")
    events, responses = answer.get("events", []), answer.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        raise jsonschema.ValidationError("events and responses are not lists")
    if not all(isinstance(response, dict) for response in responses):
        raise jsonschema.ValidationError("a response is not an object")
    for event in events:
        validator = validators.get(str(event.get("event"))) if isinstance(event, dict) else None
        if validator is None:
            raise jsonschema.ValidationError("an event is of no known kind")
        validator.validate(event)


def remembering(resolve: Callable[..., type[Event] | None]) -> Callable[..., type[Event] | None]:
    """`resolve`, which keeps its answers; unless it kept them before."""
    return resolve if hasattr(resolve, "cache_info") else lru_cache(maxsize=None)(resolve)
