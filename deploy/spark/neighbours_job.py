"""The job: order lines in, the tables of item neighbours and popularity out. `README.md` says when and how."""

import argparse
import os
import sys
from pathlib import Path

from order_lines import LinesError, read_purchases
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from tables import write_tables

LOGGING = Path(__file__).with_name("log4j2.properties")
LOCAL = {
    "spark.master": "local[2]",
    "spark.driver.memory": "2g",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile={LOGGING}",
}
"""Without a cluster: two cores, nobody but this machine is listened to, no page, errors alone are logged.

It is for trying and for tests, where most of the time is compiling: the quick compiler does.
"""


def main() -> int:
    """Run the job; 1 and one line on stderr where it cannot be done."""
    wanted = _arguments()
    builder = SparkSession.builder.appName("hamrah-neighbours")
    if not wanted.cluster:
        os.environ["PYSPARK_PYTHON"] = sys.executable  # else any python3 that PATH finds packs the rows, or cannot
        builder = builder.config(map=LOCAL)
    spark = builder.getOrCreate()
    try:
        write_tables(read_purchases(spark, wanted.lines), wanted.out, wanted.half_life_days)
    except (LinesError, PySparkException, Py4JJavaError) as error:
        print(f"neighbours_job: {_in_one_line(error)}", file=sys.stderr)
        return 1
    finally:
        spark.stop()
    return 0


def _in_one_line(error: Exception) -> str:
    text = str(error.java_exception.getMessage()) if isinstance(error, Py4JJavaError) else str(error)
    return text.strip().splitlines()[0]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Count which items go together and which are bought of late.")
    parser.add_argument("lines", nargs="+", help="parquet or csv with customer, basket, item, day")
    parser.add_argument("--out", required=True, help="a folder for the tables, which are not in it yet")
    parser.add_argument("--half-life-days", type=_days, required=True, help="after how long a customer counts half")
    parser.add_argument("--cluster", action="store_true", help="leave master and network to spark-submit")
    return parser.parse_args()


def _days(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


if __name__ == "__main__":
    sys.exit(main())
