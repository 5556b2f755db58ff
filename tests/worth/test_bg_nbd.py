"""BG/NBD against what is published, against the integral it solves, against people made by its own story."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import beta, pearsonr

from hamrah.worth import bg_nbd
from hamrah.worth.bg_nbd import BgNbd, Histories, fit_bg_nbd, log_likelihood

from .cdnow import WEEKS_LATER, read_cdnow

PUBLISHED = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426, log_likelihood=-9582.4, fitted=True)
"""Fader, Hardie and Lee (2005), table 2."""


def one(repeats: float, last: float, observed: float) -> Histories:
    return Histories(np.array([repeats]), np.array([last]), np.array([observed]))


def test_the_fit_on_cdnow_is_the_published_one() -> None:
    fitted = fit_bg_nbd(read_cdnow().seen)
    assert fitted.fitted
    assert fitted.r == pytest.approx(PUBLISHED.r, rel=0.01)
    assert fitted.alpha == pytest.approx(PUBLISHED.alpha, rel=0.01)
    assert fitted.a == pytest.approx(PUBLISHED.a, rel=0.01)
    assert fitted.b == pytest.approx(PUBLISHED.b, rel=0.01)
    assert fitted.log_likelihood == pytest.approx(PUBLISHED.log_likelihood, abs=0.05)


def test_the_published_example_of_a_forecast() -> None:
    """Two repeat purchases, the last in week 30.43 of 38.86: 1.226 more in 39 weeks (the authors' spreadsheet)."""
    assert PUBLISHED.expected_purchases(one(2, 30.43, 38.86), 39)[0] == pytest.approx(1.226, abs=1e-3)


def test_forecasts_on_cdnow_beat_going_on_as_before() -> None:
    """By customer and in sum, against what they bought in the 39 weeks after."""
    cdnow = read_cdnow()
    expected = fit_bg_nbd(cdnow.seen).expected_purchases(cdnow.seen, WEEKS_LATER)
    as_before = cdnow.seen.repeats / cdnow.seen.observed * WEEKS_LATER
    assert abs(expected - cdnow.later).mean() < abs(as_before - cdnow.later).mean()
    assert pearsonr(expected, cdnow.later)[0] > 0.6
    assert expected.sum() == pytest.approx(cdnow.later.sum(), rel=0.15)
    assert abs(expected.sum() - cdnow.later.sum()) < abs(as_before.sum() - cdnow.later.sum())


def forecast_by_integral(model: BgNbd, seen: Histories, ahead: float) -> float:
    """P(alive) times the mean, over the chance p of leaving, of (1 - ((α+T) / (α+T+p t))^(r+x)) / p."""
    x, observed = seen.repeats[0], seen.observed[0]
    chances = beta(model.a, model.b + x)

    def at_quantile(share: float) -> float:
        p = max(float(chances.ppf(share)), 1e-300)
        return -np.expm1(-(model.r + x) * np.log1p(p * ahead / (model.alpha + observed))) / p

    return float(model.alive(seen)[0]) * quad(at_quantile, 0, 1, limit=500, epsrel=1e-10)[0]


between = st.floats
parameters = st.tuples(between(0.05, 20), between(0.1, 100), between(0.05, 20), between(0.05, 50))


@settings(max_examples=60, deadline=None)
@given(parameters, st.integers(0, 150), between(0, 1), between(0.2, 300), between(0.5, 200))
def test_the_forecast_solves_the_integral(
    chosen: tuple[float, float, float, float], repeats: int, last: float, observed: float, ahead: float
) -> None:
    model = BgNbd(*chosen, log_likelihood=0.0, fitted=True)
    seen = one(repeats, last * observed if repeats else 0.0, observed)
    found = model.expected_purchases(seen, ahead)[0]
    assert found == pytest.approx(forecast_by_integral(model, seen, ahead), rel=1e-4, abs=1e-9)


def test_what_is_summed_up_is_nearly_the_same() -> None:
    seen = read_cdnow().seen
    summed = PUBLISHED._summed_up(seen.repeats, seen.observed, WEEKS_LATER) * PUBLISHED.alive(seen)
    assert summed == pytest.approx(PUBLISHED.expected_purchases(seen, WEEKS_LATER), rel=0.01)


def test_where_the_series_overflows_it_is_summed_up() -> None:
    """A customer of today, in a shop whose people leave for good one in two times or more."""
    model = BgNbd(r=0.3, alpha=0.01, a=100, b=50, log_likelihood=0.0, fitted=True)
    found = model.expected_purchases(one(0, 0, 0), 52)[0]
    assert found == pytest.approx(forecast_by_integral(model, one(0, 0, 0), 52), rel=1e-4)


bounded = st.sampled_from([bg_nbd.LOWEST, 0.3, 1.0, 3.0, bg_nbd.HIGHEST])


@settings(max_examples=300, deadline=None)
@given(st.tuples(bounded, between(0.001, 1e5), bounded, bounded), st.integers(0, 700), between(0, 1), between(0, 200))
def test_within_the_bounds_every_forecast_is_a_number(
    chosen: tuple[float, float, float, float], repeats: int, last: float, observed: float
) -> None:
    """And not more than the highest rate that the customer may have had."""
    model = BgNbd(*chosen, log_likelihood=0.0, fitted=True)
    found = model.expected_purchases(one(repeats, last * observed if repeats else 0.0, observed), 52)[0]
    assert 0 <= found <= 52 * (model.r + repeats) / (model.alpha + observed) * (1 + 1e-6) + 1e-9


@settings(max_examples=100, deadline=None)
@given(parameters, st.integers(0, 2000), between(0, 1), between(0.2, 300))
def test_a_chance_is_a_chance(
    chosen: tuple[float, float, float, float], repeats: int, last: float, observed: float
) -> None:
    model = BgNbd(*chosen, log_likelihood=0.0, fitted=True)
    alive = model.alive(one(repeats, last * observed if repeats else 0.0, observed))[0]
    assert 0 <= alive <= 1
    assert repeats > 0 or alive == 1


def test_who_stays_away_longer_is_less_surely_there() -> None:
    seen = Histories(np.full(4, 5.0), np.array([30.0, 25.0, 15.0, 5.0]), np.full(4, 31.0))
    alive = PUBLISHED.alive(seen)
    assert list(alive) == sorted(alive, reverse=True)
    assert alive[0] > 0.8 > 0.1 > alive[-1]


def test_slopes_are_those_of_the_likelihood() -> None:
    seen = read_cdnow().seen
    chosen = np.array([0.3, 5.0, 0.9, 2.0])
    _, slopes = log_likelihood(chosen, seen)
    for place in range(4):
        step = np.zeros(4)
        step[place] = 1e-6 * chosen[place]
        rise = log_likelihood(chosen + step, seen)[0] - log_likelihood(chosen - step, seen)[0]
        assert slopes[place] == pytest.approx(rise / (2 * step[place]), rel=1e-4, abs=1e-6)


def simulate(model: BgNbd, many: int, chance: np.random.Generator) -> Histories:
    """People who live by the model's story, each watched for 20 to 80 weeks."""
    rate = chance.gamma(model.r, 1 / model.alpha, many)
    leaves = chance.beta(model.a, model.b, many)
    observed = chance.uniform(20, 80, many)
    repeats, last = np.zeros(many), np.zeros(many)
    there = np.ones(many, bool)
    while there.any():
        next_time = last + chance.exponential(1 / rate)
        there &= next_time <= observed
        repeats[there] += 1
        last[there] = next_time[there]
        there &= chance.random(many) > leaves
    return Histories(repeats, last, observed)


@pytest.mark.parametrize("truth", [(0.25, 4.5, 0.8, 2.4), (2.0, 20.0, 1.5, 10.0)])
def test_the_parameters_that_made_people_are_found_again(truth: tuple[float, float, float, float]) -> None:
    model = BgNbd(*truth, log_likelihood=0.0, fitted=True)
    seen = simulate(model, 40_000, np.random.default_rng(7))
    fitted = fit_bg_nbd(seen)
    assert (fitted.r, fitted.alpha, fitted.a, fitted.b) == pytest.approx(truth, rel=0.1)
    assert fitted.expected_purchases(seen, 52).sum() == pytest.approx(
        model.expected_purchases(seen, 52).sum(), rel=0.02
    )


def test_a_sample_finds_nearly_what_all_find(monkeypatch: pytest.MonkeyPatch) -> None:
    model = BgNbd(0.25, 4.5, 0.8, 2.4, log_likelihood=0.0, fitted=True)
    seen = simulate(model, 60_000, np.random.default_rng(8))
    whole = fit_bg_nbd(seen).expected_purchases(seen, 52).sum()
    monkeypatch.setattr(bg_nbd, "SAMPLE", 20_000)
    assert fit_bg_nbd(seen).expected_purchases(seen, 52).sum() == pytest.approx(whole, rel=0.03)


histories = st.lists(
    st.tuples(st.integers(0, 30), between(0, 1), st.integers(0, 700)).map(
        lambda one: (one[0] if one[2] else 0, one[1] * one[2] / 7 if one[0] and one[2] else 0.0, one[2] / 7)
    ),
    max_size=40,
)


@settings(max_examples=100, deadline=None)
@given(histories)
def test_whatever_the_shop_the_forecast_is_a_number(customers: list[tuple[float, float, float]]) -> None:
    seen = Histories(*(np.array(column, float) for column in zip(*customers, strict=True))) if customers else None
    seen = seen or Histories(np.zeros(0), np.zeros(0), np.zeros(0))
    model = fit_bg_nbd(seen)
    forecast = model.expected_purchases(seen, 52)
    assert np.isfinite(forecast).all() and (forecast >= 0).all()
    assert np.isfinite(model.alive(seen)).all()
    if np.count_nonzero(seen.repeats) < bg_nbd.FEWEST_REPEAT_BUYERS:
        assert not model.fitted


def test_where_all_bought_once_the_fallback_expects_little() -> None:
    """A hundred who were watched ten weeks without a second purchase: about one purchase in a thousand weeks."""
    seen = Histories(np.zeros(100), np.zeros(100), np.full(100, 10.0))
    model = fit_bg_nbd(seen)
    assert (model.fitted, model.r, model.alpha, model.a, model.b) == (False, 1.0, 1000.0, 1.0, 3.0)
    assert model.expected_purchases(seen, 52)[0] == pytest.approx(0.05, rel=0.1)
