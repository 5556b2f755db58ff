"""What every model keeps to, ours and those it is compared with."""

from collections.abc import Callable

import pytest

from hamrah.recommend.comparing import baselines
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.models.hamrah import Hamrah
from hamrah.recommend.scored import POPULAR, Recommender

from .shops import make_interactions, shop, shop_rows

NAMES = [model.name for model in baselines()] + ["hamrah"]
Fit = Callable[..., Recommender]


def fitted(name: str, data: Interactions, seed: int = 5) -> Recommender:
    model = next(model for model in [*baselines(), Hamrah()] if model.name == name)
    model.fit(data, seed)
    return model


@pytest.fixture(scope="module", params=NAMES)
def model(request: pytest.FixtureRequest) -> Recommender:
    return fitted(request.param, shop())


def items(model: Recommender, customer: int, n: int = 10, **more: object) -> list[int]:
    return [scored.item for scored in model.recommend(customer, n, **more)]  # type: ignore[arg-type]


def bought(customer: int) -> set[int]:
    data = shop()
    return set(data.items[data.rows(customer)].tolist())


def test_the_same_data_and_seed_make_the_same_model(model: Recommender) -> None:
    again = fitted(model.name, shop())
    for customer in range(20):
        assert model.recommend(customer, 10) == again.recommend(customer, 10)


@pytest.mark.parametrize("n", [0, 1, 7, 40, 1000])
def test_no_more_than_asked_for_and_none_twice(model: Recommender, n: int) -> None:
    found = items(model, 3, n)
    assert len(found) == min(n, 40)
    assert len(set(found)) == len(found)


def test_scores_fall(model: Recommender) -> None:
    scores = [scored.score for scored in model.recommend(4, 20)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1]


@pytest.mark.parametrize("stranger", [-1, 60, 10**9])
def test_a_stranger_gets_what_suits_anybody(model: Recommender, stranger: int) -> None:
    found = items(model, stranger)
    assert len(found) == 10
    assert found == items(model, -1)


def test_the_shelf_of_new_things_holds_nothing_bought(model: Recommender) -> None:
    for customer in range(60):
        found = items(model, customer, 40, exclude_bought=True)
        assert found
        assert not set(found) & bought(customer)


def test_what_is_in_the_session_is_not_suggested(model: Recommender) -> None:
    first = items(model, 2, 3)
    again = items(model, 2, 10, session=[(item, "cart") for item in first])
    assert not set(first) & set(again)
    assert len(again) == 10


def test_a_session_with_something_unknown_does_no_harm(model: Recommender) -> None:
    assert items(model, 2, session=[(10**9, "view"), (-5, "view")]) == items(model, 2)


@pytest.mark.parametrize("name", NAMES)
def test_one_customer_with_one_purchase(name: str) -> None:
    model = fitted(name, make_interactions([("only", "thing", "b", 5.0)]))
    assert items(model, 0) == [0]
    assert items(model, 0, exclude_bought=True) == []
    assert items(model, -1) == [0]


@pytest.mark.parametrize("name", NAMES)
def test_no_purchases_at_all(name: str) -> None:
    everything = shop()
    model = fitted(name, everything.where(everything.days < -1))
    assert len(items(model, 0)) <= 10
    assert model.explain(0, 0) is None


def test_parts_name_what_is_there(model: Recommender) -> None:
    for customer in range(10):
        session = [(7, "view")]
        known = bought(customer) | {7}
        for scored in model.recommend(customer, 5, session=session):
            parts = model.explain(customer, scored.item, session) or ()
            assert all(part.weight > 0 for part in parts)
            weights = [part.weight for part in parts]
            assert weights == sorted(weights, reverse=True)
            assert all(part.source in known if part.source is not None else part.scope for part in parts)


def test_without_the_purchases_named_first_the_place_or_the_reason_is_gone(model: Recommender) -> None:
    """For each of a few customers: take away the rows of the weightiest source, and fit anew on the rest."""
    seen = 0
    for customer in (1, 8):
        best = model.recommend(customer, 1)[0].item
        parts = model.explain(customer, best) or ()
        named = [part for part in parts if part.kind != POPULAR]
        if not named:
            continue
        seen += 1
        source = shop().item_labels[named[0].source or 0]
        less = [row for row in shop_rows() if (row[0], row[1]) != (f"c{customer}", source)]
        data = make_interactions(less)
        again = fitted(model.name, data)
        labels = [data.item_labels[item] for item in items(again, customer, 40)]
        same = data.item_labels.index(shop().item_labels[best])
        sources = [part.source for part in again.explain(customer, same) or () if part.kind == named[0].kind]
        assert data.item_labels.index(source) not in sources
        before = [shop().item_labels[item] for item in items(model, customer, 40)]
        assert labels != before
    assert seen or model.name in ("popularity", "recent_popularity")


def test_explaining_the_unknown(model: Recommender) -> None:
    assert model.explain(0, 10**9) is None
    assert model.explain(0, -1) is None
