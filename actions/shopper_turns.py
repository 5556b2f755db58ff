"""What a shopper means by words whose meaning lies in what was said or shown before."""

from actions.names import IDENTIFY_FORM
from actions.shown_turns import instead_about_shown, instead_of_goods_named
from actions.ticket_answers import instead_for_answer
from actions.ticket_turns import instead_about_ticket
from actions.tone import NO_ANSWER, instead_of_anger
from actions.turn import Turn


def instead_for_shopper(turn: Turn, action: str) -> str | None:
    """The action to run in place of the one decided on; None for staff, in a form, and for what was read as meant.

    Anger is heard while they are asked who they are.
    """
    if turn.principal.staff_id is not None or not turn.is_first_action or turn.is_pressed:
        return None
    if turn.form is not None:
        return instead_of_anger(turn, action) if turn.form == IDENTIFY_FORM and action in NO_ANSWER else None
    return (
        instead_for_answer(turn, action)
        or instead_about_ticket(turn, action)
        or instead_about_shown(turn, action)
        or instead_of_goods_named(turn, action)
        or instead_of_anger(turn, action)
    )
