"""All parts together: the demo shop's definitions on CDNOW's customers, held against what these did later."""

from functools import lru_cache

import numpy as np
import pytest

from hamrah.language.lexicon import load_lexicon
from hamrah.settings import PROJECT
from hamrah.worth.definitions import Definitions, load_definitions
from hamrah.worth.measure import Worth, measure
from hamrah.worth.rfm import Sales

from .cdnow import WEEKS_LATER, read_cdnow

TODAY = 1000


@lru_cache(maxsize=1)
def definitions() -> Definitions:
    names = load_lexicon(PROJECT / "data" / "lexicon").values("segment")
    found = load_definitions(PROJECT / "data" / "shop" / "segments.yml", names)
    return found.model_copy(update={"horizon_days": round(WEEKS_LATER * 7)})


def cdnow_sales() -> Sales:
    """Purchases spread evenly from the first to the last, each of the customer's mean, 20 dollars for who came once."""
    cdnow = read_cdnow()
    rows = []
    for who, (repeats, last, observed, spend) in enumerate(
        zip(cdnow.seen.repeats, cdnow.seen.last * 7, cdnow.seen.observed * 7, cdnow.mean_spend, strict=True)
    ):
        first = TODAY - round(observed)
        rows += [
            (who, first + round(place * last / max(repeats, 1)), spend or 20.0) for place in range(int(repeats) + 1)
        ]
    customer, day, money = (np.array(column) for column in zip(*rows, strict=True))
    yes = np.ones(len(customer), bool)
    return Sales(customer, day, (money * 100).astype(np.int64), yes, yes)


@pytest.fixture(scope="module")
def found() -> Worth:
    return measure(cdnow_sales(), TODAY, definitions())


def test_segments_tell_who_comes_back(found: Worth) -> None:
    later = read_cdnow().later
    segments = definitions().segments
    came = {segments[place].name: (later[found.segment == place] > 0).mean() for place in np.unique(found.segment)}
    assert came["champions"] > came["loyal"] > came["hibernating"] > came["lost"]
    assert came["champions"] > 4 * came["lost"]
    assert came["at risk"] > 2 * came["lost"]  # worth a word


def test_what_is_expected_of_a_segment_is_about_what_it_does(found: Worth) -> None:
    later = read_cdnow().later
    for place in np.unique(found.segment):
        members = found.segment == place
        if np.count_nonzero(members) > 200:
            expected = found.expected_purchases[members].sum()
            assert expected == pytest.approx(later[members].sum(), rel=0.3), definitions().segments[place].name


def test_value_is_purchases_times_spend(found: Worth) -> None:
    buyers = found.buyers
    spend = found.expected_value / found.expected_purchases
    everybodys = found.spending.expected_spend(np.zeros(1), np.zeros(1))[0]
    between = np.sort([buyers.mean_spend, np.full(len(spend), everybodys)], axis=0)
    assert (between[0] - 1e-6 <= spend).all() and (spend <= between[1] + 1e-6).all()


@pytest.mark.parametrize("many", [0, 1, 3])
def test_a_shop_of_few_customers_has_figures_too(many: int) -> None:
    rows = np.arange(many, dtype=np.int64)
    yes = np.ones(many, bool)
    worth = measure(Sales(rows, TODAY - rows, rows * 1000, yes, yes), TODAY, definitions())
    assert not worth.buying.fitted and not worth.spending.fitted
    assert len(worth.segment) == many
    for figures in (worth.usual_gap, worth.alive, worth.expected_purchases, worth.expected_value):
        assert np.isfinite(figures).all()
