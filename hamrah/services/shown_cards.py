"""What stands in a row of cards, pointed at by its place: "2", "the third one", "doosra wala"."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Button, ChatMessage
from hamrah.language.references import find_place

PRODUCTS = "check_availability"
"""The intent of the first button under a product's card."""


def button_pointed_at(session: Session, sender_id: str, text: str) -> Button | None:
    """The first button of the product that a raw text points at, right after several were shown; None elsewhere.

    Call it before the message is written down. A bare number would else be taken for a rating of the shop.
    """
    place = find_place(text)
    if place is None:
        return None
    newest = select(ChatMessage).where(ChatMessage.sender_id == sender_id).order_by(ChatMessage.id.desc()).limit(1)
    last = session.scalar(newest)
    cards: list[dict[str, Any]] = [] if last is None or last.author != "bot" else (last.extras or {}).get("cards") or []
    at = place - 1 if place > 0 else len(cards) + place
    if len(cards) < 2 or not 0 <= at < len(cards):
        return None
    shown = cards[at].get("buttons") or [{"id": ""}]
    button = session.get(Button, shown[0]["id"])
    return button if button is not None and button.intent == PRODUCTS else None
