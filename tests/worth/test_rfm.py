"""Purchases summed up by customer, scores, and favourites, on cases counted by hand and against plain Python."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.worth.favourites import favourites
from hamrah.worth.rfm import Sales, scores, sum_up


def sales(*rows: tuple[int, int, int, bool, bool]) -> Sales:
    customer, day, money, purchase, paid = zip(*rows, strict=True) if rows else ((),) * 5
    whole = np.int64
    return Sales(*(np.array(c, whole) for c in (customer, day, money)), *(np.array(c, bool) for c in (purchase, paid)))


def test_two_orders_of_one_day_are_one_purchase() -> None:
    buyers = sum_up(sales((7, 100, 500, True, True), (7, 100, 300, True, True), (7, 90, 100, True, True)))
    assert buyers.customer.tolist() == [7]
    assert buyers.purchases.tolist() == [2]
    assert (buyers.first_day.tolist(), buyers.last_day.tolist()) == ([90], [100])
    assert buyers.spent.tolist() == [900]
    assert buyers.mean_spend.tolist() == [450.0]


def test_a_credit_note_is_money_and_no_purchase() -> None:
    buyers = sum_up(sales((7, 100, 500, True, True), (7, 120, -200, False, True), (8, 10, -50, False, True)))
    assert buyers.customer.tolist() == [7]  # 8 has bought nothing
    assert (buyers.purchases.tolist(), buyers.last_day.tolist(), buyers.spent.tolist()) == ([1], [100], [300])


def test_more_back_than_was_paid_is_nothing_spent() -> None:
    assert sum_up(sales((7, 100, 500, True, True), (7, 120, -900, False, True))).spent.tolist() == [0]


def test_other_money_is_a_purchase_of_nothing() -> None:
    buyers = sum_up(sales((7, 100, 500, True, True), (7, 120, 0, True, False)))
    assert (buyers.purchases.tolist(), buyers.paid_times.tolist()) == ([2], [1])
    assert buyers.mean_spend.tolist() == [500.0]


def test_nobody_bought() -> None:
    assert len(sum_up(sales()).customer) == 0


entries = st.tuples(st.integers(1, 6), st.integers(0, 9), st.integers(-5, 90), st.booleans(), st.booleans())


@given(st.lists(entries, max_size=40))
def test_sums_are_those_of_plain_python(rows: list[tuple[int, int, int, bool, bool]]) -> None:
    buyers = sum_up(sales(*rows))
    assert buyers.customer.tolist() == sorted({row[0] for row in rows if row[3]})
    for place, customer in enumerate(buyers.customer.tolist()):
        days = sorted({row[1] for row in rows if row[0] == customer and row[3]})
        assert (buyers.first_day[place], buyers.last_day[place]) == (days[0], days[-1])
        assert buyers.purchases[place] == len(days)
        assert buyers.spent[place] == max(sum(row[2] for row in rows if row[0] == customer), 0)
        assert buyers.paid_times[place] == len({row[1] for row in rows if row[0] == customer and row[3] and row[4]})


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([10, 20, 30, 40, 50], [1, 2, 3, 4, 5]),
        ([50, 10, 40, 30, 20], [5, 1, 4, 3, 2]),
        ([1, 1, 1, 1, 1, 1, 2, 3, 4, 9], [2, 2, 2, 2, 2, 2, 4, 4, 5, 5]),
        ([7, 7, 7], [3, 3, 3]),
        ([4], [3]),
        ([], []),
    ],
    ids=["five", "any order", "most bought once", "all the same", "one", "none"],
)
def test_scores(values: list[int], found: list[int]) -> None:
    assert scores(np.array(values, np.int64), 5).tolist() == found


@given(st.lists(st.integers(-100, 100), min_size=1), st.integers(2, 10))
def test_scores_follow_the_values(values: list[int], steps: int) -> None:
    found = scores(np.array(values, np.int64), steps).tolist()
    assert all(1 <= score <= steps for score in found)
    pairs = sorted(zip(values, found, strict=True))
    assert [score for _, score in pairs] == sorted(found)
    assert len(set(pairs)) == len(set(values))  # equal values, equal scores


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 6)), max_size=60), st.integers(1, 3))
def test_favourites_are_those_of_plain_python(pairs: list[tuple[int, int]], most: int) -> None:
    found = favourites(*(np.array([pair[i] for pair in pairs], np.int64) for i in (0, 1)), most)
    rows = list(zip(found.customer.tolist(), found.kind.tolist(), found.share.tolist(), strict=True))
    expected = []
    for customer in sorted({pair[0] for pair in pairs}):
        counted = Counter(kind for who, kind in pairs if who == customer)
        best = sorted(counted, key=lambda kind: (-counted[kind], kind))[:most]
        expected += [(customer, kind, pytest.approx(counted[kind] / counted.total())) for kind in best]
    assert rows == expected
