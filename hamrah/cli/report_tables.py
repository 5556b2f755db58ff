"""How the report commands show what they found: tables, or one JSON object."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import typer

if TYPE_CHECKING:
    from rich.table import Table


class Report(Protocol):
    """What a report command has found."""

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        ...


def show(report: Report, print_tables: Callable[[], None], *, json_: bool) -> None:
    """Print a report as one JSON object, or as tables."""
    if json_:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        print_tables()


def new_table(title: str, *columns: str, words: int = 1) -> "Table":
    """A table whose first columns are words and whose others are figures; where it is narrow, nothing is cut off."""
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for place, name in enumerate(columns):
        table.add_column(name, justify="left" if place < words else "right", overflow="fold")
    return table


def whole_money(minor: int | float, currency: str) -> str:
    """An amount without its hundredths."""
    from hamrah.language.formatting import format_money

    return format_money(round(round(minor), -2), currency, "en")
