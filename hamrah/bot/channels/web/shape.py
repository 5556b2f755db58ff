"""A message of the transcript as the widget and the terminal client take it."""

from typing import Any

from hamrah.crm.conversations import ChatMessage


def as_json(message: ChatMessage) -> dict[str, Any]:
    """`id, author, at, language, text, buttons, cards, image, name, notice`: plain text throughout, never HTML."""
    extras = message.extras or {}
    return {
        "id": message.id,
        "author": message.author,
        "at": message.at.isoformat(),
        "language": message.language,
        "text": message.text,
        "buttons": extras.get("buttons", []),
        "cards": extras.get("cards", []),
        "image": extras.get("image"),
        "name": extras.get("name"),
        "notice": bool(extras.get("notice")),
    }
