"""The fit of a store: read, learn without holding anything, write the tables of a new run, make it the current one."""

from collections.abc import Iterable
from itertools import chain, islice

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from hamrah.crm.base import Base, utc_now
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.recommendations import ItemFacts, ItemNeighbour, ItemPopularity, ModelRun, ScopedPopularity
from hamrah.recommend.backtest import MOST_WINDOWS
from hamrah.recommend.evaluation import Tell, silent
from hamrah.recommend.fit import WEEK, Fitted, Row, fit
from hamrah.recommend.order_lines import read_purchases

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


def fit_and_swap(session: Session, tell: Tell = silent, most_windows: int = MOST_WINDOWS) -> ModelRun:
    """The same in the caller's transaction, for a store that nobody else is using yet."""
    now = utc_now()
    return swap_in(session, fit(read_purchases(session, now - WEEK), now, tell, most_windows), tell)


def swap_in(session: Session, fitted: Fitted, tell: Tell = silent) -> ModelRun:
    """Write the tables of a run, make it the current one, drop what older ones wrote.

    All in the caller's transaction: whoever reads meanwhile sees the old tables whole, then the new ones whole.
    """
    tell("write", 0, 1)
    run = ModelRun(**fitted.run(), current=True)
    session.execute(update(ModelRun).values(current=False, reranker=None))
    session.add(run)
    session.flush()
    for table in TABLES:
        session.execute(delete(table).where(table.__table__.c.model_run != run.id))
    _write(session, ItemNeighbour, run.id, fitted.neighbour_rows())
    _write(session, ItemFacts, run.id, fitted.facts_rows())
    _write(session, ItemPopularity, run.id, fitted.popularity_rows())
    _write(session, ScopedPopularity, run.id, fitted.scoped_rows())
    tell("write", 1, 1)
    return run


def _write(session: Session, table: type[Base], run: int, rows: Iterable[Row]) -> None:
    waiting = iter(rows)
    for first in waiting:
        batch = chain([first], islice(waiting, AT_ONCE - 1))
        session.execute(insert(table), [{"model_run": run, **row} for row in batch])
