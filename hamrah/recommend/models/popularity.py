"""What most customers have bought, ever and lately: the same for everybody."""

import numpy as np

from hamrah.recommend.arrays import Floats
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.models.base import DenseRecommender, popularity

RECENT_DAYS = 28.0


class Popularity(DenseRecommender):
    """The items with the most customers."""

    name = "popularity"


class RecentPopularity(DenseRecommender):
    """The items with the most customers in the last four weeks."""

    name = "recent_popularity"

    def fill(self, interactions: Interactions) -> Floats:
        """Customers of the last weeks; among equals those of all time decide."""
        ever = popularity(interactions)
        return np.asarray(popularity(interactions, interactions.end - RECENT_DAYS) + ever / (ever.sum() + 1.0))
