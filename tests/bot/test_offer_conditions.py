"""An offer that is worded from its figures is said with all that limits it, so that nobody is promised more."""

from typing import Any, cast

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.offers import say_offer
from actions.turn import Turn
from hamrah.bootstrap import texts
from hamrah.crm.base import utc_now
from hamrah.crm.offers import Offer

LIMITS: dict[str, Any] = {"min_total_minor": 300000, "most_off_minor": 150000, "uses_per_customer": 2}


def said(language: str, **values: Any) -> dict[str, str]:
    """What is said of an offer of 20 percent, by response."""
    tracker = Tracker("s", {"language": language}, {}, [], False, None, {}, None)
    turn = Turn(tracker, CollectingDispatcher(), cast(Any, None), cast(Any, None))
    shared = {"categories": {}, "branches": {}, "texts": {}, "currency": "PKR", "min_total_minor": 0}
    say_offer(turn, Offer(code="EID20", percent=20, ends_at=utc_now(), **{**shared, **values}))
    found = {}
    for message in turn.dispatcher.messages:
        values = {name: value for name, value in message.items() if isinstance(value, str)}
        found[message["response"]] = texts().message(language, message["response"])[0].format(**values)
    return found


@pytest.mark.parametrize("language", ["en", "ur", "ur-Latn"])
def test_what_limits_an_offer_is_said(language: str) -> None:
    lines = said(language, **LIMITS)
    assert list(lines) == ["utter_offer_all", "utter_offer_minimum", "utter_offer_most", "utter_offer_uses"]
    assert "3,000" in lines["utter_offer_minimum"] and "1,500" in lines["utter_offer_most"]
    assert all("EID20" in line for line in lines.values()) and "2" in lines["utter_offer_uses"].replace("EID20", "")


def test_what_has_no_limit_has_none_said() -> None:
    assert list(said("en")) == ["utter_offer_all"]
