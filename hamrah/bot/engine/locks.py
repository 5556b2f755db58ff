"""One message of a sender at a time, in the order they came.

Rasa's ticket locks expire after 60 s while an action may take 300 s; then two messages of one person are handled at
once and a third one's ticket deletes the second's. They are also polled once a second. In one process a queue for each
sender does it: no expiry (every turn ends, since every action has a deadline), no waiting beyond one's turn.

Several processes need a shared lock store, named in endpoints.yml, and `TICKET_LOCK_LIFETIME_SECONDS`, longer than the
longest turn, which `activate` sets for it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from rasa.core.lock_store import LOCK_LIFETIME, LockStore


@dataclass
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class TurnQueue(LockStore):
    """Lock store for one process: first come, first served, for each sender apart."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        super().__init__()
        self._queues: dict[str, _Queue] = {}

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[None]:
        """Hold the sender's turn for the length of the block. Lifetime and waiting time are of no use here."""
        queue = self._queues.setdefault(conversation_id, _Queue())
        queue.users += 1
        try:
            async with queue.lock:
                yield
        finally:
            queue.users -= 1
            if not queue.users:
                self._queues.pop(conversation_id, None)
