"""The fit of ours: weights by back-test, a reranker where the back-test says that it wins, and the tables of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.backtest import MOST_WINDOWS, Shop, Window, windows
from hamrah.recommend.blend import Slices, Weights, score
from hamrah.recommend.evaluation import Tell
from hamrah.recommend.features import NAMES, features
from hamrah.recommend.history import History
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.reranker import Examples, Reranker, fit_reranker
from hamrah.recommend.scored import Session
from hamrah.recommend.suggesting import candidates
from hamrah.recommend.tuning import list_value, tune, with_carts

MOST_CUSTOMERS = 2500
"""Customers of a window: enough for the weights, and bounded work for shops of any size."""
TUNED_ON = 700
FEWEST_CUSTOMERS = 30
"""Customers of a window below which it tells nothing: weights would be those that suited a few people's last basket."""
FEWEST_EXAMPLES = 2000
"""Right candidates below which a reranker is not tried: there would be nothing to learn from."""
WRONG_KEPT = 0.35
"""The share of wrong candidates that a reranker learns from."""
CARTS = (1, 2)
"""How many items of a basket are known in the examples that teach the reranker what a session means."""


@dataclass(frozen=True, eq=False)
class Learned:
    """What a fit decided, and how it did in the latest window: Recall@10 + NDCG@10 of the blend and of the reranker.

    `reranker` is None where it did not win, or where there was too little to try it on; then `reranked` may be None.
    `windows` is how many were looked at; without any the weights are the defaults.
    """

    weights: Weights
    reranker: Reranker | None
    blended: float | None = None
    reranked: float | None = None
    windows: int = 0


Check = tuple[float, Examples, Ints]
"""The latest window: the blend's figure there, its candidates, and how many items each customer bought."""


def learn(data: Interactions, how: str, seed: int, tell: Tell, most_windows: int = MOST_WINDOWS) -> Learned:
    """Choose weights and reranker by windows of the past. `how` is the split that they are like (see `windows`).

    The latest window chooses the weights; with no other there is no reranker.
    """
    weights: Weights | None = None
    examples: list[Examples] = []
    check: Check | None = None
    for number, window in enumerate(islice(windows(data, how, MOST_CUSTOMERS, seed), most_windows)):
        tell("back-test", number, number + 1)
        if len(window.customers) < FEWEST_CUSTOMERS:
            continue
        if weights is None:
            weights = tune(_fewer(window, TUNED_ON, seed), seed)
        slices = window.shop.slices(weights.popularity_half_life_days)
        plain = [(history, (), basket) for history, basket in _histories(window)]
        made = _examples(plain, slices, weights, window.shop)
        taught = _joined([made, *_session_examples(window, slices, weights, seed)])
        examples.append(_thinned(taught, seed + number))
        if check is None:
            wanted = np.array([len(basket) for basket in window.baskets])
            check = (_value(made, made.table[:, _BLEND], wanted), made, wanted)
    if weights is None or check is None:
        return Learned(Weights(), None)
    return _choose(weights, examples, check, seed, tell)


def _choose(weights: Weights, examples: list[Examples], check: Check, seed: int, tell: Tell) -> Learned:
    """Fit a reranker without the latest window and try it there; if it wins, fit it with that window as well."""
    blended, held, wanted = check
    older = _joined(examples[1:]) if len(examples) > 1 else None
    if older is None or older.right.sum() < FEWEST_EXAMPLES or not held.right.any():
        return Learned(weights, None, blended, None, len(examples))
    tell("reranker", 0, 2)
    tried = fit_reranker(older, seed)
    reranked = _value(held, tried.scores(held.table), wanted)
    tell("reranker", 1, 2)
    if reranked <= blended:
        return Learned(weights, None, blended, reranked, len(examples))
    final = fit_reranker(_joined(examples), seed)
    tell("reranker", 2, 2)
    return Learned(weights, final, blended, reranked, len(examples))


def _histories(window: Window) -> list[tuple[History, Ints]]:
    return [
        (window.shop.history(customer), basket)
        for customer, basket in zip(window.customers.tolist(), window.baskets, strict=True)
    ]


def _fewer(window: Window, most: int, seed: int) -> Window:
    """The window with at most so many of its customers."""
    if len(window.customers) <= most:
        return window
    kept = np.sort(np.random.default_rng(seed).choice(len(window.customers), most, replace=False))
    return Window(window.shop, window.customers[kept], tuple(window.baskets[place] for place in kept))


def _session_examples(window: Window, slices: Slices, weights: Weights, seed: int) -> list[Examples]:
    """Examples of a third of the customers with one item in the cart, and of a third with two."""
    found = []
    for known in CARTS:
        part = _fewer(window, len(window.customers) // 3, seed + known)
        asked = with_carts(_histories(part), known, seed + known)
        if asked:
            found.append(_examples(asked, slices, weights, window.shop))
    return found


def _examples(asked: Sequence[tuple[History, Session, Ints]], slices: Slices, weights: Weights, shop: Shop) -> Examples:
    """The candidates of each, as the reranker meets them; a hit counts by its share of the basket, as in recall."""
    tables, right, counts, owners = [], [], [], []
    for owner, (history, session, basket) in enumerate(asked):
        pool = score(history, session, slices, weights)
        places = candidates(pool, [item for item, _ in session])
        items = pool.items[places]
        tables.append(features(history, pool, places, shop.facts.of).astype(np.float32))
        right.append(np.isin(items, basket))
        counts.append(np.full(len(items), 1.0 / len(basket)))
        owners.append(np.full(len(items), owner))
    return Examples(np.concatenate(tables), np.concatenate(right), np.concatenate(counts), np.concatenate(owners))


def _thinned(examples: Examples, seed: int) -> Examples:
    """All that was right and `WRONG_KEPT` of the rest, counted for all of it: as good, in a fraction of the time."""
    kept = examples.right | (np.random.default_rng(seed).random(len(examples.right)) < WRONG_KEPT)
    weights = np.where(examples.right, examples.weights, examples.weights / WRONG_KEPT)
    return Examples(examples.table[kept], examples.right[kept], weights[kept], examples.owners[kept])


def _joined(parts: Sequence[Examples]) -> Examples:
    """All examples in one; whose they are is no longer told apart."""
    return Examples(
        np.concatenate([part.table for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.owners for part in parts]),
    )


_BLEND = NAMES.index("blend")


def _value(examples: Examples, scores: Floats, wanted: Ints) -> float:
    """Recall@10 + NDCG@10 of the candidates in the order of some scores."""
    return sum(list_value(examples.owners, scores.astype(np.float64), examples.right, wanted))
