"""What is suggested beside a product, or in its place."""

from sqlalchemy import update

from hamrah.crm.catalogue import Variant
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.catalogue import get_product, product_ids
from hamrah.services.search import Search

from .suggesting import fitted, skus, suggest
from .world import Shop, place_order


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
