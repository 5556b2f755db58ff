"""The blend: repeat, company and popularity, and the visit at hand, added up with back-tested weights.

It knows neither where its slices come from (arrays in memory, rows of a store) nor what the numbers of items mean.
"""

import threading
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hamrah.recommend.arrays import Flags, Floats, Ints, best_places, sum_by
from hamrah.recommend.history import History
from hamrah.recommend.neighbours import NOBODY, Company
from hamrah.recommend.scored import (
    BOUGHT_BEFORE,
    GOES_WITH_BOUGHT,
    GOES_WITH_SEEN,
    POPULAR,
    Part,
    Session,
    Shelf,
)

MOST_SOURCES = 60
"""Items of the history that draw others, the weightiest."""
LONGEST_SESSION = 10
SMALL_NUMBERS = 2_000_000
"""Below it, a thread keeps an array with a place for every number, which is filled faster than numbers are sorted."""


@dataclass(frozen=True)
class Weights:
    """How much each part counts beside the personal one (1), and how fast what is past fades.

    All come from a back-test; the defaults stand where there is too little data for one.

    `customers` and `baskets` weigh the company of the history at the two levels, `popularity` that of the shop,
    `session` the company of what this visit touched, `session_decay` each further item of it.
    """

    half_life_days: float = 120.0
    company_half_life_days: float = 180.0
    customers: float = 0.05
    baskets: float = 0.05
    popularity: float = 0.1
    popularity_half_life_days: float = 30.0
    session: float = 1.0
    session_decay: float = 0.6


class Neighbourhood(Protocol):
    """Where an item's neighbours are found: a mapping, or `Neighbours`."""

    def get(self, item: int, default: Company, /) -> Company:
        """The neighbours of an item and how close each is; the default for one without."""


@dataclass(frozen=True)
class Slices:
    """What of the shop's tables a suggestion rests on: neighbours at both levels, and what is popular lately by scope.

    The whole shop's scope is `EVERYWHERE`; a category, a branch or a city may stand beside it. Each is a pair of items
    and scores, whose relative size says how much the scope counts. `searched` is what is bought most of kinds that were
    looked for in this visit: it counts as the session does.
    """

    customers: Neighbourhood
    baskets: Neighbourhood
    popular: Mapping[str, Company]
    searched: Mapping[str, Company] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Draw:
    """Parts of one kind: how much each of `sources` gives the candidate beside it in `items`.

    `row` is the one of `SUMS` that it is added to; what is popular in a `scope` has no sources.
    """

    row: int
    kind: str
    items: Ints
    strengths: Floats
    sources: Ints | None = None
    scope: str | None = None


SUMS = ("personal", "with_customers", "with_baskets", "seen", "popular")
"""The rows of `Pool.sums`."""
PERSONAL, WITH_CUSTOMERS, WITH_BASKETS, SEEN, LIKED = range(len(SUMS))


@dataclass(frozen=True, eq=False)
class Pool:
    """All candidates of one suggestion by ascending number, their scores, and the sums that these are made of.

    `sums` has a row for each of `SUMS`, divided by its greatest value, which stands in `tops`; `weights` is what each
    counts in the score. `places` has the place of each item of the draws, one draw after another.
    """

    items: Ints
    scores: Floats
    bought: Flags
    sums: Floats
    tops: Floats
    weights: Floats
    draws: tuple[Draw, ...]
    places: Ints

    @cached_property
    def _begins(self) -> list[int]:
        """Where each draw begins in `places`."""
        return list(accumulate((len(draw.items) for draw in self.draws[:-1]), initial=0))

    def on(self, shelf: Shelf, hidden: Sequence[int] = ()) -> Flags:
        """Which candidates may stand on a shelf, without the hidden."""
        if shelf == "all":
            shown = np.ones(len(self.items), dtype=bool)
        else:
            shown = self.bought.copy() if shelf == "again" else ~self.bought
        if len(hidden) and len(self.items):
            places = np.minimum(np.searchsorted(self.items, hidden), len(self.items) - 1)
            shown[places[self.items[places] == hidden]] = False
        return shown

    def best(self, n: int, shelf: Shelf = "all", hidden: Sequence[int] = ()) -> Ints:
        """Places of the `n` best candidates of a shelf, without the hidden."""
        scores = np.where(self.on(shelf, hidden), self.scores, -np.inf)
        places = best_places(scores, n)
        return places[scores[places] > -np.inf]

    def parts(self, item: int, least: float = 0.0) -> tuple[Part, ...]:
        """What the score of a candidate is made of, the weightiest first; one part a kind and source.

        Those of less than a share `least` of the whole are left out.
        """
        at = int(np.searchsorted(self.items, item))
        if at == len(self.items) or self.items[at] != item:
            return ()
        counted = (self.weights / self.tops).tolist()
        found: dict[tuple[str, int | None, str | None], float] = {}
        for hit in np.flatnonzero(self.places == at).tolist():  # few: plain numbers are faster than arrays of them
            number = bisect_right(self._begins, hit) - 1
            draw, place = self.draws[number], hit - self._begins[number]
            key = (draw.kind, None if draw.sources is None else int(draw.sources[place]), draw.scope)
            found[key] = found.get(key, 0.0) + counted[draw.row] * float(draw.strengths[place])
        bar = least * sum(found.values())
        parts = (Part(*key, weight) for key, weight in found.items() if weight > 0 and weight >= bar)
        return tuple(sorted(parts, key=lambda part: (-part.weight, part.kind, part.source or 0)))


def score(
    history: History, session: Session, slices: Slices, weights: Weights, strengths: Floats | None = None
) -> Pool:
    """Score everything that something speaks for.

    `personal(c) + customers · Σ wᵢ S(i, c) + baskets · Σ wᵢ T(i, c) + session · Σ decayᵏ T(k, c)
    + popularity · popular(c)`, each sum divided by its greatest value. wᵢ is the faded number of purchases of i, k the
    place of an item in the session, S and T are the closeness over customers and over baskets. `strengths` stand in
    place of `decayᵏ` where the caller knows more of the session's items than their order.
    """
    touched = np.array(list(dict.fromkeys(item for item, _ in session)), dtype=np.int64)
    if strengths is None:
        touched = touched[:LONGEST_SESSION]
        strengths = np.asarray(weights.session_decay ** np.arange(len(touched)), dtype=np.float64)
    draws = _draws(history, (touched, strengths), slices, weights)
    items, places = _number(np.concatenate([draw.items for draw in draws]))
    sums = np.zeros((len(SUMS), len(items)))
    start = 0
    for draw in draws:
        end = start + len(draw.items)
        sums[draw.row] += sum_by(places[start:end], draw.strengths, len(items))
        start = end
    tops = sums.max(axis=1, initial=0.0)
    tops[tops <= 0] = 1.0
    sums /= tops[:, None]
    counted = kind_weights(weights)
    bought = np.zeros(len(items), dtype=bool)
    bought[places[: len(history.distinct)]] = True
    return Pool(items, counted @ sums, bought, sums, tops, counted, draws, places)


def _number(items: Ints) -> tuple[Ints, Ints]:
    """The items once, in ascending order, and for each given its place there; without sorting if numbers are small."""
    top = int(items.max(initial=-1))
    if not 0 <= top < SMALL_NUMBERS or int(items.min()) < 0:
        distinct, places = np.unique(items, return_inverse=True)
        return distinct, places.astype(np.int64, copy=False)
    drawn, place = _room(top + 1)
    drawn[items] = True
    distinct = np.flatnonzero(drawn[: top + 1]).astype(np.int64, copy=False)
    drawn[distinct] = False
    place[distinct] = np.arange(len(distinct), dtype=np.int32)
    return distinct, place[items].astype(np.int64)


_rooms = threading.local()


def _room(size: int) -> tuple[Flags, NDArray[np.int32]]:
    """This thread's arrays with a place for every number below `size`: flags, all down, and numbers of any value.

    They are kept, since fresh memory of that size costs more than what is done with it.
    """
    room: tuple[Flags, NDArray[np.int32]] | None = getattr(_rooms, "room", None)
    if room is None or len(room[0]) < size:
        room = _rooms.room = np.zeros(size, dtype=np.bool_), np.empty(size, dtype=np.int32)
    return room


def kind_weights(weights: Weights) -> Floats:
    """What each of `SUMS` counts."""
    return np.array([1.0, weights.customers, weights.baskets, weights.session, weights.popularity])


def drawing(history: History, weights: Weights) -> Company:
    """The items of a history that draw others, and how strongly each does, the strongest first."""
    faded = history.decayed(weights.company_half_life_days)
    places = best_places(faded, MOST_SOURCES)
    return history.distinct[places], faded[places]


def _draws(history: History, touched: Company, slices: Slices, weights: Weights) -> tuple[Draw, ...]:
    """All draws, that of the history's own items first."""
    own = Draw(PERSONAL, BOUGHT_BEFORE, history.distinct, history.decayed(weights.half_life_days), history.distinct)
    bought = drawing(history, weights)
    return (
        own,
        _company(WITH_CUSTOMERS, GOES_WITH_BOUGHT, slices.customers, *bought),
        _company(WITH_BASKETS, GOES_WITH_BOUGHT, slices.baskets, *bought),
        _company(SEEN, GOES_WITH_SEEN, slices.baskets, *touched),
        *(Draw(SEEN, POPULAR, items, scores, None, scope) for scope, (items, scores) in slices.searched.items()),
        *(Draw(LIKED, POPULAR, items, scores, None, scope) for scope, (items, scores) in slices.popular.items()),
    )


def _company(row: int, kind: str, neighbours: Neighbourhood, sources: Ints, strengths: Floats) -> Draw:
    found = [neighbours.get(source, NOBODY) for source in sources.tolist()]
    if not found:
        return Draw(row, kind, *NOBODY, sources)
    lengths = [len(items) for items, _ in found]
    items = np.concatenate([items for items, _ in found])
    closeness = np.concatenate([scores for _, scores in found])
    return Draw(row, kind, items, closeness * np.repeat(strengths, lengths), np.repeat(sources, lengths))
