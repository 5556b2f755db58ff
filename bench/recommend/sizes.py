"""What shops of 10 thousand to 1 million customers cost: the tables' fit, and a suggestion through the service."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.table import Table
from threadpoolctl import threadpool_limits

from bench.recommend.synthetic import DAYS, SIZES, Size, as_interactions, draw_lines
from bench.recommend.synthetic_store import fill_store, note_views
from hamrah.crm.base import utc_now
from hamrah.crm.engine import Sessions, open_engine, open_sessions, transaction
from hamrah.crm.migrate import migrate
from hamrah.progress import Progress
from hamrah.recommend.evaluation import peak_mb, reset_peak
from hamrah.recommend.fit import Fitted, fit
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.learning import learn
from hamrah.recommend.order_lines import Purchases
from hamrah.recommend.served import load_ahead
from hamrah.recommend.swapping import swap_in
from hamrah.services.identity import Principal
from hamrah.services.recommendations import recommend
from hamrah.services.search import Search

SEED = 7
SAMPLED, ASKED = 3000, 400
"""Customers whose orders stand in the store, and how many of them are suggested to."""
WINDOWS = 2
"""Of the back-test that chooses weights and trees, on the sampled customers alone: its work is the same at any size."""


@dataclass(frozen=True)
class Cost:
    """Seconds of wall clock, megabytes at the peak, milliseconds a suggestion (wall clock, and the process's CPU)."""

    size: Size
    rows: int
    arrays_s: float
    tables_s: float
    peak_mb: float
    write_s: float
    store_mb: float
    trees: bool
    p50_ms: float
    p99_ms: float
    cpu_p50_ms: float


def measure_sizes(names: list[str], progress: Progress) -> list[Cost]:
    """Measure each of these `SIZES`, in stores that are gone afterwards."""
    costs = []
    for number, name in enumerate(names):
        progress("sizes", number, len(names))
        with TemporaryDirectory(prefix="hamrah-sizes-") as folder:
            costs.append(_measure(SIZES[name], Path(folder) / "shop.db"))
    progress("sizes", len(names), len(names))
    return costs


def _measure(size: Size, file: Path) -> Cost:
    engine = open_engine(f"sqlite:///{file}")
    migrate(engine)
    sessions = open_sessions(engine)
    lines = draw_lines(size, SEED)
    reset_peak()
    started = time.perf_counter()
    data = as_interactions(size, lines)
    del lines
    arrays_s = time.perf_counter() - started
    sample = np.sort(np.random.default_rng(SEED).choice(size.customers, SAMPLED, replace=False))
    fitted, tables_s, peak = _fit(size, data, sample)
    fill_store(sessions, size, data, sample)
    started = time.perf_counter()
    with transaction(sessions) as session:
        swap_in(session, fitted)
    write_s = time.perf_counter() - started
    rows, trees = len(data.items), fitted.learned.reranker is not None
    del data, fitted
    with threadpool_limits(1):  # as the bot sets it: threads that wait for each other cost more than they save here
        times = _ask(sessions, note_views(sessions, sample[:ASKED], size.products, SEED))
    engine.dispose()
    (p50, p99), cpu = np.percentile(times[:, 0], (50, 99)), np.percentile(times[:, 1], 50)
    store_mb = file.stat().st_size / 1e6
    return Cost(size, rows, arrays_s, tables_s, peak, write_s, store_mb, trees, float(p50), float(p99), float(cpu))


def _fit(size: Size, data: Interactions, sample: np.ndarray) -> tuple[Fitted, float, float]:
    """All tables of the whole shop; weights and trees are learnt on the sample, apart, and not timed."""
    learned = learn(data.where(np.isin(data.customers, sample)), "", SEED, lambda *_: None, WINDOWS)
    products = np.arange(1, size.products + 1)
    purchases = Purchases(data, products, ("thing",) * size.products, {}, len(data.items))
    started = time.perf_counter()
    fitted = fit(purchases, utc_now(), lambda *_: None, learned=learned)
    return fitted, time.perf_counter() - started, peak_mb()


def _ask(sessions: Sessions, people: list[Principal]) -> np.ndarray:
    """Wall clock and CPU (ms) of a suggestion for each, with the model loaded as the server does, and after a round."""
    with sessions() as session:
        load_ahead(session.connection())
    for warm in (True, False):
        times = [_ask_one(sessions, one) for one in (people[:50] if warm else people)]
    return np.array(times)


def _ask_one(sessions: Sessions, one: Principal) -> tuple[float, float]:
    with transaction(sessions) as session:
        wall, cpu = time.perf_counter(), time.process_time()
        found = recommend(session, one, Search())
        spent = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
    assert len(found) == 3, found
    return spent


def sizes_table(costs: list[Cost]) -> Table:
    """The costs side by side."""
    table = Table(
        title="Size: synthetic shops, tables and catalogue whole",
        caption=f"In the store stand the orders of {SAMPLED:,} customers of each ({DAYS:.0f} days); {ASKED} of them, "
        "with two products just looked at, are suggested three new ones on SQLite. Weights and trees are learnt on "
        "those customers, apart from the times shown.",
    )
    table.add_column("")
    for cost in costs:
        table.add_column(f"{cost.size.customers:,} customers", justify="right")
    rows: dict[str, Callable[[Cost], str]] = {
        "products": lambda cost: f"{cost.size.products:,}",
        "rows": lambda cost: f"{cost.rows:,}",
        "arrays of the rows, s": lambda cost: f"{cost.arrays_s:,.0f}",
        "neighbours and tables, s": lambda cost: f"{cost.tables_s:,.0f}",
        "peak memory, MB": lambda cost: f"{cost.peak_mb:,.0f}",
        "written and swapped in, s": lambda cost: f"{cost.write_s:,.0f}",
        "the store, MB": lambda cost: f"{cost.store_mb:,.0f}",
        "with trees": lambda cost: "yes" if cost.trees else "no",
        "a suggestion, p50 ms": lambda cost: f"{cost.p50_ms:.1f}",
        "a suggestion, p99 ms": lambda cost: f"{cost.p99_ms:.1f}",
        "CPU of a suggestion, p50 ms": lambda cost: f"{cost.cpu_p50_ms:.1f}",
    }
    for name, value in rows.items():
        table.add_row(name, *map(value, costs))
    return table
