"""Ours: the blend with back-tested weights, reranked where that wins in the back-test."""

from hamrah.recommend.backtest import Shop, fit_shop
from hamrah.recommend.blend import Pool, Slices, score
from hamrah.recommend.evaluation import Tell, silent
from hamrah.recommend.history import History
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.learning import Learned, learn
from hamrah.recommend.scored import Part, Scored, Session, Shelf
from hamrah.recommend.suggesting import rank, scored


class Hamrah:
    """See docs/recommender.md. The back-tests are like the split `how`: last baskets, or else windows of time."""

    name = "hamrah"

    def __init__(self, how: str = "", tell: Tell = silent) -> None:
        self._how, self._tell = how, tell
        self.shop: Shop
        self.slices: Slices
        self.learned: Learned

    def fit(self, interactions: Interactions, seed: int = 0) -> None:
        """See `Recommender`."""
        self.learned = learn(interactions, self._how, seed, self._tell)
        self.shop = fit_shop(interactions)
        self.slices = self.shop.slices(self.learned.weights.popularity_half_life_days)

    def recommend(self, customer: int, n: int, session: Session = (), exclude_bought: bool = False) -> list[Scored]:
        """See `Recommender`."""
        history, pool = self._drawn(customer, session)
        reranker = self.learned.reranker
        with_trees = (reranker.scores, self.shop.facts.of) if reranker else None
        shelf: Shelf = "new" if exclude_bought else "all"
        return scored(pool, rank(history, pool, n, with_trees, shelf, [item for item, _ in session]))

    def explain(self, customer: int, item: int, session: Session = ()) -> tuple[Part, ...] | None:
        """See `Recommender`."""
        return self._drawn(customer, session)[1].parts(item) or None

    def decisions(self) -> tuple[str, ...]:
        """What the fit decided, in words for an operator."""
        weights, learned = self.learned.weights, self.learned
        said = [", ".join(f"{name} {value:g}" for name, value in vars(weights).items())]
        if learned.reranked is None:
            said.append("no reranker: too little data to try one")
        else:
            verdict = f"{learned.reranked:.4f} against {learned.blended:.4f} of the blend in the latest back-test"
            said.append(f"reranker {'used' if learned.reranker else 'not used'}: {verdict}")
        return tuple(said)

    def _drawn(self, customer: int, session: Session) -> tuple[History, Pool]:
        history = self.shop.history(customer)
        known = [(item, kind) for item, kind in session if 0 <= item < self.shop.data.n_items]
        return history, score(history, known, self.slices, self.learned.weights)
