"""A typed number that is none of the list shown, where choices are numbered lines."""

from actions.turn import Turn
from hamrah.services.numbered_choices import choices_of, missed_choices, with_meanings


def answers_missed_number(turn: Turn) -> bool:
    """Say which numbers there are, if one was typed that the list shown does not have, and show the list again.

    An open form does that by itself: it asks its question anew.
    """
    missed = None if turn.is_pressed else missed_choices(turn.session, turn.principal.sender_id, turn.text)
    if missed is None:
        return False
    last = len(choices_of(missed))
    if turn.form:
        turn.say("utter_number_not_listed", last=last)
        return True
    extras = missed.extras or {}
    shown = extras.get("cards") or []
    cards = [{**card, "buttons": with_meanings(turn.session, card.get("buttons") or [])} for card in shown]
    buttons = with_meanings(turn.session, extras.get("buttons") or [])
    turn.say("utter_number_not_listed", last=last, buttons=buttons, cards=cards)
    return True
