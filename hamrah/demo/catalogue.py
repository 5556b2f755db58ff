"""Bringing the shop's files into the store: branches, categories, products with variants, stock.

What is there already is updated to what the files say, so that an edited file reaches a store that was seeded before;
stock that was counted, and whatever people did, stays.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import product as product_of
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.base import Base
from hamrah.crm.catalogue import Branch, Category, Product, ProductText, Stock, Variant
from hamrah.demo.chance import chance_of
from hamrah.demo.shop_files import CategoryEntry, ProductEntry, ShopFiles
from hamrah.services.order_numbers import SHOP

Row = TypeVar("Row", bound=Base)

SIZE_CODES = {"small": "S", "medium": "M", "large": "L"}
CURRENCY = "PKR"


@dataclass(frozen=True, eq=False)
class SoldVariant:
    """A variant as the simulator sells it."""

    id: int
    color: str | None
    size: str | None
    price_minor: int


@dataclass(frozen=True, eq=False)
class SoldProduct:
    """A product as the simulator sells it: its file entry, its kind, what can be had of it."""

    id: int
    entry: ProductEntry
    category: CategoryEntry
    department: str
    variants: tuple[SoldVariant, ...]


@dataclass(frozen=True)
class Shelves:
    """What the shop sells, by category, and its branches' ids by code."""

    by_category: dict[str, list[SoldProduct]]
    branches: dict[str, int]


def seed_catalogue(session: Session, shop: ShopFiles, counted_at: datetime) -> Shelves:
    """Write the shop's branches, categories, products and stock, and give what the simulator can sell."""
    branches = {entry.code: _branch(session, shop, entry.code) for entry in shop.branches}
    known = {row.code: row for row in session.scalars(select(Category))}
    categories = {entry.code: _category(session, shop, entry, known.get(entry.code)) for entry in shop.categories}
    session.flush()
    products = {row.sku: row for row in session.scalars(select(Product).where(Product.source == SHOP))}
    variants = {row.sku: row for row in session.scalars(select(Variant))}
    new: list[Variant] = []
    rows: list[tuple[ProductEntry, Product, list[Variant]]] = []
    for entry in shop.products:
        product = _product(session, entry, categories[entry.category].id, products.get(entry.sku))
        rows.append((entry, product, _variants(entry, product, variants, new)))
    session.add_all(new)
    _retire(products, {entry.sku for entry in shop.products})
    session.flush()
    _stock(session, new, list(branches.values()), counted_at)
    return Shelves(_sold(shop, rows), {code: row.id for code, row in branches.items()})


def variant_sku(sku: str, color: str | None, size: str | None) -> str:
    """A variant's own SKU: `WKU-001-YELLOW-M`."""
    parts = [sku, *([color] if color else []), *([SIZE_CODES.get(size, size)] if size else [])]
    return "-".join(part.replace(" ", "-").upper() for part in parts)


def _set(session: Session, row: Row | None, table: type[Row], **values: Any) -> Row:
    if row is None:
        row = table(**values)
        session.add(row)
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    return row


def _branch(session: Session, shop: ShopFiles, code: str) -> Branch:
    entry = next(entry for entry in shop.branches if entry.code == code)
    details = {
        "names": entry.names,
        "addresses": entry.addresses,
        "hours": {day: [list(pair) for pair in pairs] for day, pairs in entry.hours.items()},
        "services": {service: shop.services[service] for service in entry.services},
    }
    return _set(
        session,
        session.scalar(select(Branch).where(Branch.code == code)),
        Branch,
        code=code,
        city=entry.city,
        phone=entry.phone,
        latitude=entry.latitude,
        longitude=entry.longitude,
        details=details,
    )


def _category(session: Session, shop: ShopFiles, entry: CategoryEntry, row: Category | None) -> Category:
    return _set(
        session,
        row,
        Category,
        code=entry.code,
        department=shop.departments[entry.code],
        durable_days=entry.durable_days,
        repeat_days=entry.repeat_days,
        names=entry.names,
        synonyms=entry.synonyms,
    )


def _product(session: Session, entry: ProductEntry, category_id: int, row: Product | None) -> Product:
    details = {
        "for": entry.for_,
        "season": entry.season,
        "gift": entry.gift,
        "picture": entry.picture,
        "details": entry.details,
    }
    product = _set(
        session,
        row,
        Product,
        sku=entry.sku,
        source=SHOP,
        category_id=category_id,
        brand=entry.brand,
        material=entry.material,
        warranty_months=entry.warranty_months,
        active=True,
        age_restricted=entry.age_restricted,
        details=details,
    )
    texts = {text.language: text for text in product.texts}
    for language, name in entry.names.items():
        text = texts.get(language)
        if text is None:
            text = ProductText(language=language)
            product.texts.append(text)
        text.name = name
        text.about = entry.about.get(language, "")
    return product


def _variants(entry: ProductEntry, product: Product, known: dict[str, Variant], new: list[Variant]) -> list[Variant]:
    rows = []
    colors: list[str | None] = [*entry.colors] or [None]
    sizes: list[str | None] = [*entry.sizes] or [None]
    for color, size in product_of(colors, sizes):
        sku = variant_sku(entry.sku, color, size)
        row = known.get(sku)
        if row is None:
            row = Variant(product=product, sku=sku, color=color, size=size, options={}, currency=CURRENCY)
            new.append(row)
        row.price_minor = entry.price * 100
        row.active = True
        rows.append(row)
    for row in product.variants:
        row.active = row in rows
    return rows


def _retire(products: dict[str, Product], skus: set[str]) -> None:
    """What is no longer in the files cannot be sold, but stays for the orders that hold it."""
    for sku, row in products.items():
        row.active = sku in skus


def _stock(session: Session, variants: list[Variant], branches: list[Branch], counted_at: datetime) -> None:
    """Stock by branch: the first branches are bigger; now and then a branch, or the whole shop, has sold out."""
    rows = []
    for variant in variants:
        chance = chance_of(f"stock:{variant.sku}")
        gone = chance.random() < 0.03
        for place, branch in enumerate(branches):
            quantity = 0 if gone or chance.random() < 0.12 else chance.randint(1, 24 - 3 * place)
            rows.append(Stock(variant_id=variant.id, branch_id=branch.id, quantity=quantity, counted_at=counted_at))
    session.add_all(rows)


def _sold(shop: ShopFiles, rows: list[tuple[ProductEntry, Product, list[Variant]]]) -> dict[str, list[SoldProduct]]:
    categories = {entry.code: entry for entry in shop.categories}
    found: dict[str, list[SoldProduct]] = {code: [] for code in categories}
    for entry, product, variants in rows:
        sold = tuple(SoldVariant(row.id, row.color, row.size, row.price_minor) for row in variants)
        kind = categories[entry.category]
        found[entry.category].append(SoldProduct(product.id, entry, kind, shop.departments[kind.code], sold))
    return found
