"""Products under consideration, as the few columns that rules look at: whole rows are read only for the chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, Stock, Variant
from hamrah.services.catalogue import Search

SIZES = (("small", "medium", "large", "XL", "XXL"), tuple(str(age) for age in range(1, 17)))
"""Sizes of clothes and, by age, of children's clothes; any other is of shoes."""


@dataclass(frozen=True)
class Candidate:
    """What the rules of suggesting need to know of a product."""

    id: int
    category_id: int
    category: str
    department: str
    durable_days: int
    repeat_days: int
    brand: str | None
    material: str | None
    details: dict[str, Any]

    @property
    def worn_by(self) -> str:
        """For whom it is (`women`, `men`, …), `everyone` where that does not matter."""
        return str(self.details.get("for", "everyone"))

    def meets(self, search: Search) -> bool:
        """Whether it is of the kind asked for; price, colour and size are its variants' matter."""
        asked = (
            (search.category, self.category),
            (search.brand, self.brand),
            (search.material, self.material),
            (search.occasion, self.details.get("season")),
        )
        if any(wanted is not None and wanted != own for wanted, own in asked):
            return False
        return search.recipient is None or search.recipient in self.details.get("gift", [])


def sellable(session: Session, ids: Iterable[int], search: Search, shop: str) -> dict[int, Candidate]:
    """Those of the products that a shop can sell now: in stock within the price, colour and size asked for."""
    in_stock = select(Stock.variant_id).where(Stock.quantity > 0).scalar_subquery()
    variants = select(Variant.product_id).where(
        Variant.product_id.in_(list(ids)), Variant.active, Variant.id.in_(in_stock)
    )
    if search.price_max is not None:
        variants = variants.where(Variant.price_minor <= search.price_max * 100)
    if search.price_min is not None:
        variants = variants.where(Variant.price_minor >= search.price_min * 100)
    if search.color is not None:
        variants = variants.where(Variant.color == search.color)
    if search.size is not None:
        variants = variants.where((Variant.size == search.size) | _other_kind_of_size(search.size))
    return _read(session, _columns().where(Product.id.in_(variants), Product.active, Product.source == shop))


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Candidate]:
    """Products as candidates, whether they can be sold or not."""
    wanted = list(ids)
    return _read(session, _columns().where(Product.id.in_(wanted))) if wanted else {}


def _columns() -> Select[*tuple[Any, ...]]:
    return select(
        Product.id,
        Product.category_id,
        Category.code,
        Category.department,
        Category.durable_days,
        Category.repeat_days,
        Product.brand,
        Product.material,
        Product.details,
    ).join(Category, Category.id == Product.category_id)


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> dict[int, Candidate]:
    return {row[0]: Candidate(*row) for row in session.execute(query)}


def _other_kind_of_size(size: str) -> ColumnElement[bool]:
    """A clothing size says nothing about shoes or children's clothes, nor any about things that have no sizes."""
    mine = next((sizes for sizes in SIZES if size in sizes), None)
    if mine is not None:
        return Variant.size.is_(None) | Variant.size.not_in(mine)
    return Variant.size.is_(None) | Variant.size.in_([other for sizes in SIZES for other in sizes])
