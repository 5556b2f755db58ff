"""Segments of the demo shop as the nightly job would have found them at past ends of months, and today."""

from datetime import datetime

from sqlalchemy.orm import Session

from hamrah.progress import Progress
from hamrah.services.segment_refresh import refresh_segments
from hamrah.worth.definitions import Definitions

MONTHS = 6


def write_segments(session: Session, definitions: Definitions, today: datetime, progress: Progress) -> None:
    """Compute the segments as of the last beginnings of months, in their order, and of today."""
    moments = [*ends_of_months(today, MONTHS), today]
    for done, moment in enumerate(moments):
        progress("segments", done, len(moments))
        refresh_segments(session, moment, definitions)
    progress("segments", len(moments), len(moments))


def ends_of_months(today: datetime, many: int) -> list[datetime]:
    """The midnights that ended the last `many` months before `today`, a midnight itself, oldest first."""
    newest = today.year * 12 + today.month - 1 - (1 if today.day == 1 else 0)
    months = (divmod(month, 12) for month in range(newest - many + 1, newest + 1))
    return [today.replace(year=year, month=month + 1, day=1) for year, month in months]
