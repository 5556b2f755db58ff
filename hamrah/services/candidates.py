"""Products under consideration, as the few columns that rules look at: whole rows are read only for the chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Category, Product, Stock, Variant
from hamrah.services.catalogue import product_conditions
from hamrah.services.sizes import fits, fits_all
from hamrah.services.wishes import Wishes


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


def suggestible(session: Session, ids: Sequence[int], wishes: Wishes, shop: str) -> dict[int, bool]:
    """Those of the products that a shop can sell this person now and may suggest: whether it comes in a colour liked.

    They meet the search and are in stock within its price, colour and size and the sizes stated, in a branch of the
    city asked for (without one in any: the shop delivers from all of them); none is age-restricted.
    """
    liked = case((Variant.color.in_(wishes.tastes.get("color", ())), 1), else_=0)
    query = (
        select(Variant.product_id, func.max(liked))
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.product_id.in_(ids), Product.active, ~Product.age_restricted, Product.source == shop)
        .where(*product_conditions(wishes.search), *_variant_conditions(wishes))
        .group_by(Variant.product_id)
    )
    return {product: bool(in_liked_color) for product, in_liked_color in session.execute(query)}


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Candidate]:
    """Products as candidates, whether they can be sold or not."""
    wanted = list(ids)
    return _read(session, _columns().where(Product.id.in_(wanted))) if wanted else {}


def _variant_conditions(wishes: Wishes) -> list[ColumnElement[bool]]:
    search = wishes.search
    lies: list[ColumnElement[bool]] = [Stock.variant_id == Variant.id, Stock.quantity > 0]
    if search.city is not None:
        lies += [Branch.id == Stock.branch_id, func.lower(Branch.city) == search.city.lower()]
    conditions: list[ColumnElement[bool]] = [Variant.active.is_(True), exists().where(*lies), fits_all(wishes.sizes)]
    if search.price_max is not None:
        conditions.append(Variant.price_minor <= search.price_max * 100)
    if search.price_min is not None:
        conditions.append(Variant.price_minor >= search.price_min * 100)
    if search.color is not None:
        conditions.append(func.lower(Variant.color) == search.color.lower())
    if search.size is not None:
        conditions.append(fits(search.size))
    return conditions


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
