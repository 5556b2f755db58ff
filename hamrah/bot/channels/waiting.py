"""Pages that wait for something to be said to them from outside a turn."""

import asyncio
import contextlib

from sqlalchemy.exc import SQLAlchemyError

from hamrah.bootstrap import sessions
from hamrah.services.transcripts import newest_message_id, newest_messages

LOOK_EVERY_SECONDS = 1.0


class WaitingRoom:
    """Wakes waiting pages when their conversation has a new message, whichever process wrote it.

    One query a second serves all pages that wait; nobody waiting costs nothing.
    """

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._newest: int | None = None

    async def wait(self, sender_id: str, seconds: float) -> None:
        """Wait until something new is said to `sender_id`, or so long."""
        event = asyncio.Event()
        self._waiting.setdefault(sender_id, set()).add(event)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            waiting = self._waiting[sender_id]
            waiting.discard(event)
            if not waiting:
                del self._waiting[sender_id]

    async def watch(self) -> None:
        """Look for new messages as long as the server runs."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if not self._waiting:
                self._newest = None
                continue
            with contextlib.suppress(SQLAlchemyError):  # the next look may succeed; turns report their own errors
                self._wake(await asyncio.to_thread(self._look))

    def _look(self) -> set[str]:
        with sessions()() as session:
            if self._newest is None:
                self._newest = newest_message_id(session)
                return set(self._waiting)
            found = newest_messages(session, self._newest)
            self._newest = max([self._newest, *[number for number, _ in found]])
            return {sender_id for _, sender_id in found}

    def _wake(self, senders: set[str]) -> None:
        for sender_id in senders & self._waiting.keys():
            for event in self._waiting[sender_id]:
                event.set()
