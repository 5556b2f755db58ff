"""The sales report as a chart: money by whatever it is grouped by."""

from hamrah.charts.plan import Bar, ChartPlan
from hamrah.language.formatting import format_money, isolate_for
from hamrah.language.report_names import ReportNames
from hamrah.services.sales_report import CALENDAR, SalesReport
from hamrah.services.satisfaction_report import NONE


def sales_label(names: ReportNames, by: str, group: str) -> str:
    """What a group of the report is called; what no branch sold went out from the website or the app."""
    return names.term("report.no_branch") if (by, group) == ("branch", NONE) else names.group(by, group)


def plan_sales(report: SalesReport, names: ReportNames, of: str | None = None) -> ChartPlan:
    """The money of each group, in whole units of the currency; `of` says what part of the shop it is."""
    bars = tuple(
        Bar(
            sales_label(names, report.by, found.group),
            found.revenue_minor / 100,
            format_money(round(found.revenue_minor, -2), report.currency, names.language),
        )
        for found in report.groups
    )
    figure = names.term("report.figure.revenue", currency=isolate_for(report.currency, names.language))
    period = names.period(report.since, report.until)
    return ChartPlan(
        title=names.term("report.sales.title", of=of or names.term("report.whole_shop"), period=period),
        figure=f"{figure} · {names.term(f'report.by.{report.by}')}",
        bars=bars,
        language=names.language,
        right_to_left=names.right_to_left,
        calendar=report.by in CALENDAR,
    )
