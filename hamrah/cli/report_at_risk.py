"""`hamrah report at-risk`: whom the shop is losing, as a table, JSON and a picture."""

import json
from typing import TYPE_CHECKING

import typer

from hamrah.cli.acting import refusals_said
from hamrah.cli.report_options import Chart, Cities, Json, Language, Segment, check_drawing, draw, wish_of

if TYPE_CHECKING:
    from hamrah.services.at_risk import AtRiskReport


def at_risk(
    city: Cities = None,
    segment: Segment = None,
    json_: Json = False,
    chart: Chart = None,
    language: Language = "en",
) -> None:
    """Customers at risk: how many, what they spent, what is expected of them, and the ten who spent most."""
    from hamrah.bootstrap import report_names, sessions
    from hamrah.charts.segments import plan_at_risk
    from hamrah.services.actors import SYSTEM
    from hamrah.services.at_risk import at_risk_report
    from hamrah.services.branches import branch_cities

    check_drawing(language, chart)
    with refusals_said(), sessions()() as session:
        report = at_risk_report(session, SYSTEM, wish_of(city, segment=segment))
        names = report_names(language, branch_cities(session))
    if chart is not None:
        draw(plan_at_risk(report, names), chart)
    if json_:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _print_table(report)


def _print_table(report: "AtRiskReport") -> None:
    from rich.console import Console
    from rich.table import Table

    from hamrah.language.formatting import format_money

    def money(minor: int) -> str:
        return format_money(round(minor, -2), report.currency, "en")

    console = Console()
    spent, expected = money(report.spent_minor), money(report.expected_value_minor)
    title = f"{report.customers:,} customers in {report.segment}: spent {spent}, expected {expected}"
    table = Table(title=f"{title} in {report.horizon_days} days", title_justify="left")
    for name in ("customer", "last bought", "purchases", "spent", "expected"):
        table.add_column(name, justify="left" if name == "customer" else "right")
    for one in report.top:
        worth = money(one.spent_minor), money(one.expected_value_minor)
        table.add_row(one.name, f"{one.last_bought_on:%Y-%m-%d}", f"{one.purchases:,}", *worth)
    console.print(table)
