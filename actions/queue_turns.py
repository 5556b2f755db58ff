"""Whose tickets a member of staff asks for: a colleague's, a city's, or a customer's."""

from actions.customer_turns import IN_VIEW, QUEUE, SHOW_CUSTOMER, SHOWN, chosen, wanted
from actions.staff_desk_turns import QUEUE as SHOW_QUEUE
from actions.turn import Turn
from hamrah.crm.customers import Customer
from hamrah.crm.operations import Staff
from hamrah.language.customer_parts import find_parts, speaks_of_somebody
from hamrah.language.desk_words import speaks_of_work
from hamrah.services.colleagues import colleagues_called, colleagues_named, is_called

OF_CUSTOMER = "staff_customer_tickets"


def read_queue(turn: Turn, action: str) -> str | None:
    """The queue, where tickets of a colleague or a city were taken for a customer's; the customer in the other case."""
    if turn.is_pressed or turn.intent not in (QUEUE, OF_CUSTOMER) or turn.entity("ticket_number") is not None:
        return None
    if {part.name for part in find_parts(turn.text)} - {"tickets"}:
        return None
    if colleagues_meant(turn):
        return SHOW_QUEUE
    if turn.intent == QUEUE:
        names_customer = turn.entity("person_name") is not None and bool(find_parts(turn.text))
        return SHOW_CUSTOMER if names_customer else None
    points = chosen(turn) is not None or turn.slot(SHOWN) or speaks_of_somebody(turn.text)
    names_city = turn.entity("city") is not None and not wanted(turn).says_who
    return SHOW_QUEUE if names_city and not points else None


def colleagues_meant(turn: Turn) -> list[Staff]:
    """The colleagues whose tickets a message asks for ("Sunita ki tickets", "سنیتا کے ٹکٹ"); none where it names none.

    A customer who is called so and is talked about comes first, and a complaint is a customer's.
    """
    if not speaks_of_work(turn.text):
        return []
    names = turn.entities("person_name")
    if not names:
        return colleagues_named(turn.session, [turn.text], spelt=True)
    if turn.intent == OF_CUSTOMER and turn.slot(IN_VIEW) is not None:
        customer = turn.session.get(Customer, int(turn.slot(IN_VIEW)))
        if customer is not None and is_called(customer.name, names[-1]):
            return []
    found = {member.id: member for name in names for member in colleagues_called(turn.session, name)}
    return list(found.values())
