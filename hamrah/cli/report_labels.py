"""What the groups and panels of the satisfaction report are called in a language."""

from datetime import date
from typing import TYPE_CHECKING

from hamrah.bootstrap import languages, lexicon, texts
from hamrah.language.calendar_names import MONTHS
from hamrah.language.formatting import isolate_for

if TYPE_CHECKING:
    from hamrah.charts.satisfaction import Words
    from hamrah.services.satisfaction_report import SatisfactionReport


def group_name(by: str, group: str, language: str, cities: dict[str, str]) -> str:
    """What a group is called; a branch by its city, and what has no name by what it is called in the store."""
    if group == "none":
        return texts().term(language, "report.none")
    if by == "period":
        year, month = group.split("-")
        return f"{MONTHS.get(language, MONTHS['en'])[int(month) - 1]} {year}"
    if by == "branch":
        return lexicon().name("city", cities.get(group, group), language)
    if by == "language" and group in languages().codes:
        return languages()[group].native_name
    if by == "segment":
        return lexicon().name("segment", group, language)
    key = f"report.{by}.{group}"
    return texts().term(language, key) if texts().has_term(key) else group


def chart_words(report: "SatisfactionReport", language: str, cities: dict[str, str]) -> "Words":
    """All that is written in the picture of a report."""
    from hamrah.charts.satisfaction import PANELS, Words

    title = texts().term(language, "report.title")
    days = {"since": _day(report.since.date(), language), "until": _day(report.until.date(), language)}
    names = [panel.name for panel in PANELS]
    currency = isolate_for(report.currency, language)
    panels = {name: texts().term(language, f"report.panel.{name}").format(currency=currency) for name in names}
    return Words(
        title.format(**days),
        panels,
        {found.group: group_name(report.by, found.group, language, cities) for found in report.groups},
        language,
        languages().is_rtl(language),
    )


def _day(day: date, language: str) -> str:
    return f"{day.day} {MONTHS.get(language, MONTHS['en'])[day.month - 1]} {day.year}"
