"""Training sentences of one language as they stand in `data/nlu/<language>/<group>.yml`, without Rasa.

Reading collects what is wrong in the files instead of stopping at it, as the catalogue of texts does.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hamrah.language.normalise import normalise
from hamrah.language.strict_yaml import DataFileError, load_mapping

_BULLET = "- "
# Rasa's two ways of marking an entity: [text](entity) or [text](entity:value), and [text]{"entity": "x", "value": "y"}.
_MARK = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\((?P<name>[^():]+)(?::[^()]+)?\)|(?P<json>\{[^{}]*\}))")
_LOOSE_BRACKET = re.compile(r"\[[^\[\]]*\]\s*[({]|\](?:\(|\{)|\{\s*\"?entity")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One training sentence: its words without marks and as the bot sees them, and the entities marked in it."""

    intent: str
    path: Path
    text: str
    key: str
    entities: tuple[str, ...]

    @property
    def where(self) -> str:
        """File and intent, as a complaint names them."""
        return f"{self.path}: {self.intent}"


@dataclass(slots=True)
class Sentences:
    """The sentences of one language. `intents` are the intents of each group, also those without a sentence."""

    folder: Path
    intents: dict[str, list[str]] = field(default_factory=dict)
    sentences: list[Sentence] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def path(self, group: str) -> Path:
        """The file of a group."""
        return self.folder / f"{group}.yml"

    def group_of(self) -> dict[str, str]:
        """Return the group that each intent stands in."""
        return {intent: group for group, intents in self.intents.items() for intent in intents}


def read_sentences(folder: Path) -> Sentences:
    """Read the files of one language; what is wrong in them goes to `problems`, each naming file and intent."""
    found = Sentences(folder)
    for path in sorted(folder.glob("*.yml")):
        found.intents[path.stem] = []
        try:
            entries = load_mapping(path).get("nlu")
        except DataFileError as error:
            found.problems.append(str(error))
            continue
        if not isinstance(entries, list):
            found.problems.append(f"{path}: nlu: must be a list of intents with examples")
            continue
        for entry in entries:
            _read_intent(found, path, entry)
    return found


def example_lines(entry: dict[str, Any]) -> list[str]:
    """Return the lines of an entry's `examples` that are not empty, as they are written."""
    return [line.strip() for line in str(entry.get("examples") or "").splitlines() if line.strip()]


def _read_intent(found: Sentences, path: Path, entry: Any) -> None:
    intent = entry.get("intent") if isinstance(entry, dict) else None
    if not isinstance(intent, str) or not isinstance(entry.get("examples", ""), str | None):
        found.problems.append(f"{path}: nlu: {str(entry)[:60]!r} is not an intent with examples")
        return
    if intent in found.intents[path.stem]:
        found.problems.append(f"{path}: {intent}: stands twice")
    found.intents[path.stem].append(intent)
    for line in example_lines(entry):
        if not line.startswith(_BULLET):
            found.problems.append(f'{path}: {intent}: must begin with "- ": {line}')
            continue
        written = line.removeprefix(_BULLET).strip()
        text = _MARK.sub(lambda mark: mark["text"], written)
        key = " ".join(normalise(text).text.split())
        sentence = Sentence(intent, path, text, key, tuple(_entities(written)))
        found.sentences.append(sentence)
        found.problems.extend(f"{sentence.where}: {problem}: {written}" for problem in _faults(written))


def _entities(written: str) -> Iterator[str]:
    for mark in _MARK.finditer(written):
        values = _values(mark)
        name = values.get("entity") if values is not None else None
        if isinstance(name, str):
            yield name


def _values(mark: re.Match[str]) -> dict[str, Any] | None:
    """Return what a mark says, None if it is not readable."""
    if mark["json"] is None:
        return {"entity": mark["name"].strip()}
    try:
        values: dict[str, Any] = json.loads(mark["json"])
    except json.JSONDecodeError:
        return None
    return values


def _faults(written: str) -> Iterator[str]:
    for mark in _MARK.finditer(written):
        if "entity" not in (_values(mark) or {}):
            yield f"{mark.group()} does not name an entity"
    if _LOOSE_BRACKET.search(_MARK.sub("", written)):
        yield "a bracket of a mark is missing"
