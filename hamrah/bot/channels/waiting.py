"""Pages that wait for something to be said to them from outside a turn."""

import asyncio
import contextlib
import logging
from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from hamrah.bootstrap import sessions
from hamrah.services.transcripts import newest_message_id, newest_messages

log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 1.0
LOOK_BACK = 300
"""So many ids are looked at again: on PostgreSQL a message may be committed after others that have higher ids."""


class WaitingRoom:
    """Wakes waiting pages when their conversation has a new message, whichever process wrote it.

    One query a second serves all pages that wait; nobody waiting costs nothing.
    """

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._newest: int | None = None
        self._known: set[int] = set()
        self.closed = False

    @contextlib.contextmanager
    def seat(self, sender_id: str) -> Iterator[asyncio.Event]:
        """An event that is set when something new may have been said to `sender_id`; look after taking the seat."""
        event = asyncio.Event()
        self._waiting.setdefault(sender_id, set()).add(event)
        try:
            yield event
        finally:
            waiting = self._waiting[sender_id]
            waiting.discard(event)
            if not waiting:
                del self._waiting[sender_id]

    def close(self) -> None:
        """Send everybody home: the server stops."""
        self.closed = True
        self._wake(set(self._waiting))

    async def watch(self) -> None:
        """Look for new messages as long as the server runs."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            if not self._waiting:
                self._newest = None
                continue
            try:
                self._wake(await asyncio.to_thread(self._look))
            except SQLAlchemyError:  # the next look may succeed; turns report their own errors
                continue
            except Exception as error:  # whatever it was, pages that wait must not be deaf from now on
                log.error("Looking for new messages failed: %s", type(error).__name__)

    def _look(self) -> set[str]:
        with sessions()() as session:
            if self._newest is None:
                self._newest = newest_message_id(session)
                return set(self._waiting)
            found = newest_messages(session, self._newest - LOOK_BACK)
        new = {sender_id for number, sender_id in found if number not in self._known}
        self._newest = max([self._newest, *[number for number, _ in found]])
        self._known = {number for number, _ in found if number > self._newest - LOOK_BACK}
        return new

    def _wake(self, senders: set[str]) -> None:
        for sender_id in senders & self._waiting.keys():
            for event in self._waiting[sender_id]:
                event.set()
