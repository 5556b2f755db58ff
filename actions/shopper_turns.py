"""What a shopper means by words whose meaning lies in what was said or shown before."""

from actions.shown_turns import instead_about_shown
from actions.ticket_turns import instead_about_ticket
from actions.tone import instead_of_anger
from actions.turn import Turn


def instead_for_shopper(turn: Turn, action: str) -> str | None:
    """The action to run in place of the one decided on; None for staff, in a form, and for what was read as meant."""
    is_plain = turn.principal.staff_id is None and turn.form is None and turn.is_first_action and not turn.is_pressed
    if not is_plain:
        return None
    return instead_about_ticket(turn, action) or instead_about_shown(turn, action) or instead_of_anger(turn, action)
