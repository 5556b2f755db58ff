"""What is bought of late: the same figures as `recent_popularity` in Hamrah's `hamrah/recommend/facts.py`."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

POPULAR = 400


def recent_popularity(purchases: DataFrame, now: float, half_life_days: float) -> DataFrame:
    """The `POPULAR` items with the most customers: `product_id` and `score`, the first's being 1.

    Each customer counts `0.5^(age / half_life_days)`, by the days from their last purchase of the item to `now`.
    """
    last = purchases.groupBy("customer", "item").agg(F.max("day").alias("day"))
    weight = F.pow(F.lit(0.5), (F.lit(now) - F.col("day")) / half_life_days)
    sums = last.groupBy("item").agg(F.sum(weight).alias("weight")).where("weight > 0")
    best = sums.orderBy(F.desc("weight"), "item").limit(POPULAR)
    top = best.agg(F.max("weight").alias("top"))
    score = F.col("weight") / F.col("top")
    return best.crossJoin(top).select(F.col("item").alias("product_id"), score.alias("score"))
