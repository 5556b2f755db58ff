"""The model run that is served. Its weights, trees and popular items are read once a process and run."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime

import numpy as np
from sqlalchemy import Connection, bindparam, select

from hamrah.crm.recommendations import ItemFacts, ItemNeighbour, ItemPopularity, ModelRun
from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.blend import Weights
from hamrah.recommend.facts import FACTS, POPULAR
from hamrah.recommend.neighbours import Company
from hamrah.recommend.order_lines import DAY_S
from hamrah.recommend.packing import pack_facts, unpack_company, unpack_facts
from hamrah.recommend.reranker import Reranker

RUNS_KEPT = 4
"""Runs whose model a process keeps: the one served, and another store's or an older one while it is still asked for."""


@dataclass(frozen=True, eq=False)
class Model:
    """What of a run is the same for everybody; `facts` are those that were asked for so far, packed, by product."""

    weights: Weights
    reranker: Reranker | None
    popular: Company
    facts: dict[int, bytes] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Run:
    """The run that is current: its number and name, when it was fitted, on purchases until when."""

    id: int
    name: str
    fitted_at: datetime
    data_until: datetime | None
    model: Model

    def day(self, now: datetime) -> float:
        """The day (since 1970) that `now` is by the shop's clock, which stood at its last purchase when it was fitted.

        So ages mean the same as in the back-test, also in a shop whose purchases end long ago.
        """
        until = self.data_until or self.fitted_at
        return (until.timestamp() + (now - self.fitted_at).total_seconds()) / DAY_S


_CURRENT = (
    select(ModelRun.id, ModelRun.model, ModelRun.fitted_at, ModelRun.data_until)
    .where(ModelRun.current)
    .order_by(ModelRun.id.desc())
    .limit(1)
)
_MODEL = select(ModelRun.weights, ModelRun.reranker).where(ModelRun.id == bindparam("run"))
_POPULAR = (
    select(ItemPopularity.product_id, ItemPopularity.score)
    .where(ItemPopularity.model_run == bindparam("run"))
    .order_by(ItemPopularity.score.desc(), ItemPopularity.product_id)
    .limit(POPULAR)
)
_NEIGHBOURS = select(ItemNeighbour.level, ItemNeighbour.product_id, ItemNeighbour.neighbours).where(
    ItemNeighbour.model_run == bindparam("run"),
    ItemNeighbour.level.in_(bindparam("levels", expanding=True)),
    ItemNeighbour.product_id.in_(bindparam("products", expanding=True)),
)
_FACTS = select(ItemFacts.product_id, ItemFacts.facts).where(
    ItemFacts.model_run == bindparam("run"), ItemFacts.product_id.in_(bindparam("products", expanding=True))
)

_kept: dict[tuple[int, datetime], Model] = {}
_reading = threading.Lock()


def current_run(connection: Connection) -> Run | None:
    """The run that is served now; None before the first fit."""
    row = connection.execute(_CURRENT).first()
    return None if row is None else Run(*row, _model_of(connection, row.id, row.fitted_at))


def read_neighbours(
    connection: Connection, run: Run, levels: Sequence[str], products: Sequence[int]
) -> dict[str, dict[int, Company]]:
    """By level, the neighbours of those products that have any."""
    found: dict[str, dict[int, Company]] = {level: {} for level in levels}
    if products:
        values = {"run": run.id, "levels": levels, "products": products}
        for level, product, packed in connection.execute(_NEIGHBOURS, values).all():
            found[level][product] = unpack_company(packed)
    return found


def read_facts(connection: Connection, run: Run, products: Ints) -> Floats:
    """The rows of `FACTS` of some products; NaN for those without."""
    wanted, known = products.tolist(), run.model.facts
    missing = [product for product in wanted if product not in known]
    if missing:
        rows = connection.execute(_FACTS, {"run": run.id, "products": missing})
        known.update(dict.fromkeys(missing, _UNKNOWN) | dict(rows.tuples().all()))
    return unpack_facts(b"".join([known[product] for product in wanted]))


_UNKNOWN = pack_facts(np.full(len(FACTS), np.nan))


def _model_of(connection: Connection, run: int, fitted_at: datetime) -> Model:
    """The model of a run, which is never changed: read when it is first asked for."""
    key = (run, fitted_at)
    known = _kept.get(key)
    if known is not None:
        return known
    with _reading:
        if key not in _kept:
            read = _read_model(connection, run)
            for old in list(_kept)[: max(len(_kept) - RUNS_KEPT + 1, 0)]:
                del _kept[old]
            _kept[key] = read
        return _kept[key]


def _read_model(connection: Connection, run: int) -> Model:
    weights, trees = connection.execute(_MODEL, {"run": run}).one()
    known = {field.name for field in fields(Weights)}
    popular = connection.execute(_POPULAR, {"run": run}).tuples().all()
    return Model(
        Weights(**{name: value for name, value in weights.items() if name in known}),
        None if trees is None else Reranker.from_text(trees),
        (np.array([one for one, _ in popular], dtype=np.int64), np.array([score for _, score in popular])),
    )
