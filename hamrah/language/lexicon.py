"""Words for the values of an entity, read from `data/lexicon/<entity>.yml`.

    values:
      yellow: {en: [yellow], ur: [پیلا, پیلی], ur-Latn: [peela, peeli]}

The file's name is the entity's name; a value is written as the contract says. A phrase is matched after normalisation,
so one spelling covers its variants in code points, diacritics and case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hamrah.language.normalise import normalise
from hamrah.language.strict_yaml import DataFileError, load_mapping


@dataclass(slots=True)
class Lexicon:
    """The phrases of every entity: normalised phrase to value."""

    by_entity: dict[str, dict[str, str]] = field(default_factory=dict)
    names: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities that have a file, sorted."""
        return tuple(sorted(self.by_entity))

    def phrases(self, entity: str) -> dict[str, str]:
        """Return normalised phrase to value, empty for an entity without a file. A phrase may be several words."""
        return self.by_entity.get(entity, {})

    def values(self, entity: str) -> tuple[str, ...]:
        """Return the values of an entity in the order of its file."""
        return tuple(dict.fromkeys(self.phrases(entity).values()))

    def name(self, entity: str, value: str, language: str) -> str:
        """Return how a language calls a value (the first phrase of its list), or the value itself if it has none."""
        return self.names.get((entity, value, language), value)


def load_lexicon(folder: Path | str) -> Lexicon:
    """Read every file of a folder.

    Raises DataFileError, naming file and value, for a wrong shape or a phrase that has two meanings.
    """
    folder = Path(folder)
    lexicon = Lexicon()
    for path in sorted(folder.glob("*.yml")):
        _read_file(lexicon, path)
    if not lexicon.by_entity:
        raise DataFileError(f"{folder}: holds no <entity>.yml")
    return lexicon


def _read_file(lexicon: Lexicon, path: Path) -> None:
    entity = path.stem
    values = load_mapping(path).get("values")
    if not isinstance(values, dict) or not values:
        raise DataFileError(f"{path}: values: must be a mapping with at least one value")
    phrases: dict[str, str] = {}
    for value, spellings in values.items():
        if not isinstance(value, str):
            raise DataFileError(f"{path}: values.{value}: quote what YAML reads as a number or yes/no")
        for language, phrase in _phrases(path, value, spellings):
            lexicon.names.setdefault((entity, value, language), phrase)
            key = " ".join(normalise(phrase).text.split())
            if not key:
                raise DataFileError(f"{path}: values.{value}.{language}: an empty phrase")
            if phrases.setdefault(key, value) != value:
                raise DataFileError(f"{path}: values.{value}.{language}: {phrase!r} means {phrases[key]} too")
    lexicon.by_entity[entity] = phrases


def _phrases(path: Path, value: str, spellings: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(spellings, dict) or not spellings:
        raise DataFileError(f"{path}: values.{value}: must map a language to a list of phrases")
    for language, phrases in spellings.items():
        where = f"{path}: values.{value}.{language}"
        if not isinstance(phrases, list) or not phrases:
            raise DataFileError(f"{where}: must be a list of phrases")
        for phrase in phrases:
            if not isinstance(phrase, str):
                raise DataFileError(f"{where}: {phrase!r} is not a text; quote it")
            yield str(language), phrase
