"""The blend's weights, chosen by what would have foretold best in windows of the past."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from hamrah.recommend.arrays import Flags, Floats, Ints, best_places, sum_by
from hamrah.recommend.backtest import Window
from hamrah.recommend.blend import SUMS, Slices, Weights, kind_weights, score
from hamrah.recommend.history import History
from hamrah.recommend.scored import Session

HALF_LIVES = (30.0, 60.0, 90.0, 120.0, 180.0, 365.0)
COMPANY_HALF_LIVES = (60.0, 180.0, 720.0)
POPULARITY_HALF_LIVES = (5.0, 14.0, 30.0, 90.0)
STEPS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
SESSION_STEPS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.0)
SESSION_DECAYS = (0.4, 0.6, 0.8)
ROUNDS = 2
SHOWN = 10
MOST_OF_A_KIND = 40
"""Candidates kept of each kind of sum: those below are not shown whatever the weights."""
CART = 2
"""Items of a basket that are taken as known when the session's weight is chosen."""


@dataclass(frozen=True, eq=False)
class Trial:
    """Candidates of many customers side by side: whose they are, their sums (a row for each of `SUMS`), what was right.

    `wanted` and `wanted_new` say how many items each customer bought, and how many of them never before.
    """

    owners: Ints
    sums: Floats
    right: Flags
    bought: Flags
    wanted: Ints
    wanted_new: Ints

    def value(self, weights: Weights) -> float:
        """Recall@10 + NDCG@10 of the mixed list + NDCG@10 of the list of never-bought items."""
        scores = kind_weights(weights) @ self.sums
        recall, ndcg = list_value(self.owners, scores, self.right, self.wanted)
        return recall + ndcg + list_value(self.owners, scores, self.right, self.wanted_new, ~self.bought)[1]


def list_value(
    owners: Ints, scores: Floats, right: Flags, wanted: Ints, shown: Flags | None = None
) -> tuple[float, float]:
    """Recall@10 and NDCG@10, means over the customers who wanted anything; `shown` says what the list may hold."""
    if shown is not None:
        owners, scores, right = owners[shown], scores[shown], right[shown]
    order = np.lexsort((-scores, owners))
    owners, right = owners[order], right[order]
    places = np.arange(len(owners)) - np.searchsorted(owners, owners)
    hit = right & (places < SHOWN)
    gains = 1 / np.log2(np.arange(2, SHOWN + 2))
    best = np.append(0.0, np.cumsum(gains))[np.minimum(wanted, SHOWN)]
    some = wanted > 0
    n = max(int(some.sum()), 1)
    recall = np.bincount(owners[hit], minlength=len(wanted))[some] / wanted[some]
    ndcg = sum_by(owners[hit], gains[places[hit]], len(wanted))[some] / best[some]
    return float(recall.sum() / n), float(ndcg.sum() / n)


def tune(window: Window, seed: int) -> Weights:
    """The weights that did best in the window: half-lives, then each weight in turn, then the session's."""
    slices = {days: window.shop.slices(days) for days in POPULARITY_HALF_LIVES}
    plain = [(window.shop.history(int(customer)), (), basket) for customer, basket in _asked(window)]
    if not plain:
        return Weights()
    best = Weights()

    def trial(weights: Weights) -> Trial:
        return _trial(plain, slices[weights.popularity_half_life_days], weights)

    for field, values in (
        ("half_life_days", HALF_LIVES),
        ("company_half_life_days", COMPANY_HALF_LIVES),
        ("popularity_half_life_days", POPULARITY_HALF_LIVES),
    ):
        options = [replace(best, **{field: value}) for value in values]
        best = max(options, key=lambda weights: trial(weights).value(weights))
    best = _steps(trial(best), best)
    return _tune_session(window, slices[best.popularity_half_life_days], best, seed)


def _asked(window: Window) -> list[tuple[int, Ints]]:
    return list(zip(window.customers.tolist(), window.baskets, strict=True))


def _steps(trial: Trial, start: Weights) -> Weights:
    """Try each weight's steps while the others stand still, `ROUNDS` times."""
    best, value = start, trial.value(start)
    for _, field in product(range(ROUNDS), ("customers", "baskets", "popularity")):
        for step in STEPS:
            tried = replace(best, **{field: step})
            if (seen := trial.value(tried)) > value:
                best, value = tried, seen
    return best


def _tune_session(window: Window, slices: Slices, weights: Weights, seed: int) -> Weights:
    """The session's weight and decay, where items of each basket are known and the rest is to be foretold."""
    asked = with_carts([(window.shop.history(customer), basket) for customer, basket in _asked(window)], CART, seed)
    if not asked:
        return weights
    best, value = weights, -1.0
    for decay in SESSION_DECAYS:
        trial = _trial(asked, slices, replace(weights, session_decay=decay, session=1.0))
        for step in SESSION_STEPS:
            tried = replace(weights, session_decay=decay, session=step)
            if (seen := trial.value(tried)) > value:
                best, value = tried, seen
    return best


def with_carts(asked: Sequence[tuple[History, Ints]], known: int, seed: int) -> list[tuple[History, Session, Ints]]:
    """Of baskets with more than `known` items, so many as the session, drawn by the seed, and the rest as wanted."""
    draw = np.random.default_rng(seed)
    found: list[tuple[History, Session, Ints]] = []
    for history, basket in asked:
        if len(basket) > known:
            mixed = draw.permutation(basket)
            found.append((history, [(int(item), "cart") for item in mixed[:known]], mixed[known:]))
    return found


def _trial(asked: Sequence[tuple[History, Session, Ints]], slices: Slices, weights: Weights) -> Trial:
    owners, sums, right, bought = [], [], [], []
    for owner, (history, session, basket) in enumerate(asked):
        pool = score(history, session, slices, weights)
        kept = np.unique(np.concatenate([best_places(row, MOST_OF_A_KIND) for row in pool.sums]))
        if len(session):
            kept = kept[~np.isin(pool.items[kept], [item for item, _ in session])]
        owners.append(np.full(len(kept), owner))
        sums.append(pool.sums[:, kept])
        right.append(np.isin(pool.items[kept], basket))
        bought.append(pool.bought[kept])
    new = [len(np.setdiff1d(basket, history.distinct)) for history, _, basket in asked]
    return Trial(
        np.concatenate(owners),
        np.concatenate(sums, axis=1) if sums else np.zeros((len(SUMS), 0)),
        np.concatenate(right),
        np.concatenate(bought),
        np.array([len(basket) for _, _, basket in asked]),
        np.array(new),
    )
