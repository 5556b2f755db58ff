"""Finds the entities of a message: patterns and lists propose, a trained tagger decides."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hamrah.bot.nlu.component import TrainedComponent, add_entities, written
from hamrah.bot.nlu.phrases import Names, Phrases, lexicon_phrases, longest
from hamrah.bot.nlu.tag_features import Seen
from hamrah.bot.nlu.tagger import FIELD, Tagger, touches, train_tagger
from hamrah.language.found import Found
from hamrah.language.honorifics import bare_name
from hamrah.language.numerals import parse_number
from hamrah.language.patterns import called_an_order, find_entities

PERSON, PRODUCT, ORDER, TICKET = "person_name", "product", "order_number", "ticket_number"
ABOUT_TICKETS = (
    *("ticket_status", "add_to_ticket", "reopen_ticket", "confirm_resolved"),
    *("staff_assign_ticket", "staff_comment_ticket", "staff_resolve_ticket"),
)
"""Intents that speak of a ticket, so that a number without a name is the ticket's."""
COUNTED = ("rating", "price_max", "price_min")
"""Entities whose value is a number, so that words which are none are not theirs."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class EntityTagger(TrainedComponent, EntityExtractorMixin):
    """`hamrah.language.patterns`, lexicon and catalogue under a `Tagger`; stands after the intent's component."""

    _names = Names()

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`certain`: entities whose form leaves no doubt, kept whatever the tagger says."""
        return {"certain": ["phone", "email"]}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Without a model, what lists and patterns propose is taken as it is."""
        super().__init__(config, model_storage, resource)
        self._tagger: Tagger | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the tagger on the sentences' marks, with the lexicon alone: the catalogue differs from shop to shop."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        with self._storage.write_to(self._resource) as folder:
            if train_tagger(_taught(examples, Phrases(lexicon_phrases())), folder):
                self._tagger = Tagger(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the entities of each message to those it has."""
        phrases = self._names.current()
        for message, text in written(messages):
            intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY) or ""
            candidates = propose(text, phrases)
            found = self._decide(Seen(text, candidates, intent)) if self._tagger else longest(candidates)
            add_entities(message, found, type(self).__name__)
        return messages

    def _decide(self, seen: Seen) -> list[Found]:
        assert self._tagger is not None
        found = self._tagger.find(seen)
        certain = [candidate for candidate in seen.candidates if candidate.entity in self.config["certain"]]
        certain += whole_names(seen.candidates)
        certain += [one for one in seen.candidates if one.entity == TICKET and not touches(one, certain)]
        kept = [one for one in found if one in certain or not touches(one, certain)]
        told = map(partial(_told_by_intent, seen), kept)
        agreed = filter(None, map(partial(_as_agreed, seen.text), told))
        return sorted({*agreed, *certain}, key=lambda one: one.start)

    def read(self, folder: Path) -> None:
        """Take the fitted field from its folder, if there is one."""
        if (folder / FIELD).is_file():
            self._tagger = Tagger(folder)


def whole_names(candidates: Sequence[Found]) -> list[Found]:
    """The catalogue's products whose whole names stand there, unless a list knows just these words as something else.

    The catalogue is not there when the tagger learns, so the tagger cannot judge it.
    """
    products = longest(one for one in candidates if one.entity == PRODUCT and " " in one.value.strip())
    others = {(one.start, one.end) for one in candidates if one.entity != PRODUCT}
    return [one for one in products if (one.start, one.end) not in others]


def _told_by_intent(seen: Seen, found: Found) -> Found:
    """A number that might be an order's is the ticket's where tickets are spoken of, unless it is called an order's."""
    if found.entity != ORDER or seen.intent not in ABOUT_TICKETS:
        return found
    if not found.value.isdigit() or called_an_order(seen.text, found.start, found.end):
        return found
    return replace(found, entity=TICKET)


def _as_agreed(text: str, found: Found) -> Found | None:
    """The entity with its value as the contract writes it; None where it can have no value."""
    if found.entity == PERSON:
        start, end = (found.start + place for place in bare_name(text[found.start : found.end]))
        return Found(PERSON, text[start:end], start, end)
    if found.entity in COUNTED and not found.value.isascii():
        number = parse_number(found.value)
        return None if number is None else replace(found, value=str(number))
    return found


def propose(text: str, phrases: Phrases) -> list[Found]:
    """What patterns and lists take parts of a text for; two may claim the same words. A name's value is as typed."""
    listed = [
        replace(found, value=text[found.start : found.end]) if found.entity == PERSON else found
        for found in phrases.find_all(text)
    ]
    return [*find_entities(text), *listed]


def _taught(examples: Iterable[Message], phrases: Phrases) -> Iterator[tuple[Seen, list[Found]]]:
    for example in examples:
        text = example.get(TEXT)
        marks = [
            Found(mark["entity"], str(mark["value"]), mark["start"], mark["end"])
            for mark in example.get(ENTITIES) or []
        ]
        yield Seen(text, propose(text, phrases), example.get(INTENT)), marks
