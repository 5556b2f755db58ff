"""Who will redeem a campaign's coupons, told before it starts from purchases and from earlier campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from hamrah.recommend.arrays import Flags, Floats, Ints
from hamrah.recommend.interactions import Interactions

WINDOWS = (28.0, 91.0, 365.0)
NEVER = 1000.0
"""Days since something that has not happened."""
STRENGTH = 0.3
"""Inverse of the regularisation (scikit-learn's C)."""


@dataclass(frozen=True, eq=False)
class Campaign:
    """Coupons for some `items`, given to `customers` for the days from `start` to `end`; who has `redeemed` one."""

    start: float
    end: float
    items: Ints
    customers: Ints
    redeemed: Flags


def redemption_features(data: Interactions, campaign: Campaign, earlier: Sequence[Campaign]) -> Floats:
    """A row for each of the campaign's customers, all from before its start: purchases, and earlier campaigns.

    Columns: baskets, distinct items, baskets with the coupons' items and the share of all (each in `WINDOWS`), kinds of
    these items; days since the last purchase of anything and of these; campaigns got and redeemed, and the share of it.
    """
    before = data.where(data.days < campaign.start)
    meant = before.where(np.isin(before.items, campaign.items))
    columns: list[Floats] = []
    for days in WINDOWS:
        baskets, with_items = (_baskets(part, campaign.start - days) for part in (before, meant))
        columns += [np.log1p(baskets), np.log1p(with_items), with_items / (baskets + 1.0)]
    columns += [np.log1p(_kinds(before)), np.log1p(_kinds(meant))]
    columns += [np.log1p(_idle(part, campaign.start)) for part in (before, meant)]
    got, redeemed = _past(data.n_customers, campaign, earlier)
    columns += [np.log1p(got), np.log1p(redeemed), (redeemed + 0.1) / (got + 1.0)]
    return np.stack(columns, axis=1)[campaign.customers]


def redemption_chances(table: Floats, learnt_from: Sequence[tuple[Floats, Flags]]) -> Floats | None:
    """The chance of each customer (a row of `redemption_features`) to redeem a coupon of the campaign.

    A logistic regression learns it from campaigns that have ended: their features, and who redeemed. None where these
    show too little: nobody who redeemed, or nobody who did not.
    """
    redeemed = np.concatenate([flags for _, flags in learnt_from]) if learnt_from else np.zeros(0, dtype=bool)
    if not len(redeemed) or redeemed.all() or not redeemed.any():
        return None
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1000))
    model.fit(np.concatenate([features for features, _ in learnt_from]), redeemed)
    return np.asarray(model.predict_proba(table)[:, 1], dtype=np.float64)


def _baskets(data: Interactions, since: float) -> Floats:
    """How many baskets each customer had since a day."""
    recent = data.days >= since
    _, first = np.unique(data.baskets[recent], return_index=True)
    return np.bincount(data.customers[recent][first], minlength=data.n_customers).astype(np.float64)


def _kinds(data: Interactions) -> Floats:
    pairs = np.unique(data.customers * max(data.n_items, 1) + data.items) // max(data.n_items, 1)
    return np.bincount(pairs, minlength=data.n_customers).astype(np.float64)


def _idle(data: Interactions, now: float) -> Floats:
    last = np.full(data.n_customers, -np.inf)
    np.maximum.at(last, data.customers, data.days)
    return np.minimum(now - last, NEVER)


def _past(n_customers: int, campaign: Campaign, earlier: Sequence[Campaign]) -> tuple[Floats, Floats]:
    """How many campaigns each customer had been given, and redeemed a coupon of, that had ended by the start."""
    got, redeemed = np.zeros(n_customers), np.zeros(n_customers)
    for one in earlier:
        if one.end < campaign.start:
            got[one.customers] += 1
            redeemed[one.customers[one.redeemed]] += 1
    return got, redeemed
