"""Buttons where a channel has none: numbered lines, of which a person types one's number."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Button, ChatMessage, Conversation
from hamrah.language.normalise import normalise
from hamrah.services.handover_calls import BACK, PERSON

NUMBERED = ("sms", "twilio_whatsapp")
"""The channels on which choices are numbered lines."""


def choices_of(message: ChatMessage) -> list[dict[str, Any]]:
    """The buttons of a message (`id`, `title`) in the order of their numbers: its own, then those of its cards."""
    extras = message.extras or {}
    of_cards = [button for card in extras.get("cards") or () for button in card.get("buttons") or ()]
    return [*(extras.get("buttons") or ()), *of_cards]


def numbered_choice(session: Session, sender_id: str, text: str) -> str | None:
    """The id of the button that a typed number, or a title word for word, means; None where it means none.

    Only what was said since the person's last message counts, and a place in it only if no member of staff has spoken
    after it: "2" is what they asked for then. A title that is a number itself, as those of a rating are, comes before
    the place. Of two lists in one answer the last is meant, if it goes so far. The way back from staff to the
    assistant counts by its title as long as they have the conversation.
    """
    last = select(func.max(ChatMessage.id)).where(ChatMessage.sender_id == sender_id, ChatMessage.author == "person")
    newest = _said_after(session, sender_id, session.scalar(last) or 0)
    lists = [found for found in map(choices_of, newest) if found]
    typed = _plain(text)
    titled = [choice for choices in lists[:1] for choice in choices if _plain(choice["title"]) == typed]
    if titled:
        return str(titled[0]["id"])
    speaks_staff = any(message.author == "staff" for message in takewhile(lambda one: not choices_of(one), newest))
    place = 0 if speaks_staff else _place(typed)
    meant = next((choices[place - 1] for choices in lists if 0 < place <= len(choices)), None)
    return _way_back(session, sender_id, typed) if meant is None else str(meant["id"])


def missed_choices(session: Session, sender_id: str, text: str) -> ChatMessage | None:
    """The message whose choices were numbered lines when the person typed a number that none of them has; else None.

    Call it when their message is written down.
    """
    spoken = session.get(Conversation, sender_id)
    if spoken is None or spoken.channel not in NUMBERED or not _place(_plain(text)):
        return None
    theirs = select(ChatMessage.id).where(ChatMessage.sender_id == sender_id, ChatMessage.author == "person")
    ids = session.scalars(theirs.order_by(ChatMessage.id.desc()).limit(2)).all()
    said = _said_after(session, sender_id, ids[1] if len(ids) > 1 else 0)
    if any(message.author == "staff" for message in said):
        return None
    return next((message for message in said if choices_of(message)), None)


def with_meanings(session: Session, shown: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Buttons that were shown (`id`, `title`) as an action shows them anew, with what a press of them means."""
    meant = select(Button).where(Button.id.in_([one["id"] for one in shown]))
    found = {one.id: one for one in session.scalars(meant)}
    return [
        {"title": one["title"], "payload": {"intent": row.intent, "entities": dict(row.entities)}}
        for one in shown
        if (row := found.get(one["id"])) is not None
    ]


def _said_after(session: Session, sender_id: str, message_id: int) -> Sequence[ChatMessage]:
    """What was said in a conversation after a message, the newest first."""
    since = select(ChatMessage).where(ChatMessage.sender_id == sender_id, ChatMessage.id > message_id)
    return session.scalars(since.order_by(ChatMessage.id.desc())).all()


def _place(typed: str) -> int:
    """The place that a typed number names; 0 for all that is no number of one or two digits."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 0


def _way_back(session: Session, sender_id: str, typed: str) -> str | None:
    """The button that leads back to the assistant, if its title was typed while a person has the conversation."""
    held = exists().where(Conversation.sender_id == sender_id, Conversation.held_by == PERSON)
    shown = select(Button).where(Button.sender_id == sender_id, Button.intent == BACK, held)
    button = session.scalar(shown.order_by(Button.shown_at.desc()).limit(1))
    return button.id if button is not None and _plain(button.title) == typed else None


def _plain(text: str) -> str:
    return normalise(text).text.strip().rstrip(".)").strip()
