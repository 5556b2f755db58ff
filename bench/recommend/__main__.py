"""`python -m bench.recommend`: how well suggestions foretell the next basket. See docs/recommender.md."""

import argparse
import sys
from itertools import chain
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from bench import machine
from bench.errors import BenchError
from bench.recommend.coupons import Lifts, measure_coupons
from bench.recommend.journey import journey_file, read_campaigns
from bench.recommend.sessions import KNOWN, hit_rates
from bench.recommend.sizes import measure_sizes, sizes_table
from bench.recommend.synthetic import SIZES
from hamrah.cli.progress import progress_bars
from hamrah.progress import Progress
from hamrah.recommend.comparing import SEED, Compared, baselines
from hamrah.recommend.evaluation import evaluate
from hamrah.recommend.interactions import DataError, Interactions, split_by_day
from hamrah.recommend.models.hamrah import Hamrah
from hamrah.recommend.reading import read_interactions
from hamrah.recommend.report import figures_tables

TEST_DAYS = 28.0


def main() -> int:
    """Measure and print; 0, or 2 where something is not there that it needs."""
    asked = _arguments()
    console = Console()
    console.print(machine.describe())
    try:
        with progress_bars() as show:
            if asked.sizes is not None:
                console.print(sizes_table(measure_sizes(asked.sizes or list(SIZES), show)))
                return 0
            journey = read_interactions([journey_file("transactions")])
            if asked.data is not None:
                _next_basket("Online Retail II", read_interactions(_files(asked.data)), console, show)
            _next_basket("Complete Journey", journey, console, show)
            console.print(_coupon_table(measure_coupons(journey, read_campaigns(journey), show)))
            console.print(sizes_table(measure_sizes(list(SIZES), show)))
    except (BenchError, DataError) as error:
        Console(stderr=True).print(f"bench: {error}", markup=False, highlight=False, soft_wrap=True)
        return 2
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.recommend", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder of Online Retail II's parquet files")
    said = "only what shops of a size cost (all sizes if none is named)"
    parser.add_argument("--sizes", nargs="*", choices=SIZES, help=said)
    return parser.parse_args()


def _files(folder: Path) -> list[Path]:
    files = sorted(folder.glob("*.parquet"))
    if not files:
        raise BenchError(f"{folder} holds no parquet file: give the folder of Online Retail II with --data.")
    return files


def _next_basket(title: str, data: Interactions, console: Console, show: Progress) -> None:
    """All models on the last four weeks, then ours with part of the basket known."""
    parted = split_by_day(data, data.end - TEST_DAYS)
    ours = Hamrah(tell=show)
    seen = evaluate(chain(baselines(), [ours]), parted, SEED, show)
    compared = Compared(len(parted.customers), len(data.items), data.n_items, seen, ours.decisions())
    console.print(figures_tables(compared, f"{title}, first basket of the last {TEST_DAYS:.0f} days"))
    baskets, rates = hit_rates(ours, parted, SEED)
    error = float(np.sqrt(0.25 / max(baskets, 1)))
    said = ", ".join(f"{known} known: {rate:.3f}" for known, rate in zip(KNOWN, rates, strict=True))
    console.print(f"HitRate@10 on the rest of {baskets:,} baskets (standard error below {error:.3f}): {said}.")


def _coupon_table(seen: Lifts) -> Table:
    table = Table(
        title=f"Complete Journey's coupons: {seen.campaigns} campaigns, {seen.customers:,} customers, "
        f"{seen.redeemers} redeemed"
    )
    table.add_column("ranked by")
    table.add_column("redeemers in the top tenth", justify="right")
    table.add_column("times random", justify="right")
    rows = {
        "random (expected)": None,
        "most frequent buyers": seen.frequent,
        "most frequent buyers of the coupons' items": seen.frequent_of_items,
        "ours": seen.ours,
    }
    for name, lift in rows.items():
        found = seen.ours.expected if lift is None else lift.found
        table.add_row(name, f"{found:.1f}", f"{1.0 if lift is None else lift.times:.2f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
