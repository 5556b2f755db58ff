"""What a member of staff means by words that from a shopper would mean something else."""

from collections.abc import Callable

from actions.customer_turns import read_customer, read_customer_in_form
from actions.queue_turns import read_queue
from actions.report_asked import read_figures
from actions.staff_desk_turns import (
    read_desk,
    read_desk_for_reason,
    read_how_to,
    read_how_to_in_form,
    read_own_ticket,
    read_ticket_in_form,
    read_words_in_form,
)
from actions.turn import Turn
from actions.wish_turns import read_several

Reading = Callable[[Turn, str], str | None]
"""Given a turn and the action that was decided on, the action that is to run in its place; None where none is."""

READINGS: tuple[Reading, ...] = (
    read_desk,
    read_several,
    read_how_to,
    read_queue,
    read_customer,
    read_own_ticket,
    read_figures,
)
"""Asked in this order."""
READINGS_IN_FORM: tuple[Reading, ...] = (
    read_desk_for_reason,
    read_words_in_form,
    read_how_to_in_form,
    read_ticket_in_form,
    read_customer_in_form,
)
"""The same while a form is open, of what did not answer its question."""


def instead_for_staff(turn: Turn, action: str) -> str | None:
    """The action to run in place of the one decided on; None for everybody but staff.

    Only the first action of a turn is replaced: what follows on it was meant. The first reading that knows the message
    decides.
    """
    if turn.principal.staff_id is None or not turn.is_first_action:
        return None
    readings = READINGS if turn.form is None else READINGS_IN_FORM
    found = next((found for read in readings if (found := read(turn, action)) is not None), None)
    return None if found == action else found
