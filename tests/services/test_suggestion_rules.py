"""What may be suggested to whom: the rules that come before any ranking."""

import pytest
from sqlalchemy import select, update

from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.services.catalogue import Search
from hamrah.services.privacy import state_preferences

from .suggesting import fitted, is_variant, skus, suggest
from .world import Shop


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
