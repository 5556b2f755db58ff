"""The fit of a shop's suggestions: what is learnt from its purchases, and the tables of one model run."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.backtest import MOST_WINDOWS, Shop, fit_shop
from hamrah.recommend.evaluation import Tell
from hamrah.recommend.facts import Facts, popularity_scores
from hamrah.recommend.learning import Learned, learn
from hamrah.recommend.neighbours import NEIGHBOURS, Neighbours
from hamrah.recommend.order_lines import DAY_S, Purchases
from hamrah.recommend.packing import pack_company, pack_facts
from hamrah.recommend.scopes import Popular, liked_in_cities, popular_of_kinds

BLEND, RERANKED = "blend-2", "blend-2-trees"
"""What a run is called, without and with a reranker."""
CUSTOMERS, BASKETS = "customers", "baskets"
"""The levels of `item_neighbours`."""
SEED = 20_261
WEEK = timedelta(days=7)
Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Fitted:
    """All that a run consists of. Items are places in `products`, which are ids in ascending order."""

    fitted_at: datetime
    products: Ints
    customers: Neighbours
    baskets: Neighbours
    facts: Facts
    popularity: Floats
    scoped: tuple[Popular, ...]
    learned: Learned
    data_from: datetime | None
    data_until: datetime | None
    n_rows: int

    def run(self) -> Row:
        """The columns of the `model_runs` row."""
        learned = self.learned
        return {
            "model": BLEND if learned.reranker is None else RERANKED,
            "fitted_at": self.fitted_at,
            "data_from": self.data_from,
            "data_until": self.data_until,
            "parameters": {"neighbours": NEIGHBOURS, "lines": self.n_rows, "seed": SEED},
            "weights": asdict(learned.weights),
            "figures": {
                "blend": learned.blended,
                "reranker": learned.reranked,
                "windows": learned.windows,
                "rows": self.n_rows,
                "from": None if self.data_from is None else self.data_from.isoformat(),
                "until": None if self.data_until is None else self.data_until.isoformat(),
            },
            "reranker": None if learned.reranker is None else learned.reranker.to_text(),
        }

    def neighbour_rows(self) -> Iterator[Row]:
        """Rows of `item_neighbours`, without the run; none for a product that goes with nothing."""
        for level, table in ((CUSTOMERS, self.customers), (BASKETS, self.baskets)):
            for item, product in enumerate(self.products.tolist()):
                others, closeness = table.get(item)
                if len(others):
                    packed = pack_company(self.products[others], closeness)
                    yield {"level": level, "product_id": product, "neighbours": packed}

    def facts_rows(self) -> Iterator[Row]:
        """Rows of `item_facts`, without the run; none where no reranker asks for them."""
        if self.learned.reranker is not None:
            for product, facts in zip(self.products.tolist(), self.facts.table, strict=True):
                yield {"product_id": product, "facts": pack_facts(facts)}

    def popularity_rows(self) -> Iterator[Row]:
        """Rows of `item_popularity`, without the run."""
        for product, score in zip(self.products.tolist(), self.popularity.tolist(), strict=True):
            yield {"product_id": product, "score": score}

    def scoped_rows(self) -> Iterator[Row]:
        """Rows of `scoped_popularity`, without the run."""
        return (row._asdict() for row in self.scoped)


def fit(
    purchases: Purchases,
    fitted_at: datetime,
    tell: Tell,
    most_windows: int = MOST_WINDOWS,
    learned: Learned | None = None,
) -> Fitted:
    """Fit tables on purchases; weights and reranker are `learned`, or by so many windows of the past (see `learn`)."""
    data = purchases.lines
    learned = learned or learn(data, "", SEED, tell, most_windows)
    tell("tables", 0, 1)
    shop = fit_shop(data)
    scores = popularity_scores(data, shop.now, learned.weights.popularity_half_life_days)
    orders = np.bincount(data.items, minlength=data.n_items)
    kinds = popular_of_kinds(purchases.products, purchases.categories, scores, orders)
    tell("tables", 1, 1)
    return Fitted(
        fitted_at,
        purchases.products,
        shop.customers,
        shop.baskets,
        shop.facts,
        scores,
        (*kinds, *liked_in_cities(purchases.recent)),
        learned,
        *_range(shop),
        purchases.n_rows,
    )


def _range(shop: Shop) -> tuple[datetime | None, datetime | None]:
    if not len(shop.data.days):
        return None, None
    begin, end = (datetime.fromtimestamp(day * DAY_S, UTC) for day in (shop.data.begin, shop.data.end))
    return begin, end
