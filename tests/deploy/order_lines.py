"""A shop's order lines that reach every bound of the job, as a file for it and as arrays for Hamrah's own code."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hamrah.recommend.interactions import Interactions, from_codes

ITEMS = 700
GUESTS = 9
"""Each so many baskets one is a guest's."""


@dataclass(frozen=True, eq=False)
class Lines:
    """Parallel columns, by basket; `known` is False where a guest bought."""

    customers: np.ndarray
    known: np.ndarray
    baskets: np.ndarray
    items: np.ndarray
    days: np.ndarray

    def write(self, path: Path, seed: int = 5) -> None:
        """As parquet, in no order, some lines twice."""
        order = np.random.default_rng(seed).permutation(np.append(np.arange(len(self.items)), np.arange(0, 200, 3)))
        columns = {
            "customer": pa.array(self.customers[order], mask=~self.known[order]),
            "basket": pa.array(self.baskets[order]),
            "item": pa.array(self.items[order]),
            "day": pa.array(self.days[order]),
        }
        pq.write_table(pa.table(columns), path)

    def interactions(self) -> tuple[Interactions, np.ndarray]:
        """As the recommender takes them, and the id of each of its items. A guest's basket is a customer."""
        customers = np.where(self.known, self.customers, -self.baskets)
        columns = [np.unique(column, return_inverse=True) for column in (customers, self.items, self.baskets)]
        ids, codes = [column[0] for column in columns], [column[1] for column in columns]
        labels = [tuple(map(str, column.tolist())) for column in ids]
        data = from_codes((codes[0], codes[1], codes[2]), self.days, np.ones(len(self.days)), labels[0], labels[1])
        return data, ids[1]


def make_lines(seed: int = 11) -> Lines:
    """Customers with a taste, several baskets on one day among them; one who has bought nearly everything over time;
    one basket of nearly everything."""
    draw = np.random.default_rng(seed)
    ids = np.sort(draw.choice(10**12, ITEMS, replace=False)) + 1
    chances = 1 / np.arange(10, ITEMS + 10)
    chances = draw.permutation(chances / chances.sum())
    rows = []
    for basket in range(600):
        customer = int(draw.integers(0, 90)) if basket % 12 else 90  # the 90 are shoppers, the last is the great one
        size = int(draw.integers(1, 9)) if customer < 90 else 30
        if basket == 333:
            size = 500
        day = 19000 + basket // 5 + float(draw.choice([0.25, 0.5]))
        chosen = draw.choice(ITEMS, size, replace=False, p=chances if size < 30 else None)
        rows += [(customer, basket % GUESTS != 0, basket + 1, int(ids[item]), day) for item in chosen]
    customers, known, baskets, items, days = (np.array(column) for column in zip(*rows, strict=True))
    return Lines(customers + 1, known, baskets, items, days)
