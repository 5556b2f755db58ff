"""JSON instead of a table: the option for it, and rows of the store as plain data."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from hamrah.crm.base import Base

Json = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def plain_row(row: "Base", *without: str) -> dict[str, Any]:
    """A row's columns as plain data, but those `without`."""
    return plain(
        {column.key: getattr(row, column.key) for column in row.__table__.columns if column.key not in without}
    )


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of which times are written in ISO 8601."""
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in values.items()}
