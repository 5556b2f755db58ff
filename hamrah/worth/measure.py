"""From what was sold to what each customer is worth: all of this room's parts put together."""

from dataclasses import dataclass

import numpy as np

from hamrah.worth.arrays import Floats, Ints
from hamrah.worth.bg_nbd import BgNbd, Histories, fit_bg_nbd
from hamrah.worth.definitions import Definitions
from hamrah.worth.gamma_gamma import GammaGamma, fit_gamma_gamma
from hamrah.worth.rfm import Buyers, Sales, scores, sum_up
from hamrah.worth.rhythm import Gaps

DAYS_A_WEEK = 7.0


@dataclass(frozen=True)
class Worth:
    """What is known of each buyer on a day, in the order of `buyers`, and the models it comes from.

    `expected_purchases` and `expected_value` (minor units) are over the definitions' horizon; `segment` is a place in
    the definitions' segments.
    """

    buyers: Buyers
    usual_gap: Floats
    recency_score: Ints
    frequency_score: Ints
    monetary_score: Ints
    alive: Floats
    expected_purchases: Floats
    expected_value: Floats
    segment: Ints
    buying: BgNbd
    spending: GammaGamma


def measure(sales: Sales, today: int, definitions: Definitions) -> Worth:
    """What the customers are worth on the day `today`, from all that was sold up to then."""
    buyers = sum_up(sales)
    gaps = Gaps(buyers.purchases - 1, buyers.last_day - buyers.first_day)
    usual_gap = gaps.usual(_shops_gap(gaps, buyers, today), definitions.gaps.weight_of_others)
    seen = Histories(
        repeats=(buyers.purchases - 1).astype(np.float64),
        last=(buyers.last_day - buyers.first_day) / DAYS_A_WEEK,
        observed=(today - buyers.first_day) / DAYS_A_WEEK,
    )
    buying = fit_bg_nbd(seen)
    times, mean = buyers.paid_times.astype(np.float64), buyers.mean_spend
    spending = fit_gamma_gamma(times, mean)
    alive = buying.alive(seen)
    expected = buying.expected_purchases(seen, definitions.horizon_days / DAYS_A_WEEK)
    recency = scores(-(today - buyers.last_day), definitions.score_steps)
    frequency = scores(buyers.purchases, definitions.score_steps)
    monetary = scores(buyers.spent, definitions.score_steps)
    segment = definitions.assign(
        {
            "purchases": buyers.purchases.astype(np.float64),
            "days_since_first": (today - buyers.first_day).astype(np.float64),
            "days_since_last": (today - buyers.last_day).astype(np.float64),
            "overdue": (today - buyers.last_day) / usual_gap,
            "recency_score": recency.astype(np.float64),
            "frequency_score": frequency.astype(np.float64),
            "monetary_score": monetary.astype(np.float64),
            "alive": alive,
            "expected_purchases": expected,
        }
    )
    value = expected * spending.expected_spend(times, mean)
    return Worth(buyers, usual_gap, recency, frequency, monetary, alive, expected, value, segment, buying, spending)


def _shops_gap(gaps: Gaps, buyers: Buyers, today: int) -> float:
    """The gap that is usual in the shop, in days; where nobody came back, the days that the shop has been watched."""
    total = int(gaps.count.sum())
    if total:
        return float(gaps.days.sum() / total)
    return float(max(today - buyers.first_day.min(initial=today), 1))
