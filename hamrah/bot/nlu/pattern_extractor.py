"""Entities that have a form: phones, numbers of orders and tickets, prices, sizes, periods."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from hamrah.bot.nlu.component import Component, add_entities, written
from hamrah.language.patterns import find_entities


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PatternExtractor(Component):
    """`hamrah.language.patterns` as a component."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what the patterns find."""
        for message, text in written(messages):
            add_entities(message, find_entities(text), "PatternExtractor")
        return messages
