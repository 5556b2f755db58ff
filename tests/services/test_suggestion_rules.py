"""What may be suggested to whom: the rules that come before any ranking."""

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch, Product, Stock, Variant
from hamrah.crm.orders import Order, OrderLine, Return
from hamrah.crm.recommendations import ModelRun
from hamrah.recommend.ranking import Score
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services import recommendations
from hamrah.services.candidates import Candidate, suggestible
from hamrah.services.catalogue import Search, find_having, get_product, product_ids, search_products
from hamrah.services.privacy import state_preferences
from hamrah.services.sizes import size_kind
from hamrah.services.suggestion_rules import by_discovery, choose, is_settled, reorder_by_wishes
from hamrah.services.wishes import Wishes

from .suggesting import fitted, is_variant, look_at, skus, suggest
from .world import Shop, place_order


class TestRules:
    def test_no_more_than_two_of_a_category(self, shop: Shop) -> None:
        found = skus(suggest(fitted(shop), limit=20))
        assert [sku for sku in found if sku.startswith("K-")] == ["K-3", "K-1"]

    def test_unless_that_category_was_asked_for(self, shop: Shop) -> None:
        assert skus(suggest(fitted(shop), search=Search(category="kurta"))) == ["K-3", "K-1", "K-2"]

    def test_what_was_bought_is_not_new(self, sqlite_shop: Shop) -> None:
        assert "K-3" not in skus(suggest(fitted(sqlite_shop, ayesha={"K-3-WM": 200}), "ayesha", limit=20))

    @pytest.mark.parametrize(("days", "hidden"), [(699, True), (701, False)])
    def test_a_durable_thing_that_is_still_owned_hides_its_kind(
        self, sqlite_shop: Shop, days: int, hidden: bool
    ) -> None:
        fitted(sqlite_shop, ayesha={"B-1-1": days})
        new, again = suggest(sqlite_shop, "ayesha", limit=20), suggest(sqlite_shop, "ayesha", shelf="again")
        assert ("B-2" not in skus(new)) is hidden
        assert ("B-1" not in skus(again)) is hidden

    def test_what_is_sold_out_or_no_longer_sold_is_hidden(self, shop: Shop) -> None:
        with fitted(shop).writing() as session:
            shoes = select(Variant.id).join(Product).where(Product.sku == "S-1")
            session.execute(update(Stock).where(Stock.variant_id.in_(shoes)).values(quantity=0))
            session.execute(update(Product).where(Product.sku == "K-3").values(active=False))
        found = skus(suggest(shop, limit=20))
        assert "S-1" not in found and "K-3" not in found and "K-1" in found

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            (Search(category="kurta", brand="Zarkaar"), ["K-2"]),
            (Search(category="kurta", material="cotton"), ["K-3"]),
            (Search(category="kurta", color="blue"), ["K-2"]),
            (Search(category="kurta", size="large"), ["K-3", "K-1", "K-2"]),
            (Search(category="kurta", size="medium"), ["K-3", "K-1"]),
            (Search(category="kurta", price_max=3000), ["K-3"]),
            (Search(category="kurta", price_min=3491), ["K-2"]),
            (Search(recipient="mother"), ["K-1"]),
            (Search(recipient="teacher"), []),
            (Search(occasion="winter"), ["K-2"]),
        ],
    )
    def test_what_was_asked_for_holds(self, sqlite_shop: Shop, search: Search, found: list[str]) -> None:
        assert skus(suggest(fitted(sqlite_shop), search=search)) == found

    def test_a_stated_size_holds_for_its_own_kind_of_things(self, shop: Shop) -> None:
        """Her kurtas must come in large; shoes, children's clothes and what has no size are not judged by it."""
        with fitted(shop).writing() as session:
            state_preferences(session, shop.who("ayesha"), {"size": "large"})
            session.execute(update(Stock).where(is_variant("K-1-YL")).values(quantity=0))
        found = skus(suggest(shop, "ayesha", limit=20))
        assert "K-1" not in found
        assert {"K-3", "S-1", "F-1", "H-1"} <= set(found)

    def test_a_stated_shoe_size_does_not_hide_clothes(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"size": "43"})
            session.execute(update(Stock).where(is_variant("S-1-43")).values(quantity=0))
        found = skus(suggest(sqlite_shop, "ayesha", limit=20))
        assert "S-1" not in found
        assert {"K-3", "K-1", "F-1"} <= set(found)

    def test_a_size_asked_for_comes_before_the_one_stated(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"size": "XXL"})
        assert skus(suggest(sqlite_shop, "ayesha", Search(category="kurta"))) == []
        assert skus(suggest(sqlite_shop, "ayesha", Search(category="kurta", size="medium"))) == ["K-3", "K-1"]

    def test_a_stated_budget_holds_until_another_is_named(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"price_max": "3000"})
        kurtas = Search(category="kurta")
        assert skus(suggest(sqlite_shop, "ayesha", kurtas)) == ["K-3"]
        assert "K-2" in skus(suggest(sqlite_shop, "ayesha", Search(category="kurta", price_max=9000)))
        assert len(suggest(sqlite_shop, "bilal", kurtas)) == 3

    def test_sizes_of_clothes_and_of_shoes_are_stated_beside_each_other(self, shop: Shop) -> None:
        """Neither replaces the other: kurtas must come in large, shoes in 43."""
        with fitted(shop).writing() as session:
            state_preferences(session, shop.who("ayesha"), {"size": "43"})
            state_preferences(session, shop.who("ayesha"), {"size": "large"})
            session.execute(update(Stock).where(is_variant("S-1-43") | is_variant("K-1-YL")).values(quantity=0))
        found = skus(suggest(shop, "ayesha", limit=20))
        assert "S-1" not in found and "K-1" not in found
        assert {"K-3", "F-1", "H-1"} <= set(found)

    def test_a_gift_is_not_judged_by_the_givers_size_tastes_and_belongings(self, sqlite_shop: Shop) -> None:
        fitted(sqlite_shop, ayesha={"B-1-1": 10})
        mother = Search(recipient="mother")
        with sqlite_shop.writing() as session:
            session.execute(update(Product).where(Product.sku == "B-2").values(details={"gift": ["mother"]}))
            state_preferences(session, sqlite_shop.who("ayesha"), {"size": "XXL"})
        assert set(skus(suggest(sqlite_shop, "ayesha", mother))) == {"K-1", "B-2"}
        assert not {"K-1", "B-2"} & set(skus(suggest(sqlite_shop, "ayesha", limit=20)))

    def test_what_is_age_restricted_is_never_suggested_only_found(self, shop: Shop) -> None:
        with fitted(shop).writing() as session:
            session.execute(update(Product).where(Product.sku == "K-3").values(age_restricted=True))
            assert "K-3" in [product.sku for product in search_products(session, Search(category="kurta"))]
        assert "K-3" not in skus(suggest(shop, limit=20))
        assert "K-3" not in skus(suggest(shop, search=Search(category="kurta"), limit=20))

    @pytest.mark.parametrize(
        ("taste", "first"),
        [
            ({"color": "brown"}, "S-1"),
            ({"material": "lawn"}, "K-1"),
            ({"brand": "Chinar"}, "S-1"),
            ({"category": "shoes"}, "S-1"),
            ({"color": "mauve"}, "K-3"),
        ],
    )
    def test_a_stated_taste_draws_what_meets_it_forward(
        self, sqlite_shop: Shop, taste: dict[str, str], first: str
    ) -> None:
        """The shoes and K-1 sold four times each, K-3 seven times; a taste is worth half as much again."""
        with fitted(sqlite_shop).writing() as session:
            for number, variant in enumerate(("S-1-42", "K-1-YM")):
                place_order(session, None, f"T{number}", {variant: 1}, status="delivered", days_ago=0)
                place_order(session, None, f"U{number}", {variant: 1}, status="delivered", days_ago=0)
            fit_and_swap(session)
            state_preferences(session, sqlite_shop.who("bilal"), taste)
        assert skus(suggest(sqlite_shop, "bilal"))[0] == first
        assert skus(suggest(sqlite_shop))[0] == "K-3"

    def test_in_a_city_only_what_lies_there(self, shop: Shop) -> None:
        found = skus(suggest(fitted(shop), search=Search(city="karachi"), limit=20))
        assert set(found) == {"K-1", "S-1", "B-2", "H-1"}
        assert skus(suggest(shop, search=Search(city="Karachi", category="shoes", size="42"))) == []
        assert skus(suggest(shop, search=Search(city="Karachi", category="shoes", size="43"))) == ["S-1"]
        assert skus(suggest(shop, search=Search(city="Quetta"), limit=20)) == []


class TestSentBack:
    """What went back was not bought in the end, and is not owned either."""

    def send_back(self, shop: Shop, kind: str, quantity: int) -> None:
        with shop.writing() as session:
            line = session.scalars(select(OrderLine.id).join(Order).where(Order.number == "A0")).one()
            values = {"order_line_id": line, "kind": kind, "quantity": quantity}
            session.add(Return(status="requested", reason="thin", requested_at=utc_now(), **values))

    @pytest.mark.parametrize(("kind", "hidden"), [("return", False), ("exchange", True)])
    def test_a_returned_blanket_is_not_owned(self, shop: Shop, kind: str, hidden: bool) -> None:
        fitted(shop, ayesha={"B-1-1": 10})
        assert "B-2" not in skus(suggest(shop, "ayesha", limit=20))
        self.send_back(shop, kind, 1)
        assert ("B-2" not in skus(suggest(shop, "ayesha", limit=20))) is hidden
        assert ("B-1" not in skus(suggest(shop, "ayesha", limit=20))) is hidden

    def test_it_speaks_for_nothing_and_is_not_offered_again(self, sqlite_shop: Shop) -> None:
        fitted(sqlite_shop, ayesha={"W-1-1": 30})
        assert suggest(sqlite_shop, "ayesha")[0].reason.kind == "bought"
        self.send_back(sqlite_shop, "return", 1)
        assert "bought" not in {one.reason.kind for one in suggest(sqlite_shop, "ayesha", limit=20)}
        assert suggest(sqlite_shop, "ayesha", shelf="again") == []

    def test_it_is_left_out_of_the_next_fit(self, sqlite_shop: Shop) -> None:
        fitted(sqlite_shop, ayesha={"K-2-BL": 0})
        with sqlite_shop.writing() as session:
            lines = fit_and_swap(session).parameters["lines"]
        self.send_back(sqlite_shop, "return", 1)
        with sqlite_shop.writing() as session:
            assert fit_and_swap(session).parameters["lines"] == lines - 1

    def test_of_two_pieces_one_went_back(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            place_order(session, sqlite_shop.ids["ayesha"], "A0", {"B-1-1": 2}, status="delivered")
        self.send_back(sqlite_shop, "return", 1)
        assert "B-2" not in skus(suggest(sqlite_shop, "ayesha", limit=20))


SEARCHES = st.builds(
    Search,
    category=st.sampled_from([None, "kurta", "shoes", "blanket"]),
    color=st.sampled_from([None, "yellow", "brown"]),
    size=st.sampled_from([None, "medium", "large", "42", "43", "6"]),
    city=st.sampled_from([None, "Lahore", "Karachi", "Quetta"]),
    price_max=st.sampled_from([None, 3000, 6000]),
    recipient=st.sampled_from([None, "mother", "wife"]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(left=st.lists(st.integers(0, 2), min_size=17, max_size=17), search=SEARCHES, looked=st.booleans())
def test_nothing_suggested_is_out_of_stock(sqlite_shop: Shop, left: list[int], search: Search, looked: bool) -> None:
    """Whatever lies where and whatever is asked: a piece of it lies in the city, colour and size, within the price."""
    if not sqlite_shop.count(ModelRun):
        fitted(sqlite_shop, ayesha={"H-1-1": 60})
    if looked:
        look_at(sqlite_shop, "K-1", "ayesha")
    with sqlite_shop.writing() as session:
        rows = session.scalars(select(Stock).order_by(Stock.variant_id, Stock.branch_id)).all()
        for row, quantity in zip(rows, left, strict=True):
            row.quantity = quantity
    shown = suggest(sqlite_shop, "ayesha", search, limit=9)
    shown += suggest(sqlite_shop, "ayesha", search, shelf="again", limit=9)
    with sqlite_shop.reading() as session:
        for one in shown:
            assert any(fulfils(variant, pieces, city, search) for variant, pieces, city in lying(session, one.product))


def lying(session: Session, product: Product) -> list[tuple[Variant, int, str]]:
    rows = select(Variant, Stock.quantity, Branch.city).join(Stock, Stock.variant_id == Variant.id)
    found = rows.join(Branch, Branch.id == Stock.branch_id).where(Variant.product_id == product.id)
    return [(variant, pieces, city) for variant, pieces, city in session.execute(found)]


def fulfils(variant: Variant, pieces: int, city: str, search: Search) -> bool:
    """Written apart from the query: sizes of another kind than the one asked for are not judged by it."""
    judged = bool(variant.size and search.size) and size_kind(str(variant.size)) == size_kind(str(search.size))
    return (
        pieces > 0
        and search.city in (None, city)
        and search.color in (None, variant.color)
        and (not judged or variant.size == search.size)
        and (search.price_max is None or variant.price_minor <= search.price_max * 100)
    )


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


class TestCompany:
    """What goes with a thing is nothing that would take its place, unless the two are bought together."""

    def about(self, shop: Shop, sku: str, **more: object) -> list[str]:
        with shop.reading() as session:
            product = get_product(session, sku)
        return skus(suggest(shop, about=product, limit=9, **more))

    def test_of_its_own_kind_only_what_is_bought_with_it(self, sqlite_shop: Shop) -> None:
        fitted(sqlite_shop)
        with sqlite_shop.writing() as session:
            for number in range(4):
                place_order(session, None, f"T{number}", {"K-1-YM": 1, "K-3-WM": 1}, status="delivered", days_ago=0)
            fit_and_swap(session)
        assert "K-3" not in self.about(sqlite_shop, "K-1")
        with sqlite_shop.writing() as session:
            for number in range(20):
                place_order(session, None, f"U{number}", {"K-1-YM": 1, "K-3-WM": 1}, status="delivered", days_ago=0)
            fit_and_swap(session)
        assert "K-3" in self.about(sqlite_shop, "K-1")

    def test_no_other_pair_of_shoes_of_whatever_category(self, sqlite_shop: Shop) -> None:
        fitted(sqlite_shop)
        with sqlite_shop.writing() as session:
            for number in range(2):
                place_order(session, None, f"T{number}", {"S-1-42": 1, "P-1-1": 1}, status="delivered", days_ago=0)
            fit_and_swap(session)
        assert "P-1" in self.about(sqlite_shop, "S-1")
        with sqlite_shop.writing() as session:
            session.execute(update(Variant).where(Variant.sku == "P-1-1").values(size="41"))
        assert "P-1" not in self.about(sqlite_shop, "S-1")

    def test_what_was_shown_or_bought_already_is_left_out(self, sqlite_shop: Shop) -> None:
        fitted(sqlite_shop, ayesha={"S-1-42": 30})
        assert self.about(sqlite_shop, "K-1") == ["S-1"]
        with sqlite_shop.reading() as session:
            shoes = product_ids(session, ["S-1"])
        assert self.about(sqlite_shop, "K-1", without=shoes) == []
        assert "S-1" not in self.about(sqlite_shop, "K-1", who="ayesha")

    def test_of_its_kind(self, sqlite_shop: Shop) -> None:
        fitted(sqlite_shop)
        with sqlite_shop.reading() as session:
            kurta = get_product(session, "K-3")
        assert skus(suggest(sqlite_shop, search=Search(category="kurta"), like=kurta)) == ["K-1", "K-2"]


class TestDislikes:
    @pytest.mark.parametrize(
        ("disliked", "gone"),
        [
            ({"not_color": "white"}, "K-3"),
            ({"not_category": "kurta"}, "K-3"),
            ({"not_material": "cotton"}, "K-3"),
            ({"not_brand": "Chinar"}, "S-1"),
        ],
    )
    def test_what_is_not_wanted_is_never_suggested(self, shop: Shop, disliked: dict[str, str], gone: str) -> None:
        fitted(shop)
        assert gone in skus(suggest(shop, "ayesha", limit=20))
        with shop.writing() as session:
            state_preferences(session, shop.who("ayesha"), disliked)
        assert gone not in skus(suggest(shop, "ayesha", limit=20))
        assert gone in skus(suggest(shop, "bilal", limit=20))

    def test_another_colour_of_it_may_be(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"not_color": ["white"]})
            session.execute(update(Variant).where(Variant.sku == "K-3-WL").values(color="black"))
        assert "K-3" in skus(suggest(sqlite_shop, "ayesha", limit=20))

    def test_who_asks_for_it_gets_it_and_who_likes_it_again_too(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"not_color": "white"})
        assert skus(suggest(sqlite_shop, "ayesha", Search(color="white"))) == ["K-3"]
        with sqlite_shop.writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"color": "white"})
        assert "K-3" in skus(suggest(sqlite_shop, "ayesha", limit=20))

    def test_a_gift_is_not_judged_by_it(self, sqlite_shop: Shop) -> None:
        with fitted(sqlite_shop).writing() as session:
            state_preferences(session, sqlite_shop.who("ayesha"), {"not_category": "kurta"})
        assert skus(suggest(sqlite_shop, "ayesha", Search(recipient="mother"))) == ["K-1"]

    def test_a_search_avoids_it_too_until_it_is_asked_for(self, shop: Shop) -> None:
        search = Search().narrowed({"category": "kurta", "avoid": (("color", "white"),)}, set())
        with shop.reading() as session:
            assert [p.sku for p in search_products(session, search)] == ["K-1", "K-2"]
            assert Search.read(search.kept()) == search
            assert search.narrowed({"color": "white"}, set()).avoid == ()
            black = Search(category="kurta", color="black").narrowed({"avoid": (("color", "black"),)}, set())
            assert black == Search(category="kurta", avoid=(("color", "black"),))
            shown = ["K-1", "K-2", "K-3", "S-1"]
            assert set(find_having(session, shown, [("color", "white"), ("brand", "Chinar")])) == {"K-3", "S-1"}
