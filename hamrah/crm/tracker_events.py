"""What happened in each conversation, as Rasa's events, only ever appended to."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from hamrah.crm.base import Base, Code, Id, Long


class TrackerEvent(Base):
    """One event of one conversation, in the order of `id`; `session` counts the sender's sessions from 0."""

    __tablename__ = "tracker_events"
    __table_args__ = (Index("ix_tracker_events_sender", "sender_id", "session", "id"),)

    id: Mapped[Id]
    sender_id: Mapped[str]
    session: Mapped[int]
    type: Mapped[Code]
    at: Mapped[datetime]
    data: Mapped[Long]
