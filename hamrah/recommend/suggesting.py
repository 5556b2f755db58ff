"""A suggestion from its slices: the blend draws and ranks candidates, the reranker orders the best of them anew."""

from collections.abc import Callable, Sequence

import numpy as np

from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.blend import Pool
from hamrah.recommend.features import FactsOf, features
from hamrah.recommend.history import History
from hamrah.recommend.scored import Scored, Shelf

OF_ALL, OF_NEW = 60, 40
"""Candidates that the reranker sees: the blend's best of all, and its best of those never bought."""

Rank = Callable[[Floats], Floats]
"""Scores for rows of features, the higher the better: `Reranker.scores`."""


def rank(
    history: History,
    pool: Pool,
    n: int,
    rerank: tuple[Rank, FactsOf] | None = None,
    shelf: Shelf = "all",
    hidden: Sequence[int] = (),
) -> list[tuple[int, float]]:
    """The `n` best of a shelf as (place in the pool, score), none hidden.

    Those behind the reranked ones follow in the blend's order, with scores below theirs.
    """
    if rerank is None or not len(pool.items):
        return [(int(place), float(pool.scores[place])) for place in pool.best(n, shelf, hidden)]
    model, facts_of = rerank
    places = candidates(pool, hidden)
    shown = pool.on(shelf)[places]
    scores = model(features(history, pool, places, facts_of, shown)) if shown.any() else np.empty(0)
    places = places[shown]
    best = np.argsort(-scores, kind="stable")[:n]
    found = list(zip(places[best].tolist(), scores[best].tolist(), strict=True))
    if len(found) == n:
        return found
    order = pool.best(n + OF_ALL + OF_NEW, shelf, hidden)
    rest = order[~np.isin(order, places)][: n - len(found)]
    floor, top = float(scores.min(initial=0.0)), max(float(pool.scores[rest].max(initial=0.0)), 1e-9)
    return found + [(int(place), floor - 1.0 + float(pool.scores[place]) / top) for place in rest]


def candidates(pool: Pool, hidden: Sequence[int]) -> Ints:
    """Places of what the reranker is to see, by the blend's score, best first."""
    among = np.zeros(len(pool.items), dtype=np.bool_)
    among[pool.best(OF_ALL, hidden=hidden)] = True
    among[pool.best(OF_NEW, "new", hidden)] = True
    chosen = np.flatnonzero(among)
    return chosen[np.argsort(-pool.scores[chosen], kind="stable")].astype(np.int64, copy=False)


def scored(pool: Pool, ranked: Sequence[tuple[int, float]]) -> list[Scored]:
    """Ranked places as answers with the parts that the blend drew them by."""
    return [Scored(int(pool.items[place]), value, pool.parts) for place, value in ranked]
