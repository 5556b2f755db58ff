"""Which items go together: the closest of every item by cosine, over customers or over baskets, in bounded memory."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from hamrah.recommend.arrays import Floats, Ints

NEIGHBOURS = 50
LONGEST_HISTORY = 400
"""Items of a customer or basket that count, the latest: the work grows with the square of it."""
SHRINK = 5.0
"""Added below the cosine's fraction, so that two items bought once, together, are not the closest of all."""
BLOCK = 20_000_000
"""Products of two numbers done at a time, which bounds the memory (12 bytes each at most)."""

Company = tuple[Ints, Floats]
"""The neighbours of one item and how close each is."""
NOBODY: Company = (np.empty(0, dtype=np.int64), np.empty(0))


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Item i's neighbours are `items[bounds[i]:bounds[i + 1]]`, closest first, with `scores` in 0…1."""

    bounds: Ints
    items: Ints
    scores: Floats

    def get(self, item: int, default: Company = NOBODY) -> Company:
        """The neighbours of an item; `default` for an item that is not known."""
        if not 0 <= item < len(self.bounds) - 1:
            return default
        part = slice(self.bounds[item], self.bounds[item + 1])
        return self.items[part], self.scores[part]


def find_neighbours(groups: Ints, items: Ints, n_items: int, k: int = NEIGHBOURS, shrink: float = SHRINK) -> Neighbours:
    """The `k` closest items of each, by |both| / (sqrt(|one| |other|) + shrink) over `groups` (Sarwar et al., 2001).

    `groups` and `items` are parallel: an item of a group (customer or basket), later purchases further behind; what
    was bought often counts once.
    """
    bought = _latest(groups, items, n_items, LONGEST_HISTORY)
    turned = bought.T.tocsr()
    sizes = np.sqrt(np.diff(turned.indptr).astype(np.float64))
    work = np.asarray(turned @ np.diff(bought.indptr).astype(np.float64))
    ends = np.searchsorted(np.cumsum(work), np.arange(BLOCK, work.sum() + BLOCK, BLOCK))
    found: list[tuple[Ints, Ints, Floats]] = []
    start = 0
    for end in np.unique(np.append(np.minimum(ends + 1, n_items), n_items)):
        if end > start:
            found.append(_closest(turned[start:end] @ bought, sizes[start:end], sizes, start, k, shrink))
        start = int(end)
    counts, others, scores = (np.concatenate(parts) for parts in zip(*found, strict=True)) if found else _NOTHING
    return Neighbours(np.append(0, np.cumsum(counts)).astype(np.int64), others, scores)


_NOTHING = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))


def _latest(groups: Ints, items: Ints, n_items: int, longest: int) -> sparse.csr_matrix:
    """A row of ones and noughts for each group, of its `longest` latest items."""
    keys, places = np.unique((groups * n_items + items)[::-1], return_index=True)
    places = len(groups) - 1 - places
    rows, columns = np.divmod(keys, max(n_items, 1))
    order = np.lexsort((-places, rows))
    rows, columns = rows[order], columns[order]
    starts = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))[: len(rows)]
    rank = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    kept = rank < longest
    _, rows = np.unique(rows[kept], return_inverse=True)
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns[kept])), shape=(rows.max(initial=-1) + 1, n_items))


def _closest(
    together: sparse.csr_matrix, own: Floats, sizes: Floats, start: int, k: int, shrink: float
) -> tuple[Ints, Ints, Floats]:
    """How many neighbours each item of a block has, and these with their scores."""
    counts, others, scores = [], [], []
    for row in range(together.shape[0]):
        part = slice(together.indptr[row], together.indptr[row + 1])
        columns, both = together.indices[part], together.data[part]
        values = both / (own[row] * sizes[columns] + shrink)
        values[columns == start + row] = 0.0
        if len(values) > k:
            best = np.argpartition(-values, k)[:k]
            columns, values = columns[best], values[best]
        order = np.lexsort((columns, -values))
        order = order[values[order] > 0]
        counts.append(len(order))
        others.append(columns[order])
        scores.append(values[order])
    return (
        np.array(counts, dtype=np.int64),
        np.concatenate(others).astype(np.int64),
        np.concatenate(scores).astype(np.float64),
    )
