"""What the groups and panels of the satisfaction report are called in a language."""

from datetime import date
from typing import TYPE_CHECKING

from hamrah.bootstrap import languages, report_names, texts
from hamrah.cli.report_options import days_of
from hamrah.language.calendar_names import MONTHS
from hamrah.language.formatting import isolate_for

if TYPE_CHECKING:
    from hamrah.charts.satisfaction import Words
    from hamrah.services.satisfaction_report import SatisfactionReport


def chart_words(report: "SatisfactionReport", language: str, cities: dict[str, str]) -> "Words":
    """All that is written in the picture of a report."""
    from hamrah.charts.satisfaction import PANELS, Words

    names_of = report_names(language, cities)
    title = texts().term(language, "report.title")
    first, last = (_day(day, language) for day in days_of(report.since, report.until))
    names = [panel.name for panel in PANELS]
    currency = isolate_for(report.currency, language)
    panels = {name: texts().term(language, f"report.panel.{name}").format(currency=currency) for name in names}
    return Words(
        title.format(since=first, until=last),
        panels,
        {found.group: names_of.group(report.by, found.group) for found in report.groups},
        language,
        languages().is_rtl(language),
    )


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS.get(language, MONTHS['en'])[day.month - 1]} {day.year}"
