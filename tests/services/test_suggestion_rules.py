"""What may be suggested to whom: the rules that come before any ranking."""

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.crm.orders import Order, OrderLine, Return
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.candidates import Candidate
from hamrah.services.catalogue import search_products
from hamrah.services.privacy import state_preferences
from hamrah.services.search import Search
from hamrah.services.suggestion_rules import as_it_is, by_wearers

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

    def test_who_asks_for_the_kind_that_they_own_is_shown_another(self, shop: Shop) -> None:
        fitted(shop, ayesha={"B-1-1": 10})
        blankets = Search(category="blanket")
        assert skus(suggest(shop, "ayesha", search=blankets)) == ["B-2"]
        assert suggest(shop, "ayesha", search=blankets, shelf="again") == []

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


def made_for(shop: Shop, **whose: str) -> None:
    with shop.writing() as session:
        for sku, wearer in whose.items():
            is_it = Product.sku == sku.replace("_", "-")
            session.execute(update(Product).where(is_it).values(details={"for": wearer, "gift": []}))


class TestForWhom:
    """A person who buys for women is seldom shown what is made for men, unless they look at it now."""

    @pytest.fixture
    def buyer(self, sqlite_shop: Shop) -> Shop:
        shop = fitted(sqlite_shop, ayesha={"K-1-YM": 9, "S-1-42": 8, "B-1-1": 7})
        made_for(shop, K_1="women", S_1="women", B_1="women", W_1="men")
        return shop

    def test_what_they_never_buy_for_comes_later(self, buyer: Shop) -> None:
        as_it_is = skus(suggest(buyer, "ayesha", limit=20)).index("P-1")
        made_for(buyer, P_1="men")
        assert skus(suggest(buyer, "ayesha", limit=20)).index("P-1") > as_it_is

    def test_not_so_what_they_look_at_now(self, buyer: Shop) -> None:
        look_at(buyer, "W-1", "ayesha")
        as_it_is = skus(suggest(buyer, "ayesha", limit=20)).index("P-1")
        made_for(buyer, P_1="men")
        assert skus(suggest(buyer, "ayesha", limit=20)).index("P-1") == as_it_is

    def test_by_how_much(self) -> None:
        weight = by_wearers(as_it_is, {"women": 24, "men": 2, "girls": 9, None: 3}, ())
        mens = Candidate(1, 1, "ring", "men", None, None, 0, "men")
        assert weight(mens) == pytest.approx(3 / 14)
        assert weight(mens._replace(worn_by="women")) == weight(mens._replace(worn_by="everyone")) == 1.0
        assert by_wearers(as_it_is, {}, ())(mens) == 1.0
