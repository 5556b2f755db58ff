"""Ratings, praise and displeasure outside the feedback form."""

from rasa_sdk.events import FollowupAction

from actions.base import ShopAction
from actions.calling import call
from actions.numbers import answers_missed_number
from actions.turn import Turn
from hamrah.language.references import find_place
from hamrah.services.feedback import comment, keep_displeasure
from hamrah.services.handover import ANGER, is_angry
from hamrah.services.survey_answers import invitation_meant


class Rate(ShopAction):
    """A rating given of one's own accord."""

    action = "action_rate"

    def act(self, turn: Turn) -> None:
        """Have the form keep it: it knows the scale, asks again for 11 of 5, and for a word about it.

        Who was shown orders and says "the second one" rates nothing; nor does a bare number that nothing asked for.
        """
        points_at_order = turn.number("rating") is None and turn.means_shown_order()
        if not points_at_order and _is_bare_number(turn):
            if not answers_missed_number(turn):
                turn.say("utter_ask_rephrase")
            return
        turn.events.append(FollowupAction("action_order_status" if points_at_order else "action_begin_feedback_form"))


class Praise(ShopAction):
    """Something good about shop, product or service."""

    action = "action_praise"

    def act(self, turn: Turn) -> None:
        """Keep it as feedback and be glad."""
        comment(turn.session, turn.principal, turn.text, kind="praise")
        turn.say("utter_praise")


class ExpressDissatisfaction(ShopAction):
    """Something bad in general: keep it, and offer what helps."""

    action = "action_express_dissatisfaction"

    def act(self, turn: Turn) -> None:
        """Be sorry; offer to write a complaint down or to call a person; who is angry gets one called at once."""
        keep_displeasure(turn.session, turn.principal, turn.text)
        if is_angry(turn.session, turn.principal, turn.text):
            turn.say("utter_sorry")
            call(turn, ANGER)
            return
        turn.remember(offered="action_talk_to_human")
        buttons = [turn.button("complain", "report_issue"), turn.button("person", "talk_to_human")]
        turn.say("utter_express_dissatisfaction", buttons=buttons)


def _is_bare_number(turn: Turn) -> bool:
    """Whether "2" or "the second one" points at something, and answers no question how it was."""
    if turn.is_pressed or find_place(turn.text) is None:
        return False
    return invitation_meant(turn.session, turn.principal) is None
