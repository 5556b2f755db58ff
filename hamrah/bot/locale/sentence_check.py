"""What can be wrong with a language's training sentences: too few, in the wrong file, with two meanings."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hamrah.language.sentences import Sentence, Sentences
from hamrah.language.strict_yaml import DataFileError, load_mapping

FEWEST = 12
"""Sentences that each intent needs in each language before the bot can be trained on it."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What sentences may mean: the intents and entities of the domain, and the group (file) of each intent."""

    intents: tuple[str, ...]
    entities: frozenset[str]
    group_of: dict[str, str]

    @property
    def groups(self) -> tuple[str, ...]:
        """The names of the groups."""
        return tuple(sorted(set(self.group_of.values())))


def read_contract(domain: Path, model: Sentences) -> Contract:
    """Read the intents and entities of domain.yml; `model` are the sentences of the language that sets the groups.

    Raises DataFileError, naming file and key, if the domain cannot be read.
    """
    content = load_mapping(domain)
    return Contract(
        intents=tuple(_names(domain, content, "intents")),
        entities=frozenset(_names(domain, content, "entities")),
        group_of=model.group_of(),
    )


def _names(path: Path, content: dict[str, object], key: str) -> Iterator[str]:
    """Yield names that stand alone or, as Rasa has it, as the one key of a mapping with settings."""
    entries = content.get(key)
    if not isinstance(entries, list):
        raise DataFileError(f"{path}: {key}: must be a list")
    for entry in entries:
        yield str(next(iter(entry))) if isinstance(entry, dict) and entry else str(entry)


def check_sentences(found: Sentences, contract: Contract) -> list[str]:
    """Return every problem of one language's sentences, each naming file and intent."""
    return [*found.problems, *_files(found, contract), *_counts(found, contract), *_meanings(found, contract)]


def _files(found: Sentences, contract: Contract) -> Iterator[str]:
    for group, intents in found.intents.items():
        if group not in contract.groups:
            yield f"{found.path(group)}: {group}: not a group, known are {', '.join(contract.groups)}"
            continue
        for intent in intents:
            right = contract.group_of.get(intent)
            if intent not in contract.intents:
                yield f"{found.path(group)}: {intent}: not an intent of domain.yml"
            elif right is not None and right != group:
                yield f"{found.path(group)}: {intent}: belongs in {right}.yml"


def _counts(found: Sentences, contract: Contract) -> Iterator[str]:
    for group in contract.groups:
        if group not in found.intents:
            yield f"{found.path(group)}: missing"
    counts = Counter(intent for intent, _ in {(sentence.intent, sentence.key) for sentence in found.sentences})
    for intent in contract.intents:
        place = contract.group_of.get(intent)
        path = found.folder if place is None else found.path(place)
        if counts[intent] < FEWEST:
            yield f"{path}: {intent}: {counts[intent]} different sentences, at least {FEWEST} are needed"


def _meanings(found: Sentences, contract: Contract) -> Iterator[str]:
    first: dict[str, Sentence] = {}
    for sentence in found.sentences:
        for entity in sentence.entities:
            if entity not in contract.entities:
                yield f"{sentence.where}: {entity} is not an entity of domain.yml: {sentence.text}"
        key = sentence.key
        if key in first and first[key].intent != sentence.intent:
            yield f"{sentence.where}: means {first[key].intent} too: {sentence.text}"
        elif key in first:
            yield f"{sentence.where}: stands twice: {sentence.text}"
        first.setdefault(key, sentence)
