"""Shares, means and net promoters with their intervals: against published values, and that they cover what they say."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamrah.services.satisfaction_intervals import mean_of, net_promoters, quantile, share_of


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (0, 10, 0, 0.2775),
        (10, 10, 0.7225, 1),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_shares_have_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    found = share_of(hits, n)
    assert found.low == pytest.approx(low, abs=5e-5) and found.high == pytest.approx(high, abs=5e-5)


def test_a_mean_has_students_interval() -> None:
    found = mean_of([5, 4, 3, 4, 5, 2, 4], 1, 5)  # sd 1.0690, t(6) 2.4469
    assert found.mean == pytest.approx(27 / 7)
    assert found.low == pytest.approx(27 / 7 - 2.44691 * 1.06904 / 7**0.5, abs=1e-4)
    assert found.high == pytest.approx(27 / 7 + 2.44691 * 1.06904 / 7**0.5, abs=1e-4)
    assert mean_of([1, 5], 1, 5).low == 1 and mean_of([1, 5], 1, 5).high == 5
    assert (mean_of([3], 1, 5).mean, mean_of([3], 1, 5).low) == (3, None)


def test_of_nothing_nothing_is_said() -> None:
    assert share_of(0, 0).share is None and mean_of([], 1, 5).mean is None and net_promoters([]).score is None
    assert quantile([], 0.5) is None


@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_net_promoters_lie_in_their_interval_and_on_their_scale(ratings: list[int]) -> None:
    found = net_promoters(ratings)
    assert found.score is not None and found.low is not None and found.high is not None
    assert -100 <= found.low <= found.score <= found.high <= 100 and found.low < found.high
    passives = sum(rating in (7, 8) for rating in ratings)
    assert found.promoters + found.detractors + passives == len(ratings)


@pytest.mark.parametrize(("weights", "true"), [((5, 3, 2), 30), ((8, 1, 1), 70), ((2, 3, 5), -30)])
def test_the_interval_of_net_promoters_holds_the_truth_so_often(weights: tuple[int, int, int], true: int) -> None:
    chance = random.Random(3)
    inside = 0
    for _ in range(2000):
        found = net_promoters(chance.choices((9, 7, 3), weights, k=30))
        assert found.low is not None and found.high is not None
        inside += found.low <= true <= found.high
    assert 0.93 <= inside / 2000 <= 0.98


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_quantile_has_so_many_values_up_to_it(values: list[float], at: float) -> None:
    found = quantile(values, at)
    assert found in values
    assert sum(value <= found for value in values) >= at * len(values) - 1e-9
    assert sum(value < found for value in values) < at * len(values) + 1e-9
