"""The kinds of arrays that this room works on."""

import math
from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Kept = TypeVar("Kept", bound=np.generic)


def pick(rows: NDArray[Kept], most: int) -> NDArray[Kept]:
    """At most so many rows, drawn evenly and the same ones each time."""
    if len(rows) <= most:
        return rows
    return rows[np.random.default_rng(1).choice(len(rows), most, replace=False)]


def starts(*columns: NDArray[Any]) -> Ints:
    """Where each run of rows that are equal in all columns begins."""
    first = np.zeros(len(columns[0]), np.bool_)
    first[:1] = True
    for column in columns:
        first[1:] |= column[1:] != column[:-1]
    return np.flatnonzero(first).astype(np.int64)


def lengths(begin: Ints, rows: int) -> Ints:
    """How many rows each of the runs that begin there has, of so many rows in all."""
    return np.diff(np.append(begin, rows))


def distinct(*columns: NDArray[Kept]) -> tuple[list[NDArray[Kept]], Ints]:
    """The rows that differ, sorted by the first column, then the second …, and how many times each stands."""
    order = _order(columns)
    ordered = [column[order] for column in columns]
    begin = starts(*ordered)
    return [column[begin] for column in ordered], lengths(begin, len(order))


def _order(columns: Sequence[NDArray[Any]]) -> Ints:
    """The places of the rows in their order. Whole numbers that fit into one are sorted as one, many times faster."""
    if not len(columns[0]) or any(column.dtype.kind != "i" for column in columns):
        return np.lexsort(columns[::-1])
    spans = [int(column.max()) - int(column.min()) + 1 for column in columns]
    if math.prod(spans) >= 2**63:
        return np.lexsort(columns[::-1])
    key = np.zeros(len(columns[0]), np.int64)
    for column, span in zip(columns, spans, strict=True):
        key = key * span + (column - column.min())
    return np.argsort(key)
