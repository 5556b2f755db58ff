"""Telegram as the port has a messaging app."""

from datetime import timedelta

from hamrah.bootstrap import texts
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import Part, Refused
from hamrah.bot.channels.telegram.api import BotApi, NoPicture
from hamrah.bot.channels.telegram.writing import without_picture, write_parts

NAME = "telegram"


class TelegramChannel:
    """A bot's chats. Telegram has no window: who began a chat and did not block the bot can be written to."""

    name = NAME
    numbered = False
    window: timedelta | None = None

    def __init__(self, api: BotApi) -> None:
        """Send by `api`."""
        self._api = api

    def parts(self, said: Outgoing) -> list[Part]:
        """A message within Telegram's limits."""
        return write_parts(said, texts())

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """The same: there is no window."""
        return self.parts(said)

    def knock(self, language: str) -> list[Part] | None:
        """Nothing: there is no window."""
        return None

    def send(self, address: str, part: Part) -> str:
        """Send a part to a chat; its number there. A picture that Telegram cannot fetch goes as its words.

        A message whose answer is lost (`TryLater`) may have been sent, and is sent again: the Bot API has no key by
        which it could be told that it is the same.
        """
        try:
            return self._send(address, part)
        except NoPicture:
            words = without_picture(part)
            if words is None:
                raise
            return self._send(address, words)

    def _send(self, address: str, part: Part) -> str:
        sent = self._api.call(part.method, chat_id=int(address), **part.payload)
        if not isinstance(sent, dict) or "message_id" not in sent:
            raise Refused("no_message_id")
        return f"{address}:{sent['message_id']}"
