"""The second, dearer look: a linear model over the encoder's vector of a sentence."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

Floats = NDArray[np.float32]
CLOSENESS = 10.0
STEPS = 150


class EncoderModel:
    """Logistic regression over centred vectors: e5's all lie close together, and only their differences tell."""

    def __init__(self, labels: Sequence[str]) -> None:
        """`labels` are those of the whole model, in order; of one that was not seen here nothing is known."""
        self._labels = list(labels)
        self._centre = np.zeros(0, dtype=np.float32)
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)

    def fit(self, vectors: Floats, labels: Sequence[str]) -> "EncoderModel":
        """Learn from (texts, size) vectors and the label of each."""
        self._centre = vectors.mean(axis=0)
        model = LogisticRegression(C=CLOSENESS, max_iter=STEPS).fit(self._centred(vectors), labels)
        columns = [self._labels.index(label) for label in model.classes_]
        self._weights = np.zeros((vectors.shape[1], len(self._labels)), dtype=np.float32)
        self._bias = np.full(len(self._labels), float(model.intercept_.min()), dtype=np.float32)
        self._weights[:, columns] = model.coef_.T
        self._bias[columns] = model.intercept_
        return self

    def scores(self, vectors: Floats) -> Floats:
        """Log chances of every label but for a constant, (texts, labels)."""
        return np.asarray(self._centred(vectors) @ self._weights + self._bias)

    def _centred(self, vectors: Floats) -> Floats:
        moved = vectors - self._centre
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6))


def unseen_scores(vectors: Floats, labels: Sequence[str], every: Sequence[str], folds: int, seed: int) -> Floats:
    """The scores of each vector by a model that did not learn from it, (texts, labels of `every`)."""
    found = np.zeros((len(vectors), len(every)), dtype=np.float32)
    kinds = np.asarray(labels)
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(np.zeros(len(vectors)), kinds)
    for learnt, unseen in splits:
        found[unseen] = EncoderModel(every).fit(vectors[learnt], list(kinds[learnt])).scores(vectors[unseen])
    return found
