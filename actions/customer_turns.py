"""What a member of staff's message says of a customer: whom it means, and what of them is to be seen."""

from actions.names import BEGIN_IDENTIFY, NOT_UNDERSTOOD
from actions.turn import Turn
from hamrah.crm.tickets import Ticket
from hamrah.language.customer_parts import (
    Part,
    find_known_name,
    find_parts,
    is_name_and_place,
    is_name_to_see,
    speaks_of_all,
    speaks_of_somebody,
    tells_what_was_rated,
)
from hamrah.language.numerals import parse_number
from hamrah.services.actors import Actor
from hamrah.services.customer_names import known_names
from hamrah.services.customer_search import Wanted, customer_for
from hamrah.services.refusal import Refusal

SHOW_CUSTOMER = "action_staff_customer"
IN_VIEW, SHOWN, PARTS = "customer_in_view", "shown_customers", "customer_parts"
"""Slots: the id of the customer talked about; the ids of those who were named last; what is to be seen of one."""

PART_OF_INTENT = {
    "staff_find_customer": "summary",
    "staff_customer_summary": "summary",
    "staff_customer_orders": "orders",
    "staff_customer_tickets": "tickets",
    "staff_suggest_for_customer": "suggestions",
}
OF_ONESELF = ("action_order_history", "action_order_status", *NOT_UNDERSTOOD)
"""What a shopper would be told of their own; a member of staff has nothing of that here."""
CONTACT, CONTACT_FORM = "contact", "customer_contact_form"
QUEUE = "staff_ticket_queue"
REPORTS = ("staff_segment_report", "staff_satisfaction_report")
"""What "her segment" and "is she happy with us" are taken for."""
FEW = 5
"""Words of a message that only says which of those shown is meant."""
FIGURES = (*REPORTS, "staff_sales_report", "staff_at_risk_customers")
SURELY = 0.8
"""So sure of a question for figures, its city is a branch's, and not that of one of the customers shown."""


def read_customer(turn: Turn, action: str) -> str | None:
    """The action that shows a customer, where a message that was taken for something else asks for one.

    That is: which of those shown is meant; a name and nothing else, or the wish to see it; a customer's orders,
    complaints and the like, of somebody named or talked about; how to reach them. What another intent of staff is
    about stays that.
    """
    if turn.intent in PART_OF_INTENT:
        return None
    if action == BEGIN_IDENTIFY:  # who a member of staff is, is known: they say who a customer is
        return SHOW_CUSTOMER
    if chosen(turn) is not None or _narrows(turn):
        return SHOW_CUSTOMER
    if is_name_to_see(turn.text, known_names()):
        return SHOW_CUSTOMER
    if _says_only_who(turn) or (_gives_contact(turn) and action in NOT_UNDERSTOOD):
        return SHOW_CUSTOMER
    parts = {part.name for part in find_parts(turn.text)}
    of_somebody = named(turn) is not None or speaks_of_somebody(turn.text)
    asks_contact = parts == {CONTACT} and len(turn.text.split()) <= FEW
    if asks_contact and named(turn) is not None and turn.confidence < SURELY:
        return SHOW_CUSTOMER  # whichever list or ticket "asma malik ka number" was taken for
    asks_again = asks_contact and (turn.slot(IN_VIEW) is not None or action in NOT_UNDERSTOOD)
    if turn.intent in REPORTS:
        of_somebody = speaks_of_somebody(turn.text) or (tells_what_was_rated(turn.text) and not _names_scope(turn))
        of_one = turn.slot(IN_VIEW) is not None and of_somebody and not speaks_of_all(turn.text)
        return SHOW_CUSTOMER if of_one or asks_again else None
    if turn.intent == QUEUE:
        return SHOW_CUSTOMER if {"orders", "tickets"} <= parts and of_somebody else None
    if turn.intent.startswith("staff_") or turn.entity("ticket_number") is not None:
        return None
    return SHOW_CUSTOMER if parts and (of_somebody or asks_again or _goes_on(turn, action)) else None


def read_customer_in_form(turn: Turn, action: str) -> str | None:
    """The same while it is asked what a contact is needed for, of what was no reason: a name there is looked for."""
    if turn.form != CONTACT_FORM or turn.intent in PART_OF_INTENT:
        return None
    is_other_wish = turn.intent.startswith("staff_") and turn.confidence >= SURELY
    return SHOW_CUSTOMER if named(turn) is not None and not is_other_wish else read_customer(turn, action)


def keep_in_view(turn: Turn, actor: Actor, ticket: Ticket) -> None:
    """Have "his" mean whose a ticket is; nobody where that is a guest, or none of the actor's business."""
    customer_id = ticket.customer_id
    if customer_id is not None:
        try:
            customer_for(turn.session, actor, customer_id)
        except Refusal:
            customer_id = None
    turn.remember(**{IN_VIEW: None if customer_id is None else str(customer_id)})


def wanted(turn: Turn) -> Wanted:
    """What the message says of the customer looked for."""
    return Wanted(
        phone=turn.entity("phone"),
        email=turn.entity("email"),
        order_number=turn.entity("order_number"),
        ticket_number=turn.entity("ticket_number"),
        name=named(turn),
        city=turn.entity("city"),
    )


def names_anew(turn: Turn) -> bool:
    """Whether the message itself says which customer is meant, not only the one in view."""
    return chosen(turn) is not None or wanted(turn).says_who or _narrows(turn)


def named(turn: Turn) -> str | None:
    """The personal name in the message."""
    said = turn.entity("person_name")
    return said if said is not None else find_known_name(turn.text, known_names())


def chosen(turn: Turn) -> int | None:
    """The id of the customer meant by a button, or by a place in the list shown last ("the second one")."""
    pressed = turn.entity("customer")
    if pressed is not None:
        return int(pressed)
    shown = [int(one) for one in turn.slot(SHOWN) or []]
    number = parse_number(turn.text)
    if number is not None:
        return shown[number - 1] if 0 < number <= len(shown) else None
    pointed = turn.pointed_at(SHOWN) if len(turn.text.split()) <= FEW else None
    return None if pointed is None else int(pointed)


def parts_wanted(turn: Turn) -> list[Part]:
    """What of a customer is to be seen, in the order asked.

    By a button what it says, by a choice what was asked for before the list was shown, else what the message names,
    with what its intent is about where it names nothing.
    """
    pressed = turn.entity("customer_parts")
    if pressed is not None:
        return [read_part(one) for one in pressed.split(",")]
    own = PART_OF_INTENT.get(turn.intent)
    named_parts = _without_handle(turn, find_parts(turn.text))
    if not named_parts and turn.slot(PARTS) and (chosen(turn) is not None or _narrows(turn)):
        return [read_part(one) for one in turn.slot(PARTS)]
    if own == "summary":  # which holds the last orders and the open complaints already
        told = [part for part in named_parts if part.count is not None or part.name == CONTACT]
        finds_by_contact = turn.intent == "staff_find_customer" and told
        named_parts = told if finds_by_contact else [Part("summary"), *told]
    elif own is not None and own not in {part.name for part in named_parts}:
        named_parts = [Part(own), *named_parts] if own == "suggestions" or not named_parts else named_parts
    return named_parts or [Part("summary")]


def write_part(part: Part) -> str:
    """A part as a button or a slot keeps it: `orders:3`, `tickets`."""
    return part.name if part.count is None else f"{part.name}:{part.count}"


def read_part(kept: str) -> Part:
    """A part that was kept so."""
    name, _, count = kept.partition(":")
    return Part(name, int(count) if count else None)


def _says_only_who(turn: Turn) -> bool:
    """Whether a message is somebody's name, with their city or without, and says nothing else."""
    if turn.is_pressed or len(turn.text.split()) > FEW:
        return False
    named_at = [(start, end) for _, start, end in turn.places("person_name")]
    cities = [(start, end) for _, start, end in turn.places("city")]
    if not named_at and find_known_name(turn.text, known_names()) is None:
        return False
    return is_name_and_place(turn.text, known_names(), [*named_at, *cities])


def _goes_on(turn: Turn, action: str) -> bool:
    """Whether what a shopper would ask of themselves is of the customer in view: "pichlay 2 orders" after a name."""
    return turn.slot(IN_VIEW) is not None and action in OF_ONESELF and not speaks_of_all(turn.text)


def _names_scope(turn: Turn) -> bool:
    return any(turn.entity(kind) is not None for kind in ("period", "city", "category", "brand", "product"))


def _gives_contact(turn: Turn) -> bool:
    return turn.entity("phone") is not None or turn.entity("email") is not None


def _narrows(turn: Turn) -> bool:
    """Whether the message only says of those shown in which city the one meant is ("Lahore wali")."""
    if turn.intent in FIGURES and turn.confidence >= SURELY:
        return False
    is_brief = len(turn.text.split()) <= FEW and not find_parts(turn.text)
    return bool(turn.slot(SHOWN)) and turn.entity("city") is not None and is_brief and not wanted(turn).says_who


def _without_handle(turn: Turn, parts: list[Part]) -> list[Part]:
    """The parts but the contact, where a phone or e-mail is what the customer is looked for by."""
    return [part for part in parts if not (_gives_contact(turn) and part.name == CONTACT)]
