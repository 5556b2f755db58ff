"""How something is asked: with a salam, which is returned, or in anger, which is heard. What is asked is answered."""

from actions.calling import call
from actions.names import IDENTIFY_FORM, NOT_UNDERSTOOD
from actions.turn import Turn
from hamrah.language.answers import is_question
from hamrah.language.exclamations import accuses, only_accuses
from hamrah.language.salutation import says_salam
from hamrah.services.feedback import keep_displeasure
from hamrah.services.handover import ANGER, is_angry
from hamrah.services.handover_rules import handover_rules

DISPLEASED = "action_express_dissatisfaction"
HEARD_ANYWAY = ("action_talk_to_human", DISPLEASED, "action_begin_complaint_form")
"""Actions that come back to the person by themselves."""
RATES = ("action_rate", "action_begin_feedback_form", "action_praise")
"""Actions that keep what somebody thinks of the shop themselves."""
NO_ANSWER = (*NOT_UNDERSTOOD, "action_deny")
"""What anger may be taken for where somebody is asked who they are, whose answers are never words."""
GREETS = "action_greet"
"""It returns a salam with more words."""


def return_salam(turn: Turn, action: str) -> None:
    """Return the salam that a shopper's wish opens with.

    Not inside a form, nor to staff: what they type may be words for somebody else.
    """
    is_wish = action != GREETS and turn.form is None and turn.principal.staff_id is None and turn.is_first_action
    if is_wish and says_salam(turn.text):
        turn.say("utter_salam_back")


def is_displeased(turn: Turn, action: str) -> bool:
    """Whether a shopper's message exclaims displeasure that the action decided on does not answer."""
    if turn.principal.staff_id is not None or turn.form not in (None, IDENTIFY_FORM) or action in HEARD_ANYWAY:
        return False
    if not turn.is_first_action or turn.is_pressed:
        return False
    if turn.form == IDENTIFY_FORM and handover_rules().sounds_angry(turn.text):
        return True
    return turn.entity("displeasure") is not None or (action not in RATES and accuses(turn.text))


def instead_of_anger(turn: Turn, action: str) -> str | None:
    """The action to run in place of the one decided on where a shopper does nothing but accuse the shop.

    So it is with angry words that are not understood otherwise, or sound like a no to saying who one is.
    """
    if action in HEARD_ANYWAY or action in RATES or is_question(turn.text):
        return None
    in_anger = NO_ANSWER if turn.form == IDENTIFY_FORM else NOT_UNDERSTOOD
    is_anger = action in in_anger and handover_rules().sounds_angry(turn.text)
    return DISPLEASED if is_anger or only_accuses(turn.text) else None


def answer_displeasure(turn: Turn) -> None:
    """Keep it, so that somebody comes back to the person; offer a person, or call one at once for who is angry."""
    keep_displeasure(turn.session, turn.principal, turn.text)
    if is_angry(turn.session, turn.principal, turn.text):
        turn.say("utter_sorry")
        call(turn, ANGER)
        return
    turn.remember(offered="action_talk_to_human")
    turn.say("utter_rated_low", buttons=[turn.button("person", "talk_to_human"), turn.button("no", "deny")])
