"""The Spark job finds what Hamrah's own code finds in the same order lines, and keeps to itself meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from hamrah.recommend.facts import POPULAR, recent_popularity
from hamrah.recommend.interactions import Interactions
from hamrah.recommend.neighbours import LONGEST_HISTORY, NEIGHBOURS, SHRINK, Company, find_neighbours
from hamrah.recommend.spark_tables import LEVELS, SparkTables, read_tables

from .order_lines import make_lines
from .spark import Finished, run_job

HALF_LIFE_DAYS = 20.0
CLOSE = 1e-6


@dataclass(frozen=True, eq=False)
class Done:
    """A job that ran, what it wrote, and the same lines as Hamrah's own code takes them."""

    finished: Finished
    folder: Path
    tables: SparkTables
    data: Interactions
    ids: np.ndarray


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("spark")
    lines = make_lines()
    lines.write(folder / "lines.parquet")
    finished = run_job(folder, "lines.parquet", "--out", "tables", "--half-life-days", str(HALF_LIFE_DAYS))
    assert finished.code == 0, finished.said
    return Done(finished, folder, read_tables(folder / "tables"), *lines.interactions())


def groups(data: Interactions, level: str) -> np.ndarray:
    return {"customers": data.customers, "baskets": data.baskets}[level]


def hold_equal(found: Company, expected: Company) -> None:
    """The same figures in the same order, and the same ids but among those as close as the last, where any may be
    kept."""
    (found_ids, found_scores), (ids, scores) = found, expected
    assert found_scores == pytest.approx(scores, abs=CLOSE)
    mine, theirs = (
        dict(zip(a.tolist(), b.tolist(), strict=True)) for a, b in ((found_ids, found_scores), (ids, scores))
    )
    bar = scores[-1] + CLOSE if len(scores) else 0.0
    assert {one for one, score in mine.items() if score > bar} == {one for one, score in theirs.items() if score > bar}
    assert all(mine[one] == pytest.approx(theirs[one], abs=CLOSE) for one in mine.keys() & theirs.keys())


@pytest.mark.parametrize("level", LEVELS)
def test_the_lines_reach_every_bound(done: Done, level: str) -> None:
    data = done.data
    sizes = np.unique(np.unique(np.stack([groups(data, level), data.items]), axis=1)[0], return_counts=True)[1]
    assert sizes.max() > LONGEST_HISTORY
    counts = np.diff(done.tables.levels[level].neighbours.bounds)
    assert counts.max() == NEIGHBOURS > counts.min()
    assert len(done.tables.popularity[0]) == data.n_items > POPULAR


@pytest.mark.parametrize("level", LEVELS)
def test_neighbours_are_those_of_our_own_code(done: Done, level: str) -> None:
    expected = find_neighbours(groups(done.data, level), done.data.items, done.data.n_items)
    found = done.tables.levels[level]
    with_any = np.flatnonzero(np.diff(expected.bounds))
    assert found.products.tolist() == done.ids[with_any].tolist()
    for place, item in enumerate(with_any.tolist()):
        others, closeness = expected.get(item)
        hold_equal(found.neighbours.get(place), (done.ids[others], closeness))


def test_popularity_is_that_of_our_own_code(done: Done) -> None:
    items, scores = recent_popularity(done.data, done.data.end, HALF_LIFE_DAYS)
    found, figures = done.tables.popularity
    hold_equal((found[:POPULAR], figures[:POPULAR]), (done.ids[items], scores))
    assert sorted(found.tolist()) == done.ids.tolist()


def test_the_run_is_recorded(done: Done) -> None:
    data = done.data
    span = {"first_day": data.begin, "last_day": data.end, "lines": len(data.items)}
    bounds = {"neighbours": NEIGHBOURS, "longest_history": LONGEST_HISTORY, "shrink": SHRINK}
    assert done.tables.run == {**span, **bounds, "half_life_days": HALF_LIFE_DAYS}


def test_nobody_else_can_reach_it(done: Done) -> None:
    assert done.finished.addresses
    assert all(address.is_loopback for address in done.finished.addresses)


def test_tables_are_never_overwritten(done: Done) -> None:
    before = {path: path.read_bytes() for path in (done.folder / "tables").rglob("*") if path.is_file()}
    again = run_job(done.folder, "lines.parquet", "--out", "tables", "--half-life-days", "1")
    assert again.code == 1
    assert "tables/item_neighbours already exists" in last_line(again)
    assert {path: path.read_bytes() for path in before} == before


def no_column(text: str) -> str:
    return text.replace("basket", "trolley")


def no_number(text: str) -> str:
    return text.replace("4,1,7,19000", "Zarmeena,1,7,19000").replace("4,1,8,", "4,1,,").replace("19001.5", "1641000000")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (no_column, "lines.csv: has no column basket; it has customer, trolley, item, day"),
        (no_number, "3 lines have a customer, basket or item that is no number, or no day"),
    ],
)
def test_lines_that_cannot_be_used_are_told_in_one_line(tmp_path: Path, spoil: Callable[[str], str], why: str) -> None:
    text = "customer,basket,item,day\n4,1,7,19000\n4,1,8,19000\n,2,7,19001.5\n"
    (tmp_path / "lines.csv").write_text(spoil(text), encoding="utf-8")
    finished = run_job(tmp_path, "lines.csv", "--out", "tables", "--half-life-days", "30")
    assert finished.code == 1
    assert last_line(finished) == f"neighbours_job: {why}"
    assert "Traceback" not in finished.said
    assert "Zarmeena" not in finished.said
    assert not (tmp_path / "tables").exists()


def last_line(finished: Finished) -> str:
    return finished.said.strip().splitlines()[-1]
