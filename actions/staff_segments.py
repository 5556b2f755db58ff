"""Segments and customers at risk for staff in chat, with the numbers of `hamrah report …`."""

from datetime import timedelta
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
SOME = {
    (False, False): "utter_report_at_risk",
    (False, True): "utter_report_at_risk_since",
    (True, False): "utter_report_at_risk_was",
    (True, True): "utter_report_at_risk_was_since",
}
NOBODY = {
    (False, False): "utter_report_nobody_at_risk",
    (False, True): "utter_report_nobody_at_risk_since",
    (True, False): "utter_report_nobody_at_risk_was",
    (True, True): "utter_report_nobody_at_risk_was_since",
}
"""What is said of those at risk, by whether a segment is named where they were before, and days when they came."""


class StaffSegments(WishAction):
    """How large the segments are, what they are worth, and who moved."""

    action = "action_staff_segment_report"
    wish = "segments"

    def serve(self, turn: Turn, actor: Actor) -> None:
        """Say the sizes and the moves; then the table with the chart."""
        asked = read_asked(turn, actor, of_customers=True)
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
        asked = read_asked(turn, actor, of_customers=True)
        days = (asked.since, asked.until) if asked.names_days else (None, None)
        report = at_risk_report(turn.session, actor, asked.wish, *days, why=turn.intent)
        names = asked.names
        self._say(turn, asked, report)
        if not report.customers:
            return
        turn.remember(**{SHOWN: [str(one.customer_id) for one in report.top]})
        buttons = [
            turn.own_button(turn.write(one.name), "staff_customer_summary", customer=str(one.customer_id))
            for one in report.top
        ]
        title = names.joined([names.segment(report.segment), *([] if asked.buyers is None else [asked.buyers])])
        plan = plan_at_risk(report, names, title)
        image = chart_address(turn, actor, plan) if len(report.branches) > 1 else None
        say_rows(turn, title_of(title, names), at_risk_rows(report, names), buttons, image)

    def _say(self, turn: Turn, asked: Asked, report: AtRiskReport) -> None:
        names = asked.names
        about: dict[str, Any] = {"where": asked.where, "segment": names.segment(report.segment)}
        if report.was is not None:
            about["was"] = names.segment(report.was)
        if asked.names_days:
            about["when"] = names.period(asked.since, asked.until)
        which = report.was is not None, asked.names_days
        if report.then is not None:
            last = names.day_of(asked.until - timedelta(microseconds=1))
            turn.say("utter_report_at_risk_then", **{**about, "when": last}, many=f"{report.then:,}")
        if not report.customers:
            turn.say(NOBODY[which], **about)
            return
        turn.say(
            SOME[which],
            **about,
            many=f"{report.customers:,}",
            spent=money(report.spent_minor, report.currency, names.language),
            value=money(report.expected_value_minor, report.currency, names.language),
            days=str(report.horizon_days),
        )
