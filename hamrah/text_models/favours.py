"""How much more readily a rare label is named than its chance alone says, so that all labels are found alike."""

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

Floats = NDArray[np.float32]
STEPS = np.arange(0.0, 2.01, 0.1)
"""Favours that are tried: the chance of a label counts up to e² times."""
ROUNDS = 2


def favours_for(chances: Floats, answers: NDArray[np.intp]) -> Floats:
    """The favour of each label that gives the best macro-F1, label after label.

    `chances` (texts, labels) are of models that did not learn from these texts; `answers` the columns that are right.
    """
    favours = np.zeros(chances.shape[1], dtype=np.float32)
    best = _macro_f1(chances, answers, favours)
    for _ in range(ROUNDS):
        for label in range(len(favours)):
            for step in STEPS:
                tried = favours.copy()
                tried[label] = step
                found = _macro_f1(chances, answers, tried)
                if found > best:
                    best, favours = found, tried
    return favours


def favoured(chances: Floats, favours: Floats) -> NDArray[np.intp]:
    """The column to name for each row: where chance and favour together are most."""
    return np.asarray((np.log(np.maximum(chances, 1e-9)) + favours).argmax(axis=1))


def _macro_f1(chances: Floats, answers: NDArray[np.intp], favours: Floats) -> float:
    return float(f1_score(answers, favoured(chances, favours), average="macro"))
