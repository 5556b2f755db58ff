"""What is popular within a part of the shop: of a category, and in a city this week."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from hamrah.recommend.arrays import Floats, Ints, best_places

CATEGORY, CITY = "category", "city"
LEAST_BUYERS = 3
"""Of fewer orders in a city within a week nobody can say that something is liked there."""
MOST_OF_A_SCOPE = 50


class Popular(NamedTuple):
    """A product, its score relative to the best of its scope, and on how many orders that rests."""

    scope: str
    key: str
    product_id: int
    score: float
    buyers: int


def popular_of_kinds(products: Ints, categories: tuple[str, ...], scores: Floats, orders: Ints) -> list[Popular]:
    """The best of each category; `scores` and `orders` (how many) are parallel to `products`."""
    kinds, of_kind = np.unique(np.array(categories, dtype=str), return_inverse=True)
    found: list[Popular] = []
    for place, kind in enumerate(kinds.tolist()):
        own = np.flatnonzero((of_kind == place) & (scores > 0))
        found += _best(CATEGORY, kind, products[own], scores[own], orders[own])
    return found


def liked_in_cities(recent: Mapping[str, Iterable[tuple[int, int]]]) -> list[Popular]:
    """The best of each city by the number of orders (order, product) that took it, where these are enough."""
    found: list[Popular] = []
    for city, pairs in recent.items():
        counted = Counter(product for _, product in pairs)
        liked = [(product, orders) for product, orders in sorted(counted.items()) if orders >= LEAST_BUYERS]
        many = np.array(liked, dtype=np.int64).reshape(-1, 2)
        found += _best(CITY, city, many[:, 0], many[:, 1].astype(np.float64), many[:, 1])
    return found


def _best(scope: str, key: str, products: Ints, scores: Floats, orders: Ints) -> list[Popular]:
    best = best_places(scores, MOST_OF_A_SCOPE)
    shares = scores[best] / scores[best[0]] if len(best) else scores[best]
    rows = zip(products[best].tolist(), shares.tolist(), orders[best].tolist(), strict=True)
    return [Popular(scope, key, *row) for row in rows]
