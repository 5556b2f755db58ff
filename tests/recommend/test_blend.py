"""The pure core: what a score is made of, and that nothing in it comes from nowhere."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamrah.recommend.blend import SMALL_NUMBERS, Slices, Weights, score
from hamrah.recommend.history import History, make_history
from hamrah.recommend.neighbours import Company
from hamrah.recommend.scored import BOUGHT_BEFORE, EVERYWHERE, GOES_WITH_BOUGHT, GOES_WITH_SEEN, POPULAR
from hamrah.recommend.suggesting import rank, scored

TEA, MILK, SUGAR, RICE, SHAWL = 11, 12, 13, 14, 900_001
NOW = 100.0


def company(**scores: float) -> Company:
    names = {"tea": TEA, "milk": MILK, "sugar": SUGAR, "rice": RICE, "shawl": SHAWL}
    return np.array([names[name] for name in scores], dtype=np.int64), np.array(list(scores.values()))


SLICES = Slices(
    {TEA: company(milk=0.5, sugar=0.2)},
    {TEA: company(sugar=0.4), RICE: company(shawl=0.3, milk=0.1)},
    {EVERYWHERE: company(rice=1.0, tea=0.5), "lahore": company(shawl=0.6)},
)
WEIGHTS = Weights(half_life_days=10.0, customers=0.2, baskets=0.3, popularity=0.1, session=0.5)


def history(*rows: tuple[int, float, int]) -> History:
    return make_history(rows, NOW)


def scores(who: History, session: list[tuple[int, str]], weights: Weights = WEIGHTS) -> dict[int, float]:
    pool = score(who, session, SLICES, weights)
    return dict(zip(pool.items.tolist(), pool.scores.tolist(), strict=True))


def test_the_formula() -> None:
    found = scores(history((TEA, 90.0, 1), (MILK, 100.0, 2)), [(RICE, "cart")])
    assert found[MILK] == pytest.approx(1.0 + 0.2 + 0.5 * 0.1 / 0.3)  # own, with tea over customers, with the cart
    assert found[TEA] == pytest.approx(0.5 + 0.1 * 0.5)  # own a half-life ago, popular
    assert found[SUGAR] == pytest.approx(0.2 * 0.4 + 0.3)  # with tea at both levels
    assert found[SHAWL] == pytest.approx(0.5 + 0.1 * 0.6)  # with the cart, popular in Lahore
    assert found[RICE] == pytest.approx(0.1)


def test_parts_add_up_to_the_score_and_name_their_rows() -> None:
    pool = score(history((TEA, 90.0, 1), (MILK, 100.0, 2)), [(RICE, "cart")], SLICES, WEIGHTS)
    for place, item in enumerate(pool.items.tolist()):
        assert sum(part.weight for part in pool.parts(item)) == pytest.approx(pool.scores[place])
    assert [(part.kind, part.source, part.scope) for part in pool.parts(MILK)] == [
        (BOUGHT_BEFORE, MILK, None),
        (GOES_WITH_BOUGHT, TEA, None),
        (GOES_WITH_SEEN, RICE, None),
    ]
    assert {(part.kind, part.scope) for part in pool.parts(SHAWL)} == {(GOES_WITH_SEEN, None), (POPULAR, "lahore")}


def test_without_the_row_the_reason_is_gone_and_the_score_less() -> None:
    with_tea = score(history((TEA, 90.0, 1), (MILK, 100.0, 2)), [], SLICES, WEIGHTS)
    without = score(history((MILK, 100.0, 2)), [], SLICES, WEIGHTS)
    assert SUGAR in with_tea.items
    assert SUGAR not in without.items
    assert without.parts(SUGAR) == ()


def test_a_guest_has_the_session_and_what_is_popular() -> None:
    found = scores(history(), [(RICE, "view")])
    assert max(found, key=lambda item: found[item]) == SHAWL
    assert set(scores(history(), [])) == {RICE, TEA, SHAWL}


def test_the_latest_of_the_session_counts_most() -> None:
    session = [(RICE, "view"), (TEA, "view")]
    assert scores(history(), session)[SHAWL] > scores(history(), session)[SUGAR] * 0.3 / 0.4
    swapped = scores(history(), session[::-1])
    assert swapped[SUGAR] > swapped[SHAWL] - WEIGHTS.popularity * 0.6


def test_nothing_hidden_and_nothing_on_the_wrong_shelf() -> None:
    who = history((TEA, 90.0, 1), (MILK, 100.0, 2))
    pool = score(who, [(RICE, "cart")], SLICES, WEIGHTS)
    mixed = [one.item for one in scored(pool, rank(who, pool, 10, hidden=[RICE]))]
    assert mixed[0] == MILK
    assert all(one.parts == pool.parts(one.item) for one in scored(pool, rank(who, pool, 10)))
    assert RICE not in mixed
    fresh = [one.item for one in scored(pool, rank(who, pool, 10, shelf="new", hidden=[RICE]))]
    assert set(fresh) == {SUGAR, SHAWL}
    again = [one.item for one in scored(pool, rank(who, pool, 10, shelf="again", hidden=[RICE]))]
    assert again == [MILK, TEA]


def test_a_reranker_orders_the_candidates_and_sees_their_facts() -> None:
    who = history((TEA, 90.0, 1), (MILK, 100.0, 2))
    pool = score(who, [], SLICES, WEIGHTS)
    before = [place for place, _ in rank(who, pool, 10)]
    facts = np.zeros((0, 0))

    def facts_of(items: np.ndarray) -> np.ndarray:
        nonlocal facts
        from hamrah.recommend.facts import FACTS

        facts = np.repeat(items[:, None].astype(np.float64), len(FACTS), axis=1)
        return facts

    turned = [place for place, _ in rank(who, pool, 10, (lambda table: np.arange(len(table)) * 1.0, facts_of))]
    assert turned == before[::-1]
    assert len(facts) == len(before)


rows = st.lists(st.tuples(st.integers(0, 9), st.floats(0, 100), st.integers(0, 9)), max_size=30)


@settings(deadline=None)  # a busy machine is no failure
@given(rows, st.booleans())
def test_every_score_is_the_sum_of_its_parts_whatever_the_numbers(
    bought: list[tuple[int, float, int]], large: bool
) -> None:
    """Item numbers above `SMALL_NUMBERS` go another way to the same sums."""
    shift = SMALL_NUMBERS if large else 0
    near = np.arange(5, dtype=np.int64) + shift
    table = {item + shift: (near, np.linspace(0.1, 0.9, 5)) for item in range(10)}
    slices = Slices(table, table, {EVERYWHERE: (near, np.ones(5))})
    who = make_history([(item + shift, day, basket) for item, day, basket in bought], NOW)
    pool = score(who, [(shift, "view")], slices, replace(WEIGHTS, session_decay=0.5))
    assert (np.diff(pool.items) > 0).all()
    for place, item in enumerate(pool.items.tolist()):
        assert sum(part.weight for part in pool.parts(item)) == pytest.approx(pool.scores[place])
