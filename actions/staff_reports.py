"""Satisfaction and sales for staff in chat: a short answer, a table, a chart; the numbers of `hamrah report …`."""

from abc import abstractmethod
from dataclasses import replace
from typing import Any

from actions.customer_cards import say_rows
from actions.figure_parts import parts_of_figures
from actions.report_asked import Asked, chart_address, read_asked
from actions.report_rows import (
    MOST_ROWS,
    measure_rows,
    money,
    percent,
    sales_rows,
    satisfaction_rows,
    shown,
    sold_rows,
    title_of,
)
from actions.several import WishAction
from actions.turn import Turn
from hamrah.charts.measures import MEASURES, Measure, plan_measure
from hamrah.charts.sales import plan_sales, sales_label
from hamrah.language.report_names import ReportNames
from hamrah.language.report_words import find_measures
from hamrah.services.actors import Actor
from hamrah.services.period_change import Estimate, change_between
from hamrah.services.refusal import Refusal
from hamrah.services.report_goods import goods_names
from hamrah.services.sales_report import CALENDAR, SALES_GROUPINGS, SalesBy, SalesReport, sales_report
from hamrah.services.satisfaction_report import GROUPINGS, By, Figures, SatisfactionReport, satisfaction_report

DAYS_AS_DAYS, DAYS_AS_WEEKS = 31, 130
"""Sales of so many days are shown by day, by week; of more, by month."""
CHANGES = {
    "higher": "utter_report_higher",
    "lower": "utter_report_lower",
    "no_clear_change": "utter_report_no_clear_change",
}


class FiguresAction(WishAction):
    """A report of figures. Asked for several in one sentence, each is told, in the order asked."""

    figures: str

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Tell what is asked for; what somebody may not see of it keeps nothing of the rest back."""
        parts = parts_of_figures(turn, self.figures)
        if len(parts) == 1:
            self.tell(parts[0][1], actor)
            return
        refused: set[str] = set()
        for name, part in parts:
            try:
                TELLERS[name]().tell(part, actor)
            except Refusal as refusal:
                if refusal.key not in refused:
                    turn.say(refusal.key, **refusal.values)
                refused.add(refusal.key)

    @abstractmethod
    def tell(self, turn: Turn, actor: Actor) -> None:
        """Tell the figures of this report. Raises `Refusal` where they are not for this member of staff."""


class StaffSatisfaction(FiguresAction):
    """How satisfied customers are."""

    action = "action_staff_satisfaction_report"
    figures = wish = "satisfaction"

    def tell(self, turn: Turn, actor: Actor) -> None:
        """Say each figure asked for with its interval, and against the period before; then the table with the chart."""
        asked, wanted = read_asked(turn, actor), [MEASURES[name] for name in find_measures(turn.text)]
        by: By = _satisfaction_by(asked.grouping)
        spans = ((asked.since, asked.until), asked.before)
        now, before = (satisfaction_report(turn.session, actor, *span, by, asked.wish, now=turn.now) for span in spans)
        measures = [one for one in wanted if one.of(now.total).value is not None] or wanted[:1]
        for measure in measures:
            self._say_figure(turn, asked, measure, measure.of(now.total))
            self._say_change(turn, asked, measure, measure.of(before.total), measure.of(now.total))
        if asked.grouping not in (None, "day", "week", "month", *GROUPINGS):
            turn.say("utter_report_not_by")
        for measure in measures if _is_apart(asked, now) else measures[:1]:
            self._show(turn, actor, asked, measure, (now, before))

    def _say_figure(self, turn: Turn, asked: Asked, measure: Measure, found: Estimate) -> None:
        about: dict[str, Any] = {"where": asked.where, "when": asked.names.period(asked.since, asked.until)}
        if found.value is None:
            turn.say("utter_report_nobody_rated", **about)
            return
        if found.n == 1 or found.low is None or found.high is None:
            turn.say("utter_report_one_answer", **about, value=shown(measure, found.value, asked.names))
            return
        low, high = (shown(measure, end, asked.names) for end in (found.low, found.high))
        about |= {"n": f"{found.n:,}", "low": low, "high": high}
        value = shown(measure, found.value, asked.names)
        if measure.name == "satisfied":
            turn.say("utter_report_satisfied", **about, share=value)
        elif measure.name == "nps":
            turn.say("utter_report_nps", **about, score=value)
        else:
            turn.say("utter_report_effort", **about, mean=value)

    def _say_change(self, turn: Turn, asked: Asked, measure: Measure, before: Estimate, now: Estimate) -> None:
        if now.n < 2:
            return
        change = change_between(before, now)
        if change.verdict == "too_few" or before.value is None:
            turn.say("utter_report_too_few", n=f"{now.n:,}", many=f"{before.n:,}")
            return
        turn.say(
            CHANGES[change.verdict],
            before=asked.names.period(*asked.before),
            value=shown(measure, before.value, asked.names),
            n=f"{before.n:,}",
        )

    def _show(
        self,
        turn: Turn,
        actor: Actor,
        asked: Asked,
        measure: Measure,
        reports: tuple[SatisfactionReport, SatisfactionReport],
    ) -> None:
        now, before = reports
        names, period = asked.names, asked.names.period(asked.since, asked.until)
        title = names.term("report.satisfaction.title", of=asked.where, period=period)
        groups: list[tuple[str, Figures]] = [(names.group(now.by, one.group), one) for one in now.groups]
        apart = _is_apart(asked, now)
        if not apart:
            groups = [(names.period(*asked.before), before.total), (period, now.total)]
        image = None
        if any(measure.of(one).value is not None for _, one in groups):
            image = chart_address(turn, actor, plan_measure(measure, groups, title, names))
        told = find_measures(turn.text) if measure.of(now.total).value is not None else ()
        rows = measure_rows(measure, now, names) if apart else satisfaction_rows(now.total, before.total, names, told)
        say_rows(turn, title_of(title, names), rows, image=image)


class StaffSales(FiguresAction):
    """What was sold."""

    action = "action_staff_sales_report"
    figures = wish = "sales"

    def tell(self, turn: Turn, actor: Actor) -> None:
        """Say what was sold, and against the period before; then the table with the chart."""
        asked = read_asked(turn, actor)
        by = _sales_by(asked)
        now = sales_report(turn.session, actor, asked.since, asked.until, by, asked.wish, now=turn.now)
        before = sales_report(turn.session, actor, *asked.before, "month", asked.wish, now=turn.now)
        names = _with_goods(turn, now, asked.names)
        self._say_sold(turn, asked, now, before)
        if not now.total.orders:
            return
        best = max(now.groups, key=lambda one: one.revenue_minor, default=None) if by not in CALENDAR else None
        if best is not None:
            label = sales_label(names, by, best.group)
            turn.say("utter_report_best", name=label, revenue=money(best.revenue_minor, now.currency, names.language))
        plan = plan_sales(now, names, asked.where)
        apart = asked.grouping in CALENDAR and 1 < len(now.groups) <= MOST_ROWS
        rows = sales_rows(now, before, names) if best is None and not apart else sold_rows(now, names)
        say_rows(turn, title_of(plan.title, names), rows, image=chart_address(turn, actor, plan))

    def _say_sold(self, turn: Turn, asked: Asked, now: SalesReport, before: SalesReport) -> None:
        names = asked.names
        about: dict[str, Any] = {"where": asked.where, "when": names.period(asked.since, asked.until)}
        total, earlier = now.total, before.total
        if total.basket_minor is None:
            turn.say("utter_report_nothing_sold", **about)
            return
        turn.say(
            "utter_report_sales",
            **about,
            revenue=money(total.revenue_minor, now.currency, names.language),
            orders=f"{total.orders:,}",
            units=f"{total.units:,}",
            basket=money(total.basket_minor, now.currency, names.language),
        )
        then = names.period(*asked.before)
        if not earlier.orders or earlier.revenue_minor <= 0 or before.currency != now.currency:
            turn.say("utter_report_nothing_sold_before", before=then)
            return
        grown = round(100 * (total.revenue_minor / earlier.revenue_minor - 1))
        key = "utter_report_sales_same"
        values: dict[str, Any] = {
            "before": then,
            "revenue": money(earlier.revenue_minor, before.currency, names.language),
        }
        if grown:
            key = "utter_report_sales_more" if grown > 0 else "utter_report_sales_less"
            values["percent"] = percent(abs(grown) / 100, names)
        turn.say(key, **values)


def _is_apart(asked: Asked, report: SatisfactionReport) -> bool:
    """Whether the table holds one figure by group, and not all figures beside the period before."""
    return asked.grouping in ("month", *GROUPINGS) and len(report.groups) > 1


TELLERS: dict[str, type[FiguresAction]] = {one.figures: one for one in (StaffSatisfaction, StaffSales)}


def _satisfaction_by(grouping: str | None) -> By:
    return next((by for by in GROUPINGS if by == grouping), "period")


def _sales_by(asked: Asked) -> SalesBy:
    """The grouping asked for, else the one that shows the days best."""
    wanted = next((by for by in SALES_GROUPINGS if by == asked.grouping), None)
    if wanted is not None:
        return wanted
    days = (asked.until - asked.since).days
    return "day" if days <= DAYS_AS_DAYS else "week" if days <= DAYS_AS_WEEKS else "month"


def _with_goods(turn: Turn, report: SalesReport, names: ReportNames) -> ReportNames:
    """The names with those of the goods that a report is grouped by."""
    goods = goods_names(turn.session, report.by, [found.group for found in report.groups], turn.language)
    return replace(names, goods=goods)
