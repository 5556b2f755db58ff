"""The intervals of an offer's lift, against published figures and against chance."""

from random import Random

import pytest

from hamrah.services.lift import Group, conversion_lift, enough, revenue_lift


def counts(customers: int, buyers: int) -> Group:
    return Group(customers, buyers, 0, 0)


def amounts(values: list[float]) -> Group:
    return Group(len(values), sum(value > 0 for value in values), sum(values), sum(value * value for value in values))


# Newcombe 1998, table II, method 10 (rows a, c and g of the paper).
@pytest.mark.parametrize(
    ("treatment", "control", "low", "high"),
    [
        ((70, 56), (80, 48), 0.0524, 0.3339),
        ((10, 9), (10, 3), 0.1705, 0.8090),
        ((10, 10), (20, 0), 0.6791, 1.0),
    ],
)
def test_newcombes_own_examples(treatment: tuple[int, int], control: tuple[int, int], low: float, high: float) -> None:
    found = conversion_lift(counts(*treatment), counts(*control)).absolute
    assert found[1:] == pytest.approx((low, high), abs=5e-5)


def test_welch_agrees_with_scipy() -> None:
    from scipy.stats import ttest_ind

    chance = Random(5)
    first = [chance.lognormvariate(6, 1) for _ in range(70)]
    second = [chance.lognormvariate(6, 0.4) for _ in range(40)]
    ours = revenue_lift(amounts(first), amounts(second)).absolute
    theirs = ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert ours[1:] == pytest.approx((theirs.low, theirs.high), rel=1e-6)


def test_the_ratio_agrees_with_a_worked_example() -> None:
    found = conversion_lift(counts(100, 30), counts(100, 20)).relative
    assert found is not None
    assert found == pytest.approx((0.5, -0.0840, 1.4564), abs=1e-3)  # error sqrt(.7 / 30 + .8 / 20) = .25166


def test_where_nobody_bought_there_is_no_ratio() -> None:
    assert conversion_lift(counts(100, 3), counts(100, 0)).relative is None
    assert revenue_lift(amounts([0.0] * 40), amounts([0.0] * 40)).relative is None


@pytest.mark.parametrize("conversion", [True, False])
def test_ninety_five_intervals_of_a_hundred_hold_the_truth(conversion: bool) -> None:
    chance, held, rounds = Random(7), 0, 400
    for _ in range(rounds):
        groups = []
        for size, share in ((300, 0.14), (90, 0.1)):
            spent = [chance.expovariate(1 / 3000) if chance.random() < share else 0.0 for _ in range(size)]
            groups.append(amounts(spent))
        lift = conversion_lift(*groups) if conversion else revenue_lift(*groups)
        truth = 0.04 if conversion else 120.0
        held += lift.absolute[1] <= truth <= lift.absolute[2]
    assert 0.92 <= held / rounds <= 0.98


def test_verdicts() -> None:
    assert conversion_lift(counts(1000, 200), counts(1000, 100)).verdict == "higher"
    assert conversion_lift(counts(1000, 100), counts(1000, 200)).verdict == "lower"
    assert conversion_lift(counts(100, 12), counts(100, 10)).verdict == "no_effect"
    assert not enough(counts(500, 50), counts(29, 9))
    assert not enough(counts(500, 4), counts(500, 0))
    assert enough(counts(30, 5), counts(30, 0))
