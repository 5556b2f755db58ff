"""Finding products: by name, by conditions that narrow turn by turn."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from rapidfuzz import fuzz, process, utils
from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant
from hamrah.crm.recommendations import ItemPopularity, ModelRun
from hamrah.language.normalise import normalise, tokenise
from hamrah.services.leanings import NOBODYS, Leaning
from hamrah.services.order_numbers import SHOP
from hamrah.services.product_views import ProductView, TextView

CLOSE_ENOUGH = 80
WITH_TEXTS = (selectinload(Product.texts), selectinload(Product.variants), selectinload(Product.category))


@dataclass(frozen=True)
class Search:
    """What somebody looks for; prices in whole currency units as people say them, the rest in catalogue codes.

    With a `city` it has to lie in a branch there; without one any branch will do, since the shop delivers from all.
    `avoid` is what must not be: pairs of a condition's name and a value ("color", "black").
    """

    category: str | None = None
    brand: str | None = None
    color: str | None = None
    size: str | None = None
    material: str | None = None
    price_min: int | None = None
    price_max: int | None = None
    recipient: str | None = None
    occasion: str | None = None
    city: str | None = None
    words: str | None = None
    avoid: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, kept: dict[str, Any] | None) -> "Search":
        """The search that a conversation kept, an empty one where it kept none."""
        read = {name: value for name, value in (kept or {}).items() if name in cls.__dataclass_fields__}
        return cls(**{**read, "avoid": tuple((kind, value) for kind, value in read.get("avoid", ()))})

    def kept(self) -> dict[str, Any]:
        """The conditions that are set, as plain data."""
        conditions = {name: value for name, value in asdict(self).items() if value not in (None, ())}
        return conditions | ({"avoid": [list(pair) for pair in self.avoid]} if self.avoid else {})

    def avoiding(self, pairs: Iterable[tuple[str, str]]) -> "Search":
        """This search without what has one of these values; not where that very value is asked for."""
        wanted = {pair for pair in pairs if getattr(self, pair[0]) != pair[1]}
        return replace(self, avoid=tuple(sorted({*self.avoid, *wanted})))

    def narrowed(self, conditions: dict[str, Any], dropped: set[str]) -> "Search":
        """This search with more conditions and without those in `dropped` (`price` drops both limits).

        Another category or name begins anew: who asks for shoes after a kurta does not mean a lawn shoe. A limit that
        leaves nothing with the other one takes its place.
        """
        named = self.category is not None or self.words is not None
        anew = (named and conditions.get("category") not in (None, self.category)) or bool(conditions.get("words"))
        start = Search() if anew else self
        gone = {field for field in dropped if field in self.__dataclass_fields__}
        if "price" in dropped:
            gone |= {"price_min", "price_max"}
        avoid = {pair for pair in (*start.avoid, *conditions.get("avoid", ())) if pair not in conditions.items()}
        gone |= {kind for kind, value in avoid if getattr(start, kind) == value}
        changed: dict[str, Any] = dict.fromkeys(gone) | conditions | {"avoid": tuple(sorted(avoid))}
        narrower = replace(start, **changed)
        low, high = narrower.price_min, narrower.price_max
        if low is not None and high is not None and low > high:
            return replace(narrower, price_min=None) if "price_max" in conditions else replace(narrower, price_max=None)
        return narrower


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

    A size asked for is the one that counts, not the one stated. `without` are SKUs that were shown already.
    """
    query = _conditions(select(Product).where(Product.source == shop, Product.sku.not_in(without)), search).order_by(
        *(leaning if search.size is None else replace(leaning, sizes={})).first(),
        func.coalesce(bought_lately(), 0.0).desc(),
        Product.id,
    )
    return list(session.scalars(query.options(*WITH_TEXTS).limit(limit)))


def bought_lately() -> ScalarSelect[float]:
    """How much a `Product` was bought lately (0 to 1), by the model run that is served; NULL for what was not."""
    run = select(ModelRun.id).where(ModelRun.current).order_by(ModelRun.id.desc()).limit(1).scalar_subquery()
    score = select(ItemPopularity.score).where(ItemPopularity.product_id == Product.id, ItemPopularity.model_run == run)
    return score.scalar_subquery()


def _conditions(query: Select[Product], search: Search) -> Select[Product]:
    query = query.where(Product.active, *product_conditions(search))
    return query.where(exists().where(*_variant_conditions(search)))


def product_conditions(search: Search) -> list[ColumnElement[bool]]:
    """What a search asks of a `Product`; price, colour, size and city are asked of its variants."""
    conditions: list[ColumnElement[bool]] = []
    if search.category is not None:
        code = select(Category.id).where(Category.code == search.category).scalar_subquery()
        conditions.append(Product.category_id == code)
    for column, value in ((Product.brand, search.brand), (Product.material, search.material)):
        if value is not None:
            conditions.append(func.lower(column) == value.lower())
    conditions += _without(search)
    if search.recipient is not None:
        conditions.append(Product.details["gift"].as_string().contains(f'"{search.recipient}"'))
    if search.occasion is not None:
        conditions.append(Product.details["season"].as_string() == search.occasion)
    if search.words is not None:
        named = ProductText.name.icontains(search.words, autoescape=True)
        conditions.append(exists().where(ProductText.product_id == Product.id, named))
    return conditions


def _without(search: Search) -> list[ColumnElement[bool]]:
    """Conditions on a `Product` that none of what is to be avoided holds; of a colour only variants can tell."""
    avoided: dict[str, list[str]] = {}
    for kind, value in search.avoid:
        avoided.setdefault(kind, []).append(value.lower())
    conditions: list[ColumnElement[bool]] = []
    if "category" in avoided:
        codes = select(Category.id).where(func.lower(Category.code).in_(avoided["category"]))
        conditions.append(Product.category_id.not_in(codes))
    for kind, column in (("brand", Product.brand), ("material", Product.material)):
        if kind in avoided:
            conditions.append(func.coalesce(func.lower(column), "").not_in(avoided[kind]))
    return conditions


def avoided_colors(search: Search) -> list[ColumnElement[bool]]:
    """Conditions on a `Variant` that it has no colour that is to be avoided."""
    avoided = [value.lower() for kind, value in search.avoid if kind == "color"]
    return [func.coalesce(func.lower(Variant.color), "").not_in(avoided)] if avoided else []


def _variant_conditions(search: Search) -> list[ColumnElement[bool]]:
    lies = [Stock.variant_id == Variant.id, Stock.quantity > 0]
    if search.city is not None:
        lies += [Branch.id == Stock.branch_id, func.lower(Branch.city) == search.city.lower()]
    conditions: list[ColumnElement[bool]] = [
        Variant.product_id == Product.id,
        Variant.active.is_(True),
        exists().where(*lies),
        *avoided_colors(search),
    ]
    if search.color is not None:
        conditions.append(func.lower(Variant.color) == search.color.lower())
    if search.size is not None:
        conditions.append(func.lower(Variant.size) == search.size.lower())
    if search.price_min is not None:
        conditions.append(Variant.price_minor >= search.price_min * 100)
    if search.price_max is not None:
        conditions.append(Variant.price_minor <= search.price_max * 100)
    return conditions


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


def shelf_of(session: Session, kind: str) -> str | None:
    """The code of the category that a kind of product lies in ("earrings" in "jewellery"); None if there is none.

    A shop keeps wider shelves than people have words: the kind is a category's code, or one of its names or synonyms;
    or it is one without its first words ("leather jacket" is a jacket).
    """
    shelves: dict[str, str] = {}
    for category in list_categories(session):
        names = [*category.names.values(), *(word for words in category.synonyms.values() for word in words)]
        shelves |= {normalise(name).text: category.code for name in [*names, category.code]}
    words = normalise(kind).text.split()
    endings = (" ".join(words[start:]) for start in range(len(words)))
    return next((shelves[ending] for ending in endings if ending in shelves), None)


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
