"""What the baselines share: a score for each item of the shop, filled up with what is popular."""

from collections.abc import Iterable

import numpy as np
from scipy import sparse

from hamrah.recommend.arrays import Floats, Ints, best_places
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.scored import EVERYWHERE, POPULAR, Part, Scored, Session


class DenseRecommender:
    """Ranks by `scores`, then by popularity. Subclasses say what the scores are and what they are made of."""

    name = ""

    def __init__(self) -> None:
        self.data: Interactions
        self.popularity: Floats

    def fit(self, interactions: Interactions, seed: int = 0) -> None:
        """Keep the data and its popularity, then learn."""
        self.data = interactions
        self.popularity = self.fill(interactions)
        self.learn(interactions, seed)

    def fill(self, interactions: Interactions) -> Floats:
        """Each item's popularity, which ranks what the scores do not."""
        return popularity(interactions)

    def learn(self, interactions: Interactions, seed: int) -> None:
        """Prepare what `scores` needs."""

    def scores(self, customer: int, session: Session) -> Floats:
        """A new array with a score for each item; 0 where nothing speaks for it."""
        return np.zeros(self.data.n_items)

    def parts(self, customer: int, item: int, session: Session) -> Iterable[Part]:
        """The parts of one item's score, in any order."""
        return ()

    def bought(self, customer: int) -> Ints:
        """The items a customer has bought, each once."""
        return np.unique(self.data.items[self.data.rows(customer)])

    def basis(self, customer: int, session: Session) -> Ints:
        """All items that speak for others: bought, or of this session."""
        known = [item for item, _ in session if 0 <= item < self.data.n_items]
        return np.union1d(self.bought(customer), np.array(known, dtype=np.int64))

    def recommend(self, customer: int, n: int, session: Session = (), exclude_bought: bool = False) -> list[Scored]:
        """See `Recommender`."""
        scores = self._ranked(customer, session)
        scores[[item for item, _ in session if 0 <= item < len(scores)]] = -np.inf
        if exclude_bought:
            scores[self.bought(customer)] = -np.inf
        return [Scored(int(item), float(scores[item])) for item in best_places(scores, n) if scores[item] > -np.inf]

    def explain(self, customer: int, item: int, session: Session = ()) -> tuple[Part, ...] | None:
        """See `Recommender`."""
        if not 0 <= item < self.data.n_items:
            return None
        found = [part for part in self.parts(customer, item, session) if part.weight > 0]
        if not found and self.popularity[item] > 0:
            found = [Part(POPULAR, None, EVERYWHERE, float(self.popularity[item]))]
        return tuple(sorted(found, key=lambda part: (-part.weight, part.source or 0))) or None

    def _ranked(self, customer: int, session: Session) -> Floats:
        """The scores, and below the lowest of them the popularity of the rest; nothing that was never sold."""
        scores = self.scores(customer, session)
        scored = scores > 0
        floor = scores[scored].min(initial=1.0)
        top = self.popularity.max(initial=0.0) or 1.0
        ranked = np.where(scored, scores, 0.5 * floor * self.popularity / top)
        ranked[self.popularity <= 0] = -np.inf
        return ranked


def popularity(interactions: Interactions, since: float = -np.inf) -> Floats:
    """How many customers bought each item since a day, plus its baskets as less than one customer's worth."""
    recent = interactions.where(interactions.days >= since)
    pairs = np.unique(recent.customers * max(recent.n_items, 1) + recent.items) % max(recent.n_items, 1)
    buyers = np.bincount(pairs, minlength=recent.n_items)
    return buyers + np.bincount(recent.items, minlength=recent.n_items) / (len(recent.items) + 1.0)


def bought_matrix(interactions: Interactions) -> sparse.csr_matrix:
    """Customers × items: 1 where the customer has bought the item."""
    data = interactions
    ones = np.ones(len(data.items), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, (data.customers, data.items)), shape=(data.n_customers, data.n_items))
    matrix.data[:] = 1.0
    return matrix
