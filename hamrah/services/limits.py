"""Counting attempts, so that nobody can try something too often."""

import hashlib
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Attempt

MOST_DOUBLINGS = 20


def allow(session: Session, action: str, key: str, limit: int, window: timedelta) -> bool:
    """Count one attempt at `action` by `key` and say whether it is within `limit` for the sliding `window`.

    The key is kept hashed, since it may be a phone number. Attempts older than the window are dropped.
    """
    mine = _mine(action, key)
    session.execute(delete(Attempt).where(*mine, Attempt.at < utc_now() - window))
    tries = session.scalar(select(func.count()).select_from(Attempt).where(*mine)) or 0
    if tries >= limit:
        return False
    _count(session, action, key)
    return True


def allow_slowly(
    session: Session, action: str, key: str, free: int, window: timedelta, longest_delay: timedelta
) -> bool:
    """Count one attempt and say whether it comes late enough after the one before.

    `free` attempts within the sliding `window` may follow at once; after them the delay is a second, and doubles with
    each attempt up to `longest_delay`. What comes too early is not counted.
    """
    mine, now = _mine(action, key), utc_now()
    session.execute(delete(Attempt).where(*mine, Attempt.at < now - window))
    tries, last = session.execute(select(func.count(), func.max(Attempt.at)).where(*mine)).one()
    if tries >= free and now < last + min(timedelta(seconds=2.0 ** min(tries - free, MOST_DOUBLINGS)), longest_delay):
        return False
    _count(session, action, key)
    return True


def take_back(session: Session, action: str, key: str) -> None:
    """Count the newest attempt at `action` by `key` no more."""
    newest = select(Attempt.id).where(*_mine(action, key)).order_by(Attempt.at.desc(), Attempt.id.desc()).limit(1)
    session.execute(delete(Attempt).where(Attempt.id == newest.scalar_subquery()))


def _mine(action: str, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Attempt.action == action, Attempt.key == _hashed(key)


def _count(session: Session, action: str, key: str) -> None:
    session.add(Attempt(action=action, key=_hashed(key), at=utc_now()))
    session.flush()


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
