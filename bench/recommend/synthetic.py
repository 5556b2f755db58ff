"""A shop of any size that never was: few things sell much, people have favourites, some things go together."""

from dataclasses import dataclass

import numpy as np

from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.interactions import Interactions, from_codes

BASKETS, BASKET = 9, 5
"""Baskets a customer, and lines drawn a basket."""
FAVOURITES, OF_FAVOURITES, IN_PAIRS = 8, 0.5, 0.3
"""Things that a customer likes, the share of lines that are such, and the share that is the other half of a pair."""
DAYS = 540.0
STEEPNESS = 0.9
"""Of the power law: the n-th best seller sells n to the minus this."""


@dataclass(frozen=True)
class Size:
    """How many customers and products."""

    customers: int
    products: int

    @property
    def rows(self) -> int:
        """Lines that are drawn."""
        return self.customers * BASKETS * BASKET


SIZES = {"10k": Size(10_000, 10_000), "100k": Size(100_000, 50_000), "1m": Size(1_000_000, 200_000)}


def draw_lines(size: Size, seed: int) -> tuple[tuple[Ints, Ints, Ints], Floats]:
    """Customer, item and basket of each line, and its day; the same for the same seed."""
    draw = np.random.default_rng(seed)
    curve = np.cumsum(np.arange(1, size.products + 1) ** -STEEPNESS)

    def popular(many: int) -> Ints:
        found = np.searchsorted(curve, draw.random(many) * curve[-1])
        return np.minimum(found, size.products - 1).astype(np.int64)

    customers = np.repeat(np.arange(size.customers), BASKETS * BASKET)
    favourites = popular(size.customers * FAVOURITES)
    items = popular(size.rows)
    liked = np.flatnonzero(draw.random(size.rows) < OF_FAVOURITES)
    items[liked] = favourites[customers[liked] * FAVOURITES + draw.integers(0, FAVOURITES, len(liked))]
    paired = 1 + np.flatnonzero((draw.random(size.rows - 1) < IN_PAIRS) & (np.arange(1, size.rows) % BASKET > 0))
    items[paired] = np.minimum(items[paired - 1] ^ 1, size.products - 1)
    days = np.repeat(draw.random(size.customers * BASKETS) * DAYS, BASKET)
    return (customers, items, np.repeat(np.arange(size.customers * BASKETS), BASKET)), days


def as_interactions(size: Size, lines: tuple[tuple[Ints, Ints, Ints], Floats]) -> Interactions:
    """The lines as a fit has them; the customer's number is the label, the product's is one more than the item's."""
    (customers, items, baskets), days = lines
    names = tuple(map(str, range(size.customers))), tuple(map(str, range(1, size.products + 1)))
    return from_codes((customers, items, baskets), days, np.ones(len(days)), *names)
