"""Which words of a message are entities: a conditional random field that weighs what lists and patterns say in context.

A list knows that "پیلا" is yellow and a pattern that "1042" may be an order; only the sentence tells that "call me"
names a channel and "the rider did not call" none, and who "Sana" is that no list knows.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pycrfsuite

from hamrah.bot.nlu.phrases import longest
from hamrah.bot.nlu.tag_features import Seen
from hamrah.language.found import Found

FIELD, WORDS = "entities.crfsuite", "words.txt"
NONE = "O"
VALUED = "issue_type"
"""The entity whose value only the sentence tells: its values are tags of their own."""
AS_TYPED = ("person_name", "product")
"""Entities whose value is all the words that say it, of which a list may know some."""
SETTINGS = {"c1": 0.1, "c2": 0.05, "max_iterations": 50, "feature.minfreq": 2}
PASSED_OVER = 3
"""Of the sentences in which nobody sees an entity one in so many teaches: there are many, and they teach little."""


class Tagger:
    """A fitted field and the words it has read. The field is a file of CRFsuite; nothing is trained at load."""

    def __init__(self, folder: Path) -> None:
        self._field = pycrfsuite.Tagger()
        self._field.open(str(folder / FIELD))
        self._read = frozenset((folder / WORDS).read_text(encoding="utf-8").split("\n"))

    def find(self, seen: Seen) -> list[Found]:
        """The entities of a message in order; a value is the list's or pattern's where there is one, else the words.

        Of a word that the field has never read it can say nothing: there the list alone decides.
        """
        if not seen.tokens:
            return []
        found = list(_entities(seen, self._field.tag(seen.features())))
        unread = [token for token in seen.tokens if token.text not in self._read]
        for candidate in longest(seen.candidates):
            if any(candidate.start <= token.start < candidate.end for token in unread) and not touches(
                candidate, found
            ):
                found.append(candidate)
        return sorted(found, key=lambda one: one.start)


def train_tagger(examples: Iterable[tuple[Seen, list[Found]]], folder: Path) -> bool:
    """Fit a field on messages with their entities, into `folder`; False, and no file, if no message has any."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(SETTINGS)
    taught = 0
    read: set[str] = set()
    for number, (seen, entities) in enumerate(examples):
        read.update(token.text for token in seen.tokens)
        if not seen.tokens or (not entities and not seen.candidates and number % PASSED_OVER):
            continue
        taught += bool(entities)
        trainer.append(seen.features(), _tags(seen, entities))
    if not taught:
        return False
    trainer.train(str(folder / FIELD))
    (folder / WORDS).write_text("\n".join(sorted(read)), encoding="utf-8")
    return True


def touches(one: Found, others: Iterable[Found]) -> bool:
    """Whether an entity shares a place with one of others."""
    return any(one.start < other.end and other.start < one.end for other in others)


def _tags(seen: Seen, entities: list[Found]) -> list[str]:
    tags = [NONE] * len(seen.tokens)
    for found in entities:
        for place, token in enumerate(seen.tokens):
            if token.start < found.end and found.start < token.end:
                tags[place] = f"{VALUED}:{found.value}" if found.entity == VALUED else found.entity
    return tags


def _entities(seen: Seen, tags: list[str]) -> Iterator[Found]:
    place = 0
    while place < len(tags):
        last = place
        while last + 1 < len(tags) and tags[last + 1] == tags[place]:
            last += 1
        if tags[place] != NONE:
            entity, _, value = tags[place].partition(":")
            yield from _valued(seen, Found(entity, value, seen.tokens[place].start, seen.tokens[last].end))
        place = last + 1


def _valued(seen: Seen, tagged: Found) -> Iterator[Found]:
    """What lists and patterns found where the field sees an entity, or its words as they stand.

    Of several the one of just these words, else those within them, else one that reaches beyond.
    """
    known = [
        found
        for found in seen.candidates
        if found.entity == tagged.entity
        and touches(found, [tagged])
        and tagged.value in ("", found.value)
        and tagged.entity not in AS_TYPED
    ]
    exact = [found for found in known if (found.start, found.end) == (tagged.start, tagged.end)]
    within = [found for found in known if tagged.start <= found.start and found.end <= tagged.end]
    known = exact[:1] or longest(within or known)
    yield from known
    if not known:
        words = seen.text[tagged.start : tagged.end]
        yield Found(tagged.entity, tagged.value or words, tagged.start, tagged.end)
