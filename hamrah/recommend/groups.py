"""Purchases weighed by groups of baskets (TIFU-KNN: Hu et al., 2020): a baseline's vectors and a feature of ours."""

import numpy as np

from hamrah.recommend.arrays import Floats, Ints

GROUP, WITHIN, BETWEEN = 7, 0.9, 0.7
"""The paper's: baskets a group, decay within a group, decay between groups."""


def basket_weights(after: Ints, total: Ints) -> Floats:
    """The weight of a purchase by how many baskets came after it, of how many in all.

    Baskets stand in groups of `GROUP` from the first on, so the last group may be the smaller one. Means are taken
    within and between the groups.
    """
    groups = -(-total // GROUP)
    place = total - 1 - after
    group = place // GROUP
    size = np.where(group == groups - 1, total - (groups - 1) * GROUP, GROUP)
    within = WITHIN ** (size - 1 - place % GROUP) / size
    return np.asarray(within * BETWEEN ** (groups - 1 - group) / groups)
