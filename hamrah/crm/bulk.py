"""Writing many rows at once: ids are given out beforehand, so that rows can name each other before any is written.

And what holds where several write the same at once: an insert of what is new, a change that one of them makes.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import CursorResult, Delete, Table, Update, func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hamrah.crm.base import Base

FIRST_BLOCK, LARGEST_BLOCK = 16, 8192
"""Ids are taken from a sequence in blocks that grow, so that few are left unused."""


class BulkRows:
    """Rows gathered for one transaction and written table by table, those that others point to first.

    On PostgreSQL the ids come from the table's sequence, so other writers may go on. On SQLite they follow the highest
    id, which holds because the transaction has the only write place (`hamrah.crm.engine.transaction`).
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ids: dict[str, Iterator[int]] = {}
        self._rows: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
        self._waiting = 0

    def new_id(self, table: type[Base]) -> int:
        """A free id of the table."""
        name = table.__tablename__
        if name not in self._ids:
            self._ids[name] = self._give_out(_table(table))
        return next(self._ids[name])

    def add(self, table: type[Base], **values: Any) -> int:
        """Gather a row of a table with an `id`, and give that id."""
        identity = values.setdefault("id", None) or self.new_id(table)
        values["id"] = identity
        self.put(table, **values)
        return int(identity)

    def put(self, table: type[Base], **values: Any) -> None:
        """Gather a row as it is, for a table whose key is made of other columns."""
        self._rows.setdefault((table.__tablename__, tuple(values)), []).append(values)
        self._waiting += 1

    def write(self, *, at_least: int = 0) -> None:
        """Write what is gathered, if that is `at_least` so many rows."""
        if self._waiting < max(at_least, 1):
            return
        for table in Base.metadata.sorted_tables:
            for key in [key for key in self._rows if key[0] == table.name]:
                self._session.execute(insert(table), self._rows.pop(key))
        self._waiting = 0

    def _give_out(self, table: Table) -> Iterator[int]:
        if self._session.get_bind().dialect.name != "postgresql":
            highest: int = self._session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
            while True:
                highest += 1
                yield highest
        taken = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :many)")
        many = FIRST_BLOCK
        while True:
            yield from self._session.scalars(taken, {"name": table.name, "many": many}).all()
            many = min(many * 2, LARGEST_BLOCK)


def insert_new(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> int:
    """Insert rows but those that a unique constraint of the table has already, or that stand twice; how many are new.

    Another process that inserts the same at the same moment is no error: one of the two finds nothing new.
    """
    return len(ids_of_new(session, table, rows))


def ids_of_new(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> list[int]:
    """Insert as `insert_new` does, and give the ids of the rows that are new."""
    if not rows:
        return []
    target = _table(table)
    return list(session.scalars(if_new(session, target).returning(target.c.id), rows).all())


def if_new(session: Session, table: type[Base] | Table, of: Sequence[str] = ()) -> Any:
    """An insert that leaves out what a unique constraint has already: any of the table's, or that of the columns `of`.

    Both databases' inserts are alike, but neither's type knows of the other's.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing(index_elements=of or None)


def changed_one(session: Session, statement: Update | Delete) -> bool:
    """Change or delete by a condition; whether it was one row. Of several who do the same at once one finds it so."""
    done = session.execute(statement)
    return isinstance(done, CursorResult) and done.rowcount == 1


def _table(table: type[Base]) -> Table:
    found = table.__table__
    assert isinstance(found, Table)
    return found
