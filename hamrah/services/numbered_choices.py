"""Buttons where a channel has none: numbered lines, of which a person types one's number."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import ChatMessage
from hamrah.language.normalise import normalise


def choices_of(message: ChatMessage) -> list[dict[str, Any]]:
    """The buttons of a message (`id`, `title`) in the order of their numbers: its own, then those of its cards."""
    extras = message.extras or {}
    of_cards = [button for card in extras.get("cards") or () for button in card.get("buttons") or ()]
    return [*(extras.get("buttons") or ()), *of_cards]


def numbered_choice(session: Session, sender_id: str, text: str) -> str | None:
    """The id of the button that a typed number, or a title word for word, means; None where it means none.

    Only what was said since the person's last message counts. A title that is a number itself, as those of a rating
    are, comes before the place.
    """
    last = select(func.max(ChatMessage.id)).where(ChatMessage.sender_id == sender_id, ChatMessage.author == "person")
    since = select(ChatMessage).where(
        ChatMessage.sender_id == sender_id, ChatMessage.id > func.coalesce(last.scalar_subquery(), 0)
    )
    newest: Sequence[ChatMessage] = session.scalars(since.order_by(ChatMessage.id.desc())).all()
    choices = next((found for found in map(choices_of, newest) if found), [])
    typed = _plain(text)
    titled = [choice for choice in choices if _plain(choice["title"]) == typed]
    if titled:
        return str(titled[0]["id"])
    if typed.isascii() and typed.isdigit() and len(typed) < 3 and 0 < int(typed) <= len(choices):
        return str(choices[int(typed) - 1]["id"])
    return None


def _plain(text: str) -> str:
    return normalise(text).text.strip().rstrip(".)").strip()
