"""The usual gap between purchases, of a customer and of a customer's product, and when the next one is due.

Gaps are averaged by their logs: one long pause does not make a slow customer. Few gaps of one's own are blended with
what is usual for others, which counts as so many gaps (the mean of a normal distribution under a normal prior).
"""

from dataclasses import dataclass

import numpy as np

from hamrah.worth.arrays import Floats, Ints, distinct, lengths, starts


@dataclass(frozen=True)
class Gaps:
    """How many gaps each group has, and the sum of the logs of their days."""

    count: Ints
    log_sum: Floats

    def usual(self, others: Floats | float, weight: float) -> Floats:
        """The usual gap in days; `others` is what is usual elsewhere and NaN where nobody knows.

        NaN for a group without gaps where nobody knows either.
        """
        known = np.isfinite(others)
        weights = np.where(known, weight, 0.0)
        logs = self.log_sum + weights * np.log(np.where(known, others, 1.0))
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.exp(logs / (self.count + weights)))


@dataclass(frozen=True)
class Bought:
    """Products that customers bought, one entry a line, in any order; `repeat_days` is 0 where none is known."""

    customer: Ints
    product: Ints
    day: Ints
    repeat_days: Ints


@dataclass(frozen=True)
class Rhythms:
    """Who buys which product how often, one entry a customer and product."""

    customer: Ints
    product: Ints
    purchases: Ints
    usual_gap: Floats
    last_day: Ints
    next_day: Ints


def find_gaps(group: Ints, day: Ints, groups: int) -> Gaps:
    """The gaps between neighbouring days of each group 0 … `groups` - 1. Entries are sorted and each stands once."""
    same = group[1:] == group[:-1]
    logs = np.log((day[1:] - day[:-1])[same])
    of = group[1:][same]
    return Gaps(np.bincount(of, minlength=groups), _sums(of, logs, groups))


def product_rhythms(bought: Bought, today: int, *, weight: float, forget_after: float) -> Rhythms:
    """The rhythm of each product that a customer bought on two days, or of which the shop knows how long it lasts.

    A product's gap blends its buyers' with the shop's `repeat_days`; a customer's blends theirs with the product's. One
    whose next purchase is more than `forget_after` gaps late is left out: the customer has left off buying it.
    """
    (who, what, day), _ = distinct(bought.customer, bought.product, bought.day)
    products, first = np.unique(bought.product, return_index=True)
    lasts = bought.repeat_days[first]
    begin = starts(who, what)
    sizes = lengths(begin, len(who))
    customer, product, last_day = who[begin], what[begin], day[begin + sizes - 1]
    own = find_gaps(np.repeat(np.arange(len(begin)), sizes), day, len(begin))
    place = np.searchsorted(products, product)
    everybodys = Gaps(
        _sums(place, own.count, len(products)).astype(np.int64), _sums(place, own.log_sum, len(products))
    ).usual(np.where(lasts > 0, lasts, np.nan), weight)
    gap = own.usual(everybodys[place], weight)
    due = last_day + np.maximum(np.rint(gap), 1)
    kept = ((own.count > 0) | (lasts[place] > 0)) & (due + forget_after * gap >= today)
    return Rhythms(customer[kept], product[kept], sizes[kept], gap[kept], last_day[kept], due[kept].astype(np.int64))


def _sums(group: Ints, values: Ints | Floats, groups: int) -> Floats:
    return np.asarray(np.bincount(group, weights=values, minlength=groups), np.float64)
