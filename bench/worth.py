"""How long segments and worth take, and what memory, by the number of customers: `python -m bench.worth`.

Made-up sales go through what the nightly job computes; reading them from the store and writing what was found are not
in it. Each size runs in a process of its own, whose memory nothing else has grown.
"""

import argparse
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from rich.console import Console
from rich.table import Table

from bench.machine import describe

SIZES = (10_000, 100_000, 1_000_000)
PRODUCTS, CATEGORIES, DAYS, LINES_AN_ORDER = 20_000, 60, 540, 3


@dataclass(frozen=True, slots=True)
class Cost:
    """What was computed on, and its cost: seconds, and the most megabytes that the process held."""

    customers: int
    orders: int
    lines: int
    fit_s: float
    measure_s: float
    products_s: float
    sales_mb: float
    peak_mb: float


def measure_size(customers: int) -> Cost:
    """Make sales of so many customers and compute all that is kept of them. `fit_s` is in `measure_s`, timed again."""
    import numpy as np

    from hamrah.services.segments import segment_definitions
    from hamrah.worth.bg_nbd import Histories, fit_bg_nbd
    from hamrah.worth.favourites import favourites
    from hamrah.worth.measure import measure
    from hamrah.worth.rfm import Sales
    from hamrah.worth.rhythm import Bought, product_rhythms

    chance = np.random.default_rng(3)
    definitions = segment_definitions()
    first = chance.integers(0, DAYS, customers)
    orders = 1 + chance.poisson(chance.gamma(1.2, 10 / 1.2, customers) * (DAYS - first) / DAYS)
    who = np.repeat(np.arange(customers), orders)
    day = first[who] + (chance.random(len(who)) * (DAYS - first[who])).astype(np.int64)
    money = (chance.gamma(2.0, 2_000.0, len(who)) * 100).astype(np.int64)
    yes = np.ones(len(who), bool)
    sales = Sales(who, day, money, yes, yes)
    line = np.repeat(np.arange(len(who)), LINES_AN_ORDER)
    product = (PRODUCTS * chance.random(len(line)) ** 3).astype(np.int64)
    category = product % CATEGORIES
    bought = Bought(who[line], product, day[line], np.where(category < CATEGORIES // 4, 45, 0))
    before = _peak_mb()
    start = time.perf_counter()
    worth = measure(sales, DAYS, definitions)
    measured = time.perf_counter()
    favourites(bought.customer, category, definitions.favourite_categories)
    gaps = definitions.gaps
    product_rhythms(bought, DAYS, weight=gaps.weight_of_others, forget_after=gaps.forget_product_after)
    done = time.perf_counter()
    buyers = worth.buyers
    fit_bg_nbd(
        Histories(
            (buyers.purchases - 1).astype(float),
            (buyers.last_day - buyers.first_day) / 7,
            (DAYS - buyers.first_day) / 7,
        )
    )
    fitted = time.perf_counter()
    assert worth.buying.fitted and worth.spending.fitted
    times = fitted - done, measured - start, done - measured
    return Cost(customers, len(who), len(line), *times, before, _peak_mb())


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def table(costs: list[Cost]) -> Table:
    """The figures, one row a size."""
    shown = Table(title="Segments and worth, made-up sales", title_justify="left")
    for name in (
        "customers",
        "orders",
        "lines",
        "BG/NBD fit",
        "worth and segments",
        "products",
        "memory: sales",
        "peak",
    ):
        shown.add_column(name, justify="right")
    for cost in costs:
        counts = (f"{many:,}" for many in (cost.customers, cost.orders, cost.lines))
        seconds = (f"{one:.2f} s" for one in (cost.fit_s, cost.measure_s, cost.products_s))
        shown.add_row(*counts, *seconds, f"{cost.sales_mb:,.0f} MB", f"{cost.peak_mb:,.0f} MB")
    return shown


def main() -> None:
    """Measure each size and print the figures."""
    parser = argparse.ArgumentParser(description="Measure segments and worth.")
    parser.add_argument("--customers", type=int, nargs="+", default=SIZES)
    costs = []
    for customers in parser.parse_args().customers:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            costs.append(apart.submit(measure_size, customers).result())
    console = Console()
    console.print(describe())
    console.print(table(costs))


if __name__ == "__main__":
    main()
