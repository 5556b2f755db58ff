"""Ours beside the usual baselines, all in one run on one split."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from hamrah.recommend.evaluation import Figures, Tell, evaluate
from hamrah.recommend.interactions import Interactions, Split, split
from hamrah.recommend.models.als import Als
from hamrah.recommend.models.ease import Ease
from hamrah.recommend.models.hamrah import Hamrah
from hamrah.recommend.models.item_knn import ItemKNN
from hamrah.recommend.models.personal_repeat import PersonalRepeat
from hamrah.recommend.models.popularity import Popularity, RecentPopularity
from hamrah.recommend.models.tifu_knn import TifuKNN
from hamrah.recommend.reading import read_interactions
from hamrah.recommend.scored import Recommender

SEED = 11
MOST_TESTED = 20_000
"""Customers that are asked for; of more, so many are drawn, which leaves a standard error below 0.004."""

NOBODY_TESTED = "nothing to foretell: nobody has a basket before the split and one after it, so every figure is 0"


@dataclass(frozen=True)
class Compared:
    """The figures of each model by its name, on how much data; notes say what the fit decided."""

    customers: int
    rows: int
    items: int
    models: Mapping[str, Figures]
    notes: tuple[str, ...] = ()


def compare(paths: Sequence[Path], how: str, columns: Mapping[str, str], tell: Tell) -> Compared:
    """Read files and compare all models on a split of them. Raises `DataError` for what cannot be used."""
    return compare_on(read_interactions(paths, columns), how, tell)


def compare_on(data: Interactions, how: str, tell: Tell) -> Compared:
    """Compare all models; `how` is a split, see `interactions.split`."""
    parted = _fewer(split(data, how))
    ours = Hamrah(how=how, tell=tell)
    seen = evaluate(chain(baselines(), [ours]), parted, SEED, tell)
    notes = ours.decisions() if len(parted.customers) else (NOBODY_TESTED, *ours.decisions())
    return Compared(len(parted.customers), len(data.items), data.n_items, seen, notes)


def _fewer(parted: Split) -> Split:
    if len(parted.customers) <= MOST_TESTED:
        return parted
    drawn = np.random.default_rng(SEED).choice(len(parted.customers), MOST_TESTED, replace=False)
    drawn.sort()
    return Split(parted.train, parted.customers[drawn], tuple(parted.baskets[place] for place in drawn))


def baselines() -> Iterator[Recommender]:
    """The models that ours is compared with, each made when its turn comes, so that none lies in another's memory."""
    for kind in (Popularity, RecentPopularity, PersonalRepeat, ItemKNN, Als, Ease, TifuKNN):
        yield kind()
