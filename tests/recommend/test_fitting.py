"""What a fit finds out: neighbours, facts, weights, a reranker, and who redeems."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.recommend.redemption import Campaign, redemption_chances, redemption_features
from hamrah.recommend import learning, neighbours
from hamrah.recommend.backtest import windows
from hamrah.recommend.facts import FACTS, item_facts, recent_popularity
from hamrah.recommend.features import NAMES
from hamrah.recommend.groups import basket_weights
from hamrah.recommend.interactions import split_last_basket
from hamrah.recommend.models.hamrah import Hamrah
from hamrah.recommend.neighbours import SHRINK, find_neighbours
from hamrah.recommend.reranker import Examples, Reranker, fit_reranker

from .shops import make_interactions, shop

pairs = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 8)), min_size=1, max_size=60)


@settings(deadline=None)  # a busy machine is no failure
@given(pairs, st.integers(1, 40))
def test_neighbours_are_those_of_the_whole_matrix_however_small_the_blocks(
    bought: list[tuple[int, int]], block: int
) -> None:
    groups, items = (np.array(column, dtype=np.int64) for column in zip(*bought, strict=True))
    matrix = np.zeros((13, 9))
    matrix[groups, items] = 1.0
    both = matrix.T @ matrix
    lengths = np.sqrt(np.diag(both))
    expected = both / (np.outer(lengths, lengths) + SHRINK)
    np.fill_diagonal(expected, 0.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(neighbours, "BLOCK", block)
        found = find_neighbours(groups, items, 9, k=3)
    for item in range(9):
        others, scores = found.get(item)
        np.testing.assert_allclose(scores, np.sort(expected[item])[::-1][: len(scores)])
        np.testing.assert_allclose(expected[item][others], scores)
        assert len(others) == min(3, int((expected[item] > 0).sum()))


def test_of_a_long_history_only_the_latest_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "LONGEST_HISTORY", 2)
    found = find_neighbours(np.zeros(3, dtype=np.int64), np.array([0, 1, 2]), 3)
    assert not len(found.get(0)[0])
    assert found.get(1)[0].tolist() == [2]


def test_facts_of_an_item() -> None:
    rows = [("ann", "tea", 1, 0.0), ("ann", "tea", 2, 60.0), ("bob", "tea", 3, 95.0), ("bob", "rice", 3, 95.0)]
    facts = item_facts(make_interactions(rows), 100.0)
    tea = dict(zip(FACTS, facts.of(np.array([0]))[0], strict=True))
    assert tea["sold_7_days"] == pytest.approx(np.log(2))
    assert tea["sold_91_days"] == pytest.approx(np.log(3))
    assert tea["won_28_days"] == pytest.approx(np.log(2))
    assert (tea["gap"], tea["age"], tea["unsold"]) == (60.0, 100.0, 5.0)
    assert np.isnan(tea["coming_season"])
    assert np.isnan(facts.of(np.array([99]))).all()


def test_recent_popularity_counts_customers_by_their_last_purchase() -> None:
    rows = [("ann", "tea", 1, 90.0), ("ann", "tea", 2, 100.0), ("bob", "rice", 3, 100.0), ("cat", "rice", 4, 90.0)]
    items, scores = recent_popularity(make_interactions(rows), 100.0, half_life_days=10.0)
    assert items.tolist() == [1, 0]
    assert scores.tolist() == pytest.approx([1.0, 1.0 / 1.5])


def test_weights_of_groups_are_those_of_the_paper() -> None:
    """Nine baskets: a group of seven, then one of two; means within and between."""
    first, last = basket_weights(np.array([8, 0]), np.array([9, 9]))
    assert first == pytest.approx(0.9**6 / 7 * 0.7 / 2)
    assert last == pytest.approx(1 / 2 / 2)


@pytest.mark.parametrize("how", ["", "last-basket"])
def test_a_window_knows_nothing_of_what_came_after(how: str) -> None:
    data = shop()
    found = list(windows(data, how, 20, seed=1))
    assert len(found) > 1
    for window in found:
        assert len(window.customers) <= 20
        if not how:
            assert window.shop.data.end < window.shop.now
        for customer, basket in zip(window.customers.tolist(), window.baskets, strict=True):
            known = window.shop.data.rows(customer)
            since = data.days[data.rows(customer)]
            assert len(basket)
            assert window.shop.data.days[known].max() <= since.max()
            assert len(window.shop.data.items[known]) < len(since)


@pytest.fixture(scope="module")
def ours() -> Hamrah:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "FEWEST_EXAMPLES", 100)
        model = Hamrah()
        model.fit(shop(300), seed=2)
    return model


def test_a_reranker_is_tried_and_used_only_if_it_wins(ours: Hamrah) -> None:
    learned = ours.learned
    assert learned.blended is not None
    assert learned.reranked is not None
    assert (learned.reranker is not None) == (learned.reranked > learned.blended)
    assert any("reranker" in said for said in ours.decisions())


def test_the_session_counts_where_it_tells_something(ours: Hamrah) -> None:
    """In this shop an even item's partner comes along in the same basket."""
    assert ours.learned.weights.session > 0


def test_the_cart_brings_the_partner(ours: Hamrah) -> None:
    data = ours.shop.data
    two, three = data.item_labels.index("i2"), data.item_labels.index("i3")
    hits = {
        known: sum(
            three in [one.item for one in ours.recommend(customer, 5, [(two, "cart")] * known)]
            for customer in range(100)
        )
        for known in (0, 1)
    }
    assert hits[1] > hits[0]


def test_a_reranker_learns_and_is_the_same_after_being_text() -> None:
    draw = np.random.default_rng(1)
    table = draw.random((2000, len(NAMES)))
    telling = NAMES.index("tifu")
    model = fit_reranker(Examples(table, table[:, telling] > 0.7, np.ones(2000), np.arange(2000) // 20), seed=1)
    scores = model.scores(table)
    assert scores[table[:, telling] > 0.7].min() > scores[table[:, telling] <= 0.7].max()
    assert next(iter(model.gains())) == "tifu"
    text = model.to_text()
    again = Reranker.from_text(text)
    assert again is not None
    np.testing.assert_array_equal(scores, again.scores(table))
    of_yesterday = json.dumps({**json.loads(text), "features": ["times"]})
    assert Reranker.from_text(of_yesterday) is None


def test_who_has_redeemed_before_is_ranked_first() -> None:
    data = shop(80)
    half = np.arange(80) % 2 == 0
    campaigns = [Campaign(day, day + 5, np.array([0]), np.arange(80), half) for day in (30.0, 40.0, 50.0, 60.0)]
    tables = [redemption_features(data, one, campaigns) for one in campaigns]
    chances = redemption_chances(tables[3], [(table, half) for table in tables[:3]])
    assert chances is not None
    assert chances[half].min() > chances[~half].max()


def test_coupon_features_end_where_the_campaign_begins() -> None:
    data = shop(80)
    campaign = Campaign(30.0, 35.0, np.array([0]), np.arange(80), np.zeros(80, dtype=bool))
    later = Campaign(29.0, 40.0, np.array([1]), np.arange(80), np.ones(80, dtype=bool))
    alone = redemption_features(data.where(data.days < 30.0), campaign, [])
    np.testing.assert_array_equal(alone, redemption_features(data, campaign, [later]))


def test_too_little_to_learn_from_is_told() -> None:
    table = np.zeros((2, 3))
    assert redemption_chances(table, []) is None
    assert redemption_chances(table, [(table, np.array([False, False]))]) is None


def test_the_last_basket_split_is_the_first_window() -> None:
    data = shop()
    window = next(iter(windows(data, "last-basket", 1000, seed=1)))
    parted = split_last_basket(data)
    assert window.customers.tolist() == parted.customers.tolist()
