"""Products under consideration, as the few columns that rules look at: whole rows are read only for the chosen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Category, Product, Stock, Variant
from hamrah.services.catalogue import Search
from hamrah.services.sizes import fits, fits_all


@dataclass(frozen=True)
class Candidate:
    """What the rules of suggesting need to know of a product; `colors` are those in which it can be had."""

    id: int
    category_id: int
    category: str
    department: str
    durable_days: int
    repeat_days: int
    brand: str | None
    material: str | None
    details: dict[str, Any]
    colors: frozenset[str] = frozenset()

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


def suggestible(
    session: Session, ids: Iterable[int], search: Search, sizes: Mapping[str, str], shop: str
) -> dict[int, Candidate]:
    """Those of the products that a shop can sell this person now and may suggest.

    In stock within price, colour, size and the stated `sizes` (kind → size), in a branch of the city asked for (without
    one in any: the shop delivers from all of them), and not age-restricted.
    """
    query = select(Variant.product_id, Variant.color).distinct().where(Variant.product_id.in_(list(ids)))
    colors: dict[int, set[str]] = {}
    for product, color in session.execute(_within(query, search, sizes)):
        colors.setdefault(product, set()).update([color] if color else [])
    if not colors:
        return {}
    sold = Product.active & ~Product.age_restricted & (Product.source == shop)
    return _read(session, _columns().where(Product.id.in_(colors), sold), colors)


def by_id(session: Session, ids: Iterable[int]) -> dict[int, Candidate]:
    """Products as candidates, whether they can be sold or not."""
    wanted = list(ids)
    return _read(session, _columns().where(Product.id.in_(wanted)), {}) if wanted else {}


def _within(query: Select[*tuple[Any, ...]], search: Search, sizes: Mapping[str, str]) -> Select[*tuple[Any, ...]]:
    lies = select(Stock.variant_id).where(Stock.quantity > 0)
    if search.city is not None:
        lies = lies.join(Branch, Branch.id == Stock.branch_id).where(func.lower(Branch.city) == search.city.lower())
    query = query.where(Variant.active, Variant.id.in_(lies.scalar_subquery()), fits_all(sizes))
    if search.price_max is not None:
        query = query.where(Variant.price_minor <= search.price_max * 100)
    if search.price_min is not None:
        query = query.where(Variant.price_minor >= search.price_min * 100)
    if search.color is not None:
        query = query.where(Variant.color == search.color)
    return query.where(fits(search.size)) if search.size is not None else query


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


def _read(session: Session, query: Select[*tuple[Any, ...]], colors: Mapping[int, set[str]]) -> dict[int, Candidate]:
    known = [Candidate(*row) for row in session.execute(query)]
    return {one.id: replace(one, colors=frozenset(colors.get(one.id, ()))) for one in known}
