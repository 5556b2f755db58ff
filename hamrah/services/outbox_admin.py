"""What an operator sees of the outbox and does about it: how the helpdesks are, what waits or is dead, again, away."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from hamrah.crm.outbox import Outbox, OutboxTarget
from hamrah.services.outbox_queue import TRIP_AFTER

STATUSES = ("pending", "dead", "discarded", "delivered")


class OutboxError(Exception):
    """What an operator asked cannot be done; the message is one line for them."""


@dataclass(frozen=True)
class TargetHealth:
    """How a helpdesk does: `state` is `well`, `failing`, `resting` (left alone until `rests_until`) or `new`.

    `pending` and `dead` count rows, `oldest` is when the oldest pending one was written, `checked_at` when it last
    told of its changes. The target None stands for rows that were written while no helpdesk was set up.
    """

    target: str | None
    state: str
    pending: int
    dead: int
    oldest: datetime | None
    rests_until: datetime | None
    checked_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(self).items()}


def target_health(session: Session, names: Collection[str], now: datetime) -> list[TargetHealth]:
    """How each helpdesk does, those of the settings and those that rows still wait for."""
    waiting = _counts(session)
    rows = {row.name: row for row in session.scalars(select(OutboxTarget))}
    known = sorted({*names, *(name for name in waiting if name is not None)})
    every: list[str | None] = [*known, *([None] if None in waiting else [])]
    return [_health(name, rows.get(name or ""), waiting.get(name, {}), now) for name in every]


def list_rows(session: Session, statuses: Collection[str] = ("pending", "dead"), limit: int = 50) -> list[Outbox]:
    """The oldest rows of these statuses, dead ones first."""
    dead_first = (Outbox.status != "dead", Outbox.id)
    return list(session.scalars(select(Outbox).where(Outbox.status.in_(statuses)).order_by(*dead_first).limit(limit)))


def retry_row(session: Session, row_id: int, now: datetime) -> Outbox:
    """Have a dead or waiting row delivered now. What an earlier try may have left there is still looked for first."""
    row = _free_row(session, row_id, now)
    row.status, row.due_at, row.last_error = "pending", now, None
    row.attempts = min(row.attempts, 1)
    return row


def retry_dead(session: Session, target: str, now: datetime) -> int:
    """Have all dead rows of a helpdesk delivered now; how many."""
    again = {"status": "pending", "due_at": now, "last_error": None, "attempts": 1}
    return _update(session, Outbox.target == target, Outbox.status == "dead", values=again)


def discard_row(session: Session, row_id: int, reason: str, now: datetime) -> Outbox:
    """Give a row up for good, and say why; the row stays for the record, without its words."""
    if not reason.strip():
        raise OutboxError("say why, with --reason")
    row = _free_row(session, row_id, now)
    row.status, row.reason, row.payload = "discarded", reason.strip(), {}
    return row


def assign_rows(session: Session, target: str, now: datetime) -> int:
    """Give a helpdesk the rows that were written while none was set up; how many."""
    lost = (Outbox.target.is_(None), Outbox.status == "pending")
    return _update(session, *lost, values={"target": target, "due_at": now})


def _free_row(session: Session, row_id: int, now: datetime) -> Outbox:
    row = session.get(Outbox, row_id, with_for_update=True)
    if row is None:
        raise OutboxError(f"there is no row {row_id}; see `hamrah outbox`")
    if row.status not in ("pending", "dead"):
        raise OutboxError(f"row {row_id} is {row.status}")
    if row.claimed_until is not None and row.claimed_until > now:
        raise OutboxError(f"row {row_id} is being delivered; look again in some minutes")
    return row


def _update(session: Session, *which: Any, values: dict[str, Any]) -> int:
    ids = list(session.scalars(select(Outbox.id).where(*which)))
    session.execute(update(Outbox).where(*which).values(**values))
    return len(ids)


def _counts(session: Session) -> dict[str | None, dict[str, Any]]:
    columns = (Outbox.target, Outbox.status, func.count(), func.min(Outbox.created_at))
    query = select(*columns).where(Outbox.status.in_(("pending", "dead"))).group_by(Outbox.target, Outbox.status)
    found: dict[str | None, dict[str, Any]] = {}
    for target, status, count, oldest in session.execute(query):
        found.setdefault(target, {})[status] = (count, oldest)
    return found


def _health(name: str | None, row: OutboxTarget | None, waiting: dict[str, Any], now: datetime) -> TargetHealth:
    state = "new" if row is None else "well"
    rests = None
    if row is not None and row.failures:
        resting = row.failures >= TRIP_AFTER and row.closed_until is not None and row.closed_until > now
        state, rests = ("resting", row.closed_until) if resting else ("failing", None)
    pending, oldest = waiting.get("pending", (0, None))
    dead, _ = waiting.get("dead", (0, None))
    return TargetHealth(name, state, pending, dead, oldest, rests, None if row is None else row.checked_at)
