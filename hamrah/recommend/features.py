"""What the reranker looks at, for each candidate of one suggestion: the same numbers when fitting and when serving.

Nothing in it is of one shop alone: no item's or customer's number, no amount of money, no category.
"""

from collections.abc import Callable

import numpy as np

from hamrah.recommend.arrays import Flags, Floats, Ints
from hamrah.recommend.blend import SUMS, Pool
from hamrah.recommend.facts import FACTS
from hamrah.recommend.groups import basket_weights
from hamrah.recommend.history import History

FactsOf = Callable[[Ints], Floats]
"""Reads the rows of `FACTS` for some items."""
HALF_LIVES = (14.0, 45.0, 120.0, 365.0)
_HALF_LIVES = np.array(HALF_LIVES)[:, None]
OF_OWN_PURCHASES = (
    *("times", "times_a_basket", "times_a_basket_since_first", "age", "age_before_last_basket", "first_age"),
    *("baskets_since", "gap", "age_by_gap", "gap_in_baskets", "baskets_since_by_gap"),
    *("in_last_basket", "in_last_3", "in_last_6"),
    *(f"decayed_{days:.0f}_days" for days in HALF_LIVES),
    "tifu",
)
"""Of the customer's purchases of the candidate itself; all are NaN for one never bought."""
OF_CUSTOMER = ("baskets", "basket_size", "idle", "basket_gap", "idle_by_gap", "distinct", "repeats")
OF_BLEND = (*SUMS, *(f"{name}_total" for name in SUMS), "blend", "blend_place")
OF_BOTH = ("age_by_item_gap", "share_of_blend")
NAMES = (*OF_OWN_PURCHASES, *OF_CUSTOMER, *FACTS, *OF_BLEND, *OF_BOTH)
"""The columns of `features`."""


def features(history: History, pool: Pool, among: Ints, facts_of: FactsOf, shown: Flags | None = None) -> Floats:
    """A row of `NAMES` for each candidate, at places `among` of the pool, best first.

    With `shown`, which says so of each, a row for those only; beside which candidates they stand counts all the same.
    """
    orders = np.arange(len(among)) if shown is None else np.flatnonzero(shown)
    places = among[orders]
    items = pool.items[places]
    facts = facts_of(items)
    own = _own_of(history, items)
    totals = pool.sums[:, places] * pool.tops[:, None]
    blend, best = pool.scores[places], max(pool.scores[among].max(initial=0.0), 1e-9)
    by_item_gap = own[OF_OWN_PURCHASES.index("age")] / (facts[:, FACTS.index("gap")] + 1.0)
    columns = [
        own,
        np.broadcast_to(_customer(history)[:, None], (len(OF_CUSTOMER), len(items))),
        facts.T,
        pool.sums[:, places],
        totals,
        blend[None, :],
        orders.astype(np.float64)[None, :],
        np.stack([by_item_gap, blend / best]),
    ]
    return np.concatenate(columns).T


def _own_of(history: History, items: Ints) -> Floats:
    """The columns of `OF_OWN_PURCHASES`, one row a name."""
    found = np.full((len(OF_OWN_PURCHASES), len(items)), np.nan)
    distinct = history.distinct
    if len(distinct):
        place = np.minimum(np.searchsorted(distinct, items), len(distinct) - 1)
        bought = distinct[place] == items
        if bought.any():
            found[:, bought] = _own(history)[:, place[bought]]
    return found


def _own(history: History) -> Floats:
    """The columns of `OF_OWN_PURCHASES` for each item of the history."""
    n, total = len(history.distinct), history.n_baskets
    times = np.bincount(history.place, minlength=n).astype(np.float64)
    last, first = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    last[history.place] = np.arange(len(history.items))
    first[history.place[::-1]] = np.arange(len(history.items))[::-1]
    number = history.number
    age, since = history.ages[last], total - 1.0 - number[last]
    repeated = np.where(times > 1, times - 1, np.nan)
    gap = (history.ages[first] - age) / repeated
    gap_in_baskets = (number[last] - number[first]) / repeated
    after = total - 1 - number
    decays = 0.5 ** (history.ages / _HALF_LIVES)
    weighed = history.totals_of([after < 3, after < 6, *decays, basket_weights(after, np.full(len(after), total))])
    return np.concatenate(
        [
            [
                times,
                times / total,
                times / (total - number[first]),
                age,
                age - history.ages[-1],
                history.ages[first],
                since,
                gap,
                age / (gap + 1.0),
                gap_in_baskets,
                since / (gap_in_baskets + 1.0),
                since < 1,
            ],
            weighed,
        ]
    )


def _customer(history: History) -> Floats:
    """The columns of `OF_CUSTOMER`."""
    total = history.n_baskets
    if not total:
        return np.array([0.0, *[np.nan] * (len(OF_CUSTOMER) - 1)])
    days = history.basket_days
    gap = (days[-1] - days[0]) / (total - 1) if total > 1 else np.nan
    idle = history.ages[-1]
    rows, distinct = len(history.items), len(history.distinct)
    return np.array([total, rows / total, idle, gap, idle / (gap + 1.0), distinct, 1.0 - distinct / rows])
