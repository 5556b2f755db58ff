"""The model run that is served. Its weights, trees and popular items are read once a process and run."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypeVar
from weakref import WeakSet

import numpy as np
from sqlalchemy import Connection, Engine, bindparam, select

from hamrah.crm.prepared import Prepared, among
from hamrah.crm.recommendations import ItemFacts, ItemNeighbour, ItemPopularity, ModelRun, ScopedPopularity
from hamrah.recommend.arrays import Floats, Ints
from hamrah.recommend.blend import Weights
from hamrah.recommend.facts import FACTS, POPULAR
from hamrah.recommend.fit import BASKETS, CUSTOMERS
from hamrah.recommend.neighbours import NOBODY, Company
from hamrah.recommend.order_lines import DAY_S
from hamrah.recommend.packing import pack_facts, unpack_company, unpack_facts
from hamrah.recommend.reranker import Reranker
from hamrah.recommend.scopes import CATEGORY, CITY

COMPANY_KEPT, FACTS_KEPT = 50_000, 200_000
"""Products of a run, those bought most, whose neighbours (2 KB each) and facts (0.2 KB each) a process keeps."""
MET_KEPT = 10_000
"""Other products that were asked for, whose neighbours and facts it keeps beside those."""
LOADED_AT_ONCE = 2_000
RUNS_KEPT = 4
"""Runs whose model a process keeps: the one served, and another store's or an older one while it is still asked for."""


@dataclass(frozen=True, eq=False)
class Model:
    """What of a run is the same for everybody.

    By product: its `facts`, packed, and its `company` over customers and over baskets, of what is bought most; and
    both of what else was asked for (`facts_met`, `company_met`). `popular_in` has what is popular in the categories and
    cities (scope and key) that were asked for.
    """

    weights: Weights
    reranker: Reranker | None
    popular: Company
    facts: dict[int, bytes] = field(default_factory=dict)
    company: dict[int, tuple[Company, Company]] = field(default_factory=dict)
    facts_met: dict[int, bytes] = field(default_factory=dict)
    company_met: dict[int, tuple[Company, Company]] = field(default_factory=dict)
    popular_in: dict[tuple[str, str], Company] = field(default_factory=dict)


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


_CURRENT = Prepared(
    select(ModelRun.id, ModelRun.model, ModelRun.fitted_at, ModelRun.data_until)
    .where(ModelRun.current)
    .order_by(ModelRun.id.desc())
    .limit(1)
)
_BEFORE = Prepared(
    select(ModelRun.id, ModelRun.model, ModelRun.fitted_at, ModelRun.data_until)
    .where(ModelRun.id < bindparam("run"))
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
_BOUGHT_MOST = (
    select(ItemPopularity.product_id)
    .where(ItemPopularity.model_run == bindparam("run"))
    .order_by(ItemPopularity.score.desc(), ItemPopularity.product_id)
    .limit(bindparam("most"))
)
_NEIGHBOURS = Prepared(
    select(ItemNeighbour.level, ItemNeighbour.product_id, ItemNeighbour.neighbours).where(
        ItemNeighbour.model_run == bindparam("run"),
        ItemNeighbour.level.in_((CUSTOMERS, BASKETS)),
        among(ItemNeighbour.product_id, "products"),
    )
)
_FACTS = Prepared(
    select(ItemFacts.product_id, ItemFacts.facts).where(
        ItemFacts.model_run == bindparam("run"), among(ItemFacts.product_id, "products")
    )
)
_SCOPED = Prepared(
    select(ScopedPopularity.scope, ScopedPopularity.key, ScopedPopularity.product_id, ScopedPopularity.score).where(
        ScopedPopularity.model_run == bindparam("run"),
        ScopedPopularity.scope.in_((CATEGORY, CITY)),
        among(ScopedPopularity.key, "keys"),
    )
)

_Key = TypeVar("_Key")
_Kept = TypeVar("_Kept")
_kept: dict[tuple[int, datetime], Model] = {}
_reading = threading.Lock()
_looked_after: WeakSet[Engine] = WeakSet()
"""Stores whose runs are loaded ahead in this process."""


def current_run(connection: Connection) -> Run | None:
    """The run that is served now; None before the first fit.

    Where `load_ahead` looks after a store, the run before is served on until this process has the new one's model.
    """
    found = _CURRENT.rows(connection)
    if not found:
        return None
    number, name, fitted_at, data_until = found[0]
    model = _kept.get((number, fitted_at))
    if model is None and connection.engine in _looked_after:
        for last, its_name, then, until in _BEFORE.rows(connection, run=number):
            older = _kept.get((last, then))
            if older is not None:
                return Run(last, its_name, then, until, older)
    return Run(number, name, fitted_at, data_until, model or _model_of(connection, number, fitted_at))


def load_ahead(connection: Connection) -> int | None:
    """Read the current run's model before anybody asks, with what it knows of the products that are bought most.

    The number of a run that was read; None where there is none, or this process has it. From the first call on nobody
    who asks this store waits for a model while that of the run before is there, so this must be called again and again.
    """
    _looked_after.add(connection.engine)
    for number, name, fitted_at, data_until in _CURRENT.rows(connection):
        if (number, fitted_at) not in _kept:
            run = Run(number, name, fitted_at, data_until, _read_model(connection, number))
            _read_most_bought(connection, run)
            with _reading:
                _publish((number, fitted_at), run.model)
            return int(number)
    return None


def _read_most_bought(connection: Connection, run: Run) -> None:
    most = [product for (product,) in connection.execute(_BOUGHT_MOST, {"run": run.id, "most": FACTS_KEPT})]
    model = run.model
    for begin in range(0, min(len(most), COMPANY_KEPT), LOADED_AT_ONCE):
        model.company.update(_company_of(connection, run, most[begin : min(begin + LOADED_AT_ONCE, COMPANY_KEPT)]))
    for begin in range(0, len(most) if model.reranker is not None else 0, LOADED_AT_ONCE):
        model.facts.update(_FACTS.rows(connection, run=run.id, products=most[begin : begin + LOADED_AT_ONCE]))


def read_neighbours(
    connection: Connection, run: Run, products: Sequence[int]
) -> tuple[dict[int, Company], dict[int, Company]]:
    """The neighbours of some products over customers, and those over baskets."""
    most, met = run.model.company, run.model.company_met
    found = {one: both for one in products if (both := most.get(one) or met.get(one)) is not None}
    missing = [product for product in products if product not in found]
    if missing:
        new = _company_of(connection, run, missing)
        found |= new
        _keep(met, new)
    return {one: both[0] for one, both in found.items()}, {one: both[1] for one, both in found.items()}


def _company_of(connection: Connection, run: Run, products: Sequence[int]) -> dict[int, tuple[Company, Company]]:
    read: dict[int, dict[str, Company]] = {product: {} for product in products}
    for level, product, packed in _NEIGHBOURS.rows(connection, run=run.id, products=products):
        read[product][level] = unpack_company(packed)
    return {one: (both.get(CUSTOMERS, NOBODY), both.get(BASKETS, NOBODY)) for one, both in read.items()}


def read_facts(connection: Connection, run: Run, products: Ints) -> Floats:
    """The rows of `FACTS` of some products; NaN for those without."""
    most, met = run.model.facts, run.model.facts_met
    wanted = products.tolist()
    found = [most.get(product) or met.get(product) for product in wanted]
    missing = [product for product, packed in zip(wanted, found, strict=True) if packed is None]
    if missing:
        new = dict.fromkeys(missing, _UNKNOWN) | dict(_FACTS.rows(connection, run=run.id, products=missing))
        _keep(met, new)
        found = [new[product] if packed is None else packed for product, packed in zip(wanted, found, strict=True)]
    return unpack_facts(b"".join(packed for packed in found if packed is not None))


def read_scoped(connection: Connection, run: Run, scopes: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Company]:
    """What is popular in some scopes (`CATEGORY` or `CITY` with the key); those where nothing is are left out."""
    met = run.model.popular_in
    found = {scope: met[scope] for scope in scopes if scope in met}
    missing = [scope for scope in scopes if scope not in found]
    if missing:
        rows: dict[tuple[str, str], list[tuple[int, float]]] = {scope: [] for scope in missing}
        for name, key, product, share in _SCOPED.rows(connection, run=run.id, keys=[key for _, key in missing]):
            if (name, key) in rows:
                rows[name, key].append((product, share))
        new = {scope: _company(those) for scope, those in rows.items()}
        _keep(met, new)
        found |= new
    return {scope: company for scope, company in found.items() if len(company[0])}


def _company(rows: Sequence[tuple[int, float]]) -> Company:
    return np.array([one for one, _ in rows], dtype=np.int64), np.array([score for _, score in rows])


def _keep(met: dict[_Key, _Kept], new: Mapping[_Key, _Kept]) -> None:
    """Begin anew when there are too many: what is asked for again and again is soon there again."""
    if len(met) + len(new) > MET_KEPT:
        met.clear()
    met.update(new)


_UNKNOWN = pack_facts(np.full(len(FACTS), np.nan))


def _model_of(connection: Connection, run: int, fitted_at: datetime) -> Model:
    """The model of a run, which is never changed: read when it is first asked for."""
    key = (run, fitted_at)
    known = _kept.get(key)
    if known is not None:
        return known
    with _reading:
        return _kept.get(key) or _publish(key, _read_model(connection, run))


def _publish(key: tuple[int, datetime], model: Model) -> Model:
    for old in list(_kept)[: max(len(_kept) - RUNS_KEPT + 1, 0)]:
        del _kept[old]
    _kept[key] = model
    return model


def _read_model(connection: Connection, run: int) -> Model:
    weights, trees = connection.execute(_MODEL, {"run": run}).one()
    known = {field.name for field in fields(Weights)}
    popular = connection.execute(_POPULAR, {"run": run}).tuples().all()
    return Model(
        Weights(**{name: value for name, value in weights.items() if name in known}),
        None if trees is None else Reranker.from_text(trees),
        _company(popular),
    )
