"""Tells the intent: a sparse model answers in a millisecond, and where it is unsure a sentence encoder is asked too."""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from hamrah.bot.nlu.component import TrainedComponent, add_entities, written
from hamrah.bot.nlu.understanding_model import Plan, UnderstandingModel
from hamrah.language.found import Found
from hamrah.text_models.encoder import open_encoder

FILE = "cascade.joblib"
"""Compressed here, and lightly: Rasa packs the model with the highest level of gzip, for which it takes long."""
ASKED_ENCODER = "asked_encoder"
"""Set on a message when the encoder was asked: the evaluation counts it."""
DISPLEASURE = "displeasure"
"""The entity of an angry exclamation beside a wish: what is wished is the intent."""
ENOUGH_CHARACTERS = 400  # a wish stands in the first sentences, and the cost grows with the length


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentCascade(TrainedComponent, IntentClassifier):
    """`UnderstandingModel` as a component."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How the cascade is made.

        `closeness`: how closely the sparse model follows the sentences (the C of a support vector machine).
        `folds`: parts for the margins of unseen sentences, on which chances are calibrated.
        `encoded`: of how many sentences, those that the sparse model is least sure of, the encoder's model learns; each
        costs some 15 ms.
        `sure`: the chance from which on the encoder is not asked.
        `encoder`: whether to use it at all.
        """
        return {"closeness": 0.5, "folds": 2, "encoded": 1200, "sure": 0.5, "seed": 7, "encoder": True}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Without a model, nothing is understood."""
        super().__init__(config, model_storage, resource)
        self._model: UnderstandingModel | None = None

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the sentences of all languages together."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        settings = self.config
        plan = Plan(settings["closeness"], settings["folds"], settings["encoded"], settings["sure"], settings["seed"])
        labels = [example.get(INTENT) for example in examples]
        self._model = UnderstandingModel(plan).fit(texts, labels, self._encoder())
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / FILE, compress=("zlib", 1))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of each message."""
        if self._model is None:
            return messages
        encoder = self._encoder()
        for message, text in written(messages):
            guess = self._model.guess(text[:ENOUGH_CHARACTERS], encoder)
            order = np.argsort(-guess.chances)
            ranking = [
                {"name": self._model.labels[place], "confidence": float(guess.chances[place])} for place in order
            ]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(ASKED_ENCODER, guess.asked_encoder, add_to_output=True)
            if guess.exclaimed is not None:
                start = text.find(guess.exclaimed)
                said = Found(DISPLEASURE, guess.exclaimed, start, start + len(guess.exclaimed))
                add_entities(message, [said], "IntentCascade")
        return messages

    def _encoder(self) -> Any:
        return open_encoder() if self.config["encoder"] else None

    def read(self, folder: Path) -> None:
        """Take the fitted models from their folder."""
        self._model = joblib.load(folder / FILE)

    @classmethod
    def required_packages(cls) -> list[str]:
        """What must be importable; the encoder's package need not be."""
        return ["sklearn"]
