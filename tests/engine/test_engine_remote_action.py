import inspect

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.schemas.events import EVENT_SCHEMA
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk import Tracker

from hamrah.bot.engine.actions_in_process import InProcessActions
from hamrah.bot.engine.remote_action import RECENT_EVENTS, check_answer, event_validators

from .conftest import BOT

VALIDATORS = event_validators()
ANSWERS = [
    {},
    [],
    None,
    {"events": []},
    {"events": None},
    {"events": {}},
    {"responses": [{"text": "x"}]},
    {"responses": ["x"]},
    {"responses": None},
    {"events": [{"event": "slot", "name": "a", "value": {"x": 1}}]},
    {"events": [{"event": "slot", "name": "a", "value": 1, "timestamp": "now"}]},
    {"events": [{"event": "slot", "value": 1}]},
    {"events": [{"event": "slot", "name": 3, "value": 1}]},
    {"events": [{"event": "no such kind"}]},
    {"events": [{"event": 3}]},
    {"events": [{"name": "a"}]},
    {"events": ["slot"]},
    {"events": [{"event": "followup", "name": "action_x"}]},
    {"events": [{"event": "followup"}]},
    {"events": [{"event": "user", "text": 3}]},
    {"events": [{"event": "user", "text": "x", "parse_data": {"intent": {"name": "a", "confidence": 1.0}}}]},
    {"events": [{"event": "active_loop", "name": None}]},
    {"events": [{"event": "session_started", "metadata": []}]},
    {"events": [{"event": "reminder", "name": "r", "date_time": "x", "intent": "i", "kill_on_user_msg": True}]},
]


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_answers_are_judged_as_by_rasas_schema(answer):
    def verdict(check) -> bool:
        try:
            check()
        except jsonschema.ValidationError:
            return False
        return True

    stock = verdict(lambda: jsonschema.validate(answer, RemoteAction.action_response_format_spec()))
    assert verdict(lambda: check_answer(answer, VALIDATORS)) == stock


def test_every_kind_of_event_has_its_validator():
    assert len(VALIDATORS) == len(EVENT_SCHEMA["oneOf"])


def test_events_are_found_by_type_once():
    assert Event.resolve_by_type("slot") is SlotSet
    before = Event.resolve_by_type.cache_info().hits
    Event.resolve_by_type("slot")
    assert Event.resolve_by_type.cache_info().hits == before + 1
    with pytest.raises(ValueError, match="Unknown event"):
        Event.resolve_by_type("no such kind")


def test_an_action_gets_the_newest_events_and_all_slots():
    domain = Domain.load(str(BOT / "domain.yml"))
    events = [SlotSet("order_number", "1042"), *(UserUttered(str(number)) for number in range(500))]
    tracker = DialogueStateTracker.from_events("person", events, domain.slots)
    action = RemoteAction("action_count", InProcessActions("bot_actions"))
    call = action._action_call_format(tracker, domain)
    handed = Tracker.from_dict(call["tracker"])
    assert len(handed.events) == RECENT_EVENTS
    assert handed.events[-1]["text"] == handed.latest_message["text"] == "499"
    assert handed.get_slot("order_number") == "1042"
    assert call["domain"] is action._action_call_format(tracker, domain)["domain"], "the domain is serialised once"
    assert call["domain"]["forms"].keys() == {"complaint_form"}


def test_a_server_gets_the_domain_only_where_an_action_asks_for_it():
    domain = Domain.from_dict({"actions": ["action_plain", {"action_asking": {"send_domain": True}}]})
    tracker = DialogueStateTracker.from_events("person", [], domain.slots)
    endpoint = EndpointConfig(url="http://x", enable_selective_domain=True)
    assert "domain" not in RemoteAction("action_plain", endpoint)._action_call_format(tracker, domain)
    assert "domain" in RemoteAction("action_asking", endpoint)._action_call_format(tracker, domain)


def test_rasa_still_does_what_is_mended():
    """Should one of these fail, look whether the mend can go."""
    import rasa.core.actions.action as module

    source = inspect.getsource(module)
    assert "tracker.current_state(EventVerbosity.ALL)" in source
    assert "validate(result, self.action_response_format_spec())" in source
    assert "logger.exception(" in inspect.getsource(MessageProcessor._run_action)
