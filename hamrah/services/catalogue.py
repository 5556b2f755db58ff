"""Finding products: by name, by conditions that narrow turn by turn."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process, utils
from sqlalchemy import ScalarSelect, case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from hamrah.crm.catalogue import Category, Product, ProductText, Variant
from hamrah.crm.recommendations import ItemPopularity, ModelRun
from hamrah.language.normalise import normalise, tokenise
from hamrah.services.leanings import NOBODYS, Leaning
from hamrah.services.order_numbers import SHOP
from hamrah.services.product_views import ProductView, TextView
from hamrah.services.search import Search, closest_first, meeting

CLOSE_ENOUGH = 80
NAMES_KEPT = 16_384
WITH_TEXTS = (selectinload(Product.texts), selectinload(Product.variants), selectinload(Product.category))


def has_products(session: Session) -> bool:
    """Whether anything stands in the catalogue."""
    return session.scalar(select(Product.id).limit(1)) is not None


def search_products(
    session: Session,
    search: Search,
    *,
    shop: str = SHOP,
    leaning: Leaning = NOBODYS,
    limit: int = 5,
    without: Collection[str] = (),
) -> list[Product]:
    """A shop's products in stock that meet all conditions: as the person leans, then the most bought lately first.

    What is made for whom they look for comes before all that, and of several shelves one after the other; a size asked
    for is the one that counts, not the one stated. The cheapest first is all that counts where it is wanted. `without`
    are SKUs that were shown already.
    """
    made: list[Any] = [] if search.worn_by is None else [closest_first(search.worn_by)]
    leant = (leaning if search.size is None else replace(leaning, sizes={})).first()
    orders = [*made, *leant, func.coalesce(bought_lately(), 0.0).desc(), Product.id]
    if search.shelves:
        orders = [*made, *_by_turns(session, search.shelves, orders), Product.id]
    if search.cheapest_first:
        price = select(func.min(Variant.price_minor)).where(Variant.product_id == Product.id, Variant.active)
        orders = [price.scalar_subquery(), Product.id]
    query = meeting(select(Product).where(Product.source == shop, Product.sku.not_in(without)), search)
    return list(session.scalars(query.order_by(*orders).options(*WITH_TEXTS).limit(limit)))


def _by_turns(session: Session, shelves: Sequence[str], orders: Sequence[Any]) -> list[Any]:
    """Orders of `Product`: the first of each shelf, the shelves as they are given, then the second of each, and on."""
    ids = dict(session.execute(select(Category.code, Category.id).where(Category.code.in_(shelves))).tuples().all())
    places = {ids[shelf]: place for place, shelf in enumerate(shelves) if shelf in ids}
    turn = func.row_number().over(partition_by=Product.category_id, order_by=orders)
    return [turn, case(places, value=Product.category_id, else_=len(places))] if places else [turn]


def bought_lately() -> ScalarSelect[float]:
    """How much a `Product` was bought lately (0 to 1), by the model run that is served; NULL for what was not."""
    run = select(ModelRun.id).where(ModelRun.current).order_by(ModelRun.id.desc()).limit(1).scalar_subquery()
    score = select(ItemPopularity.score).where(ItemPopularity.product_id == Product.id, ItemPopularity.model_run == run)
    return score.scalar_subquery()


def get_product(session: Session, sku: str) -> Product | None:
    """The product of that SKU."""
    return session.scalar(select(Product).where(Product.sku == sku).options(*WITH_TEXTS).limit(1))


def get_products(session: Session, skus: list[str]) -> list[Product]:
    """The products of these SKUs, in this order."""
    found = {p.sku: p for p in session.scalars(select(Product).where(Product.sku.in_(skus)).options(*WITH_TEXTS))}
    return [found[sku] for sku in skus if sku in found]


def product_ids(session: Session, skus: Collection[str]) -> frozenset[int]:
    """The ids of the products of these SKUs."""
    return frozenset(session.scalars(select(Product.id).where(Product.sku.in_(skus)))) if skus else frozenset()


def find_having(session: Session, skus: Collection[str], values: Iterable[tuple[str, str]]) -> list[str]:
    """Those of the SKUs whose product has one of these values: of `brand`, `material`, `category` or `color`."""
    columns = {"brand": Product.brand, "material": Product.material, "category": Category.code, "color": Variant.color}
    has = [func.lower(columns[kind]) == value.lower() for kind, value in values]
    query = select(Product.sku).join(Category).join(Variant, Variant.product_id == Product.id)
    return list(session.scalars(query.where(Product.sku.in_(skus), Variant.active, or_(*has)).distinct()))


def find_product(session: Session, said: str, shop: str = SHOP) -> Product | None:
    """The shop's product whose name in any language is closest to what was said, if it is close enough."""
    sold = select(ProductText.name, ProductText.product_id).join(Product).where(Product.active, Product.source == shop)
    names = session.execute(sold).all()
    best = process.extractOne(
        said,
        [name for name, _ in names],
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        score_cutoff=CLOSE_ENOUGH,
    )
    if best is None:
        return None
    return session.scalar(select(Product).where(Product.id == names[best[2]].product_id).options(*WITH_TEXTS))


def shelf_of(session: Session, kind: str, *, whole: bool = False) -> str | None:
    """The code of the category that a kind of product lies in ("earrings" in "jewellery"); None if there is none.

    A shop keeps wider shelves than people have words: the kind is a category's code, or one of its names or synonyms;
    or, unless it must be so as a `whole`, it is one without its first words ("leather jacket" is a jacket).
    """
    shelves: dict[str, str] = {}
    rows = session.execute(select(Category.code, Category.names, Category.synonyms).order_by(Category.id))
    for code, called, synonyms in rows:
        names = [*called.values(), *(word for words in synonyms.values() for word in words), code]
        shelves |= {_plain(name): code for name in names}
    words = normalise(kind).text.split()
    endings = (" ".join(words[start:]) for start in range(1 if whole else len(words)))
    return next((shelves[ending] for ending in endings if ending in shelves), None)


@lru_cache(maxsize=NAMES_KEPT)
def _plain(name: str) -> str:
    """A category's name as it is compared; kept, since a turn compares it with all of them."""
    return normalise(name).text


def find_by_words(session: Session, said: str, category: str, shop: str = SHOP) -> Product | None:
    """The one product of a category that a raw text names by words of its name ("the pressure cooker").

    Two words or more of its name in some language, and more than of any other product's there.
    """
    heard = {token.text for token in tokenise(said) if len(token.text) > 2}
    sold = (
        select(ProductText.name, ProductText.product_id)
        .join(Product)
        .join(Category)
        .where(Product.active, Product.source == shop, Category.code == category)
    )
    shared: dict[int, int] = {}
    for name, product_id in session.execute(sold):
        count = len(heard.intersection(token.text for token in tokenise(name)))
        shared[product_id] = max(count, shared.get(product_id, 0))
    most = max(shared.values(), default=0)
    best = [product_id for product_id, count in shared.items() if count == most]
    if most < 2 or len(best) > 1:
        return None
    return session.scalar(select(Product).where(Product.id == best[0]).options(*WITH_TEXTS))


def product_name(product: Product | ProductView, language: str) -> str:
    """The product's name in a language, else in English, else in whatever language it has."""
    return _text(product, language).name


def product_about(product: Product | ProductView, language: str) -> str:
    """The product's description in a language, else in English."""
    return _text(product, language).about or _text(product, "en").about


def _text(product: Product | ProductView, language: str) -> ProductText | TextView:
    texts: dict[str, ProductText | TextView] = {text.language: text for text in product.texts}
    return texts.get(language) or texts.get("en") or next(iter(texts.values()))


def price_range(product: Product | ProductView) -> tuple[int, int, str]:
    """The lowest and highest price of a product's variants in minor units, and their currency.

    Of those on sale, or of all where none is on sale any more.
    """
    on_sale = [variant.price_minor for variant in product.variants if variant.active]
    prices = on_sale or [variant.price_minor for variant in product.variants]
    return min(prices), max(prices), product.variants[0].currency


def list_categories(session: Session) -> list[Category]:
    """All categories in the order they were made."""
    return list(session.scalars(select(Category).order_by(Category.id)))
