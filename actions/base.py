"""What all actions share: one session and principal a run, refusals as answers, and going back to an open form."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.names import BEGIN_IDENTIFY, IDENTIFY_FORM, LISTEN
from actions.shopper_turns import instead_for_shopper
from actions.staff_turns import instead_for_staff
from actions.ticket_answers import answer_besides, take_besides
from actions.tone import answer_displeasure, is_displeased, return_salam
from actions.turn import Event, Turn
from hamrah.bootstrap import sessions
from hamrah.crm.engine import transaction
from hamrah.services.identity import who_speaks
from hamrah.services.refusal import Refusal, TooOften

FLEETING = ("offered", "declinable", "misunderstood", "shown_customers", "customer_parts")
"""What a yes or a no would mean right now, how often in a row the person was not understood, who was named to staff.

Forgotten with the next answer that does not set it.
"""


MOST_INTERRUPTIONS = 3
MAY_STAY_EMPTY = ("comment",)
"""Slots that nobody needs an answer to: after something else they are asked for once more, and then left."""
IDENTIFY_FIRST = "utter_identify_first"
NO_PRODUCT = ("utter_ask_which_product", "utter_nothing_suggested")
"""Refusals of what speaks of a product where none was shown."""


class ShopAction(Action, ABC):
    """An action on the shop's store. Subclasses give `action` (its name in the domain) and `act`."""

    resumes: ClassVar[bool] = True
    """Whether an open form goes on after this action, as after an interruption."""
    ends: ClassVar[bool] = True
    """Whether the turn ends with this action unless it says what follows; not so for what runs inside a form."""

    @property
    @abstractmethod
    def action(self) -> str:
        """The action's name in the domain (a class attribute in subclasses; abstract, so that bases are not run)."""

    def name(self) -> str:
        """The action's name in the domain."""
        return self.action

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Event]:
        """Run `act` in one transaction; a refusal becomes the answer and rolls back, `TooOften` alone does not."""
        answered: str | None = None
        try:
            with transaction(sessions()) as session:
                turn = Turn(tracker, dispatcher, session, who_speaks(session, tracker.sender_id))
                return_salam(turn, self.action)
                instead = instead_for_staff(turn, self.action) or instead_for_shopper(turn, self.action)
                if instead is not None:
                    return [FollowupAction(instead)]  # which finds all as this action found it
                answered = answer_besides(turn) if self.ends else None
                try:
                    self.act(turn)
                except TooOften as refusal:  # caught within the transaction, which keeps the tries that were counted
                    self.refuse(turn, refusal)
        except Refusal as refusal:
            self.refuse(turn, refusal)
        if answered is not None:
            with transaction(sessions()) as turn.session:
                take_besides(turn, answered)
        if self.ends and is_displeased(turn, self.action):
            with transaction(sessions()) as turn.session:
                answer_displeasure(turn)
        return self._with_ends(turn)

    @abstractmethod
    def act(self, turn: Turn) -> None:
        """Do what the action is for."""

    def refuse(self, turn: Turn, refusal: Refusal) -> None:
        """Say why not; somebody who must first show who they are is asked to, and the action is kept for after that.

        Who was shown orders and says "the second one" means no product.
        """
        turn.events.clear()
        if refusal.key in NO_PRODUCT and turn.means_shown_order():
            turn.events.append(FollowupAction("action_order_status"))
            return
        if refusal.key == IDENTIFY_FIRST and turn.principal.staff_id is not None:
            turn.say("utter_staff_ask_customer")  # who they are is known, and they are no customer here
            return
        if refusal.key != IDENTIFY_FIRST:
            turn.tell(refusal)
            return
        turn.say(refusal.key)
        turn.remember(pending=self.action, order=turn.entity("order_number") or turn.slot("order"))
        is_asked = turn.form == IDENTIFY_FORM
        turn.events.append(FollowupAction(IDENTIFY_FORM if is_asked else BEGIN_IDENTIFY))

    def _with_ends(self, turn: Turn) -> list[Event]:
        if not self.ends:
            return turn.events
        if self.resumes:
            names = {event.get("name") for event in turn.events if event.get("event") == "slot"}
            gone = [slot for slot in FLEETING if slot not in names and turn.tracker.get_slot(slot) is not None]
            turn.events.extend(SlotSet(slot, None) for slot in gone)
        if any(event.get("event") == "followup" for event in turn.events):
            return turn.events
        if self.resumes and turn.form == IDENTIFY_FORM and turn.principal.customer_id is not None:
            turn.events.extend(_is_known(turn.slot("pending"), self.action))
        elif self.resumes and turn.form:
            is_optional = turn.slot("requested_slot") in MAY_STAY_EMPTY
            most = 1 if is_optional else MOST_INTERRUPTIONS
            turn.events.extend(_back_to(turn.form, int(turn.slot("interruptions") or 0) + 1, most))
        else:
            turn.events.append(FollowupAction(LISTEN))
        return turn.events


def _back_to(form: str, interruptions: int, most: int) -> list[Event]:
    """Ask the form's question again, but not for ever: who keeps talking of something else has left it.

    Its last action then keeps what must not be lost.
    """
    if interruptions <= most:
        return [SlotSet("interruptions", interruptions), FollowupAction(form)]
    return [*_left("interruptions"), FollowupAction(f"action_finish_{form}")]


def _is_known(pending: str | None, done: str) -> list[Event]:
    """Who became known while asked who they are, as by a number that is on file now, has what waited done instead."""
    follows = LISTEN if pending in (None, done) else pending
    return [*_left("interruptions", "pending", "contact_given", "code_right"), FollowupAction(follows)]


def _left(*slots: str) -> list[Event]:
    return [ActiveLoop(None), *[SlotSet(slot, None) for slot in ("requested_slot", *slots)]]
