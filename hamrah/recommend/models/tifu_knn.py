"""TIFU-KNN (Hu et al., 2020): how often and how lately, by groups of baskets, mixed with the nearest customers'."""

from collections.abc import Iterable

import numpy as np
from scipy import sparse

from hamrah.recommend.arrays import Floats, Ints, best_places
from hamrah.recommend.groups import basket_weights
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.models.popularity import RecentPopularity
from hamrah.recommend.scored import BOUGHT_BEFORE, Part, Session

NEAREST, OWN = 300, 0.7
"""The paper's: customers asked, the own share."""
MOST_ASKED = 50_000
"""Customers among whom the nearest are looked for; of more a sample is drawn."""


class TifuKNN(RecentPopularity):
    """`0.7 · own vector + 0.3 · mean of the 300 nearest customers' vectors`."""

    name = "tifu_knn"

    def learn(self, interactions: Interactions, seed: int) -> None:
        """Make every customer's vector."""
        data = interactions
        weights = basket_weights(*basket_places(data))
        shape = (data.n_customers, data.n_items)
        self.vectors = sparse.csr_matrix((weights, (data.customers, data.items)), shape=shape)
        asked = np.flatnonzero(np.diff(self.vectors.indptr))
        if len(asked) > MOST_ASKED:
            asked = np.sort(np.random.default_rng(seed).choice(asked, MOST_ASKED, replace=False))
        self.asked, self.others = asked, self.vectors[asked]
        self.lengths = np.asarray(self.others.multiply(self.others).sum(axis=1)).ravel()

    def scores(self, customer: int, session: Session) -> Floats:
        """See `DenseRecommender`."""
        if not len(self.data.items[self.data.rows(customer)]):
            return np.zeros(self.data.n_items)
        own = self.vectors[customer].toarray().ravel()
        distances = self.lengths - 2 * (self.others @ own)
        distances[self.asked == customer] = np.inf
        nearest = best_places(-distances, min(NEAREST, len(distances) - 1))
        if not len(nearest):
            return np.asarray(OWN * own)
        mean = np.asarray(self.others[nearest].mean(axis=0)).ravel()
        return np.asarray(OWN * own + (1 - OWN) * mean)

    def parts(self, customer: int, item: int, session: Session) -> Iterable[Part]:
        """The own part; what the nearest give names no row of the customer's."""
        if self.data.rows(customer) != slice(0, 0):
            yield Part(BOUGHT_BEFORE, item, None, OWN * float(self.vectors[customer, item]))


def basket_places(data: Interactions) -> tuple[Ints, Ints]:
    """For each row: how many baskets of the customer came after its own, and how many baskets the customer has."""
    if not len(data.items):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    begins = np.append(True, (np.diff(data.baskets) != 0) | (np.diff(data.customers) != 0))
    number = np.cumsum(begins)
    last = np.zeros(data.n_customers, dtype=np.int64)
    last[data.customers] = number
    first = np.zeros(data.n_customers, dtype=np.int64)
    first[data.customers[::-1]] = number[::-1]
    return last[data.customers] - number, (last - first + 1)[data.customers]
