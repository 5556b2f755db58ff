"""Intent from words and letter groups: TF-IDF with a linear model, trained in seconds, asked in milliseconds."""

from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from hamrah.language.normalise import normalise

FILE = "sparse.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SparseIntentClassifier(GraphComponent, IntentClassifier):
    """Word 1–2-grams and letter 2–5-grams within words, one linear separator an intent, softmax of its margins."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C`: how closely to follow the sentences; `temperature`: divides the margins before the softmax."""
        return {"C": 0.5, "temperature": 0.25, "seed": 7}

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Keep where the model is stored; it is empty until trained or loaded."""
        self.config = config
        self._storage = model_storage
        self._resource = resource
        self._words = TfidfVectorizer(
            tokenizer=str.split, token_pattern=None, ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32
        )
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
        self._labels: list[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SparseIntentClassifier":
        """Make an untrained component (Rasa's interface)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the sentences of all languages together."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [normalise(example.get(TEXT)).text for example in examples]
        features = sparse.hstack([self._words.fit_transform(texts), self._letters.fit_transform(texts)]).tocsr()
        model = LinearSVC(C=self.config["C"], random_state=self.config["seed"])
        model.fit(features, [example.get(INTENT) for example in examples])
        self._labels = [str(label) for label in model.classes_]
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the intents of each message."""
        written = [message for message in messages if message.get(TEXT)]
        if not written or not self._labels:
            return messages
        for message, chances in zip(written, self._chances([m.get(TEXT) for m in written]), strict=True):
            order = np.argsort(-chances)
            ranking = [{"name": self._labels[place], "confidence": float(chances[place])} for place in order]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _chances(self, texts: list[str]) -> np.ndarray[Any, np.dtype[np.float32]]:
        plain = [normalise(text).text for text in texts]
        features = sparse.hstack([self._words.transform(plain), self._letters.transform(plain)]).tocsr()
        margins = (features @ self._weights + self._bias) / self.config["temperature"]
        powers = np.exp(margins - margins.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            joblib.dump((self._words, self._letters, self._labels, self._weights, self._bias), folder / FILE)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "SparseIntentClassifier":
        """Read a trained component back (Rasa's interface)."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            parts = joblib.load(folder / FILE)
        component._words, component._letters, component._labels, component._weights, component._bias = parts
        return component
