"""Reading order lines: what every table of the job is counted from."""

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

COLUMNS = {"customer": "bigint", "basket": "bigint", "item": "bigint", "day": "double"}
FAR = 1e6
"""Days that nobody counts from 1970; seconds, or what is no number, reach it."""


class LinesError(Exception):
    """Order lines cannot be used; the message is one line."""


def read_purchases(spark: SparkSession, paths: list[str]) -> DataFrame:
    """One row a product in a basket, of parquet or csv (by the name's end; else parquet) with the columns `COLUMNS`.

    `day` counts days since 1970 (UTC, with fractions); a basket has the earliest of its lines. A line without a
    customer is a guest's, and each guest's basket is a customer of its own: minus the basket. Raises `LinesError` for
    a missing column, a line whose basket, item or day is no number, and where there is no line.
    """
    lines = _read(spark, paths[0])
    for path in paths[1:]:
        lines = lines.unionByName(_read(spark, path))
    _check(lines)
    lines = lines.withColumn("customer", F.coalesce("customer", -F.col("basket")))
    once = lines.groupBy("customer", "basket", "item").agg(F.min("day").alias("day"))
    return once.withColumn("day", F.min("day").over(Window.partitionBy("customer", "basket")))


def _read(spark: SparkSession, path: str) -> DataFrame:
    is_csv = path.lower().endswith((".csv", ".csv.gz"))
    table = spark.read.csv(path, header=True) if is_csv else spark.read.parquet(path)
    missing = [name for name in COLUMNS if name not in table.columns]
    if missing:
        raise LinesError(f"{path}: has no column {', '.join(missing)}; it has {', '.join(table.columns)}")
    # A customer that is no number must not pass for a guest.
    strange = F.col("customer").isNotNull() & F.col("customer").try_cast("bigint").isNull()
    columns = [F.col(name).try_cast(kind).alias(name) for name, kind in COLUMNS.items()]
    return table.select(*columns, strange.alias("strange"))


def _check(lines: DataFrame) -> None:
    no_day = F.isnull("day") | (F.abs("day") >= FAR)
    unread = F.col("strange") | F.isnull("basket") | F.isnull("item") | no_day
    found = lines.agg(F.count("*").alias("all"), F.count_if(unread).alias("unread")).first()
    if found is None or not found["all"]:
        raise LinesError("there is no order line in it")
    if found["unread"]:
        raise LinesError(f"{found['unread']} lines have a customer, basket or item that is no number, or no day")
