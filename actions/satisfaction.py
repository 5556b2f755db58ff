"""Ratings, praise and displeasure outside the feedback form."""

from actions.base import ShopAction
from actions.turn import Turn
from hamrah.services.feedback import LOW, comment, rate
from hamrah.services.refusal import Refusal


class Rate(ShopAction):
    """A rating given of one's own accord."""

    action = "action_rate"

    def act(self, turn: Turn) -> None:
        """Keep it; a low one offers a person at once; without a number ask for one."""
        rating = turn.number("rating")
        if rating is None:
            turn.events.append({"event": "followup", "name": "action_begin_feedback_form"})
            return
        try:
            rate(turn.session, turn.principal, rating)
        except Refusal:  # the form says why, and asks
            turn.events.append({"event": "followup", "name": "action_begin_feedback_form"})
            return
        if rating <= LOW:
            turn.remember(offered="action_talk_to_human")
            turn.say("utter_rated_low", buttons=[turn.button("person", "talk_to_human"), turn.button("no", "deny")])
        else:
            turn.say("utter_rated")


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
        """Be sorry; offer to write a complaint down or to call a person."""
        comment(turn.session, turn.principal, turn.text, kind="displeasure")
        turn.remember(offered="action_talk_to_human")
        buttons = [turn.button("complain", "report_issue"), turn.button("person", "talk_to_human")]
        turn.say("utter_express_dissatisfaction", buttons=buttons)
