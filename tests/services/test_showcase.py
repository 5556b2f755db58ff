"""Products as the shop's page shows them, and their names as understanding knows them."""

from sqlalchemy import select, update

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Category, Product, ProductText, Stock, Variant
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.catalogue_names import catalogue_version, read_catalogue_names
from hamrah.services.showcase import PAGE, Shown, picture_kind, show_one, show_page

from .world import Shop, place_order


def page(shop: Shop, language: str = "en", category: str | None = None, number: int = 0) -> tuple[list[Shown], int]:
    with shop.reading() as session:
        return show_page(session, language, category, number)


def test_a_product_is_shown_with_prices_colours_sizes_and_stock(shop: Shop) -> None:
    with shop.writing() as session:
        session.execute(update(Variant).where(Variant.sku == "K-1-YL").values(price_minor=399000))
    with shop.reading() as session:
        kurta = show_one(session, "ur", "K-1")
        assert show_one(session, "ur", "no-such") is None
    assert kurta is not None
    assert (kurta.name, kurta.about, kurta.category) == ("گلنار پرنٹڈ لان کرتا", "About K-1.", "kurta")
    assert (kurta.low_minor, kurta.high_minor, kurta.currency) == (349000, 399000, "PKR")
    assert (kurta.colors, kurta.sizes, kurta.in_stock) == (("yellow", "green"), ("medium", "large"), True)


def test_what_is_sold_out_is_shown_as_such(shop: Shop) -> None:
    with shop.writing() as session:
        shoes = select(Variant.id).join(Product).where(Product.sku == "S-1")
        session.execute(update(Stock).where(Stock.variant_id.in_(shoes)).values(quantity=0))
    (shown,), total = page(shop, category="shoes")
    assert (shown.sku, shown.in_stock, total) == ("S-1", False, 1)


def test_only_the_shops_own_products_that_are_sold_the_best_first(shop: Shop) -> None:
    with shop.writing() as session:
        session.execute(update(Product).where(Product.sku == "B-2").values(source="online-retail"))
        place_order(session, None, "1", {"W-1-1": 1}, days_ago=0)
        fit_and_swap(session)
    shown, total = page(shop)
    skus = [one.sku for one in shown]
    assert total == len(skus) == 9
    assert skus[0] == "W-1" and "B-2" not in skus and "X-1" not in skus
    assert page(shop, number=1) == ([], 9)


def test_pages_hold_twenty_four_and_none_twice(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        mats = Category(code="mat", department="home", names={}, synonyms={})
        for number in range(PAGE + 6):
            product = Product(sku=f"M-{number}", source="shop", category=mats, details={})
            product.texts = [ProductText(language="en", name=f"Mat {number}")]
            product.variants = [Variant(sku=f"M-{number}-1", price_minor=1, currency="PKR")]
            session.add(product)
    first, second = (page(sqlite_shop, category="mat", number=number) for number in (0, 1))
    assert (len(first[0]), len(second[0]), first[1]) == (24, 6, 30)
    assert len({one.sku for one in (*first[0], *second[0])}) == 30


def test_the_kind_of_picture(sqlite_shop: Shop) -> None:
    with sqlite_shop.writing() as session:
        session.execute(update(Product).where(Product.sku == "S-1").values(details={"picture": "shoe"}))
    with sqlite_shop.reading() as session:
        assert [picture_kind(session, sku) for sku in ("S-1", "K-1", "no-such")] == ["shoe", "box", None]


def test_names_are_known_in_every_language_and_spelling(shop: Shop) -> None:
    with shop.writing() as session:
        kurta = session.scalars(select(Category).where(Category.code == "kurta")).one()
        kurta.names, kurta.synonyms = {"en": "Kurta", "ur": "کرتا"}, {"ur": ["کرتی"], "ur-Latn": ["kurti"]}
    with shop.reading() as session:
        found = set(read_catalogue_names(session))
    assert {("category", "kurta", said) for said in ("kurta", "Kurta", "کرتا", "کرتی")} <= found
    assert ("product", "چنار چمڑے کے جوتے", "چنار چمڑے کے جوتے") in found
    assert not any(said == "Bolan old kurta" for _, _, said in found)


def test_the_catalogues_version_changes_with_its_products(shop: Shop) -> None:
    with shop.writing() as session:
        before = catalogue_version(session)
        assert catalogue_version(session) == before
        kurta = session.scalars(select(Category.id).where(Category.code == "kurta")).one()
        session.add(Product(sku=f"NEW-{utc_now().timestamp()}", source="shop", category_id=kurta, details={}))
    with shop.reading() as session:
        assert catalogue_version(session) != before
