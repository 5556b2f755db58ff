"""One question about a text, answered by two models whose scores are weighed together into chances."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamrah.text_models.calibration import Calibration
from hamrah.text_models.favours import favoured, favours_for
from hamrah.text_models.sparse_model import SparseModel

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]
CLOSENESS = 0.3
SEED = 7


@dataclass(frozen=True, slots=True)
class Marked:
    """Texts with their languages and answers; and in which fold each is judged."""

    texts: list[str]
    languages: list[str]
    answers: list[str]
    folds: Rows


@dataclass(frozen=True, slots=True)
class Extra:
    """Texts that the sparse model learns from too, each counting `weights` of a marked text."""

    texts: list[str]
    answers: list[str]
    weights: list[float]


class Classifier:
    """A linear model over words and sounds, beside the scores of `MeaningMachine`.

    How much each is trusted in a language is fitted on scores of texts that they did not learn from. Can be pickled.
    """

    def __init__(self, *, balanced: bool = False) -> None:
        """`balanced` has rare answers named as readily as common ones, for the best macro-F1."""
        self._balanced = balanced
        self._sparse = SparseModel(CLOSENESS, SEED)
        self._calibration = Calibration()
        self._favours = np.zeros(0, dtype=np.float32)
        self.labels: list[str] = []

    def fit(self, marked: Marked, meaning: Floats, extra: Extra) -> "Classifier":
        """Learn from marked texts, and from what the meanings' machine made of each unseen, (texts, labels).

        Each answer must stand in every fold's rest.
        """
        every = np.arange(len(marked.texts))
        self._sparse = _learnt(marked, every, extra)
        self.labels = self._sparse.labels
        answers = np.array([self.labels.index(answer) for answer in marked.answers])
        scores = [_unseen_margins(marked, extra), meaning]
        self._calibration = Calibration().fit(scores, answers, marked.languages)
        self._favours = np.zeros(len(self.labels), dtype=np.float32)
        if self._balanced:
            self._favours = favours_for(self._calibrated(scores, marked.languages), answers)
        return self

    def chances(self, texts: Sequence[str], meaning: Floats, languages: Sequence[str]) -> Floats:
        """The chances of each label, (texts, labels)."""
        return self._calibrated([self._sparse.margins(texts), meaning], languages)

    def answers(self, chances: Floats) -> list[str]:
        """The label to name for each row of `chances`."""
        return [self.labels[column] for column in favoured(chances, self._favours)]

    def _calibrated(self, scores: list[Floats], languages: Sequence[str]) -> Floats:
        found = np.zeros_like(scores[0])
        spoken = np.asarray(languages)
        for language in sorted(set(languages)):
            rows = np.flatnonzero(spoken == language)
            found[rows] = self._calibration.chances([score[rows] for score in scores], language)
        return found


def _unseen_margins(marked: Marked, extra: Extra) -> Floats:
    """The sparse model's margins of each text where it did not learn from the text's fold, (texts, labels)."""
    found = np.zeros((len(marked.texts), len(set(marked.answers))), dtype=np.float32)
    for fold in np.unique(marked.folds):
        unseen = np.flatnonzero(marked.folds == fold)
        sparse = _learnt(marked, np.flatnonzero(marked.folds != fold), extra)
        found[unseen] = sparse.margins([marked.texts[row] for row in unseen])
    return found


def _learnt(marked: Marked, rows: Rows, extra: Extra) -> SparseModel:
    return SparseModel(CLOSENESS, SEED).fit(
        [*(marked.texts[row] for row in rows), *extra.texts],
        [*(marked.answers[row] for row in rows), *extra.answers],
        [*(1.0 for _ in rows), *extra.weights],
    )
