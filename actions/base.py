"""What all actions share: one session and principal a run, refusals as answers, and going back to an open form."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import Event, Turn
from hamrah.bootstrap import sessions
from hamrah.crm.engine import transaction
from hamrah.services.identity import who_speaks
from hamrah.services.refusal import Refusal

FLEETING = ("offered", "declinable")
"""What a yes or a no would mean right now; forgotten with the next answer that does not set it."""


class ShopAction(Action, ABC):
    """An action on the shop's store. Subclasses give `action` (its name in the domain) and `act`."""

    resumes: ClassVar[bool] = True
    """Whether an open form goes on after this action, as after an interruption."""

    @property
    @abstractmethod
    def action(self) -> str:
        """The action's name in the domain (a class attribute in subclasses; abstract, so that bases are not run)."""

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        """Run `act` in one transaction; a refusal becomes the answer and rolls back, unless the use case returned."""
        try:
            with transaction(sessions()) as session:
                turn = Turn(tracker, dispatcher, session, who_speaks(session, tracker.sender_id))
                self.act(turn)
        except Refusal as refusal:
            self.refuse(turn, refusal)
        return self._with_ends(turn)

    @abstractmethod
    def act(self, turn: Turn) -> None:
        """Do what the action is for."""

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        """Say why not; somebody who must first show who they are is asked to, and the action is kept for after that."""
        turn.events.clear()
        if refusal.key != "utter_identify_first":
            turn.tell(refusal)
            return
        turn.say(refusal.key)
        turn.remember(pending=self.action, order=turn.entity("order_number") or turn.slot("order"))
        turn.events.append(FollowupAction("action_begin_identify_form"))

    def _with_ends(self, turn: Turn) -> list[Event]:
        names = {event.get("name") for event in turn.events if event.get("event") == "slot"}
        if self.resumes:
            gone = [slot for slot in FLEETING if slot not in names and turn.tracker.get_slot(slot) is not None]
            turn.events.extend(SlotSet(slot, None) for slot in gone)
        follows = any(event.get("event") == "followup" for event in turn.events)
        form = turn.tracker.active_loop.get("name") if turn.tracker.active_loop else None
        if self.resumes and form and not follows:
            turn.events.append(FollowupAction(form))
        return turn.events
