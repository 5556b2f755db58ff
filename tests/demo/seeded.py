"""What the tests of the demo shop share: its day and size, new stores, and ways to look."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from hamrah.crm.base import Base
from hamrah.crm.engine import Sessions, open_engine, open_sessions
from hamrah.crm.migrate import migrate
from hamrah.demo.purchases import start_of_day
from hamrah.settings import PROJECT

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
TODAY = start_of_day(NOW, ZoneInfo("Asia/Karachi"))
DATA = PROJECT / "data"
SIZE = {"customers": 150, "orders": 900}


def new_store(file: Path) -> Sessions:
    """An empty store in a file."""
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    return open_sessions(engine)


def count(sessions: Sessions, table: type[Base], *where: ColumnElement[bool]) -> int:
    """How many rows of a table meet the conditions."""
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0
