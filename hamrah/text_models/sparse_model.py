"""The first and cheap look at a sentence: one linear separator an intent over the words' features."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from hamrah.text_models.text_features import Matrix, TextFeatures

Floats = NDArray[np.float32]
CLOSE_ENOUGH = 0.01  # the solver's tolerance; ten times finer costs time and changes no answer


class SparseModel:
    """`TextFeatures` under a linear support vector machine (one against the rest)."""

    def __init__(self, closeness: float, seed: int) -> None:
        """`closeness` is the machine's C: how closely to follow the sentences."""
        self._closeness = closeness
        self._seed = seed
        self._features = TextFeatures()
        self.labels: list[str] = []
        # Half precision halves 150 MB and moves no margin by more than a thousandth.
        self._weights = np.zeros((0, 0), dtype=np.float16)
        self._bias = np.zeros(0, dtype=np.float32)

    def fit(self, texts: Sequence[str], labels: Sequence[str], weights: Sequence[float] | None = None) -> "SparseModel":
        """Learn from raw texts and the label of each, and how much each counts; at least three labels."""
        self._learn(self._features.fit(texts), labels, weights)
        return self

    def fit_with_margins(self, texts: Sequence[str], labels: Sequence[str], folds: int) -> Floats:
        """Learn as `fit` does, and return each text's margins by a machine that did not learn from it, (texts, labels).

        How rare a word is counts over all texts, and a word of unseen texts alone takes a share of their length.
        """
        features = self._features.fit(texts)
        self._learn(features, labels)
        kinds, found = np.asarray(labels), np.zeros((len(texts), len(self.labels)), dtype=np.float32)
        splits = StratifiedKFold(folds, shuffle=True, random_state=self._seed).split(found, kinds)
        for learnt, unseen in splits:
            machine = self._machine().fit(features[learnt], kinds[learnt])
            columns = [self.labels.index(label) for label in machine.classes_]
            found[np.ix_(unseen, columns)] = features[unseen] @ machine.coef_.T + machine.intercept_
        return found

    def _machine(self) -> LinearSVC:
        return LinearSVC(C=self._closeness, tol=CLOSE_ENOUGH, random_state=self._seed)

    def _learn(self, features: Matrix, labels: Sequence[str], weights: Sequence[float] | None = None) -> None:
        machine = self._machine().fit(features, labels, sample_weight=weights)
        self.labels = [str(label) for label in machine.classes_]
        self._weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float16)
        self._bias = machine.intercept_.astype(np.float32)

    def has_read(self, text: str) -> bool:
        """Whether a word of a raw text stood in the sentences it learnt from, in this spelling or another."""
        return self._features.has_read(text)

    def margins(self, texts: Sequence[str]) -> Floats:
        """How far each text lies on each label's side, (texts, labels)."""
        return np.asarray(self._features.transform(texts) @ self._weights.astype(np.float32) + self._bias)

    def margins_of(self, text: str) -> Floats:
        """How far one text lies on each label's side, (labels); quicker than `margins` of one text."""
        places, values = self._features.row(text)
        return np.asarray(values @ self._weights[places].astype(np.float32) + self._bias)
