"""Finding products by name and by conditions that narrow turn by turn."""

import pytest
from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Branch, Product, Stock, Variant
from hamrah.crm.customers import Customer
from hamrah.crm.recommendations import ItemPopularity, ModelRun
from hamrah.services.catalogue import (
    find_product,
    get_product,
    get_products,
    price_range,
    product_about,
    product_name,
    search_products,
    shelf_of,
)
from hamrah.services.leanings import read_leaning
from hamrah.services.privacy import state_preferences
from hamrah.services.search import Search

from .world import Shop

KURTA = Search(category="kurta", color="yellow", size="medium", price_max=5000)


def skus(shop: Shop, **conditions: object) -> list[str]:
    with shop.reading() as session:
        return [product.sku for product in search_products(session, Search(**conditions), limit=20)]


class TestNarrowing:
    def test_a_condition_is_added_and_the_others_stay(self) -> None:
        assert Search(category="kurta").narrowed({"color": "yellow"}, set()) == Search(category="kurta", color="yellow")

    def test_a_condition_said_again_replaces_the_older(self) -> None:
        assert KURTA.narrowed({"color": "green", "price_max": 3000}, set()) == Search(
            category="kurta", color="green", size="medium", price_max=3000
        )

    def test_a_condition_is_dropped(self) -> None:
        assert KURTA.narrowed({}, {"color"}) == Search(category="kurta", size="medium", price_max=5000)

    def test_price_drops_both_limits(self) -> None:
        search = Search(category="kurta", price_min=2000, price_max=5000)
        assert search.narrowed({}, {"price"}) == Search(category="kurta")

    def test_dropping_and_naming_at_once(self) -> None:
        """ "Any colour, but large." """
        assert KURTA.narrowed({"size": "large"}, {"color"}) == Search(category="kurta", size="large", price_max=5000)

    def test_what_is_dropped_and_unknown_is_of_no_account(self) -> None:
        assert KURTA.narrowed({}, {"weather"}) == KURTA

    def test_another_category_begins_anew(self) -> None:
        assert KURTA.narrowed({"category": "shoes"}, set()) == Search(category="shoes")
        assert KURTA.narrowed({"category": "shoes", "size": "42"}, set()) == Search(category="shoes", size="42")

    def test_the_same_category_again_does_not(self) -> None:
        assert KURTA.narrowed({"category": "kurta", "brand": "Sohni"}, set()).color == "yellow"

    def test_a_name_begins_anew(self) -> None:
        assert KURTA.narrowed({"words": "Chinar leather shoes"}, set()) == Search(words="Chinar leather shoes")

    def test_a_category_after_a_name_forgets_the_name(self) -> None:
        assert Search(words="Chinar leather shoes").narrowed({"category": "kurta"}, set()) == Search(category="kurta")

    def test_a_search_survives_being_kept(self) -> None:
        assert Search.read(KURTA.kept()) == KURTA
        assert Search.read(None) == Search.read({}) == Search()
        assert Search.read({"category": "kurta", "since_forgotten": 1}) == Search(category="kurta")
        assert Search(category="kurta").kept() == {"category": "kurta"}


class TestConditions:
    def test_by_category(self, shop: Shop) -> None:
        assert skus(shop, category="kurta") == ["K-1", "K-2", "K-3"]
        assert skus(shop, category="tent") == []

    @pytest.mark.parametrize("brand", ["Zarkaar", "zarkaar", "ZARKAAR"])
    def test_by_brand_however_it_is_written(self, shop: Shop, brand: str) -> None:
        assert skus(shop, brand=brand) == ["K-2"]

    def test_by_material(self, shop: Shop) -> None:
        assert skus(shop, material="Cotton") == ["K-3"]

    def test_by_colour_and_size_of_one_variant(self, shop: Shop) -> None:
        assert skus(shop, color="yellow", size="large") == ["K-1"]
        assert skus(shop, color="blue", size="medium") == []

    def test_by_price_both_limits_included(self, shop: Shop) -> None:
        assert skus(shop, category="kurta", price_max=3490) == ["K-1", "K-3"]
        assert skus(shop, category="kurta", price_max=3489) == ["K-3"]
        assert skus(shop, category="kurta", price_min=3490) == ["K-1", "K-2"]
        assert skus(shop, category="kurta", price_min=3000, price_max=4000) == ["K-1"]

    def test_by_recipient(self, shop: Shop) -> None:
        assert skus(shop, recipient="mother") == ["K-1"]
        assert skus(shop, recipient="father") == ["S-1"]
        assert skus(shop, recipient="teacher") == []

    def test_by_occasion(self, shop: Shop) -> None:
        assert skus(shop, occasion="winter") == ["K-2"]
        assert skus(shop, occasion="eid") == []

    @pytest.mark.parametrize("words", ["LEATHER shoes", "چمڑے کے", "chamray"])
    def test_by_a_name_in_three_languages(self, shop: Shop, words: str) -> None:
        assert skus(shop, words=words) == ["S-1"]

    @pytest.mark.parametrize("words", ["%", "_", "100% wool"])
    def test_a_sign_of_sql_is_only_a_sign(self, shop: Shop, words: str) -> None:
        assert skus(shop, words=words) == []

    def test_all_conditions_together(self, shop: Shop) -> None:
        wanted = {"category": "kurta", "color": "yellow", "size": "large", "brand": "Gulnaar", "material": "lawn"}
        assert skus(shop, **wanted, price_min=3000, price_max=4000, recipient="mother") == ["K-1"]
        assert skus(shop, **wanted, price_max=3000) == []

    def test_only_what_is_in_stock(self, shop: Shop) -> None:
        assert skus(shop, color="green") == []
        with shop.writing() as session:
            blue = session.scalars(select(Variant.id).where(Variant.sku == "K-2-BL")).one()
            session.execute(update(Stock).where(Stock.variant_id == blue).values(quantity=0))
        assert skus(shop, category="kurta") == ["K-1", "K-3"]

    def test_nothing_that_is_no_longer_sold(self, shop: Shop) -> None:
        assert skus(shop, color="red") == []
        with shop.writing() as session:
            session.execute(update(Variant).where(Variant.sku == "K-2-BL").values(active=False))
        assert "K-2" not in skus(shop, category="kurta")

    def test_the_most_bought_lately_comes_first(self, shop: Shop) -> None:
        with shop.writing() as session:
            old, new = (
                ModelRun(model="m", fitted_at=utc_now(), parameters={}, current=current) for current in (False, True)
            )
            session.add_all([old, new])
            session.flush()
            ids = dict(session.execute(select(Product.sku, Product.id)).tuples().all())
            for run, scores in ((old, {"K-1": 1.0}), (new, {"K-3": 0.9, "K-2": 0.2})):
                for sku, score in scores.items():
                    session.add(ItemPopularity(model_run=run.id, product_id=ids[sku], score=score))
        assert skus(shop, category="kurta") == ["K-3", "K-2", "K-1"]

    def test_what_was_shown_already_is_left_out(self, shop: Shop) -> None:
        with shop.reading() as session:
            kurtas = Search(category="kurta")
            assert [p.sku for p in search_products(session, kurtas, limit=2)] == ["K-1", "K-2"]
            assert [p.sku for p in search_products(session, kurtas, limit=2, without=["K-1", "K-2"])] == ["K-3"]


class TestNames:
    @pytest.mark.parametrize(
        ("said", "sku"),
        [
            ("Gulnaar printed lawn kurta", "K-1"),
            ("gulnar printed lawn kurta", "K-1"),
            ("the leather shoes by Chinar", "S-1"),
            ("گلنار پرنٹڈ لان کرتا", "K-1"),
            ("چنار چمڑے کے جوتے", "S-1"),
            ("karhai wala khaddar kurta", "K-2"),
            ("chinar chamre ke jootay", "S-1"),
        ],
    )
    def test_what_was_said_is_close_enough_to_a_name(self, sqlite_shop: Shop, said: str, sku: str) -> None:
        with sqlite_shop.reading() as session:
            found = find_product(session, said)
        assert found is not None and found.sku == sku

    @pytest.mark.parametrize("said", ["a bicycle for my uncle", "", "؟؟", "🙂", "سائیکل"])
    def test_what_is_not_is_not_guessed(self, sqlite_shop: Shop, said: str) -> None:
        with sqlite_shop.reading() as session:
            assert find_product(session, said) is None

    def test_what_is_no_longer_sold_is_not_found_by_name(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            session.execute(update(Product).where(Product.sku == "S-1").values(active=False))
        with sqlite_shop.reading() as session:
            assert find_product(session, "Chinar leather shoes") is None

    def test_a_name_in_a_language_or_else_in_english(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.reading() as session:
            shoes = get_product(session, "S-1")
        assert shoes is not None
        assert product_name(shoes, "ur") == "چنار چمڑے کے جوتے"
        assert product_name(shoes, "ur-Latn") == "Chinar chamray ke jootay"
        assert product_name(shoes, "pashto") == "Chinar leather shoes"
        assert product_about(shoes, "ur") == "About S-1."


class TestProducts:
    def test_by_sku(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.reading() as session:
            assert get_product(session, "S-1") is not None
            assert get_product(session, "S-9") is None
            assert [p.sku for p in get_products(session, ["S-1", "S-9", "K-1"])] == ["S-1", "K-1"]

    def test_the_price_range_of_what_is_sold(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            session.execute(update(Variant).where(Variant.sku == "K-1-YL").values(price_minor=399000))
            session.execute(update(Variant).where(Variant.sku == "K-1-GM").values(price_minor=1, active=False))
        with sqlite_shop.reading() as session:
            kurta = get_product(session, "K-1")
            assert kurta is not None
            assert price_range(kurta) == (349000, 399000, "PKR")

    def test_a_product_without_a_variant_on_sale_still_has_the_price_it_had(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            session.execute(update(Variant).where(Variant.sku == "K-2-BL").values(active=False))
        with sqlite_shop.reading() as session:
            kurta = get_product(session, "K-2")
            assert kurta is not None
            assert price_range(kurta) == (550000, 550000, "PKR")


@pytest.mark.parametrize(
    ("kind", "shelf"),
    [("kurta", "kurta"), ("KURTA", "kurta"), ("silk kurta", "kurta"), ("refrigerator", None), ("", None)],
)
def test_a_kind_lies_on_a_shelf(shop: Shop, kind: str, shelf: str | None) -> None:
    with shop.reading() as session:
        assert shelf_of(session, kind) == shelf


class TestPersonal:
    def found(self, shop: Shop, who: str, **conditions: object) -> list[str]:
        with shop.reading() as session:
            leaning = read_leaning(session, shop.who(who))
            return [product.sku for product in search_products(session, Search(**conditions), leaning=leaning)]

    def test_what_comes_in_the_stated_size_stands_first(self, shop: Shop) -> None:
        """K-2 comes in large only, so it stands last for her; for a guest the order is the shop's."""
        with shop.writing() as session:
            state_preferences(session, shop.who("sana"), {"size": "medium"})
        assert self.found(shop, "guest", category="kurta") == ["K-1", "K-2", "K-3"]
        assert self.found(shop, "sana", category="kurta") == ["K-1", "K-3", "K-2"]
        assert self.found(shop, "sana", category="kurta", size="large") == ["K-1", "K-2", "K-3"]

    def test_what_lies_in_the_home_city_stands_first(self, shop: Shop) -> None:
        """Fleece lies in Karachi only, where Bilal lives; Ayesha lives in Lahore."""
        assert self.found(shop, "bilal", category="blanket") == ["B-2", "B-1"]
        assert self.found(shop, "ayesha", category="blanket") == ["B-1", "B-2"]

    def test_the_home_branch_comes_before_where_somebody_lives(self, sqlite_shop: Shop) -> None:
        with sqlite_shop.writing() as session:
            lahore = session.scalars(select(Branch.id).where(Branch.code == "LHR")).one()
            session.execute(update(Customer).where(Customer.external_ref == "bilal").values(home_branch_id=lahore))
        assert self.found(sqlite_shop, "bilal", category="blanket") == ["B-1", "B-2"]


def test_in_a_city_only_what_lies_there_in_that_size(shop: Shop) -> None:
    """K-1 in medium lies in both cities, in large in Karachi only."""
    assert skus(shop, category="kurta", city="Karachi") == ["K-1"]
    assert skus(shop, category="kurta", city="lahore", size="large") == ["K-2", "K-3"]
    assert skus(shop, category="kurta", city="Karachi", size="large") == ["K-1"]
    assert skus(shop, category="blanket", city="Quetta") == []
