"""The store's purchases as arrays: read in chunks of columns, so that tens of millions of lines fit."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import kept_line
from hamrah.recommend.arrays import Ints
from hamrah.recommend.interactions import Interactions, from_codes

CHUNK = 50_000
"""Rows that are Python's at one time."""
DAY_S = 86400.0
GUEST = ""
"""The label of every customer who is not known."""


@dataclass(frozen=True, eq=False)
class Purchases:
    """All that stands in the store of purchases.

    `lines` are they as interactions, whose item i is the product `products[i]` (ascending) of the category
    `categories[i]`, and which are `n_rows` order lines. Every order without a customer is a customer of its own, of one
    basket. `recent` has for each city the pairs (order, product) of late.
    """

    lines: Interactions
    products: Ints
    categories: tuple[str, ...]
    recent: dict[str, set[tuple[int, int]]]
    n_rows: int


def read_purchases(session: Session, recent_since: datetime) -> Purchases:
    """Read every line that was kept (see `kept_line`); `recent` are those since a moment."""
    numbers, owners, days = _read_orders(session)
    orders, bought = _columns(session, _LINES, 2)
    there = np.isin(orders, numbers)  # others may have written some since
    orders, bought = orders[there], bought[there]
    products, items = np.unique(bought, return_inverse=True)
    baskets = np.searchsorted(numbers, orders)
    known, codes = np.unique(owners[owners >= 0], return_inverse=True)
    customers = np.empty(len(owners), dtype=np.int64)
    customers[owners >= 0] = codes
    customers[owners < 0] = np.arange(int((owners < 0).sum())) + len(known)
    labels = (*map(str, known.tolist()), *(GUEST,) * int((owners < 0).sum()))
    codes_of_lines = (customers[baskets], items.astype(np.int64, copy=False), baskets)
    names = tuple(map(str, products.tolist()))
    lines = from_codes(codes_of_lines, days[baskets], np.ones(len(baskets)), labels, names)
    kinds: dict[int, str] = dict(session.execute(_KINDS).tuples().all())
    categories = tuple(kinds[product] for product in products.tolist())
    return Purchases(lines, products, categories, _read_recent(session, recent_since), len(orders))


_LINES = (
    select(OrderLine.order_id, Variant.product_id)
    .join(Order, Order.id == OrderLine.order_id)
    .join(Variant, Variant.id == OrderLine.variant_id)
    .where(kept_line())
)
_ORDERS = select(Order.id, func.coalesce(Order.customer_id, -1), Order.placed_at).order_by(Order.id)
_KINDS = select(Product.id, Category.code).join(Category, Category.id == Product.category_id)


def _read_orders(session: Session) -> tuple[Ints, Ints, Any]:
    """Ids of orders (ascending), their customers (-1: not known), their days since 1970."""
    numbers, owners, days = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)], [np.empty(0)]
    for ids, customers, times in _chunks(session, _ORDERS):
        numbers.append(np.array(ids, dtype=np.int64))
        owners.append(np.array(customers, dtype=np.int64))
        days.append(np.array([at.timestamp() for at in times]) / DAY_S)
    return np.concatenate(numbers), np.concatenate(owners), np.concatenate(days)


def _columns(session: Session, query: Select[*tuple[Any, ...]], width: int) -> list[Ints]:
    """The columns of whole numbers that a query gives."""
    parts = [[np.empty(0, dtype=np.int64)] for _ in range(width)]
    for chunk in _chunks(session, query):
        for part, column in zip(parts, chunk, strict=True):
            part.append(np.array(column, dtype=np.int64))
    return [np.concatenate(part) for part in parts]


def _chunks(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query as columns, so many at a time."""
    for rows in session.execute(query.execution_options(yield_per=CHUNK)).partitions():
        yield tuple(zip(*rows, strict=True))


def _read_recent(session: Session, since: datetime) -> dict[str, set[tuple[int, int]]]:
    """By the city that they went to or were made in, the orders of late with their products."""
    city = func.coalesce(Branch.city, Order.delivery_city)
    query = (
        select(city, Order.id, Variant.product_id)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .outerjoin(Branch, Branch.id == Order.branch_id)
        .where(kept_line(), Order.placed_at > since, city.is_not(None))
    )
    found: dict[str, set[tuple[int, int]]] = {}
    for cities, orders, products in _chunks(session, query):
        for where, order, product in zip(cities, orders, products, strict=True):
            found.setdefault(where, set()).add((order, product))
    return found
