"""The rows of a report's table: the figures of a period beside those of the one before, or one row a group."""

from collections.abc import Sequence

from actions.customer_cards import Row
from actions.turn import Written
from hamrah.charts.measures import MEASURES, Measure
from hamrah.charts.sales import sales_label
from hamrah.language.formatting import format_money, isolate_for
from hamrah.language.report_names import ReportNames
from hamrah.services.at_risk import AtRiskReport
from hamrah.services.period_change import Estimate
from hamrah.services.sales_report import Sales, SalesReport
from hamrah.services.satisfaction_intervals import Share
from hamrah.services.satisfaction_report import Figures, SatisfactionReport
from hamrah.services.segment_report import SegmentReport

MOST_ROWS = 12
NOTHING = "–"


def money(minor: int, currency: str, language: str) -> str:
    """An amount to the whole unit, as reports give it."""
    return format_money(round(minor, -2), currency, language)


def percent(share: float, names: ReportNames) -> str:
    """A share between 0 and 1 in whole percent."""
    return names.term("report.percent", share=f"{100 * share:.0f}")


def shown(measure: Measure, value: float, names: ReportNames) -> str:
    """A figure of satisfaction with its unit."""
    return percent(value, names) if measure.name == "satisfied" else measure.show(value)


def measured(measure: Measure, found: Estimate, names: ReportNames) -> str:
    """A figure of satisfaction with the count of answers."""
    if found.value is None:
        return NOTHING
    if measure.name == "satisfied":
        return names.term("report.value.of", share=percent(found.value, names), n=f"{found.n:,}")
    return names.term("report.value.mean", mean=measure.show(found.value), n=f"{found.n:,}")


def satisfaction_rows(now: Figures, before: Figures, names: ReportNames, asked: Sequence[str]) -> list[Row]:
    """What customers said and how they were answered, beside the period before; what was asked for in any case."""
    rows = [
        (name, measured(of, of.of(now), names), measured(of, of.of(before), names)) for name, of in MEASURES.items()
    ]
    rows += [
        ("answered", _share(now.answered["csat"], names), _share(before.answered["csat"], names)),
        ("tickets", f"{now.tickets:,}", f"{before.tickets:,}"),
        ("first_answer", _hours(now, names), _hours(before, names)),
        ("solution_kept", _share(now.solution_kept, names), _share(before.solution_kept, names)),
    ]
    return _beside(rows, names, asked)


def measure_rows(measure: Measure, report: SatisfactionReport, names: ReportNames) -> list[Row]:
    """One figure for each group."""
    return [
        _row(names.group(report.by, found.group), measured(measure, measure.of(found), names), names)
        for found in report.groups[:MOST_ROWS]
    ]


def sales_rows(now: SalesReport, before: SalesReport, names: ReportNames) -> list[Row]:
    """What was sold, beside the period before."""
    rows = [
        ("revenue", _revenue(now, names), _revenue(before, names)),
        ("orders", f"{now.total.orders:,}", f"{before.total.orders:,}"),
        ("units", f"{now.total.units:,}", f"{before.total.units:,}"),
        ("basket", _basket(now.total, now.currency, names), _basket(before.total, before.currency, names)),
    ]
    return _beside(rows, names)


def sold_rows(report: SalesReport, names: ReportNames) -> list[Row]:
    """What each group sold."""
    return [
        _row(
            sales_label(names, report.by, found.group),
            names.term(
                "report.value.sold",
                revenue=money(found.revenue_minor, report.currency, names.language),
                orders=f"{found.orders:,}",
            ),
            names,
        )
        for found in report.groups[:MOST_ROWS]
    ]


def segment_rows(report: SegmentReport, names: ReportNames) -> list[Row]:
    """Each segment's customers with how many more or fewer, and what is expected of them."""
    rows = []
    for size in report.segments:
        change = size.customers - report.before.get(size.segment, 0)
        value = money(size.expected_value_minor, report.currency, names.language)
        text = names.term(
            "report.value.segment", many=f"{size.customers:,}", change=f"{change:+,}" if change else "0", value=value
        )
        rows.append(_row(names.segment(size.segment), text, names))
    return rows


def at_risk_rows(report: AtRiskReport, names: ReportNames) -> list[Row]:
    """The customers who spent most, with when they were seen last."""
    rows = []
    for one in report.top:
        spent = money(one.spent_minor, report.currency, names.language)
        when = names.day(one.last_bought_on)
        rows.append(_row(one.name, names.term("report.value.customer", spent=spent, when=when), names))
    return rows


def moves_text(report: SegmentReport, names: ReportNames, most: int) -> list[str]:
    """The moves that most made."""
    return [
        names.term(
            "report.move",
            many=f"{move.customers:,}",
            before=names.segment(move.before) if move.before else names.term("report.not_bought_yet"),
            now=names.segment(move.now) if move.now else names.term("report.no_segment"),
        )
        for move in report.moves[:most]
    ]


def title_of(title: str, names: ReportNames) -> Written:
    """A table's title."""
    return Written(isolate_for(title, names.language))


def _beside(rows: Sequence[tuple[str, str, str]], names: ReportNames, asked: Sequence[str] = ()) -> list[Row]:
    """Rows as label and value, the value of the period before in brackets; what neither has only where it was asked."""
    return [
        _row(names.term(f"report.row.{name}"), names.term("report.value.before", now=now, before=before), names)
        for name, now, before in rows
        if name in asked or (now, before) != (NOTHING, NOTHING)
    ]


def _row(label: str, value: str, names: ReportNames) -> Row:
    return isolate_for(label, names.language), isolate_for(value, names.language)


def _share(share: Share, names: ReportNames) -> str:
    if share.share is None:
        return NOTHING
    return names.term("report.value.of", share=percent(share.share, names), n=f"{share.n:,}")


def _hours(found: Figures, names: ReportNames) -> str:
    minutes = found.first_answer.median
    return NOTHING if minutes is None else names.term("report.value.hours", hours=f"{minutes / 60:.1f}")


def _revenue(report: SalesReport, names: ReportNames) -> str:
    return money(report.total.revenue_minor, report.currency, names.language)


def _basket(found: Sales, currency: str, names: ReportNames) -> str:
    return NOTHING if found.basket_minor is None else money(found.basket_minor, currency, names.language)
