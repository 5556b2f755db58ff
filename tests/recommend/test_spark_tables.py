"""Tables of the Spark job are taken as they are, or refused in one line that says what is wrong where."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hamrah.recommend.interactions import DataError
from hamrah.recommend.spark_tables import read_tables

RUN = {
    **{"first_day": 19000.0, "last_day": 19100.5, "lines": 12, "half_life_days": 30.0},
    **{"neighbours": 50, "longest_history": 400, "shrink": 5.0},
}
Rows = dict[str, list[dict[str, Any]]]


def packed(*neighbours: tuple[int, float]) -> bytes:
    ids, closeness = zip(*neighbours, strict=True)
    return struct.pack(f"<{len(ids)}q{len(ids)}f", *ids, *closeness)


def row(level: str, product: int, *neighbours: tuple[int, float]) -> dict[str, Any]:
    return {"level": level, "product_id": product, "neighbours": packed(*neighbours)}


def tables() -> Rows:
    return {
        "item_neighbours": [
            row("customers", 30, (10, 0.5), (20, 0.25)),
            row("customers", 10, (30, 0.5)),
            row("baskets", 20, (2**40, 0.125)),
        ],
        "item_popularity": [{"product_id": 10, "score": 0.5}, {"product_id": 30, "score": 1.0}],
        "model_run": [dict(RUN)],
    }


def write(folder: Path, rows: Rows) -> Path:
    for name, table in rows.items():
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(table), folder / name / "part-00000.snappy.parquet")
        (folder / name / "_SUCCESS").touch()
    return folder


def test_tables_are_read(tmp_path: Path) -> None:
    read = read_tables(write(tmp_path, tables()))
    customers, baskets = read.levels["customers"], read.levels["baskets"]
    assert customers.products.tolist() == [10, 30]
    assert [part.tolist() for part in customers.neighbours.get(0)] == [[30], [0.5]]
    assert [part.tolist() for part in customers.neighbours.get(1)] == [[10, 20], [0.5, 0.25]]
    assert baskets.products.tolist() == [20]
    assert [part.tolist() for part in baskets.neighbours.get(0)] == [[2**40], [0.125]]
    assert [part.tolist() for part in read.popularity] == [[30, 10], [1.0, 0.5]]
    assert read.run == RUN


def test_a_table_may_come_in_several_files(tmp_path: Path) -> None:
    folder = write(tmp_path, tables())
    pq.write_table(
        pa.Table.from_pylist([row("baskets", 10, (20, 0.5))]), folder / "item_neighbours" / "part-00001.parquet"
    )
    assert read_tables(folder).levels["baskets"].products.tolist() == [10, 20]


def test_a_level_may_be_empty(tmp_path: Path) -> None:
    rows = tables()
    del rows["item_neighbours"][2]
    assert read_tables(write(tmp_path, rows)).levels["baskets"].products.tolist() == []


def add_neighbours(level: str, product: int, *neighbours: tuple[int, float]) -> Callable[[Rows], None]:
    return lambda rows: rows["item_neighbours"].append(row(level, product, *neighbours))


def cut_short(rows: Rows) -> None:
    rows["item_neighbours"][0]["neighbours"] = rows["item_neighbours"][0]["neighbours"][:-1]


def score(value: float | None) -> Callable[[Rows], None]:
    return lambda rows: rows["item_popularity"].append({"product_id": 40, "score": value})


def as_text(rows: Rows) -> None:
    for one in rows["item_popularity"]:
        one["product_id"] = str(one["product_id"])


NOT_OTHERS = "item_neighbours: the neighbours of product 40 (baskets) are not others, each once, by closeness in 0…1"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (add_neighbours("baskets", 40, (40, 0.5)), NOT_OTHERS),
        (add_neighbours("baskets", 40, (10, 0.25), (20, 0.5)), NOT_OTHERS),
        (add_neighbours("baskets", 40, (10, 0.5), (20, 0.4), (10, 0.3)), NOT_OTHERS),
        (add_neighbours("baskets", 40, (10, 1.5)), NOT_OTHERS),
        (add_neighbours("baskets", 40, (10, float("nan"))), NOT_OTHERS),
        (add_neighbours("customers", 10, (20, 0.5)), "item_neighbours: level customers: has product 10 twice"),
        (
            add_neighbours("visits", 10, (20, 0.5)),
            "item_neighbours: has no level but customers and baskets, not visits",
        ),
        (cut_short, "item_neighbours: the neighbours of product 30 (customers) are no whole number of them"),
        (score(0.0), "item_popularity: has a score that is not in 0…1"),
        (score(float("nan")), "item_popularity: has a score that is not in 0…1"),
        (score(None), "item_popularity: has a row without score"),
        (
            lambda rows: rows["item_popularity"].append(rows["item_popularity"][0]),
            "item_popularity: has product 10 twice",
        ),
        (as_text, "item_popularity: has no column product_id of type int64"),
        (lambda rows: rows["model_run"][0].pop("shrink"), "model_run: has no column shrink of type double"),
        (lambda rows: rows["model_run"].append(dict(RUN)), "model_run: has 2 rows instead of one"),
    ],
)
def test_rows_that_cannot_be_are_refused(tmp_path: Path, spoil: Callable[[Rows], Any], why: str) -> None:
    rows = tables()
    spoil(rows)
    with pytest.raises(DataError) as refused:
        read_tables(write(tmp_path, rows))
    assert str(refused.value) == f"{tmp_path}/{why}"


@pytest.mark.parametrize("name", list(tables()))
def test_a_table_that_is_missing_or_unfinished_is_refused(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, tables())
    (folder / name / "_SUCCESS").unlink()
    with pytest.raises(DataError, match=rf"{name}: the job did not finish it \(_SUCCESS is missing\)$"):
        read_tables(folder)
    (folder / name).rename(folder / "elsewhere")
    with pytest.raises(DataError, match=rf"{name}: no such folder$"):
        read_tables(folder)


def test_a_file_that_is_no_parquet_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = write(tmp_path, tables())
    (folder / "item_neighbours" / "part-00000.snappy.parquet").write_bytes(b"no parquet at all")
    with pytest.raises(DataError, match="item_neighbours: cannot be read as parquet: ") as refused:
        read_tables(folder)
    assert "\n" not in str(refused.value)
