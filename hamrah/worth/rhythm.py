"""The usual gap between purchases, of a customer and of a customer's product, and when the next one is due.

The usual gap is a mean. Few gaps of one's own are blended with what is usual for others, which counts as so many gaps:
the posterior mean of exponential gaps whose mean is inverse-gamma distributed around that of others.
"""

from dataclasses import dataclass

import numpy as np

from hamrah.worth.arrays import Floats, Ints, distinct, lengths, starts


@dataclass(frozen=True)
class Gaps:
    """How many gaps each of some customers or products has, and their days in sum."""

    count: Ints
    days: Ints

    def usual(self, others: Floats | float, weight: float) -> Floats:
        """The usual gap in days; `others` is what is usual elsewhere and NaN where nobody knows.

        NaN for who has no gaps where nobody knows either.
        """
        known = np.isfinite(others)
        weights = np.where(known, weight, 0.0)
        with np.errstate(invalid="ignore"):
            return np.asarray((self.days + weights * np.where(known, others, 0.0)) / (self.count + weights))


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
    own = Gaps(sizes - 1, last_day - day[begin])
    place = np.searchsorted(products, product)
    everybodys = Gaps(_sums(place, own.count, len(products)), _sums(place, own.days, len(products)))
    others = everybodys.usual(np.where(lasts > 0, lasts, np.nan), weight)
    gap = own.usual(others[place], weight)
    due = last_day + np.rint(gap)
    kept = ((own.count > 0) | (lasts[place] > 0)) & (due + forget_after * gap >= today)
    return Rhythms(customer[kept], product[kept], sizes[kept], gap[kept], last_day[kept], due[kept].astype(np.int64))


def _sums(group: Ints, values: Ints, groups: int) -> Ints:
    return np.bincount(group, weights=values, minlength=groups).astype(np.int64)
