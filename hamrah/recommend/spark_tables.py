"""Reading and checking what the Spark job (`deploy/spark/`) wrote: neighbours of both levels, popularity, its run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from hamrah.recommend.arrays import Ints
from hamrah.recommend.interactions import DataError
from hamrah.recommend.neighbours import Company, Neighbours

LEVELS = ("customers", "baskets")
BYTES_A_NEIGHBOUR = np.dtype("<i8").itemsize + np.dtype("<f4").itemsize
"""An id and how close it is."""
COLUMNS: Mapping[str, Mapping[str, pa.DataType]] = {
    "item_neighbours": {"level": pa.string(), "product_id": pa.int64(), "neighbours": pa.binary()},
    "item_popularity": {"product_id": pa.int64(), "score": pa.float64()},
    "model_run": {
        **{"first_day": pa.float64(), "last_day": pa.float64(), "lines": pa.int64()},
        **{"half_life_days": pa.float64(), "neighbours": pa.int64(), "longest_history": pa.int64()},
        "shrink": pa.float64(),
    },
}
FINISHED = "_SUCCESS"
"""The file that Spark leaves beside a table when all of it is written."""


@dataclass(frozen=True, eq=False)
class Level:
    """Place i of `neighbours` is product `products[i]`, in order of ids; the items there are ids of products too."""

    products: Ints
    neighbours: Neighbours


@dataclass(frozen=True, eq=False)
class SparkTables:
    """What the job found; `popularity` holds ids of products. `run` tells its data and parameters by name.

    `first_day` and `last_day` are days since 1970 (UTC), `lines` counts products in baskets.
    """

    levels: Mapping[str, Level]
    popularity: Company
    run: Mapping[str, float]


def read_tables(folder: Path) -> SparkTables:
    """Read the job's tables. Raises `DataError` for one that is missing, unfinished, or holds what cannot be."""
    tables = {name: _read(folder / name, columns) for name, columns in COLUMNS.items()}
    neighbours, run = tables["item_neighbours"], tables["model_run"].to_pylist()
    if len(run) != 1:
        raise DataError(f"{folder / 'model_run'}: has {len(run)} rows instead of one")
    strange = set(neighbours.column("level").unique().to_pylist()) - set(LEVELS)
    if strange:
        raise DataError(f"{folder / 'item_neighbours'}: has no level but {' and '.join(LEVELS)}, not {min(strange)}")
    levels = {level: _level(neighbours, level, folder / "item_neighbours") for level in LEVELS}
    return SparkTables(levels, _popularity(tables["item_popularity"], folder / "item_popularity"), run[0])


def _read(path: Path, columns: Mapping[str, pa.DataType]) -> pa.Table:
    if not path.is_dir():
        raise DataError(f"{path}: no such folder")
    if not (path / FINISHED).exists():
        raise DataError(f"{path}: the job did not finish it ({FINISHED} is missing)")
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{path}: cannot be read as parquet: {str(error).splitlines()[0]}") from None
    for name, kind in columns.items():
        if name not in table.column_names or table.schema.field(name).type != kind:
            raise DataError(f"{path}: has no column {name} of type {kind}")
        if table.column(name).null_count:
            raise DataError(f"{path}: has a row without {name}")
    return table


def _level(table: pa.Table, level: str, path: Path) -> Level:
    """The rows of a level, by product."""
    rows = table.filter(pc.equal(table.column("level"), level)).sort_by("product_id")
    products = _ids(rows, f"{path}: level {level}")
    packed = rows.column("neighbours").to_pylist()
    sizes = np.array([len(one) for one in packed], dtype=np.int64)
    if (sizes % BYTES_A_NEIGHBOUR).any():
        product = products[np.flatnonzero(sizes % BYTES_A_NEIGHBOUR)[0]]
        raise DataError(f"{path}: the neighbours of product {product} ({level}) are no whole number of them")
    counts = sizes // BYTES_A_NEIGHBOUR
    ids = [np.frombuffer(one, "<i8", count) for one, count in zip(packed, counts, strict=True)]
    closeness = [np.frombuffer(one, "<f4", offset=8 * count) for one, count in zip(packed, counts, strict=True)]
    bounds = np.append(0, np.cumsum(counts)).astype(np.int64)
    found = Neighbours(bounds, _joined(ids, np.int64), _joined(closeness, np.float64))
    _check(products, found, f"{path}: the neighbours of product {{}} ({level})")
    return Level(products, found)


def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate(parts).astype(kind) if parts else np.empty(0, dtype=kind)


def _check(products: Ints, found: Neighbours, whose: str) -> None:
    """Closeness lies in 0…1 and falls, nobody is its own neighbour or there twice; `whose` says where it is not so."""
    owners = np.repeat(np.arange(len(products)), np.diff(found.bounds))
    wrong = ~((found.scores > 0) & (found.scores <= 1)) | (found.items == products[owners])
    wrong[1:] |= (owners[1:] == owners[:-1]) & (found.scores[1:] > found.scores[:-1])
    order = np.lexsort((found.items, owners))
    same = (np.diff(owners[order]) == 0) & (np.diff(found.items[order]) == 0)
    wrong[order[1:][same]] = True
    if wrong.any():
        product = products[owners[np.flatnonzero(wrong)[0]]]
        raise DataError(f"{whose.format(product)} are not others, each once, by closeness in 0…1")


def _popularity(table: pa.Table, path: Path) -> Company:
    """Ids and scores, the highest first."""
    rows = table.sort_by("product_id")
    products, scores = _ids(rows, str(path)), np.asarray(rows.column("score").to_numpy(), dtype=np.float64)
    if not ((scores > 0) & (scores <= 1)).all():
        raise DataError(f"{path}: has a score that is not in 0…1")
    order = np.argsort(-scores, kind="stable")
    return products[order], scores[order]


def _ids(rows: pa.Table, where: str) -> Ints:
    """The products of rows that are sorted by them; each may be there once."""
    products = np.asarray(rows.column("product_id").to_numpy(), dtype=np.int64)
    twice = products[1:][np.diff(products) == 0]
    if len(twice):
        raise DataError(f"{where}: has product {twice[0]} twice")
    return products
