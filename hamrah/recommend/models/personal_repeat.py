"""What the customer buys again and again: each purchase counts, the longer ago the less."""

from collections.abc import Iterable

from hamrah.recommend.arrays import Floats, sum_by
from hamrah.recommend.models.popularity import RecentPopularity
from hamrah.recommend.scored import BOUGHT_BEFORE, Part, Session

HALF_LIFE_DAYS = 120.0


class PersonalRepeat(RecentPopularity):
    """Sums of `0.5^(age / half-life)` over a customer's purchases of an item."""

    name = "personal_repeat"

    def scores(self, customer: int, session: Session) -> Floats:
        """See `DenseRecommender`."""
        rows = self.data.rows(customer)
        weights = 0.5 ** ((self.data.end - self.data.days[rows]) / HALF_LIFE_DAYS)
        return sum_by(self.data.items[rows], weights, self.data.n_items)

    def parts(self, customer: int, item: int, session: Session) -> Iterable[Part]:
        """The item's own purchases."""
        yield Part(BOUGHT_BEFORE, item, None, float(self.scores(customer, session)[item]))
