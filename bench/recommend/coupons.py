"""Top-decile lift on Complete Journey's campaigns: customers ranked before each starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench.recommend.redemption import Campaign, redemption_chances, redemption_features
from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.interactions import Interactions

DECILE = 0.1
FEWEST_EARLIER = 5
"""Ended campaigns from which a ranking is learnt at least."""


@dataclass
class Lift:
    """Redeemers in the top tenth, and how many a random tenth would hold, summed over campaigns."""

    found: float = 0.0
    expected: float = 0.0

    @property
    def times(self) -> float:
        """How many times the random tenth's redeemers."""
        return self.found / max(self.expected, 1e-9)


@dataclass(frozen=True)
class Lifts:
    """What was seen over all campaigns that could be tested."""

    campaigns: int
    customers: int
    redeemers: int
    ours: Lift
    frequent: Lift
    frequent_of_items: Lift


def measure_coupons(data: Interactions, campaigns: Sequence[Campaign], tell: Callable[[str, int, int], None]) -> Lifts:
    """Rank each campaign's customers by ours, by their baskets so far, and by their baskets with the coupons' items."""
    ours, frequent, of_items = Lift(), Lift(), Lift()
    tested: list[Campaign] = []
    tables: list[Floats] = []
    for number, campaign in enumerate(campaigns, 1):
        tell("coupons", number, len(campaigns))
        tables.append(redemption_features(data, campaign, campaigns))
        over = [place for place, one in enumerate(campaigns[: number - 1]) if one.end < campaign.start]
        learnt_from = [(tables[place], campaigns[place].redeemed) for place in over]
        chances = redemption_chances(tables[-1], learnt_from) if len(over) >= FEWEST_EARLIER else None
        if chances is None or not campaign.redeemed.any():
            continue
        tested.append(campaign)
        before = data.where(data.days < campaign.start)
        _count(ours, campaign, chances)
        _count(frequent, campaign, _baskets(before)[campaign.customers])
        meant = before.where(np.isin(before.items, campaign.items))
        _count(of_items, campaign, _baskets(meant)[campaign.customers])
    redeemers = sum(int(one.redeemed.sum()) for one in tested)
    return Lifts(len(tested), sum(len(one.customers) for one in tested), redeemers, ours, frequent, of_items)


def _count(lift: Lift, campaign: Campaign, scores: Floats) -> None:
    top: Ints = np.argsort(-scores, kind="stable")[: max(1, round(DECILE * len(scores)))]
    lift.found += float(campaign.redeemed[top].sum())
    lift.expected += float(campaign.redeemed.mean() * len(top))


def _baskets(data: Interactions) -> Floats:
    _, first = np.unique(data.baskets, return_index=True)
    return np.bincount(data.customers[first], minlength=data.n_customers).astype(np.float64)
