"""What somebody does not want is neither suggested nor found, until it is asked for."""

import pytest
from sqlalchemy import update

from hamrah.crm.catalogue import Variant
from hamrah.services.catalogue import find_having, search_products
from hamrah.services.privacy import state_preferences
from hamrah.services.search import Search

from .suggesting import fitted, skus, suggest
from .world import Shop


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
