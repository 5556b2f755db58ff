"""Products under consideration, as the few columns that rules look at: whole rows are read only for the chosen."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, null, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category, Product, Variant
from hamrah.crm.prepared import Prepared, among
from hamrah.services.search import Search, product_conditions, variant_conditions
from hamrah.services.sizes import fits, fits_all
from hamrah.services.wishes import Wishes

EVERYBODY = "everyone"
WISHES_KEPT = 512
"""Queries that a process keeps: they differ by what was asked for and stated, and most people ask for nothing."""


class Candidate(NamedTuple):
    """What the rules of suggesting need to know of a product that can be had now."""

    id: int
    category_id: int
    category: str
    department: str
    brand: str | None
    material: str | None
    repeat_days: int
    worn_by: str
    """For whom it is (`women`, `men`, …), `EVERYBODY` where that does not matter."""
    size: str | None = None
    """One of the sizes that it comes in; None also where that was not asked."""
    in_liked_color: bool = False
    """Whether a variant that can be had comes in a colour that the person likes."""


def suggestible(
    session: Session, ids: Sequence[int], wishes: Wishes, shop: str, *, with_size: bool = False
) -> dict[int, Candidate]:
    """Those of the products that a shop can sell this person now and may suggest.

    They meet the search and are in stock within its price, colour and size and the sizes stated, in a branch of the
    city asked for (without one in any: the shop delivers from all of them); none is age-restricted.
    """
    if not ids:
        return {}
    colors = tuple(sorted(wishes.tastes.get("color", ())))
    query = _query(wishes.search, tuple(sorted(wishes.sizes.items())), colors, with_size)
    rows = query.rows(session.connection(), ids=ids)
    return {row[0]: Candidate(*row) for source, *row in rows if source == shop}


@lru_cache(maxsize=WISHES_KEPT)
def _query(search: Search, sizes: tuple[tuple[str, str], ...], colors: tuple[str, ...], with_size: bool) -> Prepared:
    # The shop is compared afterwards: told of it, SQLite reads the whole catalogue by the index over sources.
    can_be_had = _variant_conditions(search, dict(sizes))
    liked = [exists().where(*can_be_had, Variant.color.in_(colors))] if colors else []
    comes_in = select(func.min(Variant.size)).where(Variant.product_id == Product.id).scalar_subquery()
    return Prepared(
        select(
            Product.source,
            Product.id,
            Product.category_id,
            Category.code,
            Category.department,
            Product.brand,
            Product.material,
            Category.repeat_days,
            func.coalesce(Product.details["for"].as_string(), EVERYBODY),
            comes_in if with_size else null(),
            *liked,
        )
        .join(Category, Category.id == Product.category_id)
        .where(among(Product.id, "ids"))
        .where(Product.active, ~Product.age_restricted, *product_conditions(search), exists().where(*can_be_had))
    )


def _variant_conditions(search: Search, sizes: dict[str, str]) -> list[ColumnElement[bool]]:
    of_size = [] if search.size is None else [fits(search.size)]
    return [*variant_conditions(search), fits_all(sizes), *of_size]
