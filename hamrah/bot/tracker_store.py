"""The tracker store: every event of every conversation in the CRM's database, the live ones kept at hand.

Rasa's own SQL store does not work with SQLAlchemy 2, writes in the event loop, and where the database fails it hands
out a new conversation and keeps what is said in memory that nobody reads again. This one

* keeps the trackers in use (a bounded number of them) and appends only the events of the turn,
* reads and writes in threads,
* fails closed: what cannot be read or written raises `TrackerStoreError`, the live copy is dropped and the turn is as
  if it had not been,
* reads the newest session only, while the table keeps all,
* notices what another process wrote: one cheap query a turn compares the last stored position, and the unique
  (sender, position) makes the second of two writers fail instead of interleaving.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from hamrah.crm.engine import open_engine
from hamrah.crm.tracker_events import TrackerEvent
from hamrah.settings import settings

Result = TypeVar("Result")

LIVE_TRACKERS = 5_000
THREADS = 4


class TrackerStoreError(Exception):
    """The conversation could not be read or written. Holds nothing of what was said."""


@dataclass(frozen=True)
class Mark:
    """How far a tracker is stored: the sender's last position, the session, and how many of its events are in."""

    position: int = 0
    session: int = 0
    stored: int = 0


def mark_of(tracker: DialogueStateTracker) -> Mark | None:
    """How far `tracker` is stored; nothing is known of a tracker that this store did not hand out."""
    mark: Mark | None = getattr(tracker, "stored_up_to", None)
    return mark


def set_mark(tracker: DialogueStateTracker, mark: Mark) -> None:
    """Note how far `tracker` is stored."""
    tracker.stored_up_to = mark


class LiveTrackerStore(TrackerStore):
    """Rasa's tracker store on the CRM's engine; name it in endpoints.yml as `tracker_store: {type: …}`."""

    def __init__(
        self,
        domain: Domain | None = None,
        event_broker: EventBroker | None = None,
        *,
        engine: Engine | None = None,
        url: str | None = None,
        host: str | None = None,
        live: int = LIVE_TRACKERS,
    ) -> None:
        """Use `engine`, or open one on `url` (`host` in Rasa's words), or on the CRM's database."""
        super().__init__(domain, event_broker)
        self._engine = engine or open_engine(url or host or settings().database_url)
        self._live: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._live_at_most = live
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="tracker-store")

    @property
    def domain(self) -> Domain:
        """The domain whose slots the trackers have."""
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()
        if hasattr(self, "_live"):
            self._live.clear()  # their slots are those of the former domain

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's newest session, or nothing when there is none. Raises `TrackerStoreError`."""
        live = self._live.get(sender_id)
        mark = mark_of(live) if live is not None else None
        if live is None or mark is None or len(live.events) != mark.stored:
            self.forget(sender_id)  # a turn that was begun and not saved lives in no copy
            return await self._load(sender_id)
        if await self._in_thread(self._last_position, sender_id) != mark.position:
            self.forget(sender_id)
            return await self._load(sender_id)
        self._keep(live)
        return live

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The conversation with all its sessions. Raises `TrackerStoreError`."""
        rows = await self._in_thread(self._rows, conversation_id, False)
        return self._tracker(conversation_id, rows) if rows else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new. Raises `TrackerStoreError`; then nothing of the turn is stored."""
        sender_id = tracker.sender_id
        try:
            mark = mark_of(tracker)
            if mark is None:
                mark = await self._in_thread(self._find_mark, sender_id)
            new = list(islice(tracker.events, mark.stored, None))
            if new:
                rows, session = as_rows(sender_id, new, mark)
                await self._in_thread(self._append, rows)
                mark = Mark(mark.position + len(new), session, len(tracker.events))
        except BaseException:
            self.forget(sender_id)
            raise
        set_mark(tracker, mark)
        self._keep(self._newest_session(tracker, mark))
        if self.event_broker is not None and new:
            await self._stream_new_events(self.event_broker, new, sender_id)

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything of the conversation is stored."""
        return await self._in_thread(self._last_position, conversation_id) > 0

    async def keys(self) -> Iterable[str]:
        """The sender ids of all stored conversations."""
        return await self._in_thread(self._senders)

    def forget(self, sender_id: str) -> None:
        """Drop the live copy; the next message reads the stored one."""
        self._live.pop(sender_id, None)

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._live[tracker.sender_id] = tracker
        self._live.move_to_end(tracker.sender_id)
        while len(self._live) > self._live_at_most:
            self._live.popitem(last=False)

    async def _load(self, sender_id: str) -> DialogueStateTracker | None:
        rows = await self._in_thread(self._rows, sender_id, True)
        if not rows:
            return None
        tracker = self._tracker(sender_id, rows)
        self._keep(tracker)
        return tracker

    def _tracker(self, sender_id: str, rows: Sequence[tuple[int, int, str]]) -> DialogueStateTracker:
        events = [json.loads(data) for _, _, data in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        position, session, _ = rows[-1]
        set_mark(tracker, Mark(position, session, len(tracker.events)))
        return tracker

    def _newest_session(self, tracker: DialogueStateTracker, mark: Mark) -> DialogueStateTracker:
        """`tracker`, or a new one of its last session alone where a session began in its midst."""
        events = list(tracker.events)
        start = next((at for at in range(len(events) - 1, 0, -1) if starts_session(events[at])), 0)
        if start == 0:
            return tracker
        newest = DialogueStateTracker.from_events(tracker.sender_id, events[start:], self.domain.slots)
        set_mark(newest, Mark(mark.position, mark.session, len(newest.events)))
        return newest

    async def _in_thread(self, work: Callable[..., Result], *values: Any) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *values)
        except SQLAlchemyError as error:  # its message holds the values of the statement
            raise TrackerStoreError(f"{work.__name__.strip('_')} failed: {type(error).__name__}") from None

    def _last_position(self, sender_id: str) -> int:
        query = select(func.max(TrackerEvent.position)).where(TrackerEvent.sender_id == sender_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or 0

    def _rows(self, sender_id: str, newest_session: bool) -> list[tuple[int, int, str]]:
        query = select(TrackerEvent.position, TrackerEvent.session, TrackerEvent.data)
        query = query.where(TrackerEvent.sender_id == sender_id).order_by(TrackerEvent.position)
        if newest_session:
            last = select(func.max(TrackerEvent.session)).where(TrackerEvent.sender_id == sender_id).scalar_subquery()
            query = query.where(TrackerEvent.session == last)
        with self._engine.connect() as connection:
            return [(row.position, row.session, row.data) for row in connection.execute(query)]

    def _find_mark(self, sender_id: str) -> Mark:
        """How far a tracker of unknown origin is stored: like Rasa, that it begins where the newest session does."""
        rows = self._rows(sender_id, True)
        return Mark(rows[-1][0], rows[-1][1], len(rows)) if rows else Mark()

    def _append(self, rows: list[dict[str, Any]]) -> None:
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(TrackerEvent), rows)

    def _senders(self) -> list[str]:
        with self._engine.connect() as connection:
            return list(connection.execute(select(TrackerEvent.sender_id).distinct()).scalars())


def starts_session(event: Event) -> bool:
    """Whether a session begins with `event`."""
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_SESSION_START_NAME


def as_rows(sender_id: str, events: list[Event], mark: Mark) -> tuple[list[dict[str, Any]], int]:
    """The rows for `events`, which follow `mark`, and the session that the last of them belongs to."""
    session = mark.session
    rows = []
    for position, event in enumerate(events, mark.position + 1):
        session += starts_session(event)
        rows.append(
            {
                "sender_id": sender_id,
                "position": position,
                "session": session,
                "type": event.type_name,
                "at": datetime.fromtimestamp(event.timestamp, UTC),
                "data": json.dumps(event.as_dict(), ensure_ascii=False).encode("utf-8", "replace").decode(),
            }
        )
    return rows, session
