"""One figure of satisfaction as a chart, with its intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hamrah.charts.plan import Bar, ChartPlan
from hamrah.language.report_names import ReportNames
from hamrah.services.period_change import Estimate
from hamrah.services.satisfaction_report import Figures


@dataclass(frozen=True)
class Measure:
    """A figure of satisfaction: how it is found, its scale, and by what its own scale is multiplied to be shown."""

    name: str
    of: Callable[[Figures], Estimate]
    scale: tuple[float, float]
    times: float
    written: str

    def show(self, value: float) -> str:
        """A value of the figure as people read it, without a unit."""
        return self.written.format(value * self.times)


MEASURES: dict[str, Measure] = {
    "satisfied": Measure("satisfied", lambda found: Estimate.of(found.satisfied), (0, 100), 100, "{:.0f}"),
    "nps": Measure("nps", lambda found: Estimate.of(found.nps), (-100, 100), 1, "{:+.0f}"),
    "effort": Measure("effort", lambda found: Estimate.of(found.effort), (1, 7), 1, "{:.1f}"),
}


def plan_measure(measure: Measure, rows: Sequence[tuple[str, Figures]], title: str, names: ReportNames) -> ChartPlan:
    """A figure for each of several groups or periods, under their labels."""
    bars = tuple(_bar(label, measure, measure.of(found)) for label, found in rows)
    return ChartPlan(
        title=title,
        figure=names.term(f"report.figure.{measure.name}"),
        bars=bars,
        language=names.language,
        right_to_left=names.right_to_left,
        scale=measure.scale,
    )


def _bar(label: str, measure: Measure, found: Estimate) -> Bar:
    if found.value is None:
        return Bar(label, None)
    low, high = (None if end is None else end * measure.times for end in (found.low, found.high))
    written = f"{measure.show(found.value)}{'%' if measure.name == 'satisfied' else ''} (n = {found.n:,})"
    return Bar(label, found.value * measure.times, written, low, high)
