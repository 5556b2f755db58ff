"""A rating with an optional comment."""

from typing import Any

from actions.forms.base import Again, Form, is_free_text, rasa_actions
from actions.turn import Turn
from hamrah.language.answers import find_rating_in_emoji
from hamrah.language.numerals import find_numbers
from hamrah.services.feedback import HIGHEST, LOW, LOWEST, check_rating, comment, rate
from hamrah.services.refusal import Refusal

NO_COMMENT = "none"


@rasa_actions
class GiveFeedback(Form):
    """Ask how it was (1 to 5), then for a word about it that may be left out."""

    name = "feedback_form"
    intent = "give_feedback"
    slots = ("rating", "comment")
    open_slots = ("comment",)
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """A rating as digits or words, which a no declines; a comment only when asked for."""
        if slot == "rating":
            if asked and turn.intent == "deny":
                raise Refusal("utter_offer_declined")
            return _rating(turn, asked)
        if asked and turn.intent in ("deny", "stop"):
            return NO_COMMENT
        return turn.text if asked and is_free_text(turn) else None

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Keep a rating the moment it is given, so that it counts even if the person leaves; 11 of 5 is asked again."""
        if "rating" not in changed:
            return known
        try:
            check_rating(known["rating"])
        except Refusal as refusal:
            raise Again("rating", refusal.key, **refusal.values) from None
        rate(turn.session, turn.principal, known["rating"])
        return known

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask for the rating with its five buttons, or for the comment."""
        if slot == "rating":
            rates = range(HIGHEST, LOWEST - 1, -1)
            turn.say("utter_ask_rating", buttons=[turn.button(f"rate_{n}", "rate", rating=str(n)) for n in rates])
            return
        key = "utter_ask_comment_low" if turn.slot("rating") <= LOW else "utter_ask_comment"
        turn.say(key, buttons=[turn.button("no_comment", "deny")])

    def finish(self, turn: Turn) -> None:
        """Thank; after a low rating offer a person."""
        if turn.slot("comment") != NO_COMMENT:
            comment(turn.session, turn.principal, turn.slot("comment"))
        if turn.slot("rating") <= LOW:
            turn.remember(offered="action_talk_to_human")
            turn.say("utter_rated_low", buttons=[turn.button("person", "talk_to_human"), turn.button("no", "deny")])
        else:
            turn.say("utter_rated")


def _rating(turn: Turn, asked: bool) -> int | None:
    given = turn.number("rating")
    if given is not None or not asked:
        return given
    numbers = find_numbers(turn.text)
    if numbers:
        return int(numbers[0].value) if len(numbers[0].value) < 4 else None
    return find_rating_in_emoji(turn.text)
