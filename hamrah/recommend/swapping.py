"""The fit of a store: read, learn without holding anything, write the tables of a new run, make it the current one."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain, islice

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.orm import Session

from hamrah.crm.base import Base, utc_now
from hamrah.crm.catalogue import Product
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.recommendations import ItemFacts, ItemNeighbour, ItemPopularity, ModelRun, ScopedPopularity
from hamrah.recommend.backtest import MOST_WINDOWS
from hamrah.recommend.blend import Weights
from hamrah.recommend.evaluation import Tell, silent
from hamrah.recommend.fit import BLEND, WEEK, Fitted, Row, fit
from hamrah.recommend.interactions import DataError
from hamrah.recommend.order_lines import DAY_S, read_purchases
from hamrah.recommend.packing import pack_company
from hamrah.recommend.spark_tables import SparkTables

TABLES: tuple[type[Base], ...] = (ItemNeighbour, ItemFacts, ItemPopularity, ScopedPopularity)
AT_ONCE = 10_000


def fit_store(sessions: Sessions, tell: Tell = silent) -> ModelRun:
    """Fit on all orders that stand and swap the tables in.

    Nothing is locked while reading and fitting, which may take minutes: others go on writing, and what they write
    meanwhile is of the next fit. The new tables come in one short transaction.
    """
    now = utc_now()
    with sessions() as session:
        purchases = read_purchases(session, now - WEEK)
    fitted = fit(purchases, now, tell)
    del purchases
    with transaction(sessions) as session:
        return swap_in(session, fitted, tell)


def is_fitted(session: Session) -> bool:
    """Whether the store has a current run, so that something can be suggested."""
    return session.scalar(select(ModelRun.id).where(ModelRun.current).limit(1)) is not None


def fit_and_swap(session: Session, tell: Tell = silent, most_windows: int = MOST_WINDOWS) -> ModelRun:
    """The same in the caller's transaction, for a store that nobody else is using yet."""
    now = utc_now()
    return swap_in(session, fit(read_purchases(session, now - WEEK), now, tell, most_windows), tell)


def swap_in(session: Session, fitted: Fitted, tell: Tell = silent) -> ModelRun:
    """Write the tables of a run, make it the current one, drop what older ones wrote but for the run before.

    All in the caller's transaction: whoever reads meanwhile sees the old tables whole, then the new ones whole. The run
    before is served on by processes that have not read the new one's model yet.
    """
    tell("write", 0, 1)
    last = _current(session)
    run = _replace(session, ModelRun(**fitted.run(), current=True), last)
    _write(session, ItemNeighbour, run.id, fitted.neighbour_rows())
    _write(session, ItemFacts, run.id, fitted.facts_rows())
    _write(session, ItemPopularity, run.id, fitted.popularity_rows())
    _write(session, ScopedPopularity, run.id, fitted.scoped_rows())
    tell("write", 1, 1)
    return run


def take_in(session: Session, tables: SparkTables) -> ModelRun:
    """Make neighbours and popularity that a Spark job found the current ones, in the caller's transaction.

    Weights, trees, facts of items and what is popular by scope go on from the run before. Raises `DataError` for tables
    that name products the store does not have.
    """
    _check_products(session, tables)
    last = _current(session)
    begin, end = (datetime.fromtimestamp(tables.run[day] * DAY_S, UTC) for day in ("first_day", "last_day"))
    run = ModelRun(
        model=BLEND if last is None else last.model,
        fitted_at=utc_now(),
        data_from=begin,
        data_until=end,
        parameters={name: tables.run[name] for name in ("neighbours", "lines", "half_life_days", "longest_history")},
        weights=asdict(Weights()) if last is None else last.weights,
        figures={} if last is None else last.figures,
        reranker=None if last is None else last.reranker,
        current=True,
    )
    _replace(session, run, last)
    if last is not None:
        for table in (ItemFacts, ScopedPopularity):
            _copy(session, table, last.id, run.id)
    _write(session, ItemNeighbour, run.id, _neighbour_rows(tables))
    products, scores = (column.tolist() for column in tables.popularity)
    popular = ({"product_id": product, "score": score} for product, score in zip(products, scores, strict=True))
    _write(session, ItemPopularity, run.id, popular)
    return run


def _current(session: Session) -> ModelRun | None:
    return session.scalar(select(ModelRun).where(ModelRun.current).order_by(ModelRun.id.desc()).limit(1))


def _replace(session: Session, run: ModelRun, last: ModelRun | None) -> ModelRun:
    """Make a run the current one in place of the last, beside whose rows only those of the new one stay."""
    session.execute(update(ModelRun).values(current=False, reranker=None))
    session.add(run)
    session.flush()
    stay = [one.id for one in (last, run) if one is not None]
    for table in TABLES:
        session.execute(delete(table).where(table.__table__.c.model_run.not_in(stay)))
    return run


def _copy(session: Session, table: type[Base], of: int, run: int) -> None:
    """The rows of one run once more, as another's."""
    columns = table.__table__.c
    rows = select(*(literal(run) if one.name == "model_run" else one for one in columns)).where(columns.model_run == of)
    session.execute(insert(table).from_select([one.name for one in columns], rows))


def _neighbour_rows(tables: SparkTables) -> Iterator[Row]:
    for name, level in tables.levels.items():
        for place, product in enumerate(level.products.tolist()):
            packed = pack_company(*level.neighbours.get(place))
            yield {"level": name, "product_id": product, "neighbours": packed}


def _check_products(session: Session, tables: SparkTables) -> None:
    named = set(tables.popularity[0].tolist()).union(*(level.products.tolist() for level in tables.levels.values()))
    strange = named - set(session.scalars(select(Product.id)))
    if strange:
        raise DataError(f"the tables name {len(strange):,} products that the store does not have, as {min(strange)}")


def _write(session: Session, table: type[Base], run: int, rows: Iterable[Row]) -> None:
    waiting = iter(rows)
    for first in waiting:
        batch = chain([first], islice(waiting, AT_ONCE - 1))
        session.execute(insert(table), [{"model_run": run, **row} for row in batch])
