"""The outbox as a queue: rows are claimed by one worker at a time, in the order of their ticket, and settled.

A claim is a lease. Who dies with it leaves the row to whoever comes after it has run out; who comes back too late finds
that the lease is not theirs any more and changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from hamrah.crm.bulk import changed_one
from hamrah.crm.outbox import Outbox, OutboxTarget

LEASE = timedelta(minutes=10)
LAST_START = timedelta(minutes=5)
"""So much of a lease must be left when a row's delivery is begun; it takes some requests of 35 s at most."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(hours=1)
MOST_ATTEMPTS, LONGEST_TRY = 12, timedelta(days=1)
"""A row is given up when it was tried so often and is so old: a helpdesk that is down for a night loses nothing."""
TRIP_AFTER = 5
"""After so many failures in a row a helpdesk is left alone for a while, then tried with one row."""
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=10)


@dataclass(frozen=True)
class OutboxClaim:
    """A row that this worker may deliver until `until`; `attempts` counts this one."""

    id: int
    target: str
    key: str
    subject: str
    payload: dict[str, Any]
    attempts: int
    created_at: datetime
    until: datetime

    def may_begin(self, now: datetime) -> bool:
        """Whether enough of the lease is left to deliver it."""
        return now <= self.until - LAST_START


def claim_rows(session: Session, target: str, now: datetime, most: int) -> list[OutboxClaim]:
    """Claim up to `most` rows that are due for a target: of each ticket the first pending one, none while it rests.

    Two workers never get the same row: on PostgreSQL a row that another is claiming is passed over, on SQLite the
    transaction has the only write place (`hamrah.crm.engine.transaction`).
    """
    most = _how_many(session, target, now, most)
    if most == 0:
        return []
    earlier = aliased(Outbox)
    behind = exists().where(
        earlier.target == target,
        earlier.subject == Outbox.subject,
        earlier.status == "pending",
        earlier.id < Outbox.id,
    )
    due = select(Outbox).where(Outbox.target == target, Outbox.status == "pending", Outbox.due_at <= now, ~behind)
    free = due.where(or_(Outbox.claimed_until.is_(None), Outbox.claimed_until <= now))
    rows = session.scalars(free.order_by(Outbox.id).limit(most).with_for_update(skip_locked=True, of=Outbox)).all()
    for row in rows:
        row.claimed_until = now + LEASE
        row.attempts += 1
    return [
        OutboxClaim(row.id, target, row.key, row.subject, row.payload, row.attempts, row.created_at, now + LEASE)
        for row in rows
    ]


def is_anything_due(session: Session, target: str, now: datetime) -> bool:
    """Whether a claim might find something: a look that takes no lock."""
    waiting = (Outbox.target == target, Outbox.status == "pending", Outbox.due_at <= now)
    return session.scalar(select(Outbox.id).where(*waiting).limit(1)) is not None


def settle(session: Session, claim: OutboxClaim, now: datetime) -> bool:
    """Mark a claimed row delivered and drop its words; False where the lease is not this one any more."""
    return _end(session, claim, status="delivered", delivered_at=now, last_error=None, payload={})


def postpone(session: Session, claim: OutboxClaim, now: datetime, reason: str, wait: timedelta, chance: float) -> None:
    """Put a row off by `wait` or by its backoff, whichever is longer; give it up where it was tried long enough."""
    if claim.attempts >= MOST_ATTEMPTS and now - claim.created_at >= LONGEST_TRY:
        bury(session, claim, reason)
        return
    _end(session, claim, due_at=now + max(wait, backoff(claim.attempts, chance)), last_error=reason)


def bury(session: Session, claim: OutboxClaim, reason: str) -> None:
    """Give a row up: a dead letter, which an operator sees, and may send again or discard."""
    _end(session, claim, status="dead", last_error=reason)


def release(session: Session, claims: Sequence[OutboxClaim]) -> None:
    """Hand claimed rows back untried."""
    for until in {claim.until for claim in claims}:
        ids = [claim.id for claim in claims if claim.until == until]
        still = (Outbox.id.in_(ids), Outbox.claimed_until == until)
        session.execute(update(Outbox).where(*still).values(claimed_until=None, attempts=Outbox.attempts - 1))


def backoff(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts: doubled each time up to an hour, of which half is chance (0 to 1).

    The equal jitter of https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
    """
    return _doubled(FIRST_PAUSE, LONGEST_PAUSE, attempts - 1) * (0.5 + chance / 2)


def note_answer(session: Session, target: str) -> None:
    """That a helpdesk has answered: it is counted as well."""
    failing = (OutboxTarget.name == target, OutboxTarget.failures > 0)
    session.execute(update(OutboxTarget).where(*failing).values(failures=0, closed_until=None))


def note_failure(session: Session, target: str, now: datetime, chance: float) -> bool:
    """That a helpdesk did not answer; True when it is left alone from now on for a while."""
    row = session.get_one(OutboxTarget, target, with_for_update=True)
    row.failures += 1
    if row.failures < TRIP_AFTER:
        return False
    row.closed_until = now + _doubled(FIRST_REST, LONGEST_REST, row.failures - TRIP_AFTER) * (0.5 + chance / 2)
    return True


def keep_target(session: Session, target: str) -> OutboxTarget:
    """The row of a helpdesk, made where there is none."""
    return session.get(OutboxTarget, target) or session.merge(OutboxTarget(name=target, failures=0))


def _how_many(session: Session, target: str, now: datetime, most: int) -> int:
    row = session.get(OutboxTarget, target)
    if row is None or row.failures < TRIP_AFTER:
        return most
    return 1 if row.closed_until is None or row.closed_until <= now else 0


def _doubled(first: timedelta, longest: timedelta, times: int) -> timedelta:
    return min(first * 2.0 ** min(times, 30), longest)


def _end(session: Session, claim: OutboxClaim, **values: Any) -> bool:
    ours: tuple[ColumnElement[bool], ...] = (Outbox.id == claim.id, Outbox.claimed_until == claim.until)
    change = update(Outbox).where(*ours).values(claimed_until=None, **values)
    return changed_one(session, change.execution_options(synchronize_session=False))
