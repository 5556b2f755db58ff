"""What Rasa sends to a custom action and how it reads the answer.

* Rasa serialises every event of the session for every action, so the cost grows with the conversation. An action gets
  the newest `RECENT_EVENTS`, which hold the whole turn; slots and the latest message come apart from them anyway.
* Rasa compiles the JSON schema of the answer anew for each action; it is compiled once here.
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
    schema = jsonschema.Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: Any) -> bool:
        schema.validate(result)
        return True

    RemoteAction._action_call_format = action_call
    RemoteAction._validate_action_result = validate
    Event.resolve_by_type = staticmethod(remembering(Event.resolve_by_type))


def remembering(resolve: Callable[..., type[Event] | None]) -> Callable[..., type[Event] | None]:
    """`resolve`, which keeps its answers; unless it kept them before."""
    return resolve if hasattr(resolve, "cache_info") else lru_cache(maxsize=None)(resolve)
