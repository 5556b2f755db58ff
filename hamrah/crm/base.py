"""What every table shares: the declarative base, aware UTC time, JSON, keys."""

from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, MetaData, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC datetimes in and out; a naive one is refused, since nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive time, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite hands back naive time; it was stored as UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing that others tell of happened before: systems send the year 1 where they know no day."""


def utc_now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


Id = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
Code = Annotated[str, mapped_column(String(40))]
Name = Annotated[str, mapped_column(String(200))]
Long = Annotated[str, mapped_column(Text())]
Data = Annotated[dict[str, Any], mapped_column(JSON)]


def reference(target: str, *, cascade: bool = False, index: bool = True, nullable: bool | None = None) -> Any:
    """A foreign key column to `table.column`; `cascade` deletes these rows with the row they belong to."""
    key = ForeignKey(target, ondelete="CASCADE" if cascade else None)
    return mapped_column(key, index=index) if nullable is None else mapped_column(key, index=index, nullable=nullable)


class Base(DeclarativeBase):
    """All tables of the store."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime()}

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
