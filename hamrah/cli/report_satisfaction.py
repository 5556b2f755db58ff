"""`hamrah report satisfaction`: what customers say and how well they are answered, as tables, JSON and a picture."""

from pathlib import Path
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
    drawing,
    grouping_of,
    wish_of,
)
from hamrah.cli.report_tables import new_table, show

if TYPE_CHECKING:
    from hamrah.services.satisfaction_intervals import Mean, NetPromoters, Share
    from hamrah.services.satisfaction_report import Figures, SatisfactionReport, Times

DAYS = 180
MOST_GROUPS = 60
"""So many groups are shown in the tables; the JSON has all."""


def satisfaction(
    from_: Annotated[str | None, typer.Option("--from", help="The first day, YYYY-MM-DD; else 180 days ago.")] = None,
    to: Annotated[str | None, typer.Option(help="The last day; else today.")] = None,
    by: Annotated[str, typer.Option(help="period, channel, branch, topic, language or segment.")] = "period",
    city: Cities = None,
    category: Category = None,
    product: Product = None,
    segment: Segment = None,
    json_: Json = False,
    chart: Chart = None,
    language: Language = "en",
) -> None:
    """Satisfaction: CSAT, NPS, CES, response rates, times, due times kept, what came back, what escalations cost."""
    from hamrah.bootstrap import sessions
    from hamrah.crm.base import utc_now
    from hamrah.services.actors import SYSTEM
    from hamrah.services.branches import branch_cities
    from hamrah.services.satisfaction_report import GROUPINGS, satisfaction_report

    check_drawing(language, chart)
    grouping = grouping_of(by, GROUPINGS)
    now = utc_now()
    since, until = days_between(from_, to, now, DAYS)
    with refusals_said(), sessions()() as session:
        wish = wish_of(session, city, category, product, segment)
        report = satisfaction_report(session, SYSTEM, since, until, grouping, wish, now=now)
        cities = branch_cities(session)
    if chart is not None:
        _draw(report, language, cities, chart)
    show(report, lambda: _print_tables(report, language, cities), json_=json_)


def _draw(report: "SatisfactionReport", language: str, cities: dict[str, str], file: Path) -> None:
    from hamrah.charts.satisfaction import draw_satisfaction
    from hamrah.cli.report_labels import chart_words

    with drawing(file):
        draw_satisfaction(report, chart_words(report, language, cities), file)


def _print_tables(report: "SatisfactionReport", language: str, cities: dict[str, str]) -> None:
    from rich.console import Console

    from hamrah.bootstrap import report_names
    from hamrah.language.formatting import format_money

    console = Console()
    if not report.groups:
        first, last = days_of(report.since, report.until)
        console.print(f"nothing was asked, rated or complained of from {first} to {last}")
        return
    asked = (report.by, "satisfied", "CSAT", "NPS", "CES", "answered CSAT", "NPS", "CES")
    said = new_table("What customers said (95% intervals)", *asked)
    kept = ("answered in time", "solved in time", "reopened", "escalations cost")
    done = new_table("How they were answered", report.by, "tickets", "first answer", "solution", *kept)
    named = report_names(language, cities)
    names = [named.group(report.by, found.group) for found in report.groups[:MOST_GROUPS]]
    for name, found in zip([*names, "all"], [*report.groups[:MOST_GROUPS], report.total], strict=True):
        said.add_row(name, *_said(found))
        done.add_row(name, *_done(found), format_money(found.cost_minor, report.currency, "en"))
    console.print(said)
    console.print(done)
    console.print("Times are medians / 90th percentiles by the clock; intervals, open hours and counts are in --json.")


def _said(found: "Figures") -> tuple[str, ...]:
    rates = (_share(found.answered[kind], interval=False) for kind in ("csat", "nps", "ces"))
    return _share(found.satisfied), _mean(found.csat), _nps(found.nps), _mean(found.effort), *rates


def _done(found: "Figures") -> tuple[str, ...]:
    shares = (found.answer_kept, found.solution_kept, found.reopened)
    kept = (_share(share, interval=False) for share in shares)
    return f"{found.tickets:,}", _times(found.first_answer), _times(found.solution), *kept


def _share(share: "Share", *, interval: bool = True) -> str:
    if share.share is None or share.low is None or share.high is None:
        return "–"
    between = f" ({share.low:.0%} to {share.high:.0%})" if interval else ""
    return f"{share.share:.0%}{between} of {share.n:,}"


def _mean(mean: "Mean") -> str:
    if mean.mean is None:
        return "–"
    between = "" if mean.low is None else f" ({mean.low:.2f} to {mean.high:.2f})"
    return f"{mean.mean:.2f}{between}"


def _nps(nps: "NetPromoters") -> str:
    if nps.score is None:
        return "–"
    return f"{nps.score:+.0f} ({nps.low:+.0f} to {nps.high:+.0f}) of {nps.n:,}"


def _times(times: "Times") -> str:
    if times.median is None or times.p90 is None:
        return "–"
    return f"{times.median / 60:.1f} / {times.p90 / 60:.1f} h"
