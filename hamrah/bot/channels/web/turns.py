"""Turns that come to their end whatever becomes of the page that asked for them."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

from hamrah.crm.conversations import ChatMessage

log = logging.getLogger(__name__)
STOP_SECONDS = 2.0
"""How long a server that stops waits for what pages have asked and left; whoever stops it waits as well."""
Answers = list[ChatMessage]


class Turns:
    """The turns under way. Sanic drops a request whose connection closes; its order may be half cancelled by then."""

    def __init__(self) -> None:
        """Begin with none."""
        self._running: dict[Hashable, asyncio.Task[Answers]] = {}

    async def finish(
        self, sender_id: str, message_id: str | None, turn: Callable[[], Coroutine[Any, Any, Answers]]
    ) -> Answers:
        """The answers of a turn, which goes on if the caller is cancelled; the page finds them when it listens again.

        Where the same message is being answered already, its answers. Raises what the turn raises.
        """
        key: Hashable = object() if message_id is None else (sender_id, message_id)
        task = self._running.get(key)
        if task is None:
            task = self._running[key] = asyncio.create_task(turn())
            task.add_done_callback(lambda _: self._running.pop(key))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            task.add_done_callback(_tell_failure)
            raise

    async def stop(self) -> None:
        """Wait for the turns under way, but not for ever."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=STOP_SECONDS)


def _tell_failure(turn: asyncio.Task[Answers]) -> None:
    """Tell the operator what nobody else is there to hear."""
    error = None if turn.cancelled() else turn.exception()
    if error is not None:
        log.error("A turn whose page had closed failed: %s", type(error).__name__)
