"""How often customers will buy and whether they still do: the BG/NBD model.

Fader, Hardie and Lee, "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model", Marketing
Science 24 (2005). While alive a customer buys at random at a rate of their own (gamma over customers: r, alpha); after
each repeat purchase they leave for good with a chance of their own (beta over customers: a, b).

Of a customer the model sees x repeat purchases, the time t_x from the first purchase to the last, and the time T from
the first purchase to now. Who bought once cannot have left in this model: they are alive with chance 1, however long
ago that was.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaincinv, gammaln, hyp2f1, psi

from hamrah.worth.arrays import Floats, distinct, pick

FEWEST_REPEAT_BUYERS = 10
"""With fewer there is nothing to learn four parameters from."""
SAMPLE = 100_000
"""The most customers a fit looks at; beyond it the error of the parameters is far below what they are used for."""
LOWEST, HIGHEST = 1e-3, 1e2
"""Bounds of each parameter, alpha's in mean times observed. At 100 customers hardly differ any more."""
QUANTILES = 64
NEXT_TO_ONE = 1e-6
"""The expectation is 0 / 0 at a = 1; so near to it the formula is taken this far beside it."""


@dataclass(frozen=True)
class Histories:
    """Customers as the model sees them, one entry a customer, times in one unit: x, t_x and T."""

    repeats: Floats
    last: Floats
    observed: Floats

    def sample(self, most: int) -> "Histories":
        """At most so many of them, the same ones each time."""
        return Histories(*(pick(column, most) for column in (self.repeats, self.last, self.observed)))


@dataclass(frozen=True)
class BgNbd:
    """A fitted model. `fitted` is False for the fallback; `log_likelihood` is of the customers it was fitted on."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    fitted: bool

    def alive(self, seen: Histories) -> Floats:
        """The chance that each customer still buys (Fader, Hardie and Lee's note "Computing P(alive)", 2008)."""
        return np.asarray(1.0 / (1.0 + np.exp(self._log_odds_gone(seen))))

    def expected_purchases(self, seen: Histories, ahead: float) -> Floats:
        """How many purchases each customer makes in the time `ahead` (equation 10 of the paper).

        2F1 stands there in a form that overflows for frequent buyers; by Euler's transformation
        2F1(r+x, b+x; c; z) = (1-z)^(c-r-b-2x) 2F1(a+b-1-r, a-1; c; z), with c = a+b+x-1, the powers cancel. Where it
        overflows all the same (hardly anything seen yet, far ahead) the integral that it solves is summed up instead.
        """
        a = self.a if abs(self.a - 1.0) > NEXT_TO_ONE else 1.0 + NEXT_TO_ONE
        c = a + self.b + seen.repeats - 1.0
        c = np.where(np.abs(c) > NEXT_TO_ONE, c, NEXT_TO_ONE)
        z = ahead / (self.alpha + seen.observed + ahead)
        series = hyp2f1(a + self.b - 1.0 - self.r, a - 1.0, c, z)
        with np.errstate(over="ignore", invalid="ignore"):
            if_alive = c / (a - 1.0) * (1.0 - np.exp((a - 1.0) * np.log1p(-z)) * series)
        lost = ~np.isfinite(if_alive)
        if_alive[lost] = self._summed_up(seen.repeats[lost], seen.observed[lost], ahead)
        return np.asarray(np.maximum(if_alive, 0.0) * self.alive(seen))

    def _summed_up(self, x: Floats, observed: Floats, ahead: float) -> Floats:
        """Of who is alive: the mean of (1 - (1 + p t / (alpha + T))^-(r+x)) / p, over quantiles of the chance p."""
        nodes, weights = np.polynomial.legendre.leggauss(QUANTILES)
        p = np.maximum(betaincinv(self.a, self.b + x[:, None], (nodes + 1) / 2), 1e-12)
        longer = np.log1p(p * (ahead / (self.alpha + observed))[:, None])
        return np.asarray(-np.expm1(-(self.r + x)[:, None] * longer) / p @ weights / 2)

    def _log_odds_gone(self, seen: Histories) -> Floats:
        x = seen.repeats
        longer = np.log((self.alpha + seen.observed) / (self.alpha + seen.last))
        odds = np.log(self.a) - np.log(self.b + np.maximum(x, 1.0) - 1.0) + (self.r + x) * longer
        return np.where(x > 0, np.minimum(odds, 700.0), -np.inf)


def fit_bg_nbd(seen: Histories) -> BgNbd:
    """The model of greatest likelihood, from at most `SAMPLE` of the customers.

    Where fewer than `FEWEST_REPEAT_BUYERS` came back, or the search ends nowhere, the fallback stands in: rates spread
    exponentially around the purchases a time unit seen (with one more, so that it is never 0), a = 1 and b = 3.
    """
    seen = seen.sample(SAMPLE)
    if np.count_nonzero(seen.repeats) < FEWEST_REPEAT_BUYERS:
        return _fallback(seen)
    unit = float(seen.observed.mean())
    grouped, many = _grouped(seen, unit)
    bounds = [(np.log(LOWEST), np.log(HIGHEST))] * 4
    found = minimize(_loss, np.zeros(4), args=(grouped, many), jac=True, method="L-BFGS-B", bounds=bounds)
    if not np.isfinite(found.fun):
        return _fallback(seen)
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    scale = float(seen.repeats.sum() * np.log(unit))
    return BgNbd(r, alpha * unit, a, b, -float(found.fun) * len(seen.repeats) - scale, True)


def _fallback(seen: Histories) -> BgNbd:
    alpha = max(float(seen.observed.sum()), 1.0) / (float(seen.repeats.sum()) + 1.0)
    return BgNbd(1.0, alpha, 1.0, 3.0, float("nan"), False)


def _grouped(seen: Histories, unit: float) -> tuple[Histories, Floats]:
    """Equal histories once, times in the given unit, with how many customers have each."""
    (repeats, last, observed), many = distinct(seen.repeats, seen.last, seen.observed)
    return Histories(repeats, last / unit, observed / unit), many.astype(np.float64)


def _loss(logs: Floats, seen: Histories, many: Floats) -> tuple[float, Floats]:
    """Minus the mean log-likelihood (equation 6 of the paper) and its gradient, by the logs of the parameters."""
    values, slopes = log_likelihood(np.exp(logs), seen)
    total = many.sum()
    return -float(many @ values) / total, -np.exp(logs) * (slopes @ many) / total


def log_likelihood(parameters: Floats, seen: Histories) -> tuple[Floats, Floats]:
    """Each customer's log-likelihood under (r, alpha, a, b), and its slopes by the four (shape 4 by customers)."""
    r, alpha, a, b = (float(value) for value in parameters)
    x = seen.repeats
    buys = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stays = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    in_time, until_last = alpha + seen.observed, alpha + seen.last
    before = b + np.maximum(x, 1.0) - 1.0
    still = -(r + x) * np.log(in_time)
    gone = np.where(x > 0, np.log(a) - np.log(before) - (r + x) * np.log(until_last), -np.inf)
    either = np.logaddexp(still, gone)
    alive, left = np.exp(still - either), np.exp(gone - either)
    slopes = np.stack(
        [
            psi(r + x) - psi(r) + np.log(alpha) - alive * np.log(in_time) - left * np.log(until_last),
            r / alpha - (r + x) * (alive / in_time + left / until_last),
            psi(a + b) - psi(a + b + x) + left / a,
            psi(a + b) + psi(b + x) - psi(b) - psi(a + b + x) - left / before,
        ]
    )
    return buys + stays + either, slopes
