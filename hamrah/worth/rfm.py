"""Recency, frequency and monetary value: what customers' purchases come to, and each customer's place among all.

The measures are those of direct mail (Hughes, "Strategic Database Marketing", 1994): days since the last purchase,
number of purchases, money spent.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from hamrah.worth.arrays import Bools, Floats, Ints, distinct, lengths, starts


@dataclass(frozen=True)
class Sales:
    """What was sold to customers, one entry an order, in any order. Days are counted, money is in minor units.

    Not every entry is a `purchase`: a credit note is money alone. An entry that is not `paid` was in money that is not
    counted; it is a purchase all the same.
    """

    customer: Ints
    day: Ints
    money: Ints
    purchase: Bools
    paid: Bools


@dataclass(frozen=True)
class Buyers:
    """Customers who bought, one entry each, sorted by customer. All that one buys in one day is one purchase."""

    customer: Ints
    purchases: Ints
    first_day: Ints
    last_day: Ints
    spent: Ints
    paid_times: Ints

    @property
    def mean_spend(self) -> Floats:
        """What each spent at a time, 0 for who paid nothing that counts."""
        return np.asarray(self.spent / np.maximum(self.paid_times, 1))


def sum_up(sales: Sales) -> Buyers:
    """Who bought, how often, from when to when, for how much; never less than 0, whatever came back."""
    (who, day), _ = distinct(sales.customer[sales.purchase], sales.day[sales.purchase])
    begin = starts(who)
    customer, purchases = who[begin], lengths(begin, len(who))
    counted = sales.purchase & sales.paid
    (payer, _), _ = distinct(sales.customer[counted], sales.day[counted])
    known = np.isin(sales.customer, customer)
    spent = np.zeros(len(customer), np.int64)
    np.add.at(spent, np.searchsorted(customer, sales.customer[known]), sales.money[known])
    return Buyers(
        customer=customer,
        purchases=purchases,
        first_day=day[begin],
        last_day=day[begin + purchases - 1],
        spent=np.maximum(spent, 0),
        paid_times=np.bincount(np.searchsorted(customer, payer), minlength=len(customer)),
    )


def scores(values: Floats | Ints, steps: int) -> Ints:
    """Each value's fifth (for 5 `steps`) among all: 1 for the lowest, `steps` for the highest.

    Equal values have the same score, that of the middle of their places: where most bought once, these do not fill four
    fifths.
    """
    if not len(values):
        return np.zeros(0, np.int64)
    share = (rankdata(values) - 0.5) / len(values)
    return np.asarray(1 + np.floor(steps * share), np.int64)
