"""What the groups, periods and goods of a report are called in a language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hamrah.language.calendar_names import MONTHS
from hamrah.language.formatting import SHOP_TIMEZONE
from hamrah.language.lexicon import Lexicon
from hamrah.language.registry import Languages
from hamrah.language.text_catalogue import TextCatalogue

NONE = "none"


@dataclass(frozen=True)
class ReportNames:
    """The words of one language. `cities` by branch code, `goods` by the code of a category or a product's SKU."""

    texts: TextCatalogue
    lexicon: Lexicon
    languages: Languages
    language: str
    cities: Mapping[str, str] = field(default_factory=dict)
    goods: Mapping[str, str] = field(default_factory=dict)
    timezone: str = SHOP_TIMEZONE

    @property
    def right_to_left(self) -> bool:
        """Whether the language runs from right to left."""
        return self.languages.is_rtl(self.language)

    def term(self, name: str, **values: str) -> str:
        """A term of the catalogue, with its values put in."""
        return self.texts.term(self.language, name).format(**values)

    def joined(self, parts: Sequence[str]) -> str:
        """Parts of a name with the language's comma between them; empty for none."""
        return ("، " if self.right_to_left else ", ").join(parts)

    def group(self, by: str, group: str) -> str:
        """What a group is called; a branch by its city, and what has no name by what it is called in the store."""
        if group == NONE:
            return self.term("report.none")
        named = {
            "branch": lambda: self.city(self.cities.get(group, group)),
            "segment": lambda: self.segment(group),
            "category": lambda: self.goods.get(group, group),
            "product": lambda: self.goods.get(group, group),
            "day": lambda: self.day(date.fromisoformat(group)),
            "week": lambda: self.day(date.fromisoformat(group)),
        }
        if by in named:
            return named[by]()
        if by in ("period", "month"):
            year, month = group.split("-")
            return f"{self._months[int(month) - 1]} {year}"
        if by == "language" and group in self.languages.codes:
            return self.languages[group].native_name
        key = f"report.{by}.{group}"
        return self.texts.term(self.language, key) if self.texts.has_term(key) else group

    def segment(self, name: str) -> str:
        """What a segment is called."""
        return self.lexicon.name("segment", name, self.language)

    def city(self, name: str) -> str:
        """What a city is called."""
        return self.lexicon.name("city", name, self.language)

    def period(self, since: datetime, until: datetime) -> str:
        """Whole days of the shop: "5 October 2026", "October 2026", "1 October 2026 to 12 October 2026"."""
        zone = ZoneInfo(self.timezone)
        first = since.astimezone(zone).date()
        last = (until.astimezone(zone) - timedelta(microseconds=1)).date()
        if first == last:
            return self._dated(first)
        if first.day == 1 and (first.year, first.month) == (last.year, last.month) and _next(last).day == 1:
            return f"{self._months[first.month - 1]} {first.year}"
        return self.term("report.from_to", since=self._dated(first), until=self._dated(last))

    def day(self, day: date) -> str:
        """A day: "5 October"."""
        return f"{day.day} {self._months[day.month - 1]}"

    def day_of(self, moment: datetime) -> str:
        """The shop's day of a moment: "5 October 2026"."""
        return self._dated(moment.astimezone(ZoneInfo(self.timezone)).date())

    @property
    def _months(self) -> tuple[str, ...]:
        return MONTHS.get(self.language, MONTHS["en"])

    def _dated(self, day: date) -> str:
        return f"{self.day(day)} {day.year}"


def _next(day: date) -> date:
    return day + timedelta(days=1)
