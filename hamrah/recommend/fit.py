"""The nightly job: which products go together, which are bought lately, into fresh rows that are swapped in at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from scipy import sparse
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import Base, utc_now
from hamrah.crm.catalogue import Branch, Category, Product, Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.purchases import kept_line
from hamrah.crm.recommendations import ItemNeighbour, ItemPopularity, ModelRun, ScopedPopularity

MODEL = "blend-1"
NEIGHBOURS = 50
HALF_LIFE_DAYS = 45.0
WEEK = timedelta(days=7)
LEAST_BUYERS = 3
"""Of fewer orders in a city within a week nobody can say that something is liked there."""
MOST_OF_A_SCOPE = 50
TABLES: tuple[type[Base], ...] = (ItemNeighbour, ItemPopularity, ScopedPopularity)


@dataclass(frozen=True)
class Line:
    """That a product was bought: in which order, by whom (minus the order, where nobody is known), when, and where."""

    order: int
    customer: int
    product: int
    at: datetime
    category: str
    city: str | None


def fit_and_swap(session: Session) -> ModelRun:
    """Fit on all orders that stand, write the new tables, make them the current ones, drop the old.

    All in the caller's transaction: whoever reads meanwhile sees the old tables whole, then the new ones whole.
    """
    lines = _read_lines(session)
    times = [line.at for line in lines]
    run = ModelRun(
        model=MODEL,
        fitted_at=utc_now(),
        data_from=min(times, default=None),
        data_until=max(times, default=None),
        parameters={"neighbours": NEIGHBOURS, "half_life_days": HALF_LIFE_DAYS, "lines": len(lines)},
        current=True,
    )
    session.execute(update(ModelRun).values(current=False))
    session.add(run)
    session.flush()
    if lines:
        popularity = _popularity(lines, max(times))
        _write(session, ItemNeighbour, run.id, _neighbours(lines))
        _write(session, ItemPopularity, run.id, popularity)
        _write(session, ScopedPopularity, run.id, _liked_in_cities(lines, run.fitted_at - WEEK))
        _write(session, ScopedPopularity, run.id, _popular_of_kinds(lines, popularity))
    for table in TABLES:
        session.execute(delete(table).where(table.__table__.c.model_run != run.id))
    return run


def _read_lines(session: Session) -> list[Line]:
    query = (
        select(
            Order.id,
            Order.customer_id,
            Variant.product_id,
            Order.placed_at,
            Category.code,
            func.coalesce(Branch.city, Order.delivery_city),
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .join(Category, Category.id == Product.category_id)
        .outerjoin(Branch, Branch.id == Order.branch_id)
        .where(kept_line())
        .order_by(OrderLine.id)  # sums of fractions come out the same each time, and equals stay equal
    )
    rows = session.execute(query)
    return [
        Line(order, customer or -order, product, at, kind, city) for order, customer, product, at, kind, city in rows
    ]


def _neighbours(lines: list[Line]) -> list[dict[str, Any]]:
    """Cosine of products over baskets plus, at half weight, over customers; the strongest of each product."""
    products, columns = np.unique([line.product for line in lines], return_inverse=True)
    together = _cosine([line.order for line in lines], columns, len(products))
    together = together + 0.5 * _cosine([line.customer for line in lines], columns, len(products))
    rows = []
    matrix = together.tocsr()
    for index, product in enumerate(products):
        start, end = matrix.indptr[index], matrix.indptr[index + 1]
        scores, others = matrix.data[start:end], matrix.indices[start:end]
        for place in np.argsort(-scores)[:NEIGHBOURS]:
            rows.append(
                {
                    "product_id": int(product),
                    "neighbour_id": int(products[others[place]]),
                    "score": float(scores[place]),
                }
            )
    return rows


def _cosine(groups: list[int], columns: Any, width: int) -> Any:
    _, rows = np.unique(groups, return_inverse=True)
    bought = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(rows.max() + 1, width))
    bought.data[:] = 1.0
    product = (bought.T @ bought).tocoo()
    size = np.sqrt(product.tocsr().diagonal())
    off = product.row != product.col
    values = product.data[off] / (size[product.row[off]] * size[product.col[off]] + 5.0)
    return sparse.csr_matrix((values, (product.row[off], product.col[off])), shape=(width, width))


def _popularity(lines: list[Line], now: datetime) -> list[dict[str, Any]]:
    weight: dict[int, float] = {}
    for line in lines:
        age = (now - line.at).total_seconds() / 86400
        weight[line.product] = weight.get(line.product, 0.0) + 0.5 ** (age / HALF_LIFE_DAYS)
    top = max(weight.values())
    return [{"product_id": product, "score": value / top} for product, value in weight.items()]


def _liked_in_cities(lines: list[Line], since: datetime) -> list[dict[str, Any]]:
    """By city, in how many orders of these days each product was, relative to the one that was in most."""
    orders: dict[str, dict[int, set[int]]] = {}
    for line in lines:
        if line.city and line.at > since:
            orders.setdefault(line.city, {}).setdefault(line.product, set()).add(line.order)
    rows = []
    for city, products in orders.items():
        buyers = {product: float(len(found)) for product, found in products.items() if len(found) >= LEAST_BUYERS}
        rows += _scope("city", city, buyers, {product: int(many) for product, many in buyers.items()})
    return rows


def _popular_of_kinds(lines: list[Line], popularity: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By category, how much each product is bought lately, relative to the most bought there."""
    kinds = {line.product: line.category for line in lines}
    orders: dict[int, set[int]] = {}
    for line in lines:
        orders.setdefault(line.product, set()).add(line.order)
    scores: dict[str, dict[int, float]] = {}
    for row in popularity:
        scores.setdefault(kinds[row["product_id"]], {})[row["product_id"]] = row["score"]
    buyers = {product: len(found) for product, found in orders.items()}
    return [row for kind, found in scores.items() for row in _scope("category", kind, found, buyers)]


def _scope(scope: str, key: str, scores: dict[int, float], buyers: dict[int, int]) -> list[dict[str, Any]]:
    best = sorted(scores, key=lambda product: (-scores[product], product))[:MOST_OF_A_SCOPE]
    return [
        {
            "scope": scope,
            "key": key,
            "product_id": product,
            "score": scores[product] / scores[best[0]],
            "buyers": buyers[product],
        }
        for product in best
    ]


def _write(session: Session, table: type[Base], run: int, rows: list[dict[str, Any]]) -> None:
    if rows:  # in a shop where nobody has bought two things yet, nothing goes together
        session.execute(insert(table), [{"model_run": run, **row} for row in rows])
