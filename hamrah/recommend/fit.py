"""The nightly job: which products go together, which are bought lately, into fresh rows that are swapped in at once."""

from datetime import datetime
from typing import Any

import numpy as np
from scipy import sparse
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import utc_now
from hamrah.crm.catalogue import Variant
from hamrah.crm.orders import Order, OrderLine
from hamrah.crm.recommendations import ItemNeighbour, ItemPopularity, ModelRun

MODEL = "blend-1"
NEIGHBOURS = 50
HALF_LIFE_DAYS = 45.0


def fit_and_swap(session: Session) -> ModelRun:
    """Fit on all orders that were not cancelled, write the new tables, make them the current ones, drop the old.

    All in the caller's transaction: whoever reads meanwhile sees the old tables whole, then the new ones whole.
    """
    baskets = _read_baskets(session)
    times = [row[3] for row in baskets]
    run = ModelRun(
        model=MODEL,
        fitted_at=utc_now(),
        data_from=min(times, default=None),
        data_until=max(times, default=None),
        parameters={"neighbours": NEIGHBOURS, "half_life_days": HALF_LIFE_DAYS, "lines": len(baskets)},
        current=True,
    )
    session.execute(update(ModelRun).values(current=False))
    session.add(run)
    session.flush()
    if baskets:
        _write(session, ItemNeighbour, run.id, _neighbours(baskets))
        _write(session, ItemPopularity, run.id, _popularity(baskets, max(times)))
    for table in (ItemNeighbour, ItemPopularity):
        session.execute(delete(table).where(table.model_run != run.id))
    return run


Line = tuple[int, int, int, datetime]
"""Order, customer (or minus the order, where there is none), product, time."""


def _read_baskets(session: Session) -> list[Line]:
    query = (
        select(Order.id, Order.customer_id, Variant.product_id, Order.placed_at)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .where(Order.status != "cancelled", OrderLine.quantity > 0)
    )
    return [(order, customer or -order, product, at) for order, customer, product, at in session.execute(query)]


def _neighbours(baskets: list[Line]) -> list[dict[str, Any]]:
    """Cosine of products over baskets plus, at half weight, over customers; the strongest of each product."""
    products, columns = np.unique([line[2] for line in baskets], return_inverse=True)
    together = _cosine([line[0] for line in baskets], columns, len(products))
    together = together + 0.5 * _cosine([line[1] for line in baskets], columns, len(products))
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


def _popularity(baskets: list[Line], now: datetime) -> list[dict[str, Any]]:
    weight: dict[int, float] = {}
    for _, _, product, at in baskets:
        age = (now - at).total_seconds() / 86400
        weight[product] = weight.get(product, 0.0) + 0.5 ** (age / HALF_LIFE_DAYS)
    top = max(weight.values())
    return [{"product_id": product, "score": value / top} for product, value in weight.items()]


def _write(session: Session, table: type[ItemNeighbour] | type[ItemPopularity], run: int, rows: list[Any]) -> None:
    if rows:  # in a shop where nobody has bought two things yet, nothing goes together
        session.execute(insert(table), [{"model_run": run, **row} for row in rows])
