"""The first and cheap look at a sentence: one linear separator an intent over the words' features."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from hamrah.text_models.text_features import Counts, TextFeatures

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
        return self.fit_counted(Counts(texts), labels, weights)

    def fit_counted(
        self, counts: Counts, labels: Sequence[str], weights: Sequence[float] | None = None
    ) -> "SparseModel":
        """`fit` on texts whose grams are counted already."""
        features = self._features.fit_counted(counts)
        machine = _machine(self._closeness, self._seed)
        machine.fit(features, labels, sample_weight=weights)
        self.labels = [str(label) for label in machine.classes_]
        self._weights = np.ascontiguousarray(machine.coef_.T, dtype=np.float16)
        self._bias = machine.intercept_.astype(np.float32)
        return self

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


def unseen_margins(counts: Counts, labels: Sequence[str], folds: int, closeness: float, seed: int) -> Floats:
    """The margins of each text by a model that did not learn from it, (texts, labels in sorted order)."""
    every = sorted(set(labels))
    kinds = np.asarray(labels)
    found = np.zeros((len(labels), len(every)), dtype=np.float32)
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(counts.every, kinds)
    for learnt, unseen in splits:
        weighings = counts.weighed(learnt)
        machine = _machine(closeness, seed).fit(counts.features(learnt, weighings), kinds[learnt])
        columns = [every.index(label) for label in machine.classes_]
        found[np.ix_(unseen, columns)] = machine.decision_function(counts.features(unseen, weighings))
    return found


def _machine(closeness: float, seed: int) -> LinearSVC:
    return LinearSVC(C=closeness, tol=CLOSE_ENOUGH, random_state=seed)
