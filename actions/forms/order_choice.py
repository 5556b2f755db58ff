"""Choosing one of the customer's orders, and a line of it: what the forms about orders share."""

from collections.abc import Callable, Sequence
from typing import Any

from actions.forms.base import Again
from actions.turn import Event, Money, Term, Turn
from hamrah.crm.orders import Order, OrderLine
from hamrah.language.order_words import names_last_time, names_latest
from hamrah.language.patterns import find_entities
from hamrah.language.patterns.codes import called_an_order
from hamrah.language.references import find_ordinals, find_place
from hamrah.services.catalogue import product_name
from hamrah.services.orders import clean_number, list_orders
from hamrah.services.refusal import Refusal

MOST_BUTTONS, MOST_LOOKED_AT = 4, 20


def read_order_number(turn: Turn, asked: bool = False) -> str | None:
    """The order that the message names or points at ("the second one"); a yes, when only one was shown.

    When a line of an order was asked for, it is the line that is pointed at.
    """
    said = turn.entity("order_number") or _own_number(turn)
    if said is not None:
        return clean_number(said)
    shown = turn.slot("shown_orders") or []
    if asked and turn.intent == "affirm" and len(shown) == 1:
        return str(shown[0])
    at_line = turn.tracker.get_slot("requested_slot") == "order_line"
    if at_line or names_latest(turn.text):
        return None
    place = find_place(turn.text) if asked else None
    if place is not None and 0 < place <= len(shown):
        return str(shown[place - 1])  # "2" by itself, below the orders
    return turn.pointed_at("shown_orders")


def _own_number(turn: Turn) -> str | None:
    """The number in the message that is one of the customer's last orders', where the tagger saw none in it.

    It may have taken it for a ticket's: "another complaint, in order 10529".
    """
    text = turn.text
    numbers = [
        found.value
        for found in find_entities(text)
        if found.entity == "order_number"
        or (found.entity == "ticket_number" and called_an_order(text, found.start, found.end))
    ]
    if not numbers or turn.principal.customer_id is None:
        return None
    own = {order.number for order in list_orders(turn.session, turn.principal, limit=MOST_LOOKED_AT)}
    return next((number for number in reversed(numbers) if clean_number(number) in own), None)


def settle_order(
    turn: Turn,
    known: dict[str, Any],
    statuses: tuple[str, ...] | None,
    may_be: Callable[[Order], bool] = lambda order: True,
) -> None:
    """Without a number take the order talked about last, else the only one that can be meant.

    An order that holds what the message names ("the kurta") is meant before others; of several such, one of which
    what is asked for `may_be` done.

    Raises `Refusal` when the customer has no order in these statuses at all.
    """
    if known["order_number"] is not None:
        return
    candidates = list_orders(turn.session, turn.principal, limit=MOST_BUTTONS, statuses=statuses)
    if not candidates:
        raise Refusal("utter_no_such_orders")
    named = [order for order in candidates if _holds_named(turn, order)]
    candidates = [order for order in named if may_be(order)] or named or candidates
    if names_latest(turn.text) or names_last_time(turn.text):
        known["order_number"] = candidates[0].number
        return
    last = turn.slot("order")
    if last is not None and any(order.number == last for order in candidates):
        known["order_number"] = last
    elif len(candidates) == 1:
        known["order_number"] = candidates[0].number


def order_holding(turn: Turn, statuses: tuple[str, ...] | None) -> str | None:
    """The only one of the orders to choose from that holds what the message names ("the one with the kurta")."""
    orders = list_orders(turn.session, turn.principal, limit=MOST_BUTTONS, statuses=statuses)
    found = [order.number for order in orders if _holds_named(turn, order)]
    return found[0] if len(found) == 1 else None


def _holds_named(turn: Turn, order: Order) -> bool:
    category = turn.shelf
    return category is not None and any(line.variant.product.category.code == category for line in order.lines)


def or_again(slot: str, check: Any, *values: Any) -> Any:
    """Run a check of a use case; a number that is not found is asked for again, any other refusal ends the task."""
    try:
        return check(*values)
    except Refusal as refusal:
        if refusal.key == "utter_order_not_found":
            raise Again(slot, refusal.key, **refusal.values) from None
        raise


def ask_which_order(turn: Turn, key: str, statuses: tuple[str, ...] | None) -> None:
    """Ask which order, with the latest ones as buttons."""
    orders = list_orders(turn.session, turn.principal, limit=MOST_BUTTONS, statuses=statuses)
    turn.remember(shown_orders=[order.number for order in orders])
    turn.say(key, buttons=[order_button(turn, order) for order in orders])


def order_button(turn: Turn, order: Order, payload: str = "affirm") -> Event:
    """A button that names an order by its number, day and total."""
    title = f"#{order.number} · {turn.write(order.placed_at)} · {turn.write(Money(order.total_minor, order.currency))}"
    return turn.own_button(title, payload, order_number=order.number)


def read_line(turn: Turn, order: Order | None, asked: bool) -> int | None:
    """Which line of the order the message means: by button, by place in the list, or by the product's words."""
    if order is None:
        return None
    chosen = turn.entity("order_line")
    if chosen is not None and chosen.isdigit():
        return int(chosen)
    if not asked:
        named = turn.shelf
        return _only(line for line in order.lines if line.variant.product.category.code == named)
    for ordinal in find_ordinals(turn.text):
        place = ordinal - 1 if ordinal > 0 else len(order.lines) + ordinal
        if 0 <= place < len(order.lines):
            return order.lines[place].id
    words = {word for word in turn.text.casefold().split() if len(word) > 2}
    return _only(line for line in order.lines if words & _words_of(line))


def _words_of(line: OrderLine) -> set[str]:
    names = [text.name.casefold() for text in line.variant.product.texts]
    return {word for name in names for word in name.split()} | {line.variant.product.category.code}


def _only(lines: Any) -> int | None:
    found = list(lines)
    return found[0].id if len(found) == 1 else None


def ask_which_line(turn: Turn, key: str, lines: Sequence[OrderLine]) -> None:
    """Ask which line of an order, with its lines as buttons."""
    buttons = [turn.own_button(line_name(turn, line), "affirm", order_line=str(line.id)) for line in lines[:8]]
    turn.say(key, buttons=buttons)


def line_name(turn: Turn, line: OrderLine) -> str:
    """A line as the customer knows it: the product's name with colour and size."""
    variant = line.variant
    parts = [product_name(variant.product, turn.language), variant.color and turn.lexeme("color", variant.color)]
    parts.append(variant.size and turn.lexeme("size", variant.size))
    return " · ".join(part for part in parts if part)


def lines_text(turn: Turn, lines: Sequence[OrderLine]) -> str:
    """The names of an order's first lines in a sentence."""
    names = [product_name(line.variant.product, turn.language) for line in lines]
    shown = [turn.write(name) for name in names[:3]]
    if len(names) > 3:
        shown.append(turn.write(Term("and_more")))
    return turn.write(shown)
