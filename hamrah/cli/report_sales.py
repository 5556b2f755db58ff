"""`hamrah report sales`: what was sold, as a table, JSON and a picture."""

from typing import TYPE_CHECKING, Annotated

import typer

from hamrah.cli.acting import refusals_said
from hamrah.cli.report_options import (
    Category,
    Chart,
    Cities,
    Json,
    Language,
    Product,
    Segment,
    check_drawing,
    days_between,
    days_of,
    draw,
    grouping_of,
    wish_of,
)
from hamrah.cli.report_tables import new_table, show, whole_money

if TYPE_CHECKING:
    from hamrah.language.report_names import ReportNames
    from hamrah.services.sales_report import Sales, SalesReport

DAYS = 30
MOST_GROUPS = 60
"""So many groups are shown in the table; the JSON has all."""


def sales(
    from_: Annotated[str | None, typer.Option("--from", help="The first day, YYYY-MM-DD; else 30 days ago.")] = None,
    to: Annotated[str | None, typer.Option(help="The last day; else today.")] = None,
    by: Annotated[str, typer.Option(help="day, week, month, branch, channel, category, product or segment.")] = "day",
    city: Cities = None,
    category: Category = None,
    product: Product = None,
    segment: Segment = None,
    json_: Json = False,
    chart: Chart = None,
    language: Language = "en",
) -> None:
    """Sales: orders, pieces, money net of what came back, the mean order."""
    from hamrah.bootstrap import report_names, sessions
    from hamrah.charts.sales import plan_sales
    from hamrah.crm.base import utc_now
    from hamrah.services.actors import SYSTEM
    from hamrah.services.branches import branch_cities
    from hamrah.services.report_goods import goods_names
    from hamrah.services.sales_report import SALES_GROUPINGS, sales_report

    check_drawing(language, chart)
    grouping = grouping_of(by, SALES_GROUPINGS)
    now = utc_now()
    since, until = days_between(from_, to, now, DAYS)
    with refusals_said(), sessions()() as session:
        wish = wish_of(session, city, category, product, segment)
        report = sales_report(session, SYSTEM, since, until, grouping, wish, now=now)
        goods = goods_names(session, by, [found.group for found in report.groups], language)
        names = report_names(language, branch_cities(session), goods)
    if chart is not None:
        draw(plan_sales(report, names, ", ".join(city or ()) or None), chart)
    show(report, lambda: _print_table(report, names), json_=json_)


def _print_table(report: "SalesReport", names: "ReportNames") -> None:
    from rich.console import Console

    from hamrah.charts.sales import sales_label

    console = Console()
    if not report.total.orders and not report.total.revenue_minor:
        first, last = days_of(report.since, report.until)
        console.print(f"nothing was sold from {first} to {last}")
        return
    columns = (report.by, "orders", "pieces", "revenue", "mean order")
    table = new_table("What was sold, net of what came back", *columns)
    for found in report.groups[:MOST_GROUPS]:
        table.add_row(sales_label(names, report.by, found.group), *_figures(found, report.currency))
    table.add_row("all", *_figures(report.total, report.currency))
    console.print(table)
    if report.orders_in_other_money:
        console.print(f"{report.orders_in_other_money:,} orders in other money than {report.currency} are left out.")


def _figures(found: "Sales", currency: str) -> tuple[str, ...]:
    basket = found.basket_minor
    mean = "–" if basket is None else whole_money(basket, currency)
    return f"{found.orders:,}", f"{found.units:,}", whole_money(found.revenue_minor, currency), mean
