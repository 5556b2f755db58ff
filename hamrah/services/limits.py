"""Counting attempts, so that nobody can try something too often."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.conversations import Attempt


def allow(session: Session, action: str, key: str, limit: int, window: timedelta) -> bool:
    """Count one attempt at `action` by `key` and say whether it is within `limit` for the sliding `window`.

    The key is kept hashed, since it may be a phone number. Attempts older than the window are dropped.
    """
    hashed = hashlib.sha256(key.encode()).hexdigest()
    start = utc_now() - window
    mine = (Attempt.action == action, Attempt.key == hashed)
    session.execute(delete(Attempt).where(*mine, Attempt.at < start))
    tries = session.scalar(select(func.count()).select_from(Attempt).where(*mine)) or 0
    if tries >= limit:
        return False
    session.add(Attempt(action=action, key=hashed, at=utc_now()))
    session.flush()
    return True
