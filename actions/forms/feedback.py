"""A rating with an optional comment."""

from typing import Any

from actions.forms.base import Again, Form, is_free_text, rasa_actions
from actions.turn import Turn
from hamrah.bootstrap import texts
from hamrah.crm.satisfaction import SurveyInvitation
from hamrah.language.answers import find_yes_or_no, says_nothing
from hamrah.language.ratings import find_portion
from hamrah.services.feedback import check_rating, comment, is_low, latest_rating, rate
from hamrah.services.refusal import Refusal
from hamrah.services.survey_answers import NOTHING_ASKED, invitation_meant, rating_in, scale_of
from hamrah.services.survey_asking import rating_buttons

NO_COMMENT = "none"
LONGEST_NO = 3
"""Words of a no to being asked for a comment: "nobody called me back" says no, and is one."""
LONGEST_YES = 2


@rasa_actions
class GiveFeedback(Form):
    """Ask how it was, then for a word about it that may be left out.

    On which scale the question decides that was asked last, or whose button was pressed; without one it is 1 to 5.
    """

    name = "feedback_form"
    intent = "give_feedback"
    slots = ("rating", "comment")
    open_slots = ("comment",)
    needs_customer = False

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """A rating as digits or words, which a no declines ("not at all" is one); a comment only when asked for.

        A rating that is given anew is none.
        """
        if slot == "rating":
            given = _rating(turn, asked)
            if given is None and asked and turn.intent == "deny":
                raise Refusal("utter_offer_declined")
            return given
        if asked and _declines(turn):
            return NO_COMMENT
        if not asked or turn.number("rating") is not None:
            return _said_with_rating(turn)
        return turn.text if is_free_text(turn) and not _agrees(turn) else None

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Keep a rating the moment it is given, so that it counts even if the person leaves; 11 of 5 is asked again.

        Who was not asked and is content is not asked for more: what they say next is something else.
        """
        turn.principal.check_shopper()
        if "rating" not in changed:
            return known
        invitation = _asked(turn)
        try:
            check_rating(known["rating"], invitation)
        except Refusal as refusal:
            again = Again("rating", refusal.key, **refusal.values)
            again.standing, known["comment"] = turn.slot("rating"), turn.slot("comment")
            raise again from None
        if invitation is None and turn.form != self.name and not is_low(known["rating"]):
            known["comment"] = known["comment"] or NO_COMMENT
        about = {"ticket": turn.slot("ticket"), "about": _about(turn)}
        rate(turn.session, turn.principal, known["rating"], **about)
        return known

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask for the rating with its buttons, or for the comment."""
        if slot == "rating":
            invitation = _asked(turn)
            kind = "csat" if invitation is None else invitation.kind
            about = NOTHING_ASKED if invitation is None else str(invitation.id)
            buttons = rating_buttons(texts(), turn.language, kind, scale_of(invitation), about)
            turn.say(f"utter_ask_rating_{kind}", buttons=buttons)
            return
        if _was_low(turn):
            buttons = [turn.button("person", "talk_to_human"), turn.button("no_comment", "deny")]
            turn.say("utter_ask_comment_low", buttons=buttons)
        else:
            turn.say("utter_ask_comment", buttons=[turn.button("no_comment", "deny")])

    def finish(self, turn: Turn) -> None:
        """Thank; after a low rating offer a person."""
        low = _was_low(turn)
        if turn.slot("comment") != NO_COMMENT:
            comment(turn.session, turn.principal, turn.slot("comment"))
        if low:
            turn.remember(offered="action_talk_to_human")
            turn.say("utter_rated_low", buttons=[turn.button("person", "talk_to_human"), turn.button("no", "deny")])
        else:
            turn.say("utter_rated")


def _asked(turn: Turn) -> SurveyInvitation | None:
    """The question that a rating in this message answers."""
    return invitation_meant(turn.session, turn.principal, _about(turn))


def _about(turn: Turn) -> str | None:
    """What a pressed button is about; of a rating that is corrected while its comment is asked for, its question.

    Where another question has been asked since, the rating answers that one.
    """
    pressed = turn.entity("about")
    if pressed is not None or turn.form != GiveFeedback.name or turn.slot("rating") is None:
        return pressed
    if invitation_meant(turn.session, turn.principal) is not None:
        return None
    kept = latest_rating(turn.session, turn.principal)
    return None if kept is None or kept.invitation_id is None else str(kept.invitation_id)


def _declines(turn: Turn) -> bool:
    """Whether the person leaves the comment out; a sentence that only sounds like a no is a comment."""
    is_no = turn.intent == "deny" and (turn.is_pressed or len(turn.text.split()) <= LONGEST_NO)
    return is_no or turn.intent == "stop" or says_nothing(turn.text)


def _agrees(turn: Turn) -> bool:
    """Whether a yes says that a comment follows; "theek hai" may be one itself, "haan late tha" is."""
    is_short = len(turn.text.split()) <= LONGEST_YES
    return is_short and find_yes_or_no(turn.text) is True and rating_in(turn.text, None) is None


def _was_low(turn: Turn) -> bool:
    kept = latest_rating(turn.session, turn.principal)
    return is_low(turn.slot("rating"), "csat" if kept is None else kept.kind)


def _said_with_rating(turn: Turn) -> str | None:
    """The comment in "3, it came late"."""
    if turn.intent != "rate":
        return None
    found = rating_in(turn.text, _asked(turn))
    return None if found is None else found.comment


def _rating(turn: Turn, asked: bool) -> int | None:
    """By the words where any were typed, which say of what scale a number is; a pressed button has none."""
    given = turn.number("rating")
    if turn.is_pressed or (given is None and not asked):
        return given
    invitation = _asked(turn)
    found = rating_in(turn.text, invitation)
    if found is None and given is not None:
        scale = scale_of(invitation)
        found = find_portion(turn.text, scale.lowest, scale.highest)
    return given if found is None else found.rating
