"""What a bare "cancel" means while a form is open: the form, not an order."""

from typing import Any

from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT

from hamrah.language.leaving_words import says_only_cancel

CANCEL_ORDER, STOP = "cancel_order", "stop"
CANCELS_ORDERS = "cancel_order_form"
"""The form in which it means the order after all."""


def meant_in_form(parse_data: dict[str, Any], form: str | None) -> dict[str, Any]:
    """What was understood, with the meaning that it has in an open form; as it is where none is open.

    A message that names an order, or comes from a button, keeps its meaning.
    """
    intent = parse_data.get(INTENT) or {}
    if form in (None, CANCELS_ORDERS) or intent.get(INTENT_NAME_KEY) != CANCEL_ORDER:
        return parse_data
    names_order = any(entity.get("entity") == "order_number" for entity in parse_data.get(ENTITIES) or [])
    if names_order or not says_only_cancel(str(parse_data.get(TEXT) or "")):
        return parse_data
    return {**parse_data, INTENT: {**intent, INTENT_NAME_KEY: STOP}}
