"""One question about a text, answered by two models whose scores are weighed together into chances."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC

from hamrah.text_models.calibration import Calibration
from hamrah.text_models.sparse_model import SparseModel

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]
Machine: TypeAlias = SVC | LogisticRegression
CLOSENESS, DENSE_CLOSENESS, STRAIGHT_CLOSENESS = 0.3, 2.0, 5.0
REACH = 0.7
"""The kernel's gamma: how near two texts must be to teach each other. The vectors have length one."""
FOLDS = 2
SEED = 7


@dataclass(frozen=True, slots=True)
class Marked:
    """Texts with their dense features (texts, features), languages and answers; and in which fold each is judged."""

    texts: list[str]
    dense: Floats
    languages: list[str]
    answers: list[str]
    folds: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Extra:
    """Texts that the sparse model learns from too, each counting `weights` of a marked text."""

    texts: list[str]
    answers: list[str]
    weights: list[float]


class Classifier:
    """A linear model over words and sounds, and a support vector machine with a Gaussian kernel over dense features.

    How much each is trusted in a language is fitted on scores of texts that they did not learn from. Can be pickled.
    """

    def __init__(self, *, curved: bool = True) -> None:
        """`curved` has the dense features divided by a curved border; a straight one is learnt much faster."""
        self._curved = curved
        self._sparse = SparseModel(CLOSENESS, SEED)
        self._dense = _machine(curved)
        self._calibration = Calibration()
        self.labels: list[str] = []

    def fit(self, marked: Marked, extra: Extra) -> "Classifier":
        """Learn from marked texts; each answer must stand in every part of `FOLDS`."""
        every = np.arange(len(marked.texts))
        self._sparse, self._dense = _learnt(marked, every, extra, self._curved)
        self.labels = self._sparse.labels
        answers = np.array([self.labels.index(answer) for answer in marked.answers])
        self._calibration = Calibration().fit(unseen_scores(marked, extra, self._curved), answers, marked.languages)
        return self

    def chances(self, texts: Sequence[str], dense: Floats, languages: Sequence[str]) -> Floats:
        """The chances of each label, (texts, labels)."""
        scores = [self._sparse.margins(texts), _scores(self._dense, dense)]
        return np.array(
            [
                self._calibration.chances([score[row : row + 1] for score in scores], language)[0]
                for row, language in enumerate(languages)
            ]
        )


def unseen_scores(marked: Marked, extra: Extra, curved: bool = True) -> list[Floats]:
    """Both models' scores of each text by models that did not learn from its fold, each (texts, labels)."""
    labels = len(set(marked.answers))
    found = [np.zeros((len(marked.texts), labels), dtype=np.float32) for _ in range(2)]
    for fold in range(FOLDS):
        unseen = np.flatnonzero(marked.folds == fold)
        sparse, dense = _learnt(marked, np.flatnonzero(marked.folds != fold), extra, curved)
        found[0][unseen] = sparse.margins([marked.texts[row] for row in unseen])
        found[1][unseen] = _scores(dense, marked.dense[unseen])
    return found


def _learnt(marked: Marked, rows: Rows, extra: Extra, curved: bool) -> tuple[SparseModel, Machine]:
    answers = [marked.answers[row] for row in rows]
    sparse = SparseModel(CLOSENESS, SEED).fit(
        [*(marked.texts[row] for row in rows), *extra.texts],
        [*answers, *extra.answers],
        [*(1.0 for _ in rows), *extra.weights],
    )
    return sparse, _machine(curved).fit(marked.dense[rows], answers)


def _machine(curved: bool) -> Machine:
    if curved:
        return SVC(C=DENSE_CLOSENESS, gamma=REACH, decision_function_shape="ovr", random_state=SEED)
    return LogisticRegression(C=STRAIGHT_CLOSENESS, max_iter=300, random_state=SEED)


def _scores(machine: Machine, dense: Floats) -> Floats:
    return np.asarray(machine.decision_function(dense), dtype=np.float32)
