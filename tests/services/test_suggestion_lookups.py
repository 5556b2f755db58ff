"""How many of the ranked products are looked up: as few as settle what is suggested."""

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.recommend.ranking import Score
from hamrah.services import recommendations
from hamrah.services.candidates import Candidate, suggestible
from hamrah.services.search import Search
from hamrah.services.suggestion_rules import by_discovery, choose, is_settled, reorder_by_wishes
from hamrah.services.wishes import Wishes

from .suggesting import fitted, skus, suggest
from .world import Shop


@st.composite
def looked_up(draw: st.DrawFn) -> tuple[list[Score], dict[int, Candidate], Wishes, int]:
    """Ranked products, which of them can be had, and wishes; and how many of them are looked up first."""
    numbers = draw(st.lists(st.sampled_from([0.5, 1.0, 1.4, 2.0, 3.0, 9.0]), min_size=2, max_size=12))
    scores = [Score(place, score) for place, score in enumerate(sorted(numbers, reverse=True), start=1)]
    kinds = st.integers(1, draw(st.integers(1, 3)))
    rows = st.tuples(kinds, st.sampled_from(["A", "B", None]), st.sampled_from([0, 30]), st.booleans())
    products = {}
    for score in scores:
        kind, brand, repeat_days, had = draw(rows)
        if had or draw(st.booleans()):
            row = (score.product_id, kind, f"k{kind}", "d", brand, None, repeat_days, "everyone", brand == "A")
            products[score.product_id] = Candidate(*row)
    tastes = draw(st.sampled_from([{}, {"brand": frozenset("A")}, {"brand": frozenset("B"), "color": frozenset("r")}]))
    return scores, products, Wishes(Search(), tastes=tastes), draw(st.integers(1, len(scores)))


@settings(max_examples=500, deadline=None)
@given(looked_up(), st.integers(1, 4), st.sets(st.integers(1, 3), max_size=1))
def test_what_is_settled_is_what_all_of_them_would_give(
    found: tuple[list[Score], dict[int, Candidate], Wishes, int], limit: int, owned: set[int]
) -> None:
    scores, products, wishes, many = found

    def chosen_of(some: list[Score], had: dict[int, Candidate]) -> list[Score]:
        return choose(reorder_by_wishes(some, had, by_discovery, wishes), had, wishes, owned, limit)

    first, left = scores[:many], scores[many:]
    had = {one: product for one, product in products.items() if one <= many}
    chosen = chosen_of(first, had)
    settled = bool(left) and is_settled(chosen, left, had, by_discovery, wishes, limit)
    event(f"settled: {settled}")
    if settled:
        assert chosen == chosen_of(scores, products)


def test_few_are_looked_up_where_the_rest_cannot_change_anything(
    sqlite_shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K-3 leads so far that one look is enough, until it and those next to it are sold out."""
    looks: list[int] = []

    def look(session: Session, ids: list[int], *rest: object, **more: object) -> dict[int, Candidate]:
        looks.append(len(ids))
        return suggestible(session, ids, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(recommendations, "suggestible", look)
    monkeypatch.setattr(recommendations, "LOOKED_UP_FIRST", 4)
    assert skus(suggest(fitted(sqlite_shop), "bilal", limit=1)) == ["K-3"]
    assert looks == [4]
    best = skus(suggest(sqlite_shop, "bilal", Search(category="kurta"), limit=9))
    best += skus(suggest(sqlite_shop, "bilal", limit=3))
    with sqlite_shop.writing() as session:
        of_best = Stock.variant_id.in_(select(Variant.id).join(Product).where(Product.sku.in_(best)))
        session.execute(update(Stock).values(quantity=0).where(of_best))
    looks.clear()
    found = skus(suggest(sqlite_shop, "bilal", limit=1))
    assert len(looks) == 2 and looks[0] == 4
    monkeypatch.setattr(recommendations, "LOOKED_UP_FIRST", 400)
    assert found == skus(suggest(sqlite_shop, "bilal", limit=1)) != []
    assert not {*found} & {*best}


def test_three_of_one_category_are_not_settled_while_another_may_be_had() -> None:
    """Alone they may all be shown, beside another category no more than two."""
    scores = [Score(one, 10.0 - one) for one in range(1, 5)]
    products = {one: Candidate(one, 1, "k", "d", None, None, 0, "everyone") for one in (1, 2, 3)}
    wishes = Wishes(Search())
    assert not is_settled(scores[:3], scores[3:], products, by_discovery, wishes, 3)
    products[3] = products[3]._replace(category_id=2)
    assert is_settled(scores[:3], scores[3:], products, by_discovery, wishes, 3)
