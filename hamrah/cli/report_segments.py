"""`hamrah report segments`: how many customers each segment has, what they are worth, who moved."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamrah.cli.errors import CommandError

if TYPE_CHECKING:
    from hamrah.crm.segments import WorthRun
    from hamrah.services.segments import SegmentMove, SegmentSize

NOBODY = "(not bought yet)"
GONE = "(none)"
MOST_MOVES = 15
"""So many kinds of moves are shown in the table; the JSON has all."""


def segments(
    days: Annotated[int, typer.Option(min=1, help="Moves within so many days before the newest figures.")] = 30,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")] = False,
) -> None:
    """Segments: customers, what they spent, what is expected of them, and moves between them."""
    from hamrah.bootstrap import sessions
    from hamrah.services.segments import latest_run, segment_moves, segment_sizes

    with sessions()() as session:
        run = latest_run(session)
        if run is None:
            raise CommandError(
                "no segments were computed yet; the worker does so each night, `hamrah seed` for the demo"
            )
        since = run.as_of - timedelta(days=days)
        sizes, moves = segment_sizes(session), segment_moves(session, since)
    if json_:
        typer.echo(json.dumps(_as_json(run, sizes, moves, since), ensure_ascii=False))
    else:
        _print_tables(run, sizes, moves, since)


def _as_json(
    run: "WorthRun", sizes: "list[SegmentSize]", moves: "list[SegmentMove]", since: datetime
) -> dict[str, Any]:
    return {
        "as_of": run.as_of.isoformat(),
        "customers": run.customers,
        "currency": run.currency,
        "segments": [vars(size) for size in sizes],
        "since": since.isoformat(),
        "moves": [vars(move) for move in moves],
    }


def _print_tables(run: "WorthRun", sizes: "list[SegmentSize]", moves: "list[SegmentMove]", since: datetime) -> None:
    from rich.console import Console
    from rich.table import Table

    from hamrah.language.formatting import format_money

    def money(minor: int) -> str:
        return format_money(round(minor, -2), run.currency or "", "en")

    console = Console()
    horizon = run.parameters["definitions"]["horizon_days"]
    table = Table(title=f"{run.customers:,} customers as of {run.as_of:%Y-%m-%d %H:%M} UTC", title_justify="left")
    for name in ("segment", "customers", "share", "spent", f"expected in {horizon} days"):
        table.add_column(name, justify="left" if name == "segment" else "right")
    for size in sizes:
        share = f"{size.customers / run.customers:.1%}"
        worth = money(size.spent_minor), money(size.expected_value_minor)
        table.add_row(size.segment, f"{size.customers:,}", share, *worth)
    console.print(table)
    table = Table(title=f"Moves since {since:%Y-%m-%d}", title_justify="left")
    for name in ("from", "to", "customers"):
        table.add_column(name, justify="right" if name == "customers" else "left")
    for move in moves[:MOST_MOVES]:
        table.add_row(move.before or NOBODY, move.now or GONE, f"{move.customers:,}")
    if rest := sum(move.customers for move in moves[MOST_MOVES:]):
        table.add_row("others", "", f"{rest:,}")
    console.print(table)
