"""Item-based neighbours (Sarwar et al., 2001): items bought by the same customers."""

from collections.abc import Iterable

import numpy as np

from hamrah.recommend.arrays import Floats
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.models.base import DenseRecommender
from hamrah.recommend.neighbours import find_neighbours
from hamrah.recommend.scored import BOUGHT_BEFORE, GOES_WITH_BOUGHT, GOES_WITH_SEEN, Part, Session


class ItemKNN(DenseRecommender):
    """Sums of the cosines between an item and what the customer has bought or looks at; its cosine with itself is 1."""

    name = "item_knn"

    def learn(self, interactions: Interactions, seed: int) -> None:
        """Find the neighbours over customers."""
        self.neighbours = find_neighbours(interactions.customers, interactions.items, interactions.n_items, shrink=0.0)

    def scores(self, customer: int, session: Session) -> Floats:
        """See `DenseRecommender`."""
        scores = np.zeros(self.data.n_items)
        for source in self.basis(customer, session):
            items, closeness = self.neighbours.get(int(source))
            scores[items] += closeness
            scores[source] += 1.0
        return scores

    def parts(self, customer: int, item: int, session: Session) -> Iterable[Part]:
        """What each item bought or looked at gives."""
        bought = set(self.bought(customer).tolist())
        for source in self.basis(customer, session).tolist():
            if source == item:
                yield Part(part_kind(source, item, bought), source, None, 1.0)
            items, closeness = self.neighbours.get(source)
            for score in closeness[items == item]:
                yield Part(part_kind(source, item, bought), source, None, float(score))


def part_kind(source: int, item: int, bought: set[int]) -> str:
    """What a part is called whose weight comes from `source`."""
    if source not in bought:
        return GOES_WITH_SEEN
    return BOUGHT_BEFORE if source == item else GOES_WITH_BOUGHT
