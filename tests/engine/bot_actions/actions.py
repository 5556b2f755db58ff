import asyncio
import time
from typing import Any, ClassVar

from rasa_sdk import Action, FormValidationAction, Tracker, ValidationAction
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection


class ActionStatus(Action):
    def name(self) -> str:
        return "action_status"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        dispatcher.utter_message(response="utter_status", order_number=tracker.get_slot("order_number"))
        return []


class ActionCount(Action):
    """Counts the turns it has seen, and notes how many events it was handed."""

    seen: ClassVar[list[int]] = []

    def name(self) -> str:
        return "action_count"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        turns = (tracker.get_slot("turns") or 0) + 1
        self.seen.append(len(tracker.events))
        dispatcher.utter_message(text=str(turns))
        return [SlotSet("turns", turns)]


class ActionHang(Action):
    def name(self) -> str:
        return "action_hang"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        await asyncio.sleep(60)
        return []


class ActionBlock(Action):
    seconds: ClassVar[float] = 0.5

    def name(self) -> str:
        return "action_block"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        time.sleep(self.seconds)
        dispatcher.utter_message(text="slept")
        return []


class ActionFail(Action):
    def name(self) -> str:
        return "action_fail"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        raise ValueError(f"cannot serve {tracker.latest_message['text']} of 03001234567")


class ActionUnstorable(Action):
    def name(self) -> str:
        return "action_unstorable"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        return [SlotSet("turns", object())]


class ActionAgain(Action):
    def name(self) -> str:
        return "action_again"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        return [FollowupAction("action_again")]


class ActionGuessMood(Action):
    def name(self) -> str:
        return "action_guess_mood"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[Any]:
        return [SlotSet("mood", "angry" if "!" in tracker.latest_message.get("text", "") else "calm")]


class ValidateSlots(ValidationAction):
    def validate_order_number(self, value: Any, *_: Any) -> dict[str, Any]:
        if value == "6666":
            raise RuntimeError("the order book is shut")
        if value == "7777":
            raise ActionExecutionRejection(self.name())
        return {"order_number": None if value == "9999" else value}


class ValidateComplaint(FormValidationAction):
    def name(self) -> str:
        return "validate_complaint_form"

    async def validate_complaint(self, value: Any, *_: Any) -> dict[str, Any]:
        if "explode" in value:
            raise RuntimeError("no complaint desk")
        return {"complaint": value if len(value) > 3 else None}
