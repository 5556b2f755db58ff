"""`hamrah report …`: what the shop's rows say about how well it goes.

What is heavy is imported inside the commands, so that `hamrah --help` is quick.
"""

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from hamrah.cli.report_at_risk import at_risk
from hamrah.cli.report_sales import sales
from hamrah.cli.report_satisfaction import satisfaction
from hamrah.cli.report_segments import segments

if TYPE_CHECKING:
    from hamrah.services.suggestion_report import Conversion

reports = typer.Typer(help="What the store says about the shop.", no_args_is_help=True)
reports.command()(segments)
reports.command()(satisfaction)
reports.command()(sales)
reports.command()(at_risk)


def add_to(app: typer.Typer) -> None:
    """Give an app these commands."""
    app.add_typer(reports, name="report")


@reports.command()
def suggestions(
    days: Annotated[int, typer.Option(min=1, max=3650, help="Of what was shown in so many days up to now.")] = 30,
    json_: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
) -> None:
    """Conversion of suggestions by model and shelf: how many were shown, viewed, put in the cart, bought, rejected."""
    from hamrah.bootstrap import sessions
    from hamrah.crm.base import utc_now
    from hamrah.services.suggestion_report import suggestion_report

    now = utc_now()
    with sessions()() as session:
        rows = suggestion_report(session, now - timedelta(days=days), now)
    if json_:
        typer.echo(json.dumps({"days": days, "suggestions": [_as_json(row) for row in rows]}))
    elif rows:
        _print_table(rows)
    else:
        typer.echo(f"nothing was suggested in the last {days} days")


def _as_json(row: "Conversion") -> dict[str, object]:
    from hamrah.services.suggestion_report import KINDS

    return {**asdict(row), "shares": {kind: round(row.share(kind), 4) for kind in KINDS}}


def _print_table(rows: list["Conversion"]) -> None:
    from rich.console import Console
    from rich.table import Table

    from hamrah.services.suggestion_report import KINDS

    table = Table("model", "shelf", "shown", *KINDS)
    for row in rows:
        shares = (f"{getattr(row, kind):,} ({row.share(kind):.1%})" for kind in KINDS)
        table.add_row(row.model, row.shelf, f"{row.shown:,}", *shares)
    Console().print(table)
