"""Gamma-Gamma against what is published, and on amounts that have nothing to fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad

from hamrah.worth.gamma_gamma import GammaGamma, _loss, fit_gamma_gamma

from .cdnow import read_cdnow


def test_the_fit_on_cdnow_is_the_published_one() -> None:
    """Fader and Hardie (2013): 946 repeat buyers, p 6.25, q 3.74, v 15.44."""
    cdnow = read_cdnow()
    fitted = fit_gamma_gamma(cdnow.seen.repeats, cdnow.mean_spend)
    assert np.count_nonzero(cdnow.seen.repeats) == 946
    assert fitted.fitted
    assert (fitted.p, fitted.q, fitted.v) == pytest.approx((6.25, 3.74, 15.44), rel=0.01)


def test_the_published_examples_of_a_forecast() -> None:
    """The published parameters on the first customers: their own mean drawn towards everybody's, 35.2 dollars."""
    model = GammaGamma(6.25, 3.74, 15.44, 0.0, True)
    everybodys = 6.25 * 15.44 / (3.74 - 1)
    assert model.expected_spend(np.zeros(1), np.zeros(1))[0] == pytest.approx(everybodys)
    weight = 6.25 * 2 / (6.25 * 2 + 3.74 - 1)
    drawn = model.expected_spend(np.array([2.0]), np.array([22.35]))[0]
    assert drawn == pytest.approx(weight * 22.35 + (1 - weight) * everybodys)
    assert drawn == pytest.approx(24.66, abs=0.01)


def test_slopes_are_those_of_the_likelihood() -> None:
    chance = np.random.default_rng(2)
    times, mean = chance.integers(1, 9, 200).astype(float), chance.gamma(4, 3, 200)
    at = np.log([3.0, 2.5, 4.0])
    wrong = check_grad(lambda logs: _loss(logs, times, mean)[0], lambda logs: _loss(logs, times, mean)[1], at)
    assert wrong < 1e-5


@pytest.mark.parametrize("unit", [1.0, 100.0, 100_000.0])
def test_the_parameters_that_made_people_are_found_again(unit: float) -> None:
    """Whatever the unit of money."""
    chance = np.random.default_rng(5)
    times = chance.integers(1, 20, 30_000).astype(float)
    rate = chance.gamma(4.0, 1 / 30.0, len(times))
    mean = chance.gamma(6.0 * times, 1 / (times * rate))
    fitted = fit_gamma_gamma(times, mean * unit)
    assert (fitted.p, fitted.q, fitted.v / unit) == pytest.approx((6.0, 4.0, 30.0), rel=0.05)


def test_who_paid_the_same_each_time_is_expected_to_pay_that() -> None:
    times = np.array([1.0, 2.0, 5.0] * 10)
    model = fit_gamma_gamma(times, np.full(30, 250.0))
    assert not model.fitted
    assert model.expected_spend(times, np.full(30, 250.0)) == pytest.approx(250.0)
    assert model.expected_spend(np.zeros(1), np.zeros(1)) == pytest.approx(250.0)


def test_few_customers_are_drawn_halfway_to_the_mean_after_one_purchase() -> None:
    model = fit_gamma_gamma(np.array([1.0, 1.0, 0.0]), np.array([100.0, 300.0, 0.0]))
    assert not model.fitted
    spends = model.expected_spend(np.array([1.0, 1.0, 0.0]), np.array([100.0, 300.0, 0.0]))
    assert list(spends) == pytest.approx([150.0, 250.0, 200.0])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10**9)), max_size=40))
def test_whatever_was_spent_the_forecast_is_a_number(spent: list[tuple[int, int]]) -> None:
    times = np.array([one[0] for one in spent], float)
    mean = np.array([one[1] if one[0] else 0 for one in spent], float)
    found = fit_gamma_gamma(times, mean).expected_spend(times, mean)
    assert np.isfinite(found).all() and (found >= 0).all()
