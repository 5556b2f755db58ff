"""What a shopper means by words that follow talk about a complaint: "us ne bill bhi nahi diya" adds to it."""

from actions.names import ADD_TO_TICKET, NOT_UNDERSTOOD
from actions.troubles import tells_trouble
from actions.turn import Turn
from hamrah.language.adding import adds_to_what_was_said
from hamrah.language.announcing import asks_to_file, has_another
from hamrah.language.answers import is_question
from hamrah.services.refusal import Refusal
from hamrah.services.tickets import find_ticket

STATUS, COMPLAIN = "action_ticket_status", "action_begin_complaint_form"
OF_ORDERS = ("action_begin_change_order_form", "action_begin_return_form", "action_order_status")
TELLING_OF_ORDERS = ("action_begin_change_order_form", "action_order_status")
TAKEN_FOR = (COMPLAIN, "action_express_dissatisfaction", "action_deny", *NOT_UNDERSTOOD)
"""What an addition is taken for that is read by itself."""
TOLD_OF_TICKET = frozenset(
    (
        *("utter_ticket_opened", "utter_ticket_noted", "utter_ticket_reopened", "utter_ticket_open"),
        *("utter_ticket_in_progress", "utter_ticket_waiting_for_customer", "utter_ticket_late"),
    )
)
FEWEST = 4
"""Words of a fact."""


def instead_about_ticket(turn: Turn, action: str) -> str | None:
    """The action to run in place of the one decided on for a shopper in no form; None for what was read as meant.

    Who asks that a complaint be taken down has one to make. A fact is added to the open ticket that was just talked of
    where it says that it is one more, and to one of theirs that is named beside words that mean nothing else.
    """
    if action == STATUS and asks_to_file(turn.text) and turn.entity("ticket_number") is None:
        return COMPLAIN
    if action in (STATUS, *OF_ORDERS, *NOT_UNDERSTOOD) and has_another(turn.text):
        return COMPLAIN
    if (action in TELLING_OF_ORDERS and tells_trouble(turn)) or (action == ADD_TO_TICKET and _has_none(turn)):
        return COMPLAIN
    if action not in TAKEN_FOR or len(turn.text.split()) < FEWEST or is_question(turn.text):
        return None
    named = turn.entity("ticket_number")
    if named is not None:
        return ADD_TO_TICKET if action in NOT_UNDERSTOOD and _is_open(turn, named) else None
    goes_on = TOLD_OF_TICKET.intersection(turn.said_before) and turn.entity("order_number") is None
    is_addition = adds_to_what_was_said(turn.text) and not has_another(turn.text)
    return ADD_TO_TICKET if goes_on and is_addition else None


def _has_none(turn: Turn) -> bool:
    """Whether a customer who tells of one thing more, or asks to have it taken down, has no open ticket for it."""
    if turn.principal.customer_id is None or turn.entity("ticket_number") is not None:
        return False
    if not (asks_to_file(turn.text) or tells_trouble(turn)):
        return False
    try:
        find_ticket(turn.session, turn.principal, None, solved=False)
    except Refusal:
        return True
    return False


def _is_open(turn: Turn, number: str) -> bool:
    """Whether a number is that of an open ticket of theirs."""
    try:
        find_ticket(turn.session, turn.principal, number, solved=False)
    except Refusal:
        return False
    return True
