"""Statements of what must answer within milliseconds, compiled once and handed to the driver.

For each statement SQLAlchemy builds a context, a result and a row type: 40 to 300 µs, where the store's own work is 5
to 120. What is asked a dozen times for one answer is therefore compiled here once a dialect; types are converted as
SQLAlchemy does it, in the transaction of its connection.
"""

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Boolean,
    Connection,
    Dialect,
    Executable,
    String,
    TypeDecorator,
    bindparam,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

from hamrah.crm.base import UtcDateTime

Convert = Callable[[Any], Any]
TIMES_KEPT = 512
"""Moments that a column has had of late: all lines of an order have one."""


class Several(TypeDecorator[Sequence[Any]]):
    """Whole numbers or texts as one value, so that a statement has the same text however many there are."""

    impl = String
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        """Take the type of one."""
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL has arrays, elsewhere it is JSON."""
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:
        """A list, or its JSON."""
        return list(value or ()) if dialect.name == "postgresql" else json.dumps(list(value or ()))


class among(FunctionElement[bool]):
    """Whether a column's value is one of those that are given as `name` when the statement is run."""

    name = "among"
    type = Boolean()
    inherit_cache = True

    def __init__(self, column: Any, name: str) -> None:
        """Take a column of whole numbers or texts."""
        values: BindParameter[Sequence[Any]] = bindparam(name, type_=Several(column.type))
        super().__init__(column, values)

    def self_group(self, against: OperatorType | None = None) -> "among":
        """As it stands: compared with 1, as SQLite's Booleans are, it would not be looked up in an index."""
        return self


@compiles(among)
def _among(element: among, compiler: SQLCompiler, **more: Any) -> str:
    column, values = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both come from the compiler


@compiles(among, "postgresql")
def _any(element: among, compiler: SQLCompiler, **more: Any) -> str:
    column, values = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} = ANY ({values})"


class _Compiled(NamedTuple):
    """A statement's text, the values that stand in it, and what converts those given."""

    text: str
    constants: Mapping[str, Any]
    order: Sequence[str] | None
    """The names by place, where the driver knows no names."""
    given: Sequence[tuple[str, Convert]]


def _compile(statement: Executable, names: Sequence[str] | None, dialect: Dialect) -> _Compiled:
    compiled = statement.compile(dialect=dialect, column_keys=names)  # type: ignore[attr-defined]
    assert isinstance(compiled, SQLCompiler)
    required = {name: None for name, bind in compiled.binds.items() if bind.required}
    whole = compiled.construct_expanded_state(required)
    converts: dict[str, Convert] = {}
    for name, bind in compiled.binds.items():
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None and name in whole.parameters:
            converts[name] = convert
    constants = {
        name: converts[name](value) if name in converts else value
        for name, value in whole.parameters.items()
        if name not in required
    }
    given = [(name, convert) for name, convert in converts.items() if name in required]
    return _Compiled(whole.statement, constants, whole.positiontup, given)


def _converts(statement: Executable, dialect: Dialect, cursor: DBAPICursor) -> list[tuple[int, Convert]]:
    """What converts the columns found, by their place; a driver's own type decides it too."""
    found: list[tuple[int, Convert]] = []
    columns = zip(statement.selected_columns, cursor.description, strict=True)  # type: ignore[attr-defined]
    for place, (column, told) in enumerate(columns):
        convert = column.type.dialect_impl(dialect).result_processor(dialect, told[1])
        if convert is not None:
            is_time = isinstance(column.type, UtcDateTime)
            found.append((place, lru_cache(TIMES_KEPT)(convert) if is_time else convert))
    return found


class Prepared:
    """A statement that is run often. Values are given by the names of its `bindparam`s.

    Raises SQLAlchemy's `DBAPIError` for what the driver raises; the values are not in it.
    """

    def __init__(self, statement: Executable, names: Sequence[str] | None = None) -> None:
        """Take a query, or an `insert` with the names of the columns that are given."""
        self._statement, self._names = statement, names
        self._compiled: dict[str, _Compiled] = {}
        self._found: dict[str, list[tuple[int, Convert]]] = {}
        self._compiling = threading.Lock()

    def rows(self, connection: Connection, **values: Any) -> list[tuple[Any, ...]]:
        """All rows that it finds, in the transaction that the connection has begun."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.text, _values(compiled, values))
            rows: list[tuple[Any, ...]] = list(cursor.fetchall())
            found = self._found.get(dialect.name)
            if found is None:
                found = self._found[dialect.name] = _converts(self._statement, dialect, cursor)
        except dialect.loaded_dbapi.Error as error:
            raise _translated(compiled.text, error, dialect) from error
        finally:
            cursor.close()
        if not found or not rows:
            return rows
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        for place, convert in found:
            columns[place] = [convert(value) for value in columns[place]]
        return list(zip(*columns, strict=True))

    def write(self, connection: Connection, several: Iterable[Mapping[str, Any]]) -> None:
        """Run it for each of several sets of values, in the same way."""
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(compiled.text, [_values(compiled, values) for values in several])
        except dialect.loaded_dbapi.Error as error:
            raise _translated(compiled.text, error, dialect) from error
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> _Compiled:
        with self._compiling:
            if dialect.name not in self._compiled:
                self._compiled[dialect.name] = _compile(self._statement, self._names, dialect)
            return self._compiled[dialect.name]


def _values(compiled: _Compiled, values: Mapping[str, Any]) -> Any:
    whole = {**compiled.constants, **values}
    for name, convert in compiled.given:
        whole[name] = convert(whole[name])
    return whole if compiled.order is None else [whole[name] for name in compiled.order]


def _translated(text: str, error: Exception, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy's."""
    driver = dialect.loaded_dbapi.Error
    return DBAPIError.instance(text, None, error, driver, hide_parameters=True, dialect=dialect)
