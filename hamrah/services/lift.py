"""What an offer changed, from its two groups: differences with their 95 % confidence intervals."""

from dataclasses import dataclass
from math import exp, log, sqrt

from hamrah.services.satisfaction_intervals import LEVEL, Z, wilson

FEWEST, FEWEST_BUYERS = 30, 5
"""With fewer customers in a group, or fewer buyers in both together, nothing is said."""


@dataclass(frozen=True)
class Group:
    """One group: its customers, how many of them bought, and the sum and sum of squares of what each spent."""

    customers: int
    buyers: int
    spent: float
    spent_squared: float

    @property
    def mean(self) -> float:
        """What a customer spent on average."""
        return self.spent / self.customers if self.customers else 0.0

    @property
    def variance(self) -> float:
        """The sample variance of what a customer spent (divided by n - 1)."""
        if self.customers < 2:
            return 0.0
        return max(self.spent_squared - self.customers * self.mean**2, 0.0) / (self.customers - 1)


@dataclass(frozen=True)
class Lift:
    """Treatment less control, and that relative to control, each as (estimate, low, high); None where undefined."""

    absolute: tuple[float, float, float]
    relative: tuple[float, float, float] | None

    @property
    def verdict(self) -> str:
        """`higher` or `lower` where the interval of the difference leaves zero out, else `no_effect`."""
        _, low, high = self.absolute
        return "higher" if low > 0 else "lower" if high < 0 else "no_effect"


def enough(treatment: Group, control: Group) -> bool:
    """Whether there is enough to say anything."""
    customers, buyers = min(treatment.customers, control.customers), treatment.buyers + control.buyers
    return customers >= FEWEST and buyers >= FEWEST_BUYERS


def conversion_lift(treatment: Group, control: Group) -> Lift:
    """The difference of two shares of buyers by Newcombe's hybrid score interval; the ratio by Katz's log interval.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    (1998), method 10; D. Katz et al., "Obtaining confidence intervals for the risk ratio in cohort studies", Biometrics
    34 (1978).
    """
    p, q = treatment.buyers / treatment.customers, control.buyers / control.customers
    p_low, p_high = wilson(treatment.buyers, treatment.customers)
    q_low, q_high = wilson(control.buyers, control.customers)
    difference = p - q
    low = difference - sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = difference + sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    relative = None
    if treatment.buyers and control.buyers:
        error = sqrt((1 - p) / treatment.buyers + (1 - q) / control.buyers)
        relative = _ratio_less_one(p / q, error)
    return Lift((difference, low, high), relative)


def revenue_lift(treatment: Group, control: Group) -> Lift:
    """The difference of two means by Welch's t interval, which lets the variances differ; the ratio by its logarithm.

    B. L. Welch, "The generalization of Student's problem when several different population variances are involved",
    Biometrika 34 (1947). The standard error of the logarithm is by the delta method.
    """
    from scipy.special import stdtrit

    a, b = treatment.variance / treatment.customers, control.variance / control.customers
    difference = treatment.mean - control.mean
    half = 0.0
    if a + b > 0:
        freedom = (a + b) ** 2 / (a**2 / (treatment.customers - 1) + b**2 / (control.customers - 1))
        half = float(stdtrit(freedom, (1 + LEVEL) / 2)) * sqrt(a + b)
    relative = None
    if treatment.mean > 0 and control.mean > 0:
        relative = _ratio_less_one(treatment.mean / control.mean, sqrt(a / treatment.mean**2 + b / control.mean**2))
    return Lift((difference, difference - half, difference + half), relative)


def _ratio_less_one(ratio: float, log_error: float) -> tuple[float, float, float]:
    half = Z * log_error
    return ratio - 1, exp(log(ratio) - half) - 1, exp(log(ratio) + half) - 1
