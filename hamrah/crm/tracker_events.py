"""What Rasa remembers of each conversation, event by event."""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hamrah.crm.base import Base, Code, Id


class TrackerEvent(Base):
    """One event of a conversation, append-only.

    `position` counts the events of one sender from 1, so two writers that both think theirs comes next cannot both
    succeed. `session` counts Rasa's sessions of the sender; only the newest one's events are read to go on talking.
    `data` is the event as JSON text.
    """

    __tablename__ = "tracker_events"
    __table_args__ = (
        UniqueConstraint("sender_id", "position"),
        Index("ix_tracker_events_session", "sender_id", "session", "position"),
    )

    id: Mapped[Id]
    sender_id: Mapped[str]
    position: Mapped[int]
    session: Mapped[int]
    type: Mapped[Code]
    at: Mapped[datetime]
    data: Mapped[str] = mapped_column(Text())
