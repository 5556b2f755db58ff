"""Telegram as the port has a messaging app."""

import logging
import threading
import time
from datetime import timedelta

from hamrah.bootstrap import texts
from hamrah.bot.channels.messaging.outgoing import Outgoing
from hamrah.bot.channels.messaging.port import Part, Refused
from hamrah.bot.channels.telegram.api import BotApi, NoPicture, Unauthorized
from hamrah.bot.channels.telegram.writing import without_picture, write_parts

log = logging.getLogger(__name__)
NAME = "telegram"
SIGN_SECONDS = 3.0
"""How long an answer is waited for that says that a sign was shown."""
A_SECOND = 25
"""Messages to all chats together; Telegram takes about thirty, and then makes everybody wait."""
UNKNOWN_BOT = "Telegram does not know the bot's token: take it from @BotFather and set HAMRAH_TELEGRAM anew"


class TelegramChannel:
    """A bot's chats. Telegram has no window: who began a chat and did not block the bot can be written to."""

    name = NAME
    numbered = False
    window: timedelta | None = None

    def __init__(self, api: BotApi) -> None:
        """Send by `api`."""
        self._api = api
        self._told = False
        self._lock = threading.Lock()
        self._next_at = 0.0

    def parts(self, said: Outgoing) -> list[Part]:
        """A message within Telegram's limits."""
        return write_parts(said, texts())

    def outside_window(self, said: Outgoing) -> list[Part] | None:
        """The same: there is no window."""
        return self.parts(said)

    def knock(self, language: str) -> list[Part] | None:
        """Nothing: there is no window."""
        return None

    def show_heard(self, address: str, message_id: str, *, answering: bool) -> bool:
        """Show for 5 s, or until it is there, that an answer is being written; a bot cannot mark what it has read."""
        if not answering or not self._has_room():
            return False
        self._api.call("sendChatAction", SIGN_SECONDS, chat_id=int(address), action="typing")
        return True

    def send(self, address: str, part: Part) -> str:
        """Send a part to a chat; its number there. A picture that Telegram cannot fetch goes as its words.

        A message whose answer is lost (`TryLater`) may have been sent, and is sent again: the Bot API has no key by
        which it could be told that it is the same.
        """
        self._wait_for_turn()
        try:
            sent = self._send(address, part)
        except Unauthorized:
            self._tell_once()
            raise
        self._told = False
        return sent

    def _send(self, address: str, part: Part) -> str:
        try:
            return self._post(address, part)
        except NoPicture:
            words = without_picture(part)
            if words is None:
                raise
            return self._post(address, words)

    def _post(self, address: str, part: Part) -> str:
        sent = self._api.call(part.method, chat_id=int(address), **part.payload)
        if not isinstance(sent, dict) or "message_id" not in sent:
            raise Refused("no_message_id")
        return f"{address}:{sent['message_id']}"

    def _has_room(self) -> bool:
        """Whether no message waits for its turn, or soon would: those come before signs."""
        with self._lock:
            return self._next_at - time.monotonic() < -0.5

    def _wait_for_turn(self) -> None:
        """Let a second's worth of messages go at once, and no more than that in each second after it."""
        with self._lock:
            now = time.monotonic()
            self._next_at = max(self._next_at, now - 1.0) + 1.0 / A_SECOND
            pause = self._next_at - now
        if pause > 0:
            time.sleep(pause)

    def _tell_once(self) -> None:
        """Tell an operator that the token is wrong, once until it is right again."""
        if not self._told:
            self._told = True
            log.error(UNKNOWN_BOT)
