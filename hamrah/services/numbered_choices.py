"""Buttons where a channel has none: numbered lines, of which a person types one's number."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.language.normalise import normalise
from hamrah.services.handover_calls import BACK, PERSON


def choices_of(message: ChatMessage) -> list[dict[str, Any]]:
    """The buttons of a message (`id`, `title`) in the order of their numbers: its own, then those of its cards."""
    extras = message.extras or {}
    of_cards = [button for card in extras.get("cards") or () for button in card.get("buttons") or ()]
    return [*(extras.get("buttons") or ()), *of_cards]


def numbered_choice(session: Session, sender_id: str, text: str) -> str | None:
    """The id of the button that a typed number, or a title word for word, means; None where it means none.

    Only what was said since the person's last message counts, and a place in it only if no member of staff has spoken
    after it: "2" is what they asked for then. A title that is a number itself, as those of a rating are, comes before
    the place. The way back from staff to the assistant counts by its title as long as they have the conversation.
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
    speaks_staff = any(message.author == "staff" for message in takewhile(lambda one: not choices_of(one), newest))
    is_place = typed.isascii() and typed.isdigit() and len(typed) < 3 and 0 < int(typed) <= len(choices)
    if is_place and not speaks_staff:
        return str(choices[int(typed) - 1]["id"])
    return _way_back(session, sender_id, typed)


def _way_back(session: Session, sender_id: str, typed: str) -> str | None:
    """The button that leads back to the assistant, if its title was typed while a person has the conversation."""
    held = exists().where(Conversation.sender_id == sender_id, Conversation.held_by == PERSON)
    shown = select(Button).where(Button.sender_id == sender_id, Button.intent == BACK, held)
    button = session.scalar(shown.order_by(Button.shown_at.desc()).limit(1))
    return button.id if button is not None and _plain(button.title) == typed else None


def _plain(text: str) -> str:
    return normalise(text).text.strip().rstrip(".)").strip()
