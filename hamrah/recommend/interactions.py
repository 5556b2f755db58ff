"""What every model learns from: who bought what, in which basket, when; and how such data is parted for a test."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from hamrah.recommend.arrays import Flags, Floats, Ints

LAST_BASKET = "last-basket"


class DataError(Exception):
    """Data, or how it is asked to be parted, cannot be used; the message is one line."""


@dataclass(frozen=True, eq=False)
class Interactions:
    """Purchases as parallel arrays, one element a product in a basket, sorted by customer, day and basket.

    `customers`, `items` and `baskets` are places in the labels; a basket belongs to one customer and has one time.
    `days` are days since 1970 (UTC, with fractions). Parts of the data keep the labels, so that a place means the same.
    """

    customers: Ints
    items: Ints
    baskets: Ints
    days: Floats
    quantities: Floats
    customer_labels: tuple[str, ...]
    item_labels: tuple[str, ...]

    @property
    def n_customers(self) -> int:
        """How many customers have a label, with or without purchases in this part."""
        return len(self.customer_labels)

    @property
    def n_items(self) -> int:
        """How many items have a label."""
        return len(self.item_labels)

    @cached_property
    def bounds(self) -> Ints:
        """Customer c's rows are `bounds[c]:bounds[c + 1]`."""
        return np.searchsorted(self.customers, np.arange(self.n_customers + 1)).astype(np.int64)

    @cached_property
    def end(self) -> float:
        """The day of the last purchase; 0 where there is none."""
        return float(self.days.max(initial=0.0))

    @cached_property
    def begin(self) -> float:
        """The day of the first purchase; 0 where there is none."""
        return float(self.days.min()) if len(self.days) else 0.0

    def rows(self, customer: int) -> slice:
        """The rows of a customer; none for a customer who is not known."""
        if not 0 <= customer < self.n_customers:
            return slice(0, 0)
        return slice(int(self.bounds[customer]), int(self.bounds[customer + 1]))

    def where(self, keep: Flags) -> "Interactions":
        """The rows marked in `keep`, under the same labels."""
        rows = (self.customers[keep], self.items[keep], self.baskets[keep], self.days[keep], self.quantities[keep])
        return Interactions(*rows, self.customer_labels, self.item_labels)


@dataclass(frozen=True, eq=False)
class Split:
    """Data to learn from, and for each of `customers` (with purchases in it) the items of the basket to foretell."""

    train: Interactions
    customers: Ints
    baskets: tuple[Ints, ...]


def from_codes(
    codes: tuple[Ints, Ints, Ints],
    days: Floats,
    quantities: Floats,
    customer_labels: tuple[str, ...],
    item_labels: tuple[str, ...],
) -> Interactions:
    """Interactions of rows in any order, whose `codes` are places of customer, item and basket in their labels.

    A basket is a label with a customer, and has the earliest time of its rows; what stands in it twice becomes one row.
    """
    customers, items, baskets = codes
    _, place, basket = np.unique(
        customers * (baskets.max(initial=0) + 1) + baskets, return_index=True, return_inverse=True
    )
    begins = np.full(len(place), np.inf)
    np.minimum.at(begins, basket, days)
    order = np.lexsort((place, begins, customers[place]))
    numbers = np.empty(len(place), dtype=np.int64)
    numbers[order] = np.arange(len(place))
    lines, line_of = np.unique(numbers[basket] * (items.max(initial=0) + 1) + items, return_inverse=True)
    bought = np.bincount(line_of, weights=quantities, minlength=len(lines)).astype(np.float64)
    of_basket, item = np.divmod(lines, items.max(initial=0) + 1)
    owners, times = customers[place][order], begins[order]
    return Interactions(owners[of_basket], item, of_basket, times[of_basket], bought, customer_labels, item_labels)


def split(interactions: Interactions, how: str) -> Split:
    """Part the data as `how` says: `last-basket` or `date:YYYY-MM-DD`. Raises `DataError` for anything else."""
    kind, _, value = how.partition(":")
    if how == LAST_BASKET:
        return split_last_basket(interactions)
    if kind != "date":
        raise DataError(f"{how} is no split: say last-basket or date:YYYY-MM-DD")
    try:
        at = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise DataError(f"{value or how} is no date of the form YYYY-MM-DD") from None
    return split_by_day(interactions, at.timestamp() / 86400)


def split_last_basket(interactions: Interactions) -> Split:
    """Leave out the last basket of every customer with two or more."""
    data = interactions
    first, last = np.full(data.n_customers, -1), np.full(data.n_customers, -1)
    first[data.customers[::-1]] = data.baskets[::-1]
    last[data.customers] = data.baskets
    left_out = (last > first)[data.customers] & (data.baskets == last[data.customers])
    return _split(data, ~left_out, left_out)


def split_by_day(interactions: Interactions, day: float, until: float = np.inf) -> Split:
    """Learn from all before `day`; foretell the first basket from then on (and before `until`) of those known."""
    data = interactions
    before = data.days < day
    known = np.zeros(data.n_customers, dtype=bool)
    known[data.customers[before]] = True
    after = ~before & (data.days < until) & known[data.customers]
    first = np.full(data.n_customers, -1)
    first[data.customers[after][::-1]] = data.baskets[after][::-1]
    return _split(data, before, after & (data.baskets == first[data.customers]))


def _split(data: Interactions, train: Flags, test: Flags) -> Split:
    customers, starts = np.unique(data.customers[test], return_index=True)
    baskets = np.split(data.items[test], starts[1:]) if len(starts) else []
    return Split(data.where(train), customers, tuple(baskets))
