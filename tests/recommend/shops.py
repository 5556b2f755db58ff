"""Small shops with a pattern in them, the same each time."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from hamrah.recommend.arrays import Ints
from hamrah.recommend.interactions import Interactions, from_codes

Row = tuple[str, str, str, float]


def shop_rows(customers: int = 60, items: int = 40, seed: int = 3) -> list[Row]:
    """Customers who come every week or two, have favourites, and buy 2k and 2k + 1 together."""
    draw = np.random.default_rng(seed)
    rows: list[Row] = []
    for customer in range(customers):
        favourites = draw.choice(items // 2, 3, replace=False) * 2
        day = float(draw.integers(0, 20))
        for visit in range(int(draw.integers(4, 12))):
            basket = {int(draw.choice(favourites)), *draw.integers(0, items, 2).tolist()}
            basket |= {item + 1 for item in basket if item % 2 == 0 and draw.random() < 0.8}
            rows += [(f"c{customer}", f"i{item}", f"b{customer}-{visit}", day) for item in sorted(basket)]
            day += float(draw.integers(5, 16))
    return rows


def shop(customers: int = 60, items: int = 40, seed: int = 3) -> Interactions:
    """The rows as interactions."""
    return make_interactions(shop_rows(customers, items, seed))


def make_interactions(rows: Iterable[tuple[Any, Any, Any, float]]) -> Interactions:
    """Interactions of (customer, item, basket, day) with labels of any kind, which are made text; quantities are 1."""
    table = list(rows)
    codes, labels = zip(*(_encode([row[place] for row in table]) for place in range(3)), strict=True)
    days = np.array([row[3] for row in table], dtype=np.float64)
    return from_codes((codes[0], codes[1], codes[2]), days, np.ones(len(days)), labels[0], labels[1])


def _encode(column: Sequence[Any]) -> tuple[Ints, tuple[str, ...]]:
    places: dict[str, int] = {}
    codes = [places.setdefault(str(value), len(places)) for value in column]
    return np.array(codes, dtype=np.int64), tuple(places)
