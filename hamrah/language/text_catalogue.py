"""What the assistant says, read from `data/responses/<language>/<topic>.yml`.

A file holds the language it is in and three kinds of text:

    language: ur
    messages: {utter_x: ["text with {placeholder}", "another way to say it"]}
    buttons: {confirm_yes: "جی ہاں"}
    terms: {order_status.shipped: "روانہ ہو چکا"}

Reading collects what is wrong instead of stopping at it, so that one run of the validator shows everything
(`hamrah/language/catalogue_check.py` adds what can only be seen over all languages).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hamrah.language.registry import Languages
from hamrah.language.strict_yaml import DataFileError, load_mapping

KINDS = ("messages", "buttons", "terms")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of one language: its texts (one for a button or term), and the file they stand in."""

    kind: str
    language: str
    key: str
    texts: tuple[str, ...]
    path: Path

    @property
    def where(self) -> str:
        """File and key, as a complaint names them."""
        return f"{self.path}: {self.kind}.{self.key}"


@dataclass(slots=True)
class TextCatalogue:
    """Every text in every language. Look-ups follow the language's fallback; `problems` is what reading found wrong."""

    languages: Languages
    entries: dict[tuple[str, str, str], Entry] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def keys(self, kind: str) -> tuple[str, ...]:
        """Return the keys of a kind (`messages`, `buttons` or `terms`) over all languages, sorted."""
        return tuple(sorted({entry.key for entry in self if entry.kind == kind}))

    @property
    def message_keys(self) -> tuple[str, ...]:
        """The response keys over all languages, sorted."""
        return self.keys("messages")

    def message(self, language: str, key: str) -> tuple[str, ...]:
        """Return the variations of a message. Raises KeyError if no language of the chain has it."""
        return self._find("messages", language, key).texts

    def button(self, language: str, name: str) -> str:
        """Return a button's title. Raises KeyError if no language of the chain has it."""
        return self._find("buttons", language, name).texts[0]

    def term(self, language: str, name: str) -> str:
        """Return a term ("order_status.shipped"). Raises KeyError if no language of the chain has it."""
        return self._find("terms", language, name).texts[0]

    def has_term(self, name: str) -> bool:
        """Tell whether any language has the term."""
        return any(("terms", code, name) in self.entries for code in self.languages.codes)

    def _find(self, kind: str, language: str, key: str) -> Entry:
        for code in self.languages.chain(language):
            entry = self.entries.get((kind, code, key))
            if entry is not None:
                return entry
        raise KeyError(f"{kind}.{key} stands in no file of {', '.join(self.languages.chain(language))}")


def read_text_catalogue(folder: Path | str, languages: Languages) -> TextCatalogue:
    """Read every file below the folder but those of drafts; what is wrong goes to the catalogue's `problems`."""
    folder = Path(folder)
    catalogue = TextCatalogue(languages)
    for path in sorted(folder.glob("*/*.yml")):
        if path.parent.name in languages.drafts:
            continue
        try:
            content = load_mapping(path)
        except DataFileError as error:
            catalogue.problems.append(str(error))
            continue
        _read_file(catalogue, path, content)
    if not catalogue.entries and not catalogue.problems:
        catalogue.problems.append(f"{folder}: holds no <language>/<topic>.yml")
    return catalogue


def load_text_catalogue(folder: Path | str, languages: Languages) -> TextCatalogue:
    """Read the texts for use. Raises DataFileError with every problem of reading, one a line."""
    catalogue = read_text_catalogue(folder, languages)
    if catalogue.problems:
        raise DataFileError("\n".join(catalogue.problems))
    return catalogue


def _read_file(catalogue: TextCatalogue, path: Path, content: dict[str, Any]) -> None:
    language = path.parent.name
    if language not in catalogue.languages:
        catalogue.problems.append(f"{path}: folder {language} is not a language of languages.yml")
        return
    if content.get("language") != language:
        catalogue.problems.append(f"{path}: language: says {content.get('language')!r}, the folder says {language!r}")
    for key in content:
        if key != "language" and key not in KINDS:
            catalogue.problems.append(f"{path}: {key}: unknown, known are language, {', '.join(KINDS)}")
    for kind in KINDS:
        section = content.get(kind) or {}
        if not isinstance(section, dict):
            catalogue.problems.append(f"{path}: {kind}: must be a mapping")
            continue
        for key, value in section.items():
            _add(catalogue, Entry(kind, language, str(key), _texts(kind, value), path))


def _add(catalogue: TextCatalogue, entry: Entry) -> None:
    if not entry.texts:
        expected = "a list of texts" if entry.kind == "messages" else "one text"
        catalogue.problems.append(f"{entry.where}: must be {expected} (quote what YAML reads as a number or yes/no)")
        return
    identity = (entry.kind, entry.language, entry.key)
    if identity in catalogue.entries:
        catalogue.problems.append(f"{entry.where}: stands in {catalogue.entries[identity].path.name} too")
        return
    catalogue.entries[identity] = entry


def _texts(kind: str, value: Any) -> tuple[str, ...]:
    """Return the texts of a value, or an empty tuple if it is not of the kind's shape."""
    values = value if kind == "messages" else [value]
    if not isinstance(values, list) or not all(isinstance(text, str) for text in values):
        return ()
    return tuple(values)
