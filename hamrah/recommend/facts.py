"""What is known of each item over all customers: how it sells now and before, how often people come back for it."""

from dataclasses import dataclass

import numpy as np

from hamrah.recommend.arrays import Floats, Ints, best_places, sum_by
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.neighbours import NOBODY, Company

POPULAR = 400
"""Items that a table of popularity holds."""
WINDOWS = (7.0, 28.0, 91.0, 365.0)
"""Days over which an item's sales are counted."""
YEAR = 364.0
"""Days: whole weeks, so that a weekday is compared with itself."""
PRIOR = 5.0
"""Customers of the average kind that each item's repeat rate is weighed against."""
FACTS = (
    *(f"sold_{days:.0f}_days" for days in WINDOWS),
    *("trend", "won_28_days", "coming_season", "season_turn"),
    *("buyers", "repeat_rate", "times_a_buyer", "gap", "age", "unsold"),
)
"""The columns of `item_facts`.

Logs of customers: in each window; in the last four weeks against the quarter; who bought it for the first time in the
last four weeks; in the four weeks that followed a year ago, and these against the four before them (NaN: no data of
then); of all time. Share of buyers who came back for it; baskets a buyer; median days between two of one's purchases
(NaN: unknown); days since it was first and last sold.
"""


@dataclass(frozen=True, eq=False)
class Facts:
    """A row of `FACTS` for each item; those of unknown items are NaN."""

    table: Floats

    def of(self, items: Ints) -> Floats:
        """The rows of some items."""
        known = (items >= 0) & (items < len(self.table))
        return (
            np.where(known[:, None], self.table[np.where(known, items, 0)], np.nan)
            if len(self.table)
            else (np.full((len(items), len(FACTS)), np.nan))
        )


def item_facts(data: Interactions, now: float) -> Facts:
    """Count everything about each item before `now` (a day since 1970)."""
    n = data.n_items
    pairs, times = np.unique(data.customers * max(n, 1) + data.items, return_counts=True)
    buyers = np.bincount(pairs % max(n, 1), minlength=n).astype(np.float64)
    returned = np.bincount(pairs[times > 1] % max(n, 1), minlength=n)
    baskets = np.bincount(data.items, minlength=n)
    overall = returned.sum() / max(buyers.sum(), 1.0)
    windows = [_buyers(data, now - days) for days in WINDOWS]
    first, last = np.full(n, np.inf), np.full(n, -np.inf)
    np.minimum.at(first, data.items, data.days)
    np.maximum.at(last, data.items, data.days)
    sold = buyers > 0
    columns = [
        *(np.log1p(window) for window in windows),
        np.log1p(3 * windows[1]) - np.log1p(windows[2]),
        *_seasons(data, now),
        np.log1p(buyers),
        (returned + PRIOR * overall) / (buyers + PRIOR),
        (baskets + PRIOR * len(data.items) / max(buyers.sum(), 1.0)) / (buyers + PRIOR),
        _gaps(data),
        np.where(sold, now - first, np.nan),
        np.where(sold, now - last, np.nan),
    ]
    return Facts(np.stack(columns, axis=1).astype(np.float64))


def recent_popularity(data: Interactions, now: float, half_life_days: float) -> Company:
    """The `POPULAR` items with the most customers, each counted by when they last bought it; the first's score is 1."""
    if not len(data.items):
        return NOBODY
    scores = popularity_scores(data, now, half_life_days)
    best = best_places(scores, POPULAR)
    best = best[scores[best] > 0]
    return best, scores[best]


def popularity_scores(data: Interactions, now: float, half_life_days: float) -> Floats:
    """For each item its customers, counted by when they last bought it, relative to the first's (1)."""
    keys = data.customers * data.n_items + data.items
    order = np.argsort(keys, kind="stable")
    last = order[np.append(np.flatnonzero(np.diff(keys[order])), len(keys) - 1)] if len(keys) else order
    weights = 0.5 ** ((now - data.days[last]) / half_life_days)
    scores = sum_by(data.items[last], weights, data.n_items)
    return scores / max(float(scores.max(initial=0.0)), float(np.finfo(np.float64).tiny))


def _buyers(data: Interactions, since: float, until: float = np.inf) -> Floats:
    """How many customers bought each item from one day to before another."""
    some = (data.days >= since) & (data.days < until)
    pairs = np.unique(data.customers[some] * max(data.n_items, 1) + data.items[some])
    return np.bincount(pairs % max(data.n_items, 1), minlength=data.n_items).astype(np.float64)


def _seasons(data: Interactions, now: float) -> tuple[Floats, Floats, Floats]:
    """Log of first-time buyers lately, of customers in the weeks that followed a year ago, and how these changed."""
    month = WINDOWS[1]
    won = np.log1p(_buyers(data, -np.inf) - _buyers(data, -np.inf, now - month))
    year_ago = now - YEAR
    if year_ago - month < data.begin:
        unknown = np.full(data.n_items, np.nan)
        return won, unknown, unknown
    coming = np.log1p(_buyers(data, year_ago, year_ago + month))
    return won, coming, coming - np.log1p(_buyers(data, year_ago - month, year_ago))


def _gaps(data: Interactions) -> Floats:
    """The median days between a customer's purchases of an item, over all customers."""
    order = np.lexsort((data.days, data.items, data.customers))
    customers, items, days = data.customers[order], data.items[order], data.days[order]
    again = (customers[1:] == customers[:-1]) & (items[1:] == items[:-1])
    gaps, of = np.diff(days)[again], items[1:][again]
    order = np.lexsort((gaps, of))
    found, starts, counts = np.unique(of[order], return_index=True, return_counts=True)
    medians = np.full(data.n_items, np.nan)
    medians[found] = gaps[order][starts + counts // 2]
    return medians
