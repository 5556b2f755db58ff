"""Usual gaps, and when a product is due again."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.worth.rhythm import Bought, Gaps, Rhythms, product_rhythms

SHAMPOO, KURTA, TEA = 1, 2, 3
LASTS = {SHAMPOO: 40, KURTA: 0, TEA: 20}


def rhythms(*lines: tuple[int, int, int], today: int = 100, weight: float = 2.0, forget: float = 3.0) -> Rhythms:
    columns = zip(*((*line, LASTS[line[1]]) for line in lines), strict=True) if lines else ((),) * 4
    bought = Bought(*(np.array(column, np.int64) for column in columns))
    return product_rhythms(bought, today, weight=weight, forget_after=forget)


def pairs(found: Rhythms) -> list[tuple[int, int]]:
    return list(zip(found.customer.tolist(), found.product.tolist(), strict=True))


def test_a_usual_gap_is_the_mean_of_ones_own_gaps() -> None:
    gaps = Gaps(np.array([2, 0]), np.array([50, 0]))
    assert gaps.usual(math.nan, 2.0) == pytest.approx([25.0, math.nan], nan_ok=True)


def test_others_count_as_so_many_gaps() -> None:
    gaps = Gaps(np.array([1, 0]), np.array([10, 0]))
    assert gaps.usual(80.0, 2.0).tolist() == [(10 + 2 * 80) / 3, 80.0]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=20), st.integers(1, 400), st.floats(0.1, 10))
def test_a_usual_gap_lies_between_ones_own_and_the_others(steps: list[int], others: int, weight: float) -> None:
    usual = Gaps(np.array([len(steps)]), np.array([sum(steps)])).usual(float(others), weight)[0]
    assert min([*steps, others]) <= usual * (1 + 1e-9) and usual <= max([*steps, others]) * (1 + 1e-9)


def test_a_product_is_due_a_usual_gap_after_the_last_time() -> None:
    """30 days twice; the product's gap is that blended with the 40 days that the shop says, the customer's again."""
    found = rhythms((7, SHAMPOO, 10), (7, SHAMPOO, 40), (7, SHAMPOO, 70))
    everybodys = (2 * 30 + 2 * 40) / 4
    usual = (2 * 30 + 2 * everybodys) / 4
    assert found.usual_gap.tolist() == [usual]
    assert (found.purchases.tolist(), found.last_day.tolist()) == ([3], [70])
    assert found.next_day.tolist() == [70 + round(usual)]


def test_others_rhythm_tells_when_a_first_purchase_is_due_again() -> None:
    often = [(customer, SHAMPOO, day) for customer in range(20) for day in (60, 70, 80, 90)]
    found = rhythms(*often, (50, SHAMPOO, 95))
    assert found.usual_gap[pairs(found).index((50, SHAMPOO))] == (60 * 10 + 2 * 40) / 62


def test_a_kurta_bought_once_is_not_expected_again_one_bought_twice_is() -> None:
    found = rhythms((7, KURTA, 90), (8, KURTA, 60), (8, KURTA, 80))
    assert pairs(found) == [(8, KURTA)]
    assert found.usual_gap.tolist() == pytest.approx([20.0])


def test_two_lines_of_one_day_are_one_purchase() -> None:
    assert rhythms((7, TEA, 90), (7, TEA, 90)).purchases.tolist() == [1]


@pytest.mark.parametrize(("today", "kept"), [(180, True), (181, False)])
def test_a_product_long_overdue_is_given_up(today: int, kept: bool) -> None:
    """Tea on day 100 lasts 20 days: due on day 120, given up three gaps after that."""
    assert bool(pairs(rhythms((7, TEA, 100), today=today))) is kept


def test_nothing_bought() -> None:
    assert pairs(rhythms()) == []
