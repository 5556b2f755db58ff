"""Collects what the bot says in a turn, whole messages with their buttons and cards."""

from typing import Any

from rasa.core.channels.channel import OutputChannel


class Collector(OutputChannel):
    """An output channel that keeps the messages of one turn."""

    def __init__(self, channel: str) -> None:
        """Go by the name of the input channel."""
        self._channel = channel
        self.messages: list[dict[str, Any]] = []

    def name(self) -> str:
        """The channel's name, by which responses may be chosen."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a message as it is."""
        custom = message.get("custom") or {}
        self.messages.append(
            {
                "text": message.get("text") or "",
                "buttons": message.get("buttons") or [],
                "cards": custom.get("cards") or [],
                "image": message.get("image") or custom.get("image"),
                "key": message.get("utter_action"),
            }
        )
