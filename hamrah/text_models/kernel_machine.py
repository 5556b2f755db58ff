"""A separator of vectors with curved borders, for many labels at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.kernel_ridge import KernelRidge

Floats = NDArray[np.float32]


class KernelMachine:
    """A least-squares support vector machine with a Gaussian kernel (Suykens and Vandewalle 1999), which is kernel
    ridge regression on answers of 1 and −1. Can be pickled.

    All labels, of any number of questions, share the work of learning.
    """

    def __init__(self, reach: float, smoothing: float) -> None:
        """`reach` is the kernel's gamma: how near two vectors must be to teach each other. `smoothing` is the ridge."""
        self._ridge = KernelRidge(kernel="rbf", gamma=reach, alpha=smoothing)

    def fit(self, vectors: Floats, wanted: Floats) -> "KernelMachine":
        """Learn from (texts, size) vectors and the answers of `answers_as_numbers`; memory grows with texts squared."""
        self._ridge.fit(vectors, wanted)
        return self

    def scores(self, vectors: Floats) -> Floats:
        """How much speaks for each label, some −1 to 1, (texts, labels)."""
        return np.asarray(self._ridge.predict(vectors), dtype=np.float32)


def answers_as_numbers(answers: Sequence[str], labels: Sequence[str]) -> Floats:
    """1 where a label is the answer and −1 elsewhere, (texts, labels)."""
    return np.where(np.asarray(answers)[:, None] == np.asarray(labels), 1.0, -1.0).astype(np.float32)


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Vectors moved by the centre, with length one: e5's all lie close together, and only their differences tell."""
    moved = vectors - centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6), dtype=np.float32)
