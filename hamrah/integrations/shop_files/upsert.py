"""Rows that are new are gathered, those that differ are changed, and what is as it was is left alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import Base
from hamrah.crm.bulk import BulkRows
from hamrah.integrations.import_report import Outcome


class Upsert:
    """The rows of one table by the value of some columns, and what an import adds to them and changes in them."""

    def __init__(
        self, session: Session, rows: BulkRows, table: type[Base], keys: tuple[str, ...], *those: ColumnElement[bool]
    ) -> None:
        """Read `those` rows of the table that the store holds."""
        self._session = session
        self._rows = rows
        self._table = table
        self._names = keys
        self._primary = [column.name for column in table.__table__.primary_key]
        self._changed: list[dict[str, Any]] = []
        found = session.execute(select(table.__table__).where(*those)).mappings()
        self._known: dict[Any, dict[str, Any]] = {self._key(row): dict(row) for row in found}

    def get(self, *key: Any) -> Mapping[str, Any] | None:
        """The row of that key, as the store holds it or will."""
        return self._known.get(key[0] if len(key) == 1 else key)

    def id_of(self, *key: Any) -> int | None:
        """The id of the row of that key."""
        row = self.get(*key)
        return None if row is None else int(row["id"])

    def all(self) -> Iterator[Mapping[str, Any]]:
        """Every row, those that are new too."""
        yield from self._known.values()

    def set(self, **values: Any) -> Outcome:
        """Bring the row of these values' key to these values. A new one needs all that has no default."""
        key = self._key(values)
        known = self._known.get(key)
        if known is None:
            if self._primary == ["id"]:
                values = {"id": self._rows.new_id(self._table), **values}
            self._rows.put(self._table, **values)
            self._known[key] = dict(values)
            return "new"
        changed = {name: value for name, value in values.items() if known[name] != value}
        if not changed:
            return "same"
        known.update(changed)
        self._changed.append({**{name: known[name] for name in self._primary}, **changed})
        return "changed"

    def remove(self, *key: Any) -> None:
        """Take a row away that the store holds."""
        row = self._known.pop(key[0] if len(key) == 1 else key)
        columns = self._table.__table__.c
        self._session.execute(delete(self._table).where(*(columns[name] == row[name] for name in self._primary)))

    def write(self) -> None:
        """Write the changes; the new rows are written with those of other tables by `BulkRows`."""
        if self._changed:
            self._session.execute(update(self._table), self._changed)
        self._changed = []

    def _key(self, row: Mapping[Any, Any]) -> Any:
        key = tuple(row[name] for name in self._names)
        return key[0] if len(key) == 1 else key


def merged(old: Mapping[str, Any], new: Mapping[str, Any | None]) -> dict[str, Any]:
    """What is said by language after a file: a column that it has replaces, an empty cell takes away."""
    return {language: said for language, said in {**old, **new}.items() if said}
