"""Products as they are shown, read without the cost of whole rows: for what must answer within milliseconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Product, ProductText, Variant
from hamrah.crm.prepared import Prepared, among


class TextView(NamedTuple):
    """Of a `ProductText`."""

    language: str
    name: str
    about: str


class VariantView(NamedTuple):
    """Of a `Variant`; the price in minor units."""

    color: str | None
    price_minor: int
    currency: str
    active: bool


@dataclass(frozen=True)
class ProductView:
    """Of a `Product`: what a card or a sentence says of it. Attributes are called as there."""

    id: int
    sku: str
    texts: tuple[TextView, ...]
    variants: tuple[VariantView, ...]


_TEXTS = Prepared(
    select(Product.id, Product.sku, ProductText.language, ProductText.name, ProductText.about)
    .join(ProductText, ProductText.product_id == Product.id)
    .where(among(Product.id, "ids"))
)
_VARIANTS = Prepared(
    select(Variant.product_id, Variant.color, Variant.price_minor, Variant.currency, Variant.active)
    .where(among(Variant.product_id, "ids"))
    .order_by(Variant.id)
)


def read_views(session: Session, ids: Iterable[int]) -> dict[int, ProductView]:
    """Products by their id."""
    wanted = list(ids)
    if not wanted:
        return {}
    skus: dict[int, str] = {}
    texts: dict[int, list[TextView]] = {}
    connection = session.connection()
    for product, sku, language, name, about in _TEXTS.rows(connection, ids=wanted):
        skus[product] = sku
        texts.setdefault(product, []).append(TextView(language, name, about))
    variants: dict[int, list[VariantView]] = {product: [] for product in skus}
    for product, color, price_minor, currency, active in _VARIANTS.rows(connection, ids=wanted):
        variants[product].append(VariantView(color, price_minor, currency, active))
    return {one: ProductView(one, sku, tuple(texts[one]), tuple(variants[one])) for one, sku in skus.items()}
