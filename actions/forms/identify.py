"""Showing who one is, by a code sent to a contact point on file. No phone, e-mail or code ever stands in a slot."""

import re
from typing import Any

from rasa_sdk.events import ActiveLoop, FollowupAction

from actions.forms.base import Again, Form, rasa_actions
from actions.turn import Turn
from hamrah.bootstrap import notifier
from hamrah.language.normalise import normalise
from hamrah.services.codes import Claimed, CodeCheck, check_code, send_code
from hamrah.services.handover_rules import handover_rules
from hamrah.services.linking import link_by_order
from hamrah.services.orders import clean_number
from hamrah.services.refusal import Refusal, TooOften

CODE = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}(?!\d)")
ANOTHER = "another"
"""That another contact was given; the next one is as the first again, so that each is seen to be new."""
CLAIMS = ("phone", "email", "order_number")


@rasa_actions
class IdentifySelf(Form):
    """Send a code to where a phone, e-mail or order number leads, and compare what comes back."""

    name = "identify_form"
    intent = "identify_self"
    slots = ("contact_given", "code_right")
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """Whether a contact was given and a code typed; what they are stays in the message. A no declines."""
        if turn.principal.customer_id is not None:
            return True
        if slot == "contact_given":
            if asked and turn.intent == "deny" and not handover_rules().sounds_angry(turn.text):
                turn.remember(pending=None)
                raise Refusal("utter_offer_declined")
            return self._contact_given(turn)
        return "typed" if asked and CODE.search(normalise(turn.text).text) else None

    def _contact_given(self, turn: Turn) -> Any:
        """Whether a contact or order is given: also instead of the code, where the first was wrong or is shared."""
        given = turn.slot("contact_given")
        if self._claim(turn) is None:
            return None
        awaits_code = turn.form == self.name and turn.tracker.get_slot("requested_slot") == "code_right"
        if given is not None and (not awaits_code or CODE.search(normalise(turn.text).text)):
            return None
        return ANOTHER if given is True else True

    def _claim(self, turn: Turn) -> Claimed | None:
        for kind in CLAIMS:
            value = turn.entity(kind)
            if value is not None:
                return Claimed(kind, clean_number(value) if kind == "order_number" else value.lower())
        return None

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Send the code as soon as there is somewhere to send it, and check the one typed."""
        if turn.principal.customer_id is not None:
            names_only = turn.entity("person_name") is not None and self._claim(turn) is None
            if names_only and turn.form != self.name and turn.slot("pending") is None:
                raise Refusal("utter_known_already")  # a name proves nothing, and it may be another's
            return known
        turn.principal.check_no_staff()
        claim = self._claim(turn)
        if "contact_given" in changed and claim is not None:
            if claim.kind == "order_number" and link_by_order(turn.session, turn.principal, claim.value):
                return {**known, "code_right": True}
            if not send_code(turn.session, turn.principal, claim, notifier(), turn.language):
                raise TooOften("utter_code_too_often")
            turn.say("utter_code_sent")
        if known["code_right"] == "typed":
            known["code_right"] = self._check(turn)
        return known

    def _check(self, turn: Turn) -> bool:
        typed = CODE.search(normalise(turn.text).text)
        outcome = check_code(turn.session, turn.principal, re.sub(r"\D", "", typed.group() if typed else ""))
        if outcome is CodeCheck.RIGHT:
            return True
        if outcome is CodeCheck.WRONG:
            raise Again("code_right", "utter_code_wrong")
        if outcome is CodeCheck.EXPIRED:
            raise Refusal("utter_code_expired")
        raise TooOften("utter_code_too_often")

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask for a contact, or for the code."""
        turn.say("utter_ask_contact" if slot == "contact_given" else "utter_ask_code")

    def finish(self, turn: Turn) -> None:
        """Greet the customer and go on with what they wanted."""
        pending = turn.slot("pending")
        turn.say("utter_identified")
        turn.remember(pending=None)
        turn.events.append(ActiveLoop(None))
        if pending is not None:
            turn.events.append(FollowupAction(pending))
