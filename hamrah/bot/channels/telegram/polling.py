"""Fetching updates, for who has no public address: one request waits at Telegram until there is something.

Where we are is Telegram's to remember: an update counts as fetched once a later one is asked for, which happens only
after it is kept. What a stop leaves between the two comes again, and is known by its number.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from hamrah.bot.channels.messaging.inbox import Inbox
from hamrah.bot.channels.messaging.port import SendingFailed, TryLater
from hamrah.bot.channels.telegram.api import BotApi, Conflict, Unauthorized
from hamrah.bot.channels.telegram.channel import NAME, UNKNOWN_BOT
from hamrah.bot.channels.telegram.reading import press_of
from hamrah.bot.channels.telegram.webhook import hear

log = logging.getLogger(__name__)
Found = TypeVar("Found")
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
WHY_NOT = {
    "webhook": "Telegram brings updates to a webhook, so they cannot be fetched: run `hamrah telegram webhook --off`",
    "other": "another process fetches this bot's updates too: let one of them do it, or give each a bot of its own",
}


class Polling:
    """Fetches one bot's updates as long as the server runs."""

    def __init__(self, api: BotApi, bot: str) -> None:
        """Fetch for the bot with this id."""
        self._api = api
        self._bot = bot
        self._offset: int | None = None
        self._failures = 0
        self._told = ""

    async def fetch(self, inbox: Inbox) -> None:
        """Fetch until cancelled. Trouble is told once, and waited out."""
        while True:
            try:
                updates = await _apart(lambda: self._api.get_updates(self._offset))
                for update in updates:
                    await self._take(inbox, update)
            except Exception as error:  # whatever it was, who writes next must be heard
                await asyncio.sleep(self._pause(error))
            else:
                self._failures, self._told = 0, ""

    async def _take(self, inbox: Inbox, update: dict[str, Any]) -> None:
        await inbox.take(NAME, hear(update, self._bot))
        if isinstance(update.get("update_id"), int):
            self._offset = update["update_id"] + 1
        press = press_of(update)
        if press is not None:
            await _apart(lambda: answer_press(self._api, press))

    def _pause(self, error: Exception) -> float:
        """How many seconds to wait after a failure; an operator hears of each kind once."""
        self._failures += 1
        if isinstance(error, Conflict):
            self._tell(WHY_NOT[error.reason])
        elif isinstance(error, Unauthorized):
            self._tell(UNKNOWN_BOT)
        elif isinstance(error, SendingFailed):
            self._tell(f"Telegram cannot be asked for updates: {error.reason}")
        else:
            self._tell(f"what Telegram brings cannot be kept: {type(error).__name__}")
        wanted = error.seconds if isinstance(error, TryLater) else None
        return wanted or min(FIRST_PAUSE * 2.0 ** min(self._failures - 1, 10), LONGEST_PAUSE)

    def _tell(self, line: str) -> None:
        if line != self._told:
            self._told = line
            log.error(line)


def answer_press(api: BotApi, press: str) -> None:
    """Stop a pressed button from spinning; where that is too late, nothing is lost."""
    try:
        api.call("answerCallbackQuery", callback_query_id=press)
    except SendingFailed as failure:
        log.info("A press was not acknowledged: %s", failure.reason)


async def _apart(work: Callable[[], Found]) -> Found:
    """Do what blocks for long in a thread that nobody waits for when the process ends."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Found] = loop.create_future()

    def give(outcome: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the server has stopped meanwhile
            loop.call_soon_threadsafe(lambda: None if done.done() else outcome())

    def run() -> None:
        try:
            found = work()
        except Exception as error:
            give(lambda failure=error: done.set_exception(failure))  # type: ignore[misc]
        else:
            give(lambda: done.set_result(found))

    threading.Thread(target=run, name="telegram", daemon=True).start()
    return await done
