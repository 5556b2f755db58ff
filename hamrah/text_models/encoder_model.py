"""The second, dearer look: curved borders between the encoder's vectors of sentences."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from hamrah.text_models.kernel_machine import KernelMachine, answers_as_numbers, centred

Floats = NDArray[np.float32]
REACH, SMOOTHING = 1.0, 0.3
"""Found on MASSIVE's dev part: docs/benchmarks.md."""


class EncoderModel:
    """A kernel machine over centred vectors."""

    def __init__(self, labels: Sequence[str]) -> None:
        """`labels` are those of the whole model, in order; of one that was not seen here nothing is known."""
        self._labels = list(labels)
        self._centre = np.zeros(0, dtype=np.float32)
        self._machine = KernelMachine(REACH, SMOOTHING)

    def fit(self, vectors: Floats, labels: Sequence[str]) -> "EncoderModel":
        """Learn from (texts, size) vectors and the label of each."""
        self._centre = vectors.mean(axis=0)
        self._machine.fit(centred(vectors, self._centre), answers_as_numbers(labels, self._labels))
        return self

    def scores(self, vectors: Floats) -> Floats:
        """How much speaks for each label, (texts, labels)."""
        return self._machine.scores(centred(vectors, self._centre))


def unseen_scores(vectors: Floats, labels: Sequence[str], every: Sequence[str], folds: int, seed: int) -> Floats:
    """The scores of each vector by a model that did not learn from it, (texts, labels of `every`)."""
    found = np.zeros((len(vectors), len(every)), dtype=np.float32)
    kinds = np.asarray(labels)
    splits = StratifiedKFold(folds, shuffle=True, random_state=seed).split(np.zeros(len(vectors)), kinds)
    for learnt, unseen in splits:
        found[unseen] = EncoderModel(every).fit(vectors[learnt], list(kinds[learnt])).scores(vectors[unseen])
    return found
