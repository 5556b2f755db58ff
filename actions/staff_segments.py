"""Segments and customers at risk for staff in chat, with the numbers of `hamrah report …`."""

from typing import Any

from actions.customer_cards import say_rows
from actions.customer_turns import SHOWN
from actions.report_asked import Asked, chart_address, read_asked
from actions.report_rows import at_risk_rows, money, moves_text, percent, segment_rows, title_of
from actions.several import WishAction
from actions.turn import Turn
from hamrah.charts.segments import plan_at_risk, plan_segments
from hamrah.services.actors import Actor
from hamrah.services.at_risk import AtRiskReport, at_risk_report
from hamrah.services.segment_report import SegmentReport, segment_report

MOST_MOVES = 3


class StaffSegments(WishAction):
    """How large the segments are, what they are worth, and who moved."""

    action = "action_staff_segment_report"
    wish = "segments"

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Say the sizes and the moves; then the table with the chart."""
        asked = read_asked(turn, actor)
        report = segment_report(turn.session, actor, asked.since if asked.names_days else None, asked.wish)
        names = asked.names
        if asked.wish.segment is not None:
            self._say_one(turn, asked, report, asked.wish.segment)
        else:
            self._say_all(turn, asked, report)
        moves = moves_text(report, names, MOST_MOVES)
        if moves:
            turn.say("utter_report_moves", since=names.day_of(report.since), moves=moves)
        if not report.segments:
            return
        plan = plan_segments(report, names, asked.where)
        image = chart_address(turn, actor, plan) if len(report.segments) > 1 else None
        say_rows(turn, title_of(plan.title, names), segment_rows(report, names), image=image)

    def _say_all(self, turn: Turn, asked: Asked, report: SegmentReport) -> None:
        if not report.segments:
            turn.say("utter_report_no_segments")
            return
        names = asked.names
        largest = max(report.segments, key=lambda size: size.customers)
        worthiest = max(report.segments, key=lambda size: size.expected_value_minor)
        turn.say(
            "utter_report_segments",
            where=asked.where,
            customers=f"{report.customers:,}",
            as_of=names.day_of(report.as_of),
            largest=names.segment(largest.segment),
            many=f"{largest.customers:,}",
            worthiest=names.segment(worthiest.segment),
            value=money(worthiest.expected_value_minor, report.currency, names.language),
            days=report.horizon_days,
        )

    def _say_one(self, turn: Turn, asked: Asked, report: SegmentReport, segment: str) -> None:
        names = asked.names
        size = next(iter(report.segments), None)
        if size is None:
            turn.say("utter_report_segment_empty", where=asked.where, segment=names.segment(segment))
            return
        turn.say(
            "utter_report_segment",
            where=asked.where,
            many=f"{size.customers:,}",
            segment=names.segment(segment),
            percent=percent(size.customers / report.customers, names),
            as_of=names.day_of(report.as_of),
            spent=money(size.spent_minor, report.currency, names.language),
            value=money(size.expected_value_minor, report.currency, names.language),
            days=report.horizon_days,
        )
        difference = size.customers - report.before.get(segment, 0)
        since = names.day_of(report.since)
        if difference:
            grew = "utter_report_segment_grew" if difference > 0 else "utter_report_segment_shrank"
            turn.say(grew, difference=f"{abs(difference):,}", since=since)
        else:
            turn.say("utter_report_segment_same", since=since)


class StaffAtRisk(WishAction):
    """Whom the shop is losing."""

    action = "action_staff_at_risk_customers"
    wish = "at_risk"

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Say how many and what is at stake; then those who spent most, each with a button, and the chart."""
        asked = read_asked(turn, actor)
        days = (asked.since, asked.until) if asked.names_days else (None, None)
        report = at_risk_report(turn.session, actor, asked.wish, *days, why=turn.intent)
        names = asked.names
        segment = names.segment(report.segment)
        if not report.customers:
            turn.say("utter_report_nobody_at_risk", where=asked.where, segment=segment)
            return
        self._say_many(turn, asked, report)
        turn.remember(**{SHOWN: [str(one.customer_id) for one in report.top]})
        buttons = [
            turn.own_button(turn.write(one.name), "staff_customer_summary", customer=str(one.customer_id))
            for one in report.top
        ]
        plan = plan_at_risk(report, names)
        image = chart_address(turn, actor, plan) if len(report.branches) > 1 else None
        say_rows(turn, title_of(segment, names), at_risk_rows(report, names), buttons, image)

    def _say_many(self, turn: Turn, asked: Asked, report: AtRiskReport) -> None:
        names = asked.names
        values: dict[str, Any] = {
            "where": asked.where,
            "many": f"{report.customers:,}",
            "segment": names.segment(report.segment),
            "spent": money(report.spent_minor, report.currency, names.language),
            "value": money(report.expected_value_minor, report.currency, names.language),
            "days": str(report.horizon_days),
        }
        if report.was is not None:
            turn.say("utter_report_at_risk_was", **values, was=names.segment(report.was))
        elif asked.names_days:
            turn.say("utter_report_at_risk_since", **values, when=names.period(asked.since, asked.until))
        else:
            turn.say("utter_report_at_risk", **values)
