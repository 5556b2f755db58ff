"""Which items go together: the same figures as Hamrah's `hamrah/recommend/neighbours.py`, over a cluster."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

LEVELS = {"customers": ["customer"], "baskets": ["customer", "basket"]}
"""What counts as together at each level: bought by the same customer, or in the same basket."""
NEIGHBOURS = 50
LONGEST_HISTORY = 400
"""Items of a customer or basket that count, the latest: the pairs grow with the square of it."""
SHRINK = 5.0


def find_neighbours(purchases: DataFrame, groups: list[str]) -> DataFrame:
    """The `NEIGHBOURS` closest items of each `item`: `other` and its `closeness` (0…1), a row each with its `rank`.

    Closeness is |both| / (sqrt(|one| |other|) + SHRINK) over the groups (Sarwar et al., 2001); of equally close ones
    the lower id comes first.
    """
    kept = _latest(purchases, groups)
    sizes = kept.groupBy("item").agg(F.sqrt(F.count("*")).alias("size"))
    others = sizes.withColumnsRenamed({"item": "other", "size": "its"})
    pairs = kept.join(kept.withColumnRenamed("item", "other"), groups).where("item < other")
    counted = pairs.groupBy("item", "other").agg(F.count("*").alias("both"))
    sized = counted.join(sizes, "item").join(others, "other")
    closeness = F.col("both") / (F.col("size") * F.col("its") + SHRINK)
    ways = F.array(F.struct("item", "other"), F.struct(F.col("other").alias("item"), F.col("item").alias("other")))
    each_way = sized.select(F.inline(ways), closeness.alias("closeness"))
    closest = Window.partitionBy("item").orderBy(F.desc("closeness"), "other")
    return each_way.withColumn("rank", F.row_number().over(closest)).where(F.col("rank") <= NEIGHBOURS)


def _latest(purchases: DataFrame, groups: list[str]) -> DataFrame:
    """Each group's items once, the `LONGEST_HISTORY` bought last: by day, then basket, then item."""
    last = purchases.groupBy(*groups, "item").agg(F.max(F.struct("day", "basket")).alias("last"))
    latest = Window.partitionBy(*groups).orderBy(F.desc("last"), F.desc("item"))
    ranked = last.withColumn("rank", F.row_number().over(latest))
    return ranked.where(F.col("rank") <= LONGEST_HISTORY).select(*groups, "item")
