"""Words wider than any shelf: which shelves they mean, and what is shown of them."""

from pathlib import Path

import pytest
import yaml
from sqlalchemy import update

from hamrah.crm.catalogue import Category, Product
from hamrah.language.strict_yaml import DataFileError
from hamrah.services.aisles import aisles, find_aisle, load_aisles, offered_aisles, shelves_in
from hamrah.services.catalogue import price_range, search_products, shelf_of
from hamrah.services.search import Search

from .suggesting import ANY, fitted, skus, suggest
from .world import Shop

DATA = Path(__file__).parents[2] / "data" / "shop"
CLOTHES = Search(shelves=("kurta", "shoes"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("show me some clothes", "clothes"),
        ("kapron mein kuch dikhao", "clothes"),
        ("کپڑے دکھائیں", "clothes"),
        ("garam kapray chahiye", "warm clothes"),
        ("bachon ke kapray", "children's clothes"),
        ("ghar ki cheezen dikhao", "home"),
        ("کچن کا سامان", "kitchen"),
        ("Beauty Products", "beauty"),
        ("mobile ki cheezen", "phone accessories"),
    ],
)
def test_the_aisle_with_the_most_words_is_meant(text: str, code: str) -> None:
    found = find_aisle(text)
    assert found is not None and found[0].code == code


def test_a_kind_that_was_understood_names_one_too() -> None:
    found = find_aisle("shadi ke joray", "fancy clothes")
    assert found is not None and found[0].code == "clothes"
    assert find_aisle("mera order kahan hai", "kurta") is None


def test_only_shelves_that_the_shop_has(shop: Shop) -> None:
    with shop.reading() as session:
        assert "kurta" in shelves_in(session, "clothes dikhao")
        assert "sherwani" not in shelves_in(session, "clothes dikhao")
        assert "grocery" not in {aisle.code for aisle in offered_aisles(session)}
        assert shelves_in(session, "nothing of the kind") == ()


def test_a_department_by_its_own_name(shop: Shop) -> None:
    with shop.writing() as session:
        session.execute(update(Category).where(Category.code == "kurta").values(department="pehnawa_khas"))
    with shop.reading() as session:
        assert shelves_in(session, "dikhao kuch", "pehnawa khas") == ("kurta",)


def test_shelves_take_turns(shop: Shop) -> None:
    with fitted(shop).reading() as session:
        found = search_products(session, CLOTHES, limit=20)
    assert [one.category.code for one in found][:2] == ["kurta", "shoes"]
    assert {one.category.code for one in found} == {"kurta", "shoes"}


def test_what_is_made_for_them_comes_first_and_others_never(shop: Shop) -> None:
    with fitted(shop).writing() as session:
        for sku, whose in (("K-1", "women"), ("K-3", "men"), ("K-2", "everyone")):
            session.execute(update(Product).where(Product.sku == sku).values(details={"for": whose, "gift": []}))
    with shop.reading() as session:
        kurtas = Search(category="kurta", worn_by="women")
        assert [one.sku for one in search_products(session, kurtas)] == ["K-1", "K-2"]


def test_what_is_for_children_is_no_grown_ups(shop: Shop) -> None:
    with fitted(shop).writing() as session:
        session.execute(
            update(Product).where(Product.sku == "K-3").values(details={"for": "everyone", "gift": ["child"]})
        )
    with shop.reading() as session:
        assert "K-3" not in {one.sku for one in search_products(session, Search(category="kurta", worn_by="men"))}
        assert "K-3" in {one.sku for one in search_products(session, Search(category="kurta", worn_by="children"))}


def test_a_boys_own_come_before_what_men_wear(shop: Shop) -> None:
    with fitted(shop).writing() as session:
        for sku, whose in (("K-1", "men"), ("K-3", "boys"), ("K-2", "everyone")):
            session.execute(update(Product).where(Product.sku == sku).values(details={"for": whose, "gift": []}))
    with shop.reading() as session:
        found = [one.sku for one in search_products(session, Search(category="kurta", worn_by="boys"))]
        assert found == ["K-3", "K-1", "K-2"]


def test_the_cheapest_first(shop: Shop) -> None:
    with fitted(shop).reading() as session:
        found = search_products(session, Search(shelves=("kurta", "shoes"), cheapest_first=True), limit=20)
    prices = [price_range(one)[0] for one in found]
    assert prices == sorted(prices) and len(set(prices)) > 2


def test_a_name_that_was_not_understood_must_be_whole(shop: Shop) -> None:
    with shop.reading() as session:
        assert shelf_of(session, "kurta", whole=True) == shelf_of(session, "silk kurta") == "kurta"
        assert shelf_of(session, "silk kurta", whole=True) is None


def test_suggestions_keep_to_the_shelves(shop: Shop) -> None:
    found = {sku.partition("-")[0] for sku in skus(suggest(fitted(shop), search=CLOTHES, limit=20))}
    assert found == {"K", "S"} and found < {sku.partition("-")[0] for sku in skus(suggest(shop, search=ANY, limit=20))}


class TestNarrowing:
    def test_one_of_the_shelves_is_a_narrower_wish(self) -> None:
        cheap = Search(shelves=("kurta", "shoes"), price_max=3000)
        assert cheap.narrowed({"category": "kurta"}, set()) == Search(category="kurta", price_max=3000)

    def test_another_kind_begins_anew(self) -> None:
        cheap = Search(shelves=("kurta", "shoes"), price_max=3000)
        assert cheap.narrowed({"category": "tea"}, set()) == Search(category="tea")
        assert cheap.narrowed({"shelves": ("tea",)}, set()) == Search(shelves=("tea",))

    def test_it_is_kept_with_the_conversation(self) -> None:
        wish = Search(shelves=("kurta",), worn_by="men", avoid=(("color", "black"),))
        assert Search.read(wish.kept()) == wish


class TestFile:
    def test_every_shelf_of_the_demo_shop_stands_in_an_aisle(self) -> None:
        shelves = {
            entry["code"]
            for file in (DATA / "categories").glob("*.yml")
            for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["categories"]
        }
        in_aisles = {shelf for aisle in aisles().aisles for shelf in aisle.shelves}
        assert in_aisles == shelves

    def test_each_has_a_name_in_every_language(self) -> None:
        assert all(set(aisle.names) == set(aisle.said) == {"en", "ur", "ur-Latn"} for aisle in aisles().aisles)

    @pytest.mark.parametrize(
        ("change", "told"),
        [({"shelves": []}, "shelves"), ({"name": {}}, "name"), ({"code": "twice"}, "twice stands twice")],
    )
    def test_a_bad_file_is_one_clear_line(self, tmp_path: Path, change: dict[str, object], told: str) -> None:
        aisle = {"code": "twice", "names": {"en": "A"}, "said": {"en": ["a"]}, "shelves": ["tea"]}
        other = {**aisle, "code": "other"} | change
        file = tmp_path / "aisles.yml"
        file.write_text(yaml.safe_dump({"aisles": [aisle, other]}), encoding="utf-8")
        with pytest.raises(DataFileError, match=told) as error:
            load_aisles(file)
        assert "\n" not in str(error.value)
