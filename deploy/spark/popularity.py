"""What is bought of late: the same figures as `recent_popularity` in Hamrah's `hamrah/recommend/facts.py`."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def recent_popularity(purchases: DataFrame, now: float, half_life_days: float) -> DataFrame:
    """A row a product: `product_id` and `score`, the most popular one's being 1. Whoever needs the best cuts there.

    Each customer counts `0.5^(age / half_life_days)`, by the days from their last purchase of the item to `now`.
    """
    last = purchases.groupBy("customer", "item").agg(F.max("day").alias("day"))
    weight = F.pow(F.lit(0.5), (F.lit(now) - F.col("day")) / half_life_days)
    sums = last.groupBy("item").agg(F.sum(weight).alias("weight")).where("weight > 0")
    top = sums.agg(F.max("weight").alias("top"))
    score = F.col("weight") / F.col("top")
    return sums.crossJoin(top).select(F.col("item").alias("product_id"), score.alias("score"))
