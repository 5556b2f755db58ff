"""`hamrah report segments`: how many customers each segment has, what they are worth, who moved."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from hamrah.cli.acting import refusals_said
from hamrah.cli.errors import CommandError
from hamrah.cli.report_options import Chart, Cities, Json, Language, Segment, check_drawing, draw, wish_of
from hamrah.cli.report_tables import new_table, show, whole_money

if TYPE_CHECKING:
    from hamrah.services.segment_report import SegmentReport

NOBODY = "(not bought yet)"
GONE = "(none)"
MOST_MOVES = 15
"""So many kinds of moves are shown in the table; the JSON has all."""


def segments(
    days: Annotated[int, typer.Option(min=1, help="Moves within so many days before the newest figures.")] = 30,
    city: Cities = None,
    segment: Segment = None,
    json_: Json = False,
    chart: Chart = None,
    language: Language = "en",
) -> None:
    """Segments: customers, what they spent, what is expected of them, and moves between them."""
    from hamrah.bootstrap import report_names, sessions
    from hamrah.charts.segments import plan_segments
    from hamrah.services.actors import SYSTEM
    from hamrah.services.segment_report import segment_report
    from hamrah.services.segments import latest_run

    check_drawing(language, chart)
    with refusals_said(), sessions()() as session:
        run = latest_run(session)
        if run is None:
            raise CommandError(
                "no segments were computed yet; the worker does so each night, `hamrah seed` for the demo"
            )
        since = run.as_of - timedelta(days=days)
        report = segment_report(session, SYSTEM, since, wish_of(session, city, segment=segment))
    if chart is not None:
        draw(plan_segments(report, report_names(language, {}), ", ".join(city or ()) or None), chart)
    show(report, lambda: _print_tables(report), json_=json_)


def _print_tables(report: "SegmentReport") -> None:
    from rich.console import Console

    console = Console()
    title = f"{report.customers:,} customers as of {report.as_of:%Y-%m-%d %H:%M} UTC"
    columns = ("segment", "customers", "share", "spent", f"expected in {report.horizon_days} days")
    table = new_table(title, *columns)
    for size in report.segments:
        share = f"{size.customers / report.customers:.1%}"
        worth = (whole_money(minor, report.currency) for minor in (size.spent_minor, size.expected_value_minor))
        table.add_row(size.segment, f"{size.customers:,}", share, *worth)
    console.print(table)
    table = new_table(f"Moves since {report.since:%Y-%m-%d}", "from", "to", "customers", words=2)
    for move in report.moves[:MOST_MOVES]:
        table.add_row(move.before or NOBODY, move.now or GONE, f"{move.customers:,}")
    if rest := sum(move.customers for move in report.moves[MOST_MOVES:]):
        table.add_row("others", "", f"{rest:,}")
    console.print(table)
