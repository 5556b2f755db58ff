"""Windows of the past in which a fit can be tried: learn from before, foretell what came, all within the given data."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hamrah.recommend.arrays import Ints
from hamrah.recommend.blend import Slices
from hamrah.recommend.facts import Facts, item_facts, recent_popularity
from hamrah.recommend.history import LONGEST, History
from hamrah.recommend.interactions import LAST_BASKET, Interactions, Split, split_by_day, split_last_basket
from hamrah.recommend.neighbours import Neighbours, find_neighbours
from hamrah.recommend.scored import EVERYWHERE

WINDOW_DAYS = 28.0
MOST_WINDOWS, MOST_LEVELS, FEWEST_WINDOWS = 7, 3, 2
ROWS_IN_ALL = 8_000_000
"""Rows over all windows: of larger data fewer windows are tried."""
SHORTEST_PAST = 0.3
"""The share of the data's time that must stand before a window."""


@dataclass(frozen=True, eq=False)
class Shop:
    """All that is fitted over everybody's purchases, without any weight: tables that a store could hold."""

    data: Interactions
    now: float
    customers: Neighbours
    baskets: Neighbours
    facts: Facts

    def history(self, customer: int) -> History:
        """A customer's purchases, the latest `LONGEST` of them."""
        rows = self.data.rows(customer)
        rows = slice(max(rows.start, rows.stop - LONGEST), rows.stop)
        return History(self.data.items[rows], self.data.days[rows], self.data.baskets[rows], self.now)

    def slices(self, popularity_half_life_days: float) -> Slices:
        """What `blend.score` rests on."""
        popular = recent_popularity(self.data, self.now, popularity_half_life_days)
        return Slices(self.customers, self.baskets, {EVERYWHERE: popular})


@dataclass(frozen=True, eq=False)
class Window:
    """A shop as it was, and what some of its customers (with purchases by then) bought next."""

    shop: Shop
    customers: Ints
    baskets: tuple[Ints, ...]


def fit_shop(data: Interactions, now: float | None = None) -> Shop:
    """Fit the tables on purchases; `now` is a day since 1970, the last purchase's if not given."""
    at = data.end if now is None else now
    by_customer = find_neighbours(data.customers, data.items, data.n_items)
    return Shop(data, at, by_customer, find_neighbours(data.baskets, data.items, data.n_items), item_facts(data, at))


def windows(data: Interactions, how: str, most_customers: int, seed: int) -> Iterator[Window]:
    """The windows, the latest first, with at most so many customers each, drawn by the seed.

    With `last-basket` everybody's last basket is left out, then also the last but one, and so on; else the windows are
    of four weeks, or of a twelfth of the time that the data spans if that is shorter.
    """
    draw = np.random.default_rng(seed)
    for parted, now in _splits(data, how):
        if not len(parted.customers):
            continue
        chosen = np.arange(len(parted.customers))
        if len(chosen) > most_customers:
            chosen = np.sort(draw.choice(chosen, most_customers, replace=False))
        baskets = tuple(parted.baskets[place] for place in chosen)
        yield Window(fit_shop(parted.train, now), parted.customers[chosen], baskets)


def _splits(data: Interactions, how: str) -> Iterator[tuple[Split, float]]:
    most = int(np.clip(ROWS_IN_ALL // max(len(data.items), 1), FEWEST_WINDOWS, MOST_WINDOWS))
    if how == LAST_BASKET:
        for _ in range(min(most, MOST_LEVELS)):
            parted = split_last_basket(data)
            data = parted.train
            yield parted, data.end
        return
    span = data.end - data.begin
    length = min(WINDOW_DAYS, span / 12)
    for number in range(most):
        cut = data.end - length * (number + 1)
        if length > 0 and cut - data.begin >= SHORTEST_PAST * span:
            yield split_by_day(data, cut, np.nextafter(cut + length, np.inf)), cut
