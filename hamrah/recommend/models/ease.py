"""EASE (Steck, 2019): a linear model over all items, solved at once."""

from collections.abc import Iterable

import numpy as np

from hamrah.recommend.arrays import Floats, best_places
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.models.base import DenseRecommender, bought_matrix
from hamrah.recommend.models.item_knn import part_kind
from hamrah.recommend.scored import Part, Session

MOST_ITEMS = 8000
"""The weights are a full matrix; of a larger shop only the most popular items take part."""
REGULARISATION = 300.0


class Ease(DenseRecommender):
    """Scores are `x B`, where `B = I - P / diag(P)`, `P = (XᵀX + λI)⁻¹` and x says what the customer has bought."""

    name = "ease"

    def learn(self, interactions: Interactions, seed: int) -> None:
        """Solve for the weights between the items that take part."""
        self.members = np.sort(best_places(self.popularity, MOST_ITEMS))
        self.place = np.full(interactions.n_items, -1)
        self.place[self.members] = np.arange(len(self.members))
        bought = bought_matrix(interactions)[:, self.members]
        gram = (bought.T @ bought).toarray().astype(np.float32)
        gram[np.diag_indices_from(gram)] += REGULARISATION
        inverse = np.linalg.inv(gram)
        self.weights = -inverse / np.diag(inverse)
        self.weights[np.diag_indices_from(self.weights)] = 0.0

    def scores(self, customer: int, session: Session) -> Floats:
        """See `DenseRecommender`."""
        places = self.place[self.basis(customer, session)]
        scores = np.zeros(self.data.n_items)
        scores[self.members] = self.weights[places[places >= 0]].sum(axis=0)
        return scores

    def parts(self, customer: int, item: int, session: Session) -> Iterable[Part]:
        """The weight between the item and each that was bought or looked at."""
        bought, column = set(self.bought(customer).tolist()), self.place[item]
        for source in self.basis(customer, session).tolist():
            if column >= 0 and self.place[source] >= 0:
                weight = float(self.weights[self.place[source], column])
                yield Part(part_kind(source, item, bought), source, None, weight)
