"""Tokens as Urdu needs them, with the raw text's offsets."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hamrah.language.normalise import tokenise


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class UrduTokenizer(Tokenizer):
    """Rasa's tokens from `hamrah.language.normalise.tokenise`; a token's text is the normalised form."""

    def __init__(self, config: dict[str, Any]) -> None:
        """See `get_default_config`."""
        super().__init__(config)
        self._teaches = bool(config["in_training"])

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any) -> "UrduTokenizer":
        """Make the component (Rasa's interface)."""
        return cls(config)

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Nothing is split further.

        `in_training`: whether training sentences are split too, as most of Rasa's own components want it. Ours read the
        text, and Rasa takes a digest of every token.
        """
        return {
            "in_training": True,
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
            "token_pattern": None,
            "prefix_separator_symbol": None,
        }

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Split the training sentences, if a component wants it."""
        return super().process_training_data(training_data) if self._teaches else training_data

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """The tokens of one attribute of a message."""
        text = message.get(attribute)
        return [Token(token.text, token.start, token.end) for token in tokenise(text)] or [Token(text, 0, len(text))]
