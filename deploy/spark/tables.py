"""Writing the tables that Hamrah takes in."""

import struct
from collections.abc import Callable

from neighbours import LEVELS, LONGEST_HISTORY, NEIGHBOURS, SHRINK, find_neighbours
from popularity import recent_popularity
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def write_tables(purchases: DataFrame, folder: str, half_life_days: float) -> None:
    """`item_neighbours`, `item_popularity` and, last, `model_run` under `folder`, as parquet; none may be there yet."""
    purchases = purchases.persist()
    _neighbours(purchases).write.parquet(f"{folder}/item_neighbours")
    facts = purchases.agg(F.count("*").alias("lines"), F.min("day").alias("first_day"), F.max("day").alias("last_day"))
    known = facts.first().asDict()
    popularity = recent_popularity(purchases, known["last_day"], half_life_days)
    popularity.write.parquet(f"{folder}/item_popularity")
    parameters = {"neighbours": NEIGHBOURS, "longest_history": LONGEST_HISTORY, "shrink": SHRINK}
    run = {**known, "half_life_days": half_life_days, **parameters}
    purchases.sparkSession.createDataFrame([run]).coalesce(1).write.parquet(f"{folder}/model_run")
    purchases.unpersist()


def _neighbours(purchases: DataFrame) -> DataFrame:
    """A row an item and level; `neighbours` holds their ids, then how close each is, the closest first."""
    pack = _packer()
    levels = [
        find_neighbours(purchases, groups)
        .groupBy("item")
        .agg(F.sort_array(F.collect_list(F.struct("rank", "other", "closeness"))).alias("closest"))
        .select(
            F.lit(level).alias("level"),
            F.col("item").alias("product_id"),
            pack("closest.other", "closest.closeness").alias("neighbours"),
        )
        for level, groups in LEVELS.items()
    ]
    return levels[0].unionByName(levels[1])


def _packer() -> Callable[..., Column]:
    """Packs ids as little-endian int64, then closeness as float32. Made within a function, so that it travels to the
    executors by itself and they need no file of ours; without hints, which Spark would take for those of pandas."""

    def pack(ids, closeness):  # type: ignore[no-untyped-def]
        return struct.pack(f"<{len(ids)}q{len(ids)}f", *ids, *closeness)

    return F.udf(pack, "binary")
