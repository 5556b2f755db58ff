"""What customers spend at a time: the Gamma-Gamma model.

Fader and Hardie, "The Gamma-Gamma Model of Monetary Value" (2013). What a customer spends at a time varies by a gamma
distribution (p) around a mean of their own, which varies over customers by another (q, v). It takes for granted that
who buys often does not spend more or less at a time than who buys seldom.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, psi

from hamrah.worth.arrays import Floats, pick

FEWEST_SPENDERS = 10
SAMPLE = 100_000
"""The most customers a fit looks at."""
SAME_AMOUNTS = 1e-6
"""Where the amounts differ less than this (standard deviation of their logs) there is no spread to fit."""
LOWEST, HIGHEST = 1e-2, 1e4
LEAST_Q = 1.001
"""The mean over all customers, p v / (q - 1), exists for q > 1 alone."""


@dataclass(frozen=True)
class GammaGamma:
    """A fitted model, v in the unit of the amounts. `fitted` is False for the fallback."""

    p: float
    q: float
    v: float
    log_likelihood: float
    fitted: bool

    def expected_spend(self, times: Floats, mean: Floats) -> Floats:
        """What each customer spends at a time on the long run, from how often they paid and the mean of that.

        A weighted mean of their own and everybody's (equation 5); everybody's for who has not paid yet (0 times).
        """
        return np.asarray(self.p * (self.v + times * mean) / (self.p * times + self.q - 1.0))


def fit_gamma_gamma(times: Floats, mean: Floats) -> GammaGamma:
    """The model of greatest likelihood from customers who paid, from at most `SAMPLE` of them.

    Where fewer than `FEWEST_SPENDERS` paid, all paid the same, or the search ends nowhere, the fallback stands in:
    everybody's mean counts as much as one purchase (p = 1, q = 2, v the mean).
    """
    paid = (times > 0) & (mean > 0)
    times, mean = pick(times[paid], SAMPLE), pick(mean[paid], SAMPLE)
    if len(times) < FEWEST_SPENDERS or float(np.std(np.log(mean))) < SAME_AMOUNTS:
        return _fallback(times, mean)
    unit = float(mean.mean())
    bounds = [(np.log(LOWEST), np.log(HIGHEST)), (np.log(LEAST_Q), np.log(HIGHEST)), (np.log(LOWEST), np.log(HIGHEST))]
    start = np.log([2.0, 3.0, 1.0])
    found = minimize(_loss, start, args=(times, mean / unit), jac=True, method="L-BFGS-B", bounds=bounds)
    if not np.isfinite(found.fun):
        return _fallback(times, mean)
    p, q, v = (float(value) for value in np.exp(found.x))
    return GammaGamma(p, q, v * unit, -len(times) * float(found.fun + np.log(unit)), True)


def _fallback(times: Floats, mean: Floats) -> GammaGamma:
    everybodys = float((times @ mean) / times.sum()) if len(times) else 0.0
    return GammaGamma(1.0, 2.0, everybodys, float("nan"), False)


def _loss(logs: Floats, times: Floats, mean: Floats) -> tuple[float, Floats]:
    """Minus the mean log-likelihood (equation 1a) and its gradient, by the logs of the parameters."""
    p, q, v = np.exp(logs)
    n, sums = times, v + times * mean
    values = gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(v) - np.log(mean)
    values = values + p * n * np.log(n * mean) - (p * n + q) * np.log(sums)
    slopes = np.stack(
        [
            n * (psi(p * n + q) - psi(p * n) + np.log(n * mean) - np.log(sums)),
            psi(p * n + q) - psi(q) + np.log(v) - np.log(sums),
            q / v - (p * n + q) / sums,
        ]
    )
    return -float(values.mean()), -np.exp(logs) * slopes.mean(axis=1)
