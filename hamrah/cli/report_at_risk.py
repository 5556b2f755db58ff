"""`hamrah report at-risk`: whom the shop is losing, as a table, JSON and a picture."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from hamrah.cli.acting import refusals_said
from hamrah.cli.report_options import (
    Chart,
    Cities,
    Json,
    Language,
    Segment,
    check_drawing,
    days_between,
    days_of,
    draw,
    wish_of,
)
from hamrah.cli.report_tables import new_table, show, whole_money

if TYPE_CHECKING:
    from hamrah.services.at_risk import AtRiskReport


def at_risk(
    from_: Annotated[
        str | None, typer.Option("--from", help="Only who came into the segment since this day, YYYY-MM-DD.")
    ] = None,
    to: Annotated[str | None, typer.Option(help="… and until this day; else today.")] = None,
    city: Cities = None,
    segment: Segment = None,
    json_: Json = False,
    chart: Chart = None,
    language: Language = "en",
) -> None:
    """Customers at risk: how many, what they spent, what is expected of them, and the ten who spent most."""
    from hamrah.bootstrap import report_names, sessions
    from hamrah.charts.segments import plan_at_risk
    from hamrah.crm.base import utc_now
    from hamrah.services.actors import SYSTEM
    from hamrah.services.at_risk import at_risk_report
    from hamrah.services.branches import branch_cities

    check_drawing(language, chart)
    first, until = days_between(from_, to, utc_now(), 0)
    days = (None if from_ is None else first, until) if from_ or to else (None, None)
    with refusals_said(), sessions()() as session:
        report = at_risk_report(session, SYSTEM, wish_of(session, city, segment=segment), *days)
        names = report_names(language, branch_cities(session))
    if chart is not None:
        draw(plan_at_risk(report, names), chart)
    show(report, lambda: _print_table(report), json_=json_)


def _print_table(report: "AtRiskReport") -> None:
    from rich.console import Console

    totals = report.spent_minor, report.expected_value_minor
    spent, expected = (whole_money(minor, report.currency) for minor in totals)
    which = f"{report.customers:,} customers in {report.segment}{_came(report)}"
    title = f"{which}: spent {spent}, expected {expected}"
    columns = ("customer", "last bought", "purchases", "spent", "expected")
    table = new_table(f"{title} in {report.horizon_days} days", *columns)
    for one in report.top:
        worth = (whole_money(minor, report.currency) for minor in (one.spent_minor, one.expected_value_minor))
        table.add_row(one.name, f"{one.last_bought_on:%Y-%m-%d}", f"{one.purchases:,}", *worth)
    console = Console()
    if report.then is not None and report.until is not None:
        last = days_of(report.until - timedelta(days=1), report.until)[1]
        console.print(f"at the end of {last}: {report.then:,} customers in {report.segment}")
    console.print(table)


def _came(report: "AtRiskReport") -> str:
    """The days on which those who are shown came into the segment, where such days were asked for."""
    if report.until is None:
        return ""
    first, last = days_of(report.since or report.until - timedelta(days=1), report.until)
    return f", come from {first} to {last}" if report.since is not None else f", come by {last}"
