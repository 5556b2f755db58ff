"""Events that tills and apps send in, each taken once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from hamrah.crm.base import Base, Code, Id, Name


class TouchpointEvent(Base):
    """That an event was taken: who sent it (`sender`, the id of the key it was signed with) and its own id there."""

    __tablename__ = "touchpoint_events"
    __table_args__ = (UniqueConstraint("sender", "event_id"),)

    id: Mapped[Id]
    sender: Mapped[Code]
    event_id: Mapped[Name]
    kind: Mapped[Code]
    at: Mapped[datetime]
