"""What one customer has bought, in a form that scoring and features read quickly: the same when fitting and serving."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hamrah.recommend.arrays import Flags, Floats, Ints, sum_by

LONGEST = 1500
"""Rows that are looked at, the latest."""


@dataclass(frozen=True, eq=False)
class History:
    """A customer's purchases, oldest first: the item, the day (since 1970) and the basket, numbered as they came.

    `now` is the day for which a suggestion is made.
    """

    items: Ints
    days: Floats
    baskets: Ints
    now: float

    @cached_property
    def _distinct(self) -> tuple[Ints, Ints]:
        distinct, place = np.unique(self.items, return_inverse=True)
        return distinct, place.astype(np.int64, copy=False)

    @property
    def distinct(self) -> Ints:
        """The items bought, each once, in ascending order."""
        return self._distinct[0]

    @property
    def place(self) -> Ints:
        """For each row the place of its item in `distinct`."""
        return self._distinct[1]

    @cached_property
    def ages(self) -> Floats:
        """Days from each row to now."""
        return np.maximum(self.now - self.days, 0.0)

    @cached_property
    def basket_days(self) -> Floats:
        """The day of each basket, oldest first."""
        return self.days[self.begins]

    @cached_property
    def begins(self) -> Flags:
        """Which rows begin a basket."""
        return np.append(True, self.baskets[1:] != self.baskets[:-1])[: len(self.baskets)]

    @cached_property
    def number(self) -> Ints:
        """For each row how many baskets there were before its own."""
        return np.cumsum(self.begins) - 1

    @property
    def n_baskets(self) -> int:
        """How many baskets there are."""
        return int(self.number[-1]) + 1 if len(self.items) else 0

    def decayed(self, half_life_days: float) -> Floats:
        """For each of `distinct`, the sum of `0.5^(age / half-life)` over its purchases."""
        return self.totals(0.5 ** (self.ages / half_life_days))

    def totals(self, values: Floats) -> Floats:
        """For each of `distinct`, the sum of the values of its rows."""
        return sum_by(self.place, values, len(self.distinct))

    def totals_of(self, several: Sequence[Floats | Flags]) -> Floats:
        """The same of several arrays of values, a row each."""
        n, many = len(self.distinct), len(several)
        places = (np.arange(many)[:, None] * n + self.place).ravel()
        return sum_by(places, np.concatenate(several, dtype=np.float64), many * n).reshape(many, n)


def make_history(rows: Iterable[tuple[int, float, int]], now: float) -> History:
    """A history of (item, day, basket) in any order, once each; the latest `LONGEST` count."""
    ordered = sorted({(day, basket, item) for item, day, basket in rows})[-LONGEST:]
    days, baskets, items = zip(*ordered, strict=True) if ordered else ((), (), ())
    return History(
        np.array(items, dtype=np.int64), np.array(days, dtype=np.float64), np.array(baskets, dtype=np.int64), now
    )
