"""`hamrah report at-risk`: whom the shop is losing, as a table, JSON and a picture."""

from typing import TYPE_CHECKING

from hamrah.cli.acting import refusals_said
from hamrah.cli.report_options import Chart, Cities, Json, Language, Segment, check_drawing, draw, wish_of
from hamrah.cli.report_tables import new_table, show, whole_money

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
        report = at_risk_report(session, SYSTEM, wish_of(session, city, segment=segment))
        names = report_names(language, branch_cities(session))
    if chart is not None:
        draw(plan_at_risk(report, names), chart)
    show(report, lambda: _print_table(report), json_=json_)


def _print_table(report: "AtRiskReport") -> None:
    from rich.console import Console

    totals = report.spent_minor, report.expected_value_minor
    spent, expected = (whole_money(minor, report.currency) for minor in totals)
    title = f"{report.customers:,} customers in {report.segment}: spent {spent}, expected {expected}"
    columns = ("customer", "last bought", "purchases", "spent", "expected")
    table = new_table(f"{title} in {report.horizon_days} days", *columns)
    for one in report.top:
        worth = (whole_money(minor, report.currency) for minor in (one.spent_minor, one.expected_value_minor))
        table.add_row(one.name, f"{one.last_bought_on:%Y-%m-%d}", f"{one.purchases:,}", *worth)
    Console().print(table)
