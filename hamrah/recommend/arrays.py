"""Names of the array types, and the few operations on arrays that several modules share."""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def sum_by(groups: Ints, values: Floats, size: int) -> Floats:
    """Sums of `values` (n) by `groups` (n, each in 0…size-1): an array of `size`."""
    return np.bincount(groups, weights=values, minlength=size).astype(np.float64, copy=False)


def best_places(scores: Floats, n: int) -> Ints:
    """The places of the `n` highest scores, best first; of equal ones the lower place first."""
    if n <= 0:
        return np.empty(0, dtype=np.int64)
    if n < len(scores):
        bar = np.partition(scores, len(scores) - n)[len(scores) - n]
        places = np.flatnonzero(scores >= bar)
    else:
        places = np.arange(len(scores))
    order = np.argsort(-scores[places], kind="stable")
    return places[order[:n]].astype(np.int64, copy=False)
