"""What goes into a split, and what stays out of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamrah.recommend.interactions import DataError, Interactions, split, split_by_day

from .shops import make_interactions

ROWS = [
    *(("ann", "tea", 1, 10.0), ("ann", "milk", 1, 10.0), ("ann", "tea", 2, 20.0), ("ann", "rice", 3, 30.0)),
    *(("bob", "tea", 4, 25.0), ("cat", "milk", 5, 5.0), ("cat", "tea", 6, 5.0)),
]


def told(data: Interactions) -> list[tuple[str, str, float]]:
    rows = zip(data.customers, data.items, data.days, strict=True)
    return sorted((data.customer_labels[c], data.item_labels[i], float(day)) for c, i, day in rows)


def test_the_last_basket_of_those_with_two_is_left_out() -> None:
    parted = split(make_interactions(ROWS), "last-basket")
    names = [parted.train.customer_labels[customer] for customer in parted.customers]
    baskets = [[parted.train.item_labels[item] for item in basket] for basket in parted.baskets]
    assert dict(zip(names, baskets, strict=True)) == {"ann": ["rice"], "cat": ["tea"]}
    assert ("bob", "tea", 25.0) in told(parted.train)
    assert len(told(parted.train)) == len(ROWS) - 2


def test_a_date_parts_before_from_the_first_basket_since() -> None:
    data = make_interactions(ROWS)
    parted = split_by_day(data, 20.0)
    assert [data.customer_labels[customer] for customer in parted.customers] == ["ann"]
    assert [data.item_labels[item] for item in parted.baskets[0]] == ["tea"]
    assert parted.train.end == 10.0
    assert not len(split_by_day(data, 20.0, until=20.0).customers)


def test_a_date_is_read_as_utc() -> None:
    data = make_interactions([("ann", "tea", 1, 14967.99), ("ann", "milk", 2, 14968.0)])
    parted = split(data, "date:2010-12-25")
    assert told(parted.train) == [("ann", "tea", 14967.99)]
    assert [data.item_labels[item] for item in parted.baskets[0]] == ["milk"]


@pytest.mark.parametrize("how", ["", "first-basket", "date:", "date:25.12.2010", "date"])
def test_a_split_that_is_none(how: str) -> None:
    with pytest.raises(DataError):
        split(make_interactions(ROWS), how)


def test_a_basket_is_one_row_an_item_at_its_earliest_time() -> None:
    data = make_interactions([("ann", "tea", 1, 10.2), ("ann", "tea", 1, 10.1), ("ann", "milk", 1, 10.3)])
    assert told(data) == [("ann", "milk", 10.1), ("ann", "tea", 10.1)]
    assert sorted(data.quantities.tolist()) == [1.0, 2.0]


def test_the_same_number_of_two_customers_is_two_baskets() -> None:
    data = make_interactions([("ann", "tea", 1, 1.0), ("bob", "tea", 1, 1.0)])
    assert len(np.unique(data.baskets)) == 2


purchases = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 6), st.integers(0, 9).map(float)), max_size=40
)


@settings(deadline=None)  # a busy machine is no failure
@given(purchases)
def test_splits_lose_nothing_that_was_bought_and_learn_nothing_of_the_test(
    rows: list[tuple[int, int, int, float]],
) -> None:
    data = make_interactions(rows)
    parted = split(data, "last-basket")
    tested = sum(len(basket) for basket in parted.baskets)
    assert len(parted.train.items) + tested == len(data.items)
    for customer, basket in zip(parted.customers, parted.baskets, strict=True):
        known, every = parted.train.rows(int(customer)), data.rows(int(customer))
        assert len(basket)
        assert parted.train.days[known].max() <= data.days[every].max()
        assert known.stop > known.start
    by_day = split_by_day(data, 5.0)
    assert (by_day.train.days < 5.0).all()
