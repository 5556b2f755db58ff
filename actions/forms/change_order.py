"""Change an order that was placed: where it goes, or the size or colour of something in it."""

from typing import Any

from actions.forms.base import Again, is_free_text, rasa_actions
from actions.forms.order_choice import ask_which_line, line_name, or_again, read_line, settle_order
from actions.forms.orders import OrderForm, ask_yes_no
from actions.turn import Term, Turn
from hamrah.language.order_facets import find_order_facet
from hamrah.services.order_changes import (
    change_address,
    change_variant,
    check_change,
    find_other_variant,
    keep_address,
    own_line,
    read_address,
)
from hamrah.services.policies import policies
from hamrah.services.refusal import Refusal

KINDS = ("address", "size", "color")


@rasa_actions
class ChangeOrder(OrderForm):
    """Change address, size or colour within the policy. A new address is kept in the store; the slot holds its id."""

    name = "change_order_form"
    intent = "change_order"
    slots = ("order_number", "change_kind", "order_line", "change_value", "confirmed")
    open_slots = ("change_value",)

    @property
    def statuses(self) -> tuple[str, ...]:  # type: ignore[override]
        """Only orders in which something can still be changed are offered."""
        rules = policies().orders
        return tuple({*rules.address_change_statuses, *rules.variant_change_statuses})

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """What to change, in which line, to what."""
        if slot == "change_kind":
            return _kind(turn)
        kind = turn.slot("change_kind") or _kind(turn)
        if slot == "order_line":
            return read_line(turn, self.known_order(turn), asked)
        if kind in ("size", "color"):
            return turn.entity(kind)
        if kind == "address" and asked and is_free_text(turn):
            return keep_address(turn.session, turn.principal, turn.text)
        return None

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Check the policy as soon as order and kind are known, and the stock as soon as the value is."""
        settle_order(turn, known, self.statuses)
        number, kind = known["order_number"], known["change_kind"]
        if number is None or kind is None:
            return known
        order = or_again("order_number", check_change, turn.session, turn.principal, number, kind)
        if kind == "address":
            known["order_line"] = 0
        elif known["order_line"] is None:
            known["order_line"] = order.lines[0].id if len(order.lines) == 1 else read_line(turn, order, False)
        if kind != "address" and known["order_line"] and known["change_value"]:
            self._check_stock(turn, order, known)
        return known

    def _check_stock(self, turn: Turn, order: Any, known: dict[str, Any]) -> None:
        line = own_line(order, known["order_line"])
        try:
            find_other_variant(turn.session, line, known["change_kind"], known["change_value"])
        except Refusal as refusal:
            said = turn.lexeme(known["change_kind"], known["change_value"])
            raise Again("change_value", refusal.key, value=said) from None

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask what to change, in which line, to what, or for the confirmation."""
        if slot == "change_kind":
            buttons = [turn.button(f"change_{kind}", "change_order", change_kind=kind) for kind in KINDS]
            turn.say("utter_ask_change_kind", buttons=buttons)
        elif slot == "order_line":
            ask_which_line(turn, "utter_ask_change_line", self.order(turn).lines)
        elif slot == "change_value":
            turn.say(f"utter_ask_new_{turn.slot('change_kind')}")
        else:
            self._ask_confirmation(turn)

    def _ask_confirmation(self, turn: Turn) -> None:
        order, kind, value = self.order(turn), turn.slot("change_kind"), turn.slot("change_value")
        if kind == "address":
            address = read_address(turn.session, turn.principal, value)
            ask_yes_no(turn, "utter_ask_address_confirm", number=order.number, address=address)
            return
        item = line_name(turn, own_line(order, turn.slot("order_line")))
        said = turn.lexeme(kind, value)
        ask_yes_no(
            turn, "utter_ask_change_confirm", number=order.number, item=item, kind=Term(f"kind.{kind}"), value=said
        )

    def finish(self, turn: Turn) -> None:
        """Change the order, or leave it be."""
        number, kind, value = turn.slot("order_number"), turn.slot("change_kind"), turn.slot("change_value")
        if not turn.slot("confirmed"):
            turn.say("utter_left_unchanged", number=number)
        elif kind == "address":
            change_address(turn.session, turn.principal, number, value)
            turn.say("utter_address_changed", number=number)
        else:
            change_variant(turn.session, turn.principal, number, turn.slot("order_line"), kind, value)
            turn.say("utter_variant_changed", number=number)
        turn.remember(order=number)


def _kind(turn: Turn) -> str | None:
    chosen = turn.entity("change_kind")
    if chosen in KINDS:
        return chosen
    return find_order_facet(turn.text) or next((kind for kind in ("size", "color") if turn.entity(kind)), None)
