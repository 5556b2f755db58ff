"""Where orders stand."""

from datetime import datetime
from typing import Any

from actions.base import ShopAction
from actions.forms.order_choice import line_name, lines_text, order_holding
from actions.turn import Money, Term, Turn
from hamrah.crm.orders import Order
from hamrah.language.order_words import names_latest
from hamrah.language.periods import resolve_period
from hamrah.services.orders import ON_THE_WAY, OrderState, clean_number, list_orders, list_refunds, track_orders


class OrderStatus(ShopAction):
    """Where an order is and when it comes."""

    action = "action_order_status"

    def act(self, turn: Turn) -> None:
        """Track the order named or pointed at; else all that are on their way."""
        number = _number(turn) or order_holding(turn, ON_THE_WAY)
        states = track_orders(turn.session, turn.principal, number, turn.now)
        numbers = [state.order.number for state in states]
        turn.remember(order=numbers[0])
        if not set(numbers) <= set(turn.slot("shown_orders") or []):
            turn.remember(shown_orders=numbers)  # else the list in which it was pointed at can be pointed at again
        for state in states:
            say_state(turn, state)


class OrderHistory(ShopAction):
    """What was bought."""

    action = "action_order_history"

    def act(self, turn: Turn) -> None:
        """List the last orders, of the period asked for if any."""
        period = _period(turn)
        orders = list_orders(turn.session, turn.principal, period=period)
        if not orders:
            turn.say("utter_no_orders_in_period" if period else "utter_no_orders")
            return
        turn.remember(shown_orders=[order.number for order in orders], order=orders[0].number, shown_products=None)
        turn.say("utter_order_history", count=len(orders), cards=[order_card(turn, order) for order in orders])


class RefundStatus(ShopAction):
    """Where the money is."""

    action = "action_refund_status"

    def act(self, turn: Turn) -> None:
        """Say of each refund how much, how and by when."""
        refunds = list_refunds(turn.session, turn.principal, _named(turn))
        if not refunds:
            turn.say("utter_no_refunds")
        for refund, order in refunds[:3]:
            amount = Money(refund.amount_minor, refund.currency)
            values: dict[str, Any] = {
                "amount": amount,
                "number": order.number,
                "method": _money_back(refund.method),
            }
            if refund.paid_at is not None:
                turn.say("utter_refund_paid", **values, when=refund.paid_at)
            else:
                turn.say("utter_refund_due", **values, when=refund.due_at)


def say_state(turn: Turn, state: OrderState) -> None:
    """Say where an order stands, with what can be done about it as buttons."""
    order, shipment = state.order, state.shipment
    values: dict[str, Any] = {"number": order.number, "items": lines_text(turn, order.lines)}
    key, when = _state_key(state)
    if when is not None:
        values["when"] = when
    if key == "utter_order_shipped" and shipment is not None:
        values["carrier"] = shipment.carrier
    turn.say(key, **values, buttons=_state_buttons(turn, state))


def _state_key(state: OrderState) -> tuple[str, datetime | None]:
    order, shipment = state.order, state.shipment
    if state.late and shipment is not None:
        return "utter_order_late", shipment.expected_at
    if order.status == "shipped":
        expected = shipment.expected_at if shipment is not None else None
        return ("utter_order_shipped", expected) if expected else ("utter_order_shipped_no_date", None)
    if order.status == "delivered":
        arrived = shipment.delivered_at if shipment is not None else None
        return "utter_order_delivered", arrived or order.placed_at
    return f"utter_order_{order.status}", order.placed_at


def _state_buttons(turn: Turn, state: OrderState) -> list[dict[str, Any]]:
    number = state.order.number
    if state.late:
        return [turn.button("complain_late", "report_issue", order_number=number, issue_type="late")]
    if state.order.status in ("placed", "confirmed"):
        return [turn.button("cancel", "cancel_order", order_number=number)]
    if state.order.status == "delivered":
        return [turn.button("return", "request_return", order_number=number), turn.button("rate", "give_feedback")]
    return []


def order_card(turn: Turn, order: Order) -> dict[str, Any]:
    """An order as a card: what, how much, where it stands."""
    first = order.lines[0] if order.lines else None
    return {
        "sku": first.variant.product.sku if first else None,
        "title": f"{turn.write('#' + order.number)} · {turn.write(order.placed_at)}",
        "subtitle": line_name(turn, first) if first and len(order.lines) == 1 else lines_text(turn, order.lines),
        "price": turn.write(Money(order.total_minor, order.currency)),
        "picture": f"/pictures/{first.variant.product.sku}/{first.variant.color or 'plain'}.svg" if first else None,
        "url": None,
        "note": turn.write(Term(f"order_status.{order.status}")),
        "buttons": [],
    }


def _named(turn: Turn) -> str | None:
    said = turn.entity("order_number")
    return clean_number(said) if said is not None else turn.pointed_at("shown_orders")


def _money_back(method: str) -> Term:
    # Cash paid at the door does not go back that way.
    return Term("refund_of.cash_on_delivery") if method == "cash_on_delivery" else Term(f"payment.{method}")


def _number(turn: Turn) -> str | None:
    # After signing in the message is the code; the number asked about is then what the conversation remembers.
    if turn.entity("order_number") is None and names_latest(turn.text):
        newest = list_orders(turn.session, turn.principal, limit=1)
        return newest[0].number if newest else None
    return _named(turn) or (turn.slot("order") if turn.intent != "order_status" else None)


def _period(turn: Turn) -> tuple[datetime, datetime] | None:
    said = turn.entity("period")
    try:
        return resolve_period(said, turn.now) if said is not None else None
    except ValueError:
        return None
