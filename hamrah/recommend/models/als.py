"""ALS for implicit feedback (Hu, Koren, Volinsky, 2008), by the library `implicit`."""

from collections.abc import Iterable

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy import sparse
from threadpoolctl import threadpool_limits

from hamrah.recommend.arrays import Floats
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.models.base import DenseRecommender, bought_matrix
from hamrah.recommend.models.item_knn import part_kind
from hamrah.recommend.scored import Part, Session

FACTORS = 64
ITERATIONS = 15
REGULARISATION = 0.05
CONFIDENCE = 10.0
"""How much surer a purchase is than that something was not bought."""


class Als(DenseRecommender):
    """Products of a customer's and an item's factors; a customer's are solved from what they bought and look at now."""

    name = "als"

    def learn(self, interactions: Interactions, seed: int) -> None:
        """Fit the factors."""
        with threadpool_limits(1, "blas"):  # the library has threads of its own
            self.model = AlternatingLeastSquares(
                factors=FACTORS, iterations=ITERATIONS, regularization=REGULARISATION, random_state=seed
            )
            self.model.fit(bought_matrix(interactions) * np.float32(CONFIDENCE), show_progress=False)

    def scores(self, customer: int, session: Session) -> Floats:
        """See `DenseRecommender`."""
        row = self._row(customer, session)
        if not row.nnz:
            return np.zeros(self.data.n_items)
        factors = self.model.recalculate_user(0, row)
        scores = np.asarray(self.model.item_factors @ factors, dtype=np.float64)
        return np.asarray(scores - min(scores.min(), 0.0) + 1e-9)

    def parts(self, customer: int, item: int, session: Session) -> Iterable[Part]:
        """What each item bought or looked at gives to the product (section 5 of the paper)."""
        row = self._row(customer, session)
        if not row.nnz:
            return
        bought = set(self.bought(customer).tolist())
        _, given, _ = self.model.explain(0, row, item, N=row.nnz)
        for source, weight in given:
            yield Part(part_kind(int(source), item, bought), int(source), None, float(weight))

    def _row(self, customer: int, session: Session) -> sparse.csr_matrix:
        items = self.basis(customer, session)
        values = np.full(len(items), CONFIDENCE, dtype=np.float32)
        return sparse.csr_matrix((values, items, [0, len(items)]), shape=(1, self.data.n_items))
