"""What each customer has most of: the category bought most often, the touchpoint used most."""

from dataclasses import dataclass

import numpy as np

from hamrah.worth.arrays import Floats, Ints, distinct, lengths, starts


@dataclass(frozen=True)
class Favourites:
    """A customer's kinds, most frequent first, with the share that each has of all of the customer's."""

    customer: Ints
    kind: Ints
    share: Floats


def favourites(customer: Ints, kind: Ints, most: int) -> Favourites:
    """The `most` frequent kinds of each customer; of two as frequent the one with the lower number comes first."""
    (customer, kind), times = distinct(customer, kind)
    order = np.lexsort((kind, -times, customer))
    customer, kind, times = customer[order], kind[order], times[order]
    begin = starts(customer)
    sizes = lengths(begin, len(customer))
    place = np.arange(len(customer)) - np.repeat(begin, sizes)
    totals = np.add.reduceat(times, begin) if len(begin) else begin
    kept = place < most
    return Favourites(customer[kept], kind[kept], (times / np.repeat(totals, sizes))[kept])
