"""Words of a list: the lexicon's colours, cities and so on, and the catalogue's names, and what each stands for."""

import gc
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab
from sqlalchemy.exc import SQLAlchemyError

from hamrah.bootstrap import lexicon, sessions
from hamrah.language.found import Found
from hamrah.language.normalise import tokenise, words_of
from hamrah.services.catalogue_names import catalogue_version, read_catalogue_names

log = logging.getLogger(__name__)
LOOK_AGAIN_SECONDS = 30.0
UNKNOWN = "no word"
"""What stands for every word that is in no phrase; as a word it could have no blank in it."""
PRIORITY = ("product", "category", "brand", "city", "issue_type", "color", "material", "size", "channel", "language")


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Make many objects without the collector looking through them again and again: none is garbage yet."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Phrases:
    """Phrases with the entity and value each stands for, found by spaCy's `PhraseMatcher` over normalised tokens."""

    def __init__(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        """Take (entity, value, phrase). A phrase that stands for two values of one entity keeps the first."""
        self._vocab = Vocab()  # bare: nobody asks for a word's shape or whether it is like an address
        self._matcher = PhraseMatcher(self._vocab)
        self._meanings: list[tuple[str, str]] = []
        with _collector_paused():
            self._add(phrases)

    def _add(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        keys: dict[tuple[str, str], str] = {}
        known: set[tuple[str, str]] = set()
        read: dict[str, list[str]] = {}  # a catalogue's names are made of few words, and no word has a blank in it
        for entity, value, phrase in phrases:
            words = []
            for part in phrase.split():
                if part not in read:
                    read[part] = words_of(part)
                words += read[part]
            told = (entity, " ".join(words))
            if not words or told in known:
                continue
            known.add(told)
            if (entity, value) not in keys:
                keys[entity, value] = str(len(self._meanings))
                self._meanings.append((entity, value))
            # The words' hashes, as the matcher keeps them: a `Doc` of each name would cost three times as much.
            self._matcher.add(keys[entity, value], [[self._vocab.strings.add(word) for word in words]])

    def find_all(self, text: str) -> list[Found]:
        """Every phrase that stands in a text, also one within another ("leather jacket", "leather", "jacket")."""
        tokens = tokenise(text)
        if not tokens:
            return []
        # A vocabulary keeps every word that a `Doc` is made of for good, and people write their numbers.
        known = self._vocab.strings
        doc = Doc(self._vocab, words=[token.text if token.text in known else UNKNOWN for token in tokens])
        return [
            Found(*self._meanings[int(self._vocab.strings[key])], tokens[start].start, tokens[end - 1].end)
            for key, start, end in self._matcher(doc)
        ]


def longest(matches: Iterable[Found]) -> list[Found]:
    """Of entities that share a place the longest, and of equals the first of `PRIORITY`."""
    order = {entity: place for place, entity in enumerate(PRIORITY)}
    taken: list[Found] = []
    for one in sorted(matches, key=lambda m: (m.start - m.end, order.get(m.entity, len(order)), m.start)):
        if not any(one.start < other.end and other.start < one.end for other in taken):
            taken.append(one)
    return taken


class Names:
    """The process's phrases: the lexicon's and the catalogue's, read anew in the background when that has changed."""

    def __init__(self) -> None:
        self._phrases: Phrases | None = None
        self._version: int | None = None
        self._looked = 0.0
        self._busy = threading.Lock()

    def current(self) -> Phrases:
        """The phrases as they are known; the first time they are waited for, later nobody waits."""
        if self._phrases is None:
            with self._busy:
                self._look()
        elif time.monotonic() - self._looked > LOOK_AGAIN_SECONDS and self._busy.acquire(blocking=False):
            self._looked = time.monotonic()
            threading.Thread(target=self._look_and_release, name="catalogue-names", daemon=True).start()
        assert self._phrases is not None
        return self._phrases

    def _look_and_release(self) -> None:
        try:
            self._look()
        finally:
            self._busy.release()

    def _look(self) -> None:
        """Read the names if the catalogue has changed; where the store does not answer, go on with what there is."""
        self._looked = time.monotonic()
        try:
            with sessions()() as session:
                version = catalogue_version(session)
                if version != self._version:
                    self._phrases = Phrases([*lexicon_phrases(), *read_catalogue_names(session)])
                    self._version = version
        except SQLAlchemyError as error:
            log.warning("The catalogue's names cannot be read (%s): products are not recognised.", type(error).__name__)
            self._phrases = self._phrases or Phrases(lexicon_phrases())


def lexicon_phrases() -> Iterator[tuple[str, str, str]]:
    """(entity, value, phrase) of every word in `data/lexicon/`."""
    words = lexicon()
    for entity in words.entities:
        for phrase, value in words.phrases(entity).items():
            yield entity, value, phrase
