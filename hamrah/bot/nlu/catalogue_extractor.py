"""Entities that are words of a list: the lexicon's colours, cities and so on, and the catalogue's names."""

import time
from collections.abc import Iterable, Iterator

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from hamrah.bootstrap import lexicon, sessions
from hamrah.bot.nlu.component import Component, add_entities, written
from hamrah.language.found import Found
from hamrah.language.normalise import Token, tokenise
from hamrah.services.catalogue_names import catalogue_version, read_catalogue_names

LOOK_AGAIN_SECONDS = 30.0
PRIORITY = ("product", "category", "brand", "city", "issue_type", "color", "material", "size", "channel", "language")


class Phrases:
    """Phrases with the entity and value each stands for, found by spaCy's `PhraseMatcher` over normalised tokens."""

    def __init__(self, phrases: Iterable[tuple[str, str, str]]) -> None:
        """Take (entity, value, phrase); the same phrase may stand for several entities."""
        self._vocab = spacy.blank("xx").vocab
        self._matcher = PhraseMatcher(self._vocab)
        by_meaning: dict[tuple[str, str], list[Doc]] = {}
        for entity, value, phrase in phrases:
            words = [token.text for token in tokenise(phrase)]
            if words:
                by_meaning.setdefault((entity, value), []).append(Doc(self._vocab, words=words))
        self._meanings = list(by_meaning)
        for number, docs in enumerate(by_meaning.values()):
            self._matcher.add(str(number), docs)

    def find(self, text: str) -> list[Found]:
        """What stands in a text: the longest phrase at each place, and of equals the first of `PRIORITY`."""
        tokens = tokenise(text)
        if not tokens:
            return []
        doc = Doc(self._vocab, words=[token.text for token in tokens])
        matches = [
            (*self._meanings[int(self._vocab.strings[key])], start, end) for key, start, end in self._matcher(doc)
        ]
        return list(_longest(matches, tokens))


def _longest(matches: list[tuple[str, str, int, int]], tokens: list[Token]) -> Iterator[Found]:
    order = {entity: place for place, entity in enumerate(PRIORITY)}
    taken: set[int] = set()
    for entity, value, start, end in sorted(matches, key=lambda m: (m[2] - m[3], order.get(m[0], 99))):
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            yield Found(entity, value, tokens[start].start, tokens[end - 1].end)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CatalogueExtractor(Component):
    """Finds the lexicon's and the catalogue's words; looks now and then whether the catalogue has changed."""

    _shared: "tuple[int, Phrases] | None" = None
    _looked = 0.0

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what stands in each message."""
        phrases = self._phrases()
        for message, text in written(messages):
            add_entities(message, phrases.find(text), "CatalogueExtractor")
        return messages

    @classmethod
    def _phrases(cls) -> Phrases:
        now = time.monotonic()
        if cls._shared is None or now - cls._looked > LOOK_AGAIN_SECONDS:
            cls._looked = now
            with sessions()() as session:
                version = catalogue_version(session)
                if cls._shared is None or cls._shared[0] != version:
                    names = [*_lexicon_phrases(), *read_catalogue_names(session)]
                    cls._shared = version, Phrases(names)
        return cls._shared[1]


def _lexicon_phrases() -> Iterator[tuple[str, str, str]]:
    words = lexicon()
    for entity in words.entities:
        for phrase, value in words.phrases(entity).items():
            yield entity, value, phrase
