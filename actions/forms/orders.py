"""Tasks about an order: cancel, return or exchange, order again."""

from typing import Any

from actions.forms.base import Form, is_free_text, rasa_actions, yes_or_no
from actions.forms.order_choice import (
    ask_which_line,
    ask_which_order,
    line_name,
    lines_text,
    or_again,
    order_holding,
    read_line,
    read_order_number,
    settle_order,
)
from actions.turn import Money, Term, Turn
from hamrah.crm.orders import Order
from hamrah.language.order_facets import find_return_kind, gives_reason
from hamrah.services.offers import named_code
from hamrah.services.order_changes import (
    cancel_order,
    check_cancel,
    check_return,
    check_return_line,
    own_line,
    request_return,
)
from hamrah.services.orders import find_order
from hamrah.services.policies import policies
from hamrah.services.refusal import Refusal
from hamrah.services.reorder import check_reorder, reorder

FAULTS = ("damaged", "wrong_item", "missing_item", "quality")
"""Kinds of issue that are a reason to send something back."""


def ask_yes_no(turn: Turn, key: str, **values: Any) -> None:
    """Ask for a confirmation with a yes and a no button."""
    turn.say(key, buttons=[turn.button("yes", "affirm"), turn.button("no", "deny")], **values)


class OrderForm(Form):
    """What the forms about one order share: reading and settling its number, and the confirmation."""

    statuses: tuple[str, ...] | None = None

    def read(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The order's number and the confirmation; anything else is the subclass's."""
        if slot == "order_number":
            return read_order_number(turn, asked) or (order_holding(turn, self.statuses) if asked else None)
        if slot == "confirmed":
            return yes_or_no(self, turn, asked)
        return self.read_more(turn, slot, asked)

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """What the message says about the subclass's own slots."""
        return None

    def order(self, turn: Turn) -> Order:
        """The order that the form is about."""
        return find_order(turn.session, turn.principal, turn.slot("order_number"))

    def known_order(self, turn: Turn) -> Order | None:
        """The order, as far as it is known yet."""
        number = turn.slot("order_number")
        return find_order(turn.session, turn.principal, number) if number else None

    def ask(self, turn: Turn, slot: str) -> None:
        """Ask which order; everything else is the subclass's."""
        if slot == "order_number":
            ask_which_order(turn, f"utter_ask_{self.name}_order", self.statuses)
        else:
            self.ask_more(turn, slot)

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask for the subclass's own slots."""
        raise NotImplementedError


@rasa_actions
class CancelOrder(OrderForm):
    """Cancel an order that is not packed yet."""

    name = "cancel_order_form"
    intent = "cancel_order"
    slots = ("order_number", "confirmed")

    @property
    def statuses(self) -> tuple[str, ...]:  # type: ignore[override]
        """Only orders that can still be cancelled are offered."""
        return policies().orders.cancel_statuses

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Check that the order may be cancelled."""
        settle_order(turn, known, self.statuses)
        if known["order_number"] is not None:
            or_again("order_number", check_cancel, turn.session, turn.principal, known["order_number"])
        return known

    def tell(self, turn: Turn, refusal: Refusal) -> None:
        """What has arrived cannot be cancelled, but it may be returned."""
        super().tell(turn, refusal)
        if refusal.values.get("status") == "delivered":
            turn.remember(offered="action_begin_return_form", order=refusal.values["number"])
            turn.say("utter_offer_return", buttons=[turn.button("return", "request_return"), turn.button("no", "deny")])

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask for the confirmation, naming what would be cancelled."""
        order = self.order(turn)
        total = Money(order.total_minor, order.currency)
        ask_yes_no(
            turn, "utter_ask_cancel_confirm", number=order.number, items=lines_text(turn, order.lines), total=total
        )

    def finish(self, turn: Turn) -> None:
        """Cancel, or leave it be."""
        if not turn.slot("confirmed"):
            turn.say("utter_left_unchanged", number=turn.slot("order_number"))
            return
        order, refund = cancel_order(turn.session, turn.principal, turn.slot("order_number"))
        turn.remember(order=order.number)
        turn.say("utter_cancelled", number=order.number)
        if refund is not None:
            amount = Money(refund.amount_minor, refund.currency)
            turn.say("utter_refund_opened", amount=amount, due=refund.due_at)


@rasa_actions
class ReturnOrder(OrderForm):
    """Return or exchange something of a delivered order."""

    name = "return_form"
    intent = "request_return"
    slots = ("order_number", "order_line", "return_kind", "reason", "confirmed")
    open_slots = ("reason",)
    choices = ("return_kind",)
    statuses = ("delivered",)

    def read_more(self, turn: Turn, slot: str, asked: bool) -> Any:
        """The line, whether to return or exchange, and why."""
        if slot == "order_line":
            return read_line(turn, self.known_order(turn), asked)
        if slot == "return_kind":
            return turn.entity("return_kind") or find_return_kind(turn.text, asked)
        if slot == "reason" and asked:
            return turn.text if is_free_text(turn) or turn.entity("issue_type") else None
        if slot == "reason" and turn.slot("reason") is None:
            return turn.text if turn.entity("issue_type") in FAULTS or gives_reason(turn.text) else None
        return None

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Check order and line against the policy; the only line needs no choosing."""
        settle_order(turn, known, self.statuses, lambda order: _may_go_back(turn, order))
        if known["order_number"] is None:
            return known
        if "order_number" in changed and "order_line" not in changed:
            known["order_line"] = None
        kind = known["return_kind"] or "exchange"
        order = or_again(
            "order_number", check_return, turn.session, turn.principal, known["order_number"], kind, turn.now
        )
        if known["order_line"] is None:
            known["order_line"] = order.lines[0].id if len(order.lines) == 1 else read_line(turn, order, False)
        if known["order_line"] is not None:
            check_return_line(turn.session, own_line(order, known["order_line"]))
        return known

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask for line, kind, reason, or the confirmation."""
        order = self.order(turn)
        if slot == "order_line":
            ask_which_line(turn, "utter_ask_return_line", order.lines)
        elif slot == "return_kind":
            kinds = ("return", "exchange")
            buttons = [turn.button(f"kind_{kind}", "request_return", return_kind=kind) for kind in kinds]
            turn.say("utter_ask_return_kind", buttons=buttons)
        elif slot == "reason":
            turn.say("utter_ask_return_reason")
        else:
            item = line_name(turn, own_line(order, turn.slot("order_line")))
            kind = Term(f"return_kind.{turn.slot('return_kind')}")
            ask_yes_no(turn, "utter_ask_return_confirm", item=item, number=order.number, kind=kind)

    def finish(self, turn: Turn) -> None:
        """Write the return down, or leave it be."""
        number = turn.slot("order_number")
        if not turn.slot("confirmed"):
            turn.say("utter_left_unchanged", number=number)
            return
        line, kind, reason = turn.slot("order_line"), turn.slot("return_kind"), turn.slot("reason")
        _, refund = request_return(turn.session, turn.principal, number, line, kind, reason)
        turn.say(f"utter_{kind}_requested", number=number)
        if refund is not None:
            amount = Money(refund.amount_minor, refund.currency)
            turn.say("utter_refund_opened", amount=amount, due=refund.due_at)


def _may_go_back(turn: Turn, order: Order) -> bool:
    """Whether something of an order may be returned or exchanged yet."""
    try:
        check_return(turn.session, turn.principal, order.number, "exchange", turn.now)
    except Refusal:
        return False
    return True


@rasa_actions
class Reorder(OrderForm):
    """Order the same again."""

    name = "reorder_form"
    intent = "reorder"
    slots = ("order_number", "confirmed")

    def settle(self, turn: Turn, known: dict[str, Any], changed: set[str]) -> dict[str, Any]:
        """Without a number the order talked about last, else the one that holds the product named, else ask.

        The code of an offer may be named with it, or with the yes.
        """
        code = named_code(turn.session, turn.text)
        if code is not None:
            turn.remember(offer_code=code)
            if known["order_number"] == code:
                known["order_number"] = None
        settle_order(turn, known, None)
        if known["order_number"] is not None:
            or_again("order_number", check_reorder, turn.session, turn.principal, known["order_number"])
        return known

    def ask_more(self, turn: Turn, slot: str) -> None:
        """Ask for the confirmation with today's prices and what is missing."""
        again = check_reorder(turn.session, turn.principal, turn.slot("order_number"))
        order = again.order
        if len(again.lines) < len(order.lines):
            turn.say("utter_reorder_partly")
        if order.delivery_address is None:
            turn.say("utter_reorder_to", address=again.address)
        total = Money(again.total_minor, order.currency)
        items = lines_text(turn, again.lines)
        if turn.slot("offer_code"):
            turn.say("utter_reorder_code", code=turn.slot("offer_code"))
        ask_yes_no(turn, "utter_ask_reorder_confirm", items=items, number=order.number, total=total)

    def finish(self, turn: Turn) -> None:
        """Place the order, or leave it be."""
        if not turn.slot("confirmed"):
            turn.say("utter_nothing_ordered")
            return
        order = reorder(turn.session, turn.principal, turn.slot("order_number"), turn.slot("offer_code"))
        turn.remember(order=order.number)
        turn.say("utter_reordered", number=order.number, total=Money(order.total_minor, order.currency))
