"""What a member of staff's message says of tickets and of how things are done, and how a ticket is shown."""

from typing import Any

from actions.customer_turns import CONTACT_FORM, IN_VIEW, SHOW_CUSTOMER, names_anew
from actions.names import BEGIN_IDENTIFY
from actions.turn import Deadline, Event, Term, Turn
from hamrah.crm.tickets import Ticket
from hamrah.language.customer_parts import gives_purpose, speaks_of_somebody
from hamrah.language.desk_words import (
    asks_what_is_mine,
    asks_who_waits,
    gives_conversation_back,
    is_undo,
    looks_at_something,
    names_ticket,
    orders_work,
    place_of_words,
    solves_ticket,
    split_words,
    takes_conversation,
    tells_customer,
    ticket_to_see,
)
from hamrah.language.how_to import asks_how, names_rule, topic_sounds
from hamrah.language.order_words import names_order
from hamrah.language.references import find_ordinals
from hamrah.services.actors import acting_staff
from hamrah.services.customer_search import sees_order
from hamrah.services.playbooks import playbooks
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_queue import Queued, sees_ticket
from hamrah.services.tickets import ticket_number

QUEUE, SHOW_TICKET, UNDO, WAITING, PLAYBOOK = (
    *("action_staff_ticket_queue", "action_staff_ticket", "action_staff_undo"),
    *("action_staff_waiting", "action_staff_playbook"),
)
END_OFFER = "action_staff_end_offer"
TOLD = "told:"
"""What `undoable` begins with after words to the customer, which no undo takes back."""
LEAVE = "action_leave"
DESK_FORM, COMMENT_FORM = "action_begin_staff_desk_form", "action_begin_staff_comment_form"
RESOLVE_FORM = "action_begin_staff_resolve_form"
SHOWN = "shown_tickets"
FEW = 5
"""Words of a message that only says which of those shown is meant."""
TICKET_DIGITS = 5
LISTS = ("staff_ticket_queue", "staff_customer_tickets")
"""Intents of staff with which the number of a ticket asks for that one."""
NUMBERED = (
    "ticket_status",
    "order_status",
    "affirm",
    "out_of_scope",
    "nlu_fallback",
    "confirm_resolved",
    "search_product",
)
"""Intents with which a long number is a ticket's, since orders have short ones."""
UNANSWERED = ("action_out_of_scope", "action_clarify")
ON_RULES = (
    *("action_ask_return_policy", "action_ask_shipping", "action_ask_payment_methods", "action_ask_warranty"),
    *("action_refund_status", "action_begin_return_form", "action_begin_complaint_form", "action_begin_erase_form"),
    *("action_begin_cancel_order_form", "action_begin_change_order_form", "action_talk_to_human", "action_ask_offers"),
    *("action_export_my_data", "action_express_dissatisfaction", "action_order_status", "action_help"),
)
"""What a shopper would be answered or begin; a member of staff who asks how it is done is shown the shop's page."""
RULES = {
    "action_ask_shipping": "delivery",
    "action_ask_payment_methods": "payment",
    "action_ask_warranty": "warranty",
    "action_ask_store_hours": "hours",
    "action_ask_store_location": "place",
    "action_help": "assistant",
}
"""Those with no page of their own: who asks how it is with one of them and names it is told as a shopper would be."""
NO_ANSWER = (*ON_RULES, BEGIN_IDENTIFY, "action_ask_store_hours", "action_ask_store_location")
"""What is no answer to how something is done; where no page is sure, those that come nearest are named instead."""
BESIDES = (SHOW_CUSTOMER,)
"""What staff are shown of a customer while a form is open; "what do I do with an angry customer" is of no customer."""
OF_A_SHOPPER = {
    "action_talk_to_human": WAITING,
    "action_reopen_ticket": SHOW_TICKET,
    "action_confirm_resolved": RESOLVE_FORM,
    "action_ticket_status": SHOW_TICKET,
    "action_begin_ticket_note_form": COMMENT_FORM,
    "action_set_contact_preference": SHOW_CUSTOMER,
}
"""What a customer does with a ticket or a contact of their own; a member of staff has to do with those of customers."""
OF_A_CUSTOMER = (
    *("action_rate", "action_praise", "action_express_dissatisfaction"),
    *("action_begin_feedback_form", "action_begin_complaint_form"),
)
"""What a customer says of the shop. Told by staff, it is about a customer; where none is named they are asked whose."""
WORDS_FOR_STAFF = {
    "utter_ticket_not_found": "utter_staff_ticket_unknown",
    "utter_ticket_done": "utter_staff_ticket_done",
    "utter_ticket_merged": "utter_staff_ticket_merged",
}


def read_desk(turn: Turn, action: str) -> str | None:
    """The action on tickets or conversations that a message asks for which was taken for something else."""
    undo = turn.entity("undo") or turn.slot("undoable")
    if turn.entity("undo") is not None or is_undo(turn.text):
        return END_OFFER if str(undo).startswith("offer:") else UNDO
    desk = turn.entity("desk")
    if desk is not None:
        return {"tell": COMMENT_FORM, "show": SHOW_TICKET, "note": COMMENT_FORM}.get(desk, DESK_FORM)
    if asks_who_waits(turn.text):
        return WAITING
    if asks_what_is_mine(turn.text):
        return QUEUE
    if takes_conversation(turn.text) or gives_conversation_back(turn.text):
        return DESK_FORM
    if solves_ticket(turn.text):
        return RESOLVE_FORM
    if tells_customer(turn.text):
        return COMMENT_FORM
    if ticket_to_see(turn.text) is None and not _only_names_ticket(turn):
        return None
    return SHOW_CUSTOMER if _is_order(turn) else SHOW_TICKET


def read_desk_for_reason(turn: Turn, action: str) -> str | None:
    """The same while it is asked what a contact is needed for, of what orders something done and was no reason."""
    if turn.form != CONTACT_FORM or not orders_work(turn.text, gives_purpose(turn.text)):
        return None
    return read_desk(turn, action)


def read_words_in_form(turn: Turn, action: str) -> str | None:
    """What staff order amid another task: words for the customer ("tell the customer: …"), or that it be left.

    Nothing is done yet while a form asks, so "undo" leaves it.
    """
    if is_undo(turn.text):
        return LEAVE
    is_told = tells_customer(turn.text) and split_words(turn.text)[1] is not None
    return COMMENT_FORM if is_told and action != COMMENT_FORM else None


def read_how_to(turn: Turn, action: str) -> str | None:
    """The shop's page, where a member of staff asks how something is done, or those that come nearest.

    Who names the thing alone ("refund policy") is shown it where a shopper would be told the rule, or nothing. What has
    no page goes on as it was meant where the message names the rule, or the customer or order that it is about.
    """
    if turn.entity("playbook") is not None:
        return PLAYBOOK
    asks = asks_how(turn.text)
    if action in UNANSWERED and asks:
        return PLAYBOOK
    may_be_page = asks or action in (*ON_RULES, *UNANSWERED)
    if may_be_page and playbooks().find(turn.text, turn.language).page is not None:
        return PLAYBOOK
    return PLAYBOOK if asks and action in NO_ANSWER and not _is_meant(turn, action) else None


def read_own_ticket(turn: Turn, action: str) -> str | None:
    """What a member of staff does where a customer would rate, complain, do something with a ticket, or call a person.

    What a customer would say of the shop is refused by the use cases, unless the message names whose it is.
    """
    if action in OF_A_CUSTOMER and names_anew(turn):
        return SHOW_CUSTOMER
    return OF_A_SHOPPER.get(action)


def read_how_to_in_form(turn: Turn, action: str) -> str | None:
    """The same while a form is open, whose own actions stay: what would be told or begun besides is replaced."""
    besides = action in (*ON_RULES, *UNANSWERED, *BESIDES)
    return read_how_to(turn, action) if besides and asks_how(turn.text) else None


def read_ticket_in_form(turn: Turn, action: str) -> str | None:
    """A ticket that is asked for while a form is open; whose it is may be answered by showing the customer."""
    if action in BESIDES and ticket_to_see(turn.text) is None:
        return None
    return SHOW_TICKET if looks_at_ticket(turn) else None


def looks_at_ticket(turn: Turn) -> bool:
    """Whether a message names a ticket only to see it, or to know whose it is."""
    named = ticket_to_see(turn.text) or turn.entity("ticket_number")
    return named is not None and (turn.entity("desk") == "show" or looks_at_something(turn.text))


def ticket_said(turn: Turn, *, of_orders: bool = True) -> str | None:
    """The number of the ticket that a message names or points at in the list shown last; not one within the words.

    "Note in T-10023: like T-10018" is about the first. Without `of_orders` a number as short as an order's is none.
    """
    place = place_of_words(turn.text)
    orders = [one for one in _outside(turn, "order_number", place) if of_orders or len(one) == TICKET_DIGITS]
    named = [ticket_to_see(turn.text), *orders, *_outside(turn, "ticket_number", place)][-1]
    if named is not None:
        return ticket_number(named)
    said = turn.text if place is None else turn.text[: place[0]] + turn.text[place[1] :]
    return turn.pointed_at(SHOWN) if find_ordinals(said) and not turn.slot("shown_customers") else None


def _outside(turn: Turn, entity: str, place: tuple[int, int] | None) -> list[str]:
    """The values of an entity that do not stand within the words to be written; a button holds no words."""
    if place is None or turn.is_pressed:
        return turn.entities(entity)
    return [value for value, start, end in turn.places(entity) if end <= place[0] or start >= place[1]]


def in_staff_words(refusal: Refusal) -> Refusal:
    """A refusal that a customer could get too, as a colleague is told it."""
    return Refusal(WORDS_FOR_STAFF.get(refusal.key, refusal.key), **refusal.values)


def show_list(turn: Turn, numbers: list[str]) -> None:
    """Remember the tickets shown, so that "the second one" means one of them."""
    turn.remember(**{SHOWN: numbers}, shown_products=None, shown_orders=None)
    if "shown_customers" in turn.tracker.slots:
        turn.remember(shown_customers=None)


def ticket_card(turn: Turn, queued: Queued) -> Event:
    """A ticket of the queue as a card that opens it."""
    ticket = queued.ticket
    whose = turn.write(Term("ticket_guest")) if queued.customer is None else turn.write(queued.customer.name)
    who = Term("ticket_nobody") if queued.assignee is None else queued.assignee.name
    return {
        "sku": None,
        "title": f"{turn.write(ticket.number)} · {turn.write(Term(f'issue.{ticket.kind}'))}",
        "subtitle": f"{whose} · {turn.write(Term(f'priority.{ticket.priority}'))} · {turn.write(who)}",
        "price": turn.write(due_of(ticket)),
        "picture": None,
        "url": None,
        "note": turn.write(Term("ticket_late" if queued.late else f"ticket_status.{ticket.status}")),
        "buttons": [turn.button("staff_open_ticket", "staff_ticket_queue", ticket_number=ticket.number, desk="show")],
    }


def due_of(ticket: Ticket) -> Deadline:
    """What of a ticket is due next: its first answer, then its solution."""
    answered = ticket.first_answered_at is not None
    return Deadline(ticket.solution_due_at if answered and ticket.solution_due_at else ticket.answer_due_at)


def desk_button(turn: Turn, title: str, desk: str, number: str) -> dict[str, Any]:
    """A button that does something with one ticket's conversation, or says something in it."""
    intent = "staff_comment_ticket" if desk in ("tell", "note") else "staff_assign_ticket"
    return turn.button(title, intent, ticket_number=number, desk=desk)


def _is_meant(turn: Turn, action: str) -> bool:
    """Whether a question how something is done names the rule that the action tells, or somebody's very own order."""
    rule = RULES.get(action)
    of_one = speaks_of_somebody(turn.text) and turn.slot(IN_VIEW) is not None
    of_nothing = action == "action_help" and not topic_sounds(turn.text)  # "kya karna hai"
    return of_one or of_nothing or names_anew(turn) or (rule is not None and names_rule(turn.text, rule))


def _is_order(turn: Turn) -> bool:
    """Whether a number is an order's and no ticket's: where that is said, else by what is theirs to see of both."""
    number = turn.entity("order_number")
    if number is None or turn.entity("ticket_number") is not None or names_ticket(turn.text):
        return False
    if names_order(turn.text):
        return True
    actor = acting_staff(turn.session, turn.principal)
    return not sees_ticket(turn.session, actor, number) and sees_order(turn.session, actor, number)


def _only_names_ticket(turn: Turn) -> bool:
    """Whether a message names a ticket, or points at one of those shown, and wants nothing done with it."""
    if turn.intent.startswith("staff_") and turn.intent not in LISTS:
        return False
    if turn.entity("ticket_number") is not None:
        return True
    number = turn.entity("order_number")
    if number is not None and len(number) == TICKET_DIGITS and turn.intent in (*NUMBERED, *LISTS):
        return True
    points = len(turn.text.split()) <= FEW and bool(find_ordinals(turn.text))
    return points and not turn.slot("shown_customers") and turn.pointed_at(SHOWN) is not None
