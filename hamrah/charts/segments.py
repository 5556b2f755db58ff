"""Segments and customers at risk as charts: counts of customers. No customer is named in a picture."""

from hamrah.charts.plan import Bar, ChartPlan
from hamrah.language.report_names import ReportNames
from hamrah.services.at_risk import AtRiskReport
from hamrah.services.segment_report import SegmentReport


def plan_segments(report: SegmentReport, names: ReportNames, of: str | None = None) -> ChartPlan:
    """The customers of each segment."""
    bars = tuple(Bar(names.segment(size.segment), size.customers, f"{size.customers:,}") for size in report.segments)
    return _counts(bars, names.term("report.segments.title", of=of or names.term("report.whole_shop")), names)


def plan_at_risk(report: AtRiskReport, names: ReportNames, of: str | None = None) -> ChartPlan:
    """Those at risk by home branch; `of` is what they are called where they are not all of the segment."""
    bars = tuple(Bar(names.group("branch", code), many, f"{many:,}") for code, many in report.branches.items())
    return _counts(bars, names.term("report.at_risk.title", segment=of or names.segment(report.segment)), names)


def _counts(bars: tuple[Bar, ...], title: str, names: ReportNames) -> ChartPlan:
    return ChartPlan(title, names.term("report.figure.customers"), bars, names.language, names.right_to_left)
