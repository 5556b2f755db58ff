"""The composition root: what a process opens once and shares. Nothing is opened before it is asked for."""

from collections.abc import Mapping

from hamrah.crm.engine import Sessions, open_engine, open_sessions
from hamrah.language.lexicon import Lexicon
from hamrah.language.registry import Languages, load_languages
from hamrah.language.report_names import ReportNames
from hamrah.language.text_catalogue import TextCatalogue, load_text_catalogue
from hamrah.once import once
from hamrah.services.notifier import Notifier, StoreNotifier
from hamrah.services.word_lists import shop_lexicon
from hamrah.settings import PROJECT, settings


@once
def sessions() -> Sessions:
    """Sessions on the store that the settings name."""
    return open_sessions(open_engine(settings().database_url))


@once
def languages() -> Languages:
    """The registry of languages."""
    return load_languages(PROJECT / "languages.yml")


@once
def texts() -> TextCatalogue:
    """All that the assistant says, in every language."""
    return load_text_catalogue(settings().data_dir / "responses", languages())


def lexicon() -> Lexicon:
    """Words for colours, materials, sizes, cities and the like, with their canonical values."""
    return shop_lexicon()


@once
def notifier() -> Notifier:
    """What sends codes and reminders."""
    return StoreNotifier()


def report_names(language: str, cities: Mapping[str, str], goods: Mapping[str, str] | None = None) -> ReportNames:
    """What a report's groups are called in a language; `cities` by branch code, `goods` by their code or SKU."""
    return ReportNames(texts(), lexicon(), languages(), language, cities, goods or {}, settings().timezone)
