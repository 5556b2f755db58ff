"""Products as a shop's page shows them."""

from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, Stock, Variant
from hamrah.services.catalogue import WITH_TEXTS, bought_lately, get_product, price_range, product_about, product_name
from hamrah.services.order_numbers import SHOP

PAGE = 24


@dataclass(frozen=True)
class Shown:
    """A product for the page: prices in minor units, colours and sizes there are, whether any is in stock."""

    sku: str
    name: str
    about: str
    category: str
    low_minor: int
    high_minor: int
    currency: str
    colors: tuple[str, ...]
    sizes: tuple[str, ...]
    in_stock: bool


def show_page(session: Session, language: str, category: str | None, page: int) -> tuple[list[Shown], int]:
    """One page of the shop's own products (24), and how many there are in all.

    What took in most lately in each category comes first, then the second of each: a front of soaps is no shop front.
    """
    query = select(Product).where(Product.active, Product.source == SHOP)
    if category:
        query = query.join(Category).where(Category.code == category)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    price = select(func.min(Variant.price_minor)).where(Variant.product_id == Product.id).scalar_subquery()
    takings = func.coalesce(bought_lately() * price, 0.0).desc()
    place = func.row_number().over(partition_by=Product.category_id, order_by=(takings, Product.id))
    best_first = query.options(*WITH_TEXTS).order_by(place, takings, Product.id)
    rows = session.scalars(best_first.limit(PAGE).offset(PAGE * page)).all()
    stocked = _in_stock(session, [product.id for product in rows])
    return [_shown(product, language, product.id in stocked) for product in rows], total


def show_one(session: Session, language: str, sku: str) -> Shown | None:
    """One product."""
    product = get_product(session, sku)
    return None if product is None else _shown(product, language, product.id in _in_stock(session, [product.id]))


def picture_kind(session: Session, sku: str) -> str | None:
    """Which picture to draw for a product."""
    details = session.scalar(select(Product.details).where(Product.sku == sku).limit(1))
    return None if details is None else str(details.get("picture") or "box")


def _in_stock(session: Session, ids: list[int]) -> set[int]:
    left = exists().where(Stock.variant_id == Variant.id, Stock.quantity > 0)
    return set(session.scalars(select(Variant.product_id).where(Variant.product_id.in_(ids), Variant.active, left)))


def _shown(product: Product, language: str, in_stock: bool) -> Shown:
    low, high, currency = price_range(product)
    return Shown(
        product.sku,
        product_name(product, language),
        product_about(product, language),
        product.category.code,
        low,
        high,
        currency,
        tuple(dict.fromkeys(v.color for v in product.variants if v.color)),
        tuple(dict.fromkeys(v.size for v in product.variants if v.size)),
        in_stock,
    )
