"""What a shopper says after the shop's people asked them something about a ticket: the answer, which belongs to it."""

from actions.forms.wishes import QUESTIONS
from actions.names import ADD_TO_TICKET, NOT_UNDERSTOOD
from actions.turn import Turn
from hamrah.language.answers import is_question
from hamrah.services.tickets import add_note, spoken_of
from hamrah.services.told_complaints import name_order

LOST = ("out_of_scope", "nlu_fallback")
NOTED = "utter_ticket_noted"
SURE, SURELY_ASKED = 0.8, 0.93
"""How sure it must be that something else is meant: a courtesy or a ticket's own business, and what is asked for."""
NO_ANSWERS = frozenset(
    (
        *("greet", "goodbye", "thank", "stop", "help", "bot_challenge", "change_language", "talk_to_human"),
        *("opt_out_marketing", "opt_in_marketing", "export_my_data", "delete_my_data", "give_feedback"),
        *("ticket_status", "confirm_resolved", "reopen_ticket"),
    )
)
ASKED_FOR = QUESTIONS - NO_ANSWERS - {"identify_self"} | {"express_dissatisfaction"}
"""What is answered for itself, and taken into the ticket all the same: it may be the answer in other words."""


def asked_ticket(turn: Turn) -> str | None:
    """The ticket that the shop's people asked about, where this message is said to them."""
    spoken = spoken_of(turn.session, turn.principal)
    if spoken is None:
        return None
    is_late = spoken.waits and turn.intent in LOST
    return spoken.number if spoken.is_last or is_late else None


def instead_for_answer(turn: Turn, action: str) -> str | None:
    """The action that takes a message into the ticket it answers; None for what was read as meant.

    To a question all is an answer that is not surely something else; elsewhere what is not understood, as when the
    answer comes late or in pieces.
    """
    is_lost = action in NOT_UNDERSTOOD
    spoken = None if is_question(turn.text) else spoken_of(turn.session, turn.principal)
    if spoken is None:
        return None
    if spoken.waits and spoken.is_last:
        is_else = turn.intent in NO_ANSWERS and turn.confidence >= SURE
        return None if is_else or _is_asked_for(turn) else ADD_TO_TICKET
    goes_on = spoken.is_last or spoken.waits or NOTED in turn.said_before
    return ADD_TO_TICKET if is_lost and goes_on and not _names_goods(turn) else None


def answer_besides(turn: Turn) -> str | None:
    """The ticket that waits for an answer, where the message may be it although it asks for something too."""
    if not _is_asked_for(turn) or turn.is_pressed or turn.form is not None or turn.principal.staff_id is not None:
        return None
    if not turn.is_first_action or is_question(turn.text):
        return None
    spoken = spoken_of(turn.session, turn.principal)
    return spoken.number if spoken is not None and spoken.waits and spoken.is_last else None


def take_besides(turn: Turn, number: str) -> None:
    """Take the message into the ticket too, and say so."""
    ticket = add_note(turn.session, turn.principal, number, turn.text)
    take_order(turn, ticket.number)
    turn.say(NOTED, ticket=ticket.number)


def take_order(turn: Turn, number: str) -> None:
    """Have a ticket without an order be about the one that the message names or points at."""
    named = turn.entity("order_number") or turn.pointed_at("shown_orders")
    if named is not None:
        name_order(turn.session, turn.principal, number, named)


def _names_goods(turn: Turn) -> bool:
    named = any(turn.entity(kind) is not None for kind in ("product", "category", "brand", "order_number"))
    return named or turn.means_shown_order() or bool(turn.slot("search"))


def _is_asked_for(turn: Turn) -> bool:
    return turn.intent in ASKED_FOR and turn.confidence >= SURELY_ASKED
