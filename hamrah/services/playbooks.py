"""The shop's own pages on how things are done (`data/playbooks/`), found by what a member of staff asks.

A page answers only what it stands for: below `SURE` there is no answer but the titles that come nearest. Figures in a
page are names of the shop's rules, `{returns.return_days}`, so that a page cannot say something else than the shop
does; minutes can be written in hours, `{tickets.sla.high.first_answer_minutes:hours}`.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hamrah.language.formatting import format_money, isolate_for
from hamrah.language.how_to import topic_sounds
from hamrah.language.registry import load_languages
from hamrah.language.strict_yaml import DataFileError, read_mapping
from hamrah.services.handover_rules import handover_rules
from hamrah.services.policies import RUPEES, policies
from hamrah.services.refusal import Refusal
from hamrah.services.ticket_rules import ticket_rules
from hamrah.settings import PROJECT, settings

FOLDER = "playbooks"
SURE = 0.56
"""How like a question a page's title, or a phrase it is asked by, must be. Of the questions in the tests 96 of 99 find
their page by it, none a wrong one, and 1 of 26 that have no page is answered all the same."""
LEAST = 0.15
NEAREST = 3
MAIN = "en"
_FRONT = re.compile(r"\A---\n(?P<front>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
_FIGURE = re.compile(r"\{(?P<name>[a-z_.]+)(?P<hours>:hours)?\}")
_EXAMPLE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Playbook:
    """One page in one language. `name` is that of its file, the same in every language; `asked_as` how it is asked."""

    name: str
    language: str
    title: str
    asked_as: tuple[str, ...]
    body: str

    def text(self) -> str:
        """The page with the shop's figures in it. Raises `DataFileError` for a figure that the shop's rules lack."""
        written = _FIGURE.sub(lambda found: _figure(found, self), self.body)
        return _EXAMPLE.sub(lambda found: f"“{isolate_for(found[1], self.language)}”", written).strip()


@dataclass(frozen=True)
class Found:
    """The page that answers a question, None where there is none, and those that come nearest, the best first."""

    page: Playbook | None
    nearest: tuple[Playbook, ...]


class Library:
    """All pages in all languages."""

    def __init__(self, pages: Sequence[Playbook]) -> None:
        """Shelve the pages by what their titles and phrases sound like."""
        self._pages = {(page.language, page.name): page for page in pages}
        self._phrases: dict[str, list[list[str]]] = {}
        for page in pages:
            heard = [topic_sounds(phrase) for phrase in (page.title, *page.asked_as)]
            self._phrases.setdefault(page.name, []).extend(phrase for phrase in heard if phrase)
        spoken = Counter(key for phrases in self._phrases.values() for key in {k for one in phrases for k in one})
        self._weights = {key: math.log1p(len(self._phrases) / times) for key, times in spoken.items()}
        self._unknown = math.log1p(len(self._phrases))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the pages, sorted."""
        return tuple(sorted(self._phrases))

    def page(self, name: str, language: str) -> Playbook:
        """A page by its name; in English where the language has none. Raises `Refusal` for an unknown name."""
        found = self._pages.get((language, name)) or self._pages.get((MAIN, name))
        if found is None:
            raise Refusal("utter_playbook_none")
        return found

    def find(self, question: str, language: str) -> Found:
        """What answers a raw question; the languages' phrases are looked through together, since people mix them."""
        asked = topic_sounds(question)
        likeness = {name: max(self._likeness(asked, one) for one in said) for name, said in self._phrases.items()}
        best = sorted(likeness, key=lambda name: (-likeness[name], name))[:NEAREST]
        near = tuple(self.page(name, language) for name in best if likeness[name] >= LEAST)
        return Found(near[0] if near and likeness[best[0]] >= SURE else None, near)

    def _likeness(self, asked: Sequence[str], phrase: Sequence[str]) -> float:
        """How much of each the other holds, rare words counting more (F1 of weighted words), 0 to 1."""
        whole = self._weight(asked) + self._weight(phrase)
        return 2 * self._weight([key for key in asked if key in phrase]) / whole if whole else 0.0

    def _weight(self, keys: Sequence[str]) -> float:
        return sum(self._weights.get(key, self._unknown) for key in keys)


def load_playbooks(folder: Path, drafts: Collection[str] = ()) -> Library:
    """Read `<language>/<name>.md` of a folder, without the languages that are still drafts.

    Raises `DataFileError`, naming the file, for a page that is no front matter and text, that another language lacks,
    or that names a figure the shop's rules do not have.
    """
    pages = [read_page(file) for file in sorted(folder.glob("*/*.md")) if file.parent.name not in drafts]
    by_language: dict[str, set[str]] = {}
    for page in pages:
        by_language.setdefault(page.language, set()).add(page.name)
        page.text()
    every = set().union(*by_language.values()) if by_language else set()
    for language, names in sorted(by_language.items()):
        if missing := sorted(every - names):
            raise DataFileError(f"{folder / language}: has no page {missing[0]}.md, which another language has")
    return Library(pages)


@lru_cache(maxsize=1)
def playbooks() -> Library:
    """The shop's pages, read once."""
    return load_playbooks(settings().data_dir / FOLDER, load_languages(PROJECT / "languages.yml").drafts)


def figure_names(page: Playbook) -> list[str]:
    """The names of the figures in a page, sorted."""
    return sorted(found["name"] for found in _FIGURE.finditer(page.body))


def read_page(file: Path) -> Playbook:
    """Read `<language>/<name>.md`. Raises `DataFileError`, naming it, for one that is no front matter and text.

    The front matter is read as the shop's other files are: a key that stands twice is refused.
    """
    try:
        match = _FRONT.match(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{file}: cannot be read ({error.__class__.__name__})") from error
    front = read_mapping("---\n" + match["front"], file) if match else {}
    if match is None or front.keys() != {"title", "asked_as"}:
        raise DataFileError(f"{file}: must begin with --- title and asked_as ---")
    phrases = front["asked_as"]
    if not isinstance(phrases, list) or not all(isinstance(one, str) for one in (front["title"], *phrases)):
        raise DataFileError(f"{file}: the title is a text, asked_as a list of texts")
    return Playbook(file.stem, file.parent.name, front["title"], tuple(phrases), match["body"])


def _figure(found: re.Match[str], page: Playbook) -> str:
    name, value = found["name"], figure_value(found["name"], page)
    if found["hours"] is not None:
        value, rest = divmod(value, 60)
        if rest:
            raise DataFileError(f"{page.language}/{page.name}.md: {name} is no whole number of hours")
    written = format_money(value * 100, RUPEES, page.language) if name.endswith("_rupees") else f"{value:,}"
    return isolate_for(written, page.language)


def figure_value(name: str, page: Playbook) -> int:
    """The shop's figure of a name that a page has. Raises `DataFileError` where its rules have none."""
    roots: dict[str, Any] = {"tickets": ticket_rules(), "handover": handover_rules()}
    first, _, rest = name.partition(".")
    value = roots.get(first)
    steps = rest.split(".")
    if value is None:
        value, steps = policies(), name.split(".")
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    if not isinstance(value, int) or isinstance(value, bool):
        raise DataFileError(f"{page.language}/{page.name}.md: the shop's rules have no figure {name!r}")
    return value
