"""Notifications on their way to phones and mailboxes: claimed, and settled, put off or given up.

A claim is a lease, as in `hamrah.services.deliveries`: `next_at` moves on, and who dies with it leaves the row to
whoever comes after.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from hamrah.crm.conversations import Notification
from hamrah.language.text_catalogue import TextCatalogue
from hamrah.services.codes import HOLDS
from hamrah.services.deliveries import pause_after

ONE_TIME_CODE = "one_time_code"
WORTH_SENDING = timedelta(hours=12)
"""What could not be sent for so long, or was written while there was no way to send it, is news to nobody."""
LEASE = timedelta(minutes=2)
HIDDEN = "••••••"


@dataclass(frozen=True)
class Notice:
    """A notification to send now: `at` is when it was written, `attempts` counts this one.

    `text` is empty where there are no words for it (`notification_text`).
    """

    id: int
    channel: str
    address: str
    language: str
    kind: str
    text: str
    at: datetime
    attempts: int


def is_notification_due(session: Session, channel: str, now: datetime) -> bool:
    """Whether a claim might find something: a look that takes no lock."""
    return session.scalar(_due(channel, now).limit(1)) is not None


def claim_notification(session: Session, texts: TextCatalogue, channel: str, now: datetime) -> Notice | None:
    """Claim a notification that is due on a channel: codes first, for somebody sits and waits, then the oldest."""
    first = _due(channel, now).order_by(Notification.kind != ONE_TIME_CODE, Notification.id).limit(1)
    row = session.scalar(first.with_for_update(skip_locked=True))
    if row is None:
        return None
    row.attempts += 1
    row.next_at = now + LEASE
    place = (row.id, row.channel, row.address, row.language, row.kind)
    return Notice(*place, notification_text(texts, row), row.at, row.attempts)


def settle_notification(session: Session, notice: Notice) -> None:
    """Note that it was sent. A code is not kept in clear after that: only its bearer reads it now."""
    values = {"values": {"code": HIDDEN}} if notice.kind == ONE_TIME_CODE else {}
    _end(session, notice, status="sent", error=None, **values)


def fail_notification(session: Session, notice: Notice, error: str) -> None:
    """Give it up: it will never be taken."""
    _end(session, notice, status="failed", error=error)


def postpone_notification(session: Session, notice: Notice, now: datetime, error: str, chance: float) -> bool:
    """Put it off after an attempt; False where it would come too late to be of use, and is given up."""
    again = now + pause_after(notice.attempts, chance)
    if again >= notice.at + _life(notice.kind):
        fail_notification(session, notice, error)
        return False
    _end(session, notice, next_at=again, error=error)
    return True


def notification_text(texts: TextCatalogue, row: Notification) -> str:
    """What a notification says, in its language; empty where the texts were edited since, and it cannot be said."""
    try:
        return texts.message(row.language, row.text_key)[0].format(**row.values)
    except (LookupError, TypeError, ValueError, AttributeError):  # no such key, no such value, a brace too many
        return ""


def _life(kind: str) -> timedelta:
    return HOLDS if kind == ONE_TIME_CODE else WORTH_SENDING


def _due(channel: str, now: datetime) -> Select[Notification]:
    lives = or_(
        and_(Notification.kind == ONE_TIME_CODE, Notification.at > now - HOLDS),
        and_(Notification.kind != ONE_TIME_CODE, Notification.at > now - WORTH_SENDING),
    )
    free = or_(Notification.next_at.is_(None), Notification.next_at <= now)
    waiting = (Notification.status == "waiting", Notification.at > now - WORTH_SENDING, lives, free)
    return select(Notification).where(*waiting, Notification.channel == channel)


def _end(session: Session, notice: Notice, **values: object) -> None:
    """Write what became of a claim, unless another has it by now."""
    ours = (Notification.id == notice.id, Notification.attempts == notice.attempts, Notification.status == "waiting")
    session.execute(update(Notification).where(*ours).values(**values))
