"""Tells the language of the answer and puts it where a slot can take it from: the entity `reply_language`."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.training_data.message import Message

from hamrah.bot.nlu.component import Component, add_entities, written
from hamrah.language.detect import detect
from hamrah.language.found import Found


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageTagger(Component):
    """The language of the answer as the channel told it (`reply_language` in the metadata), else the message's own."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Tag each message."""
        for message, text in written(messages):
            told = (message.get("metadata") or {}).get("reply_language")
            language = told or detect(text).language
            add_entities(message, [Found("reply_language", language, 0, len(text))], "LanguageTagger")
        return messages
