"""Reading the parquet files in either layout, a batch of rows at a time, and judging each row."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import ENOENT
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from hamrah.integrations.online_retail.shop import Shop
from hamrah.language.strict_yaml import DataFileError

BATCH = 20_000
COLUMNS = {
    "invoice": ("Invoice", "InvoiceNo"),
    "code": ("StockCode",),
    "description": ("Description",),
    "quantity": ("Quantity",),
    "at": ("InvoiceDate",),
    "price": ("Price", "UnitPrice"),
    "customer": ("Customer ID", "CustomerID"),
    "country": ("Country",),
}
"""What we call a column, and what the 2009–2010 file and the 2010–2011 file call it."""

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sale:
    """A row that is part of an invoice; a cancellation's `quantity` is negative, `price` is in minor units."""

    invoice: str
    code: str
    description: str
    quantity: int
    price: int
    at: datetime
    customer: str | None
    country: str


class Unreadable(Exception):
    """A row cannot be used; the message is the reason as the rejects file gives it."""


class ParquetFile:
    """One of the files. Raises `DataFileError`, naming it, if it is no parquet file or lacks a column."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileNotFoundError(ENOENT, "no such file", str(path))
        try:
            self._file = pq.ParquetFile(path)
        except pa.ArrowInvalid as error:
            raise DataFileError(f"{path}: is no parquet file") from error
        self.rows = int(self._file.metadata.num_rows)
        names = set(self._file.schema_arrow.names)
        self._columns: dict[str, str] = {}
        for ours, theirs in COLUMNS.items():
            found = next((name for name in theirs if name in names), None)
            if found is None:
                raise DataFileError(f"{path}: has no column {' or '.join(theirs)}")
            self._columns[ours] = found

    def batches(self) -> Iterator[list[Raw]]:
        """The rows under our names of the columns, `BATCH` at a time."""
        for batch in self._file.iter_batches(batch_size=BATCH, columns=list(self._columns.values())):
            columns = [batch.column(name).to_pylist() for name in self._columns.values()]
            yield [dict(zip(self._columns, values, strict=True)) for values in zip(*columns, strict=True)]


class Judge:
    """Turns raw rows into sales, or says what is wrong with them."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._zone = ZoneInfo(shop.timezone)
        self._times: dict[Any, datetime] = {}

    def read(self, raw: Raw) -> Sale:
        """The sale in a row. Raises `Unreadable` with the reason for a row that is none."""
        invoice, code = _text(raw["invoice"]).upper(), _text(raw["code"]).upper()
        if not invoice:
            raise Unreadable("no_invoice")
        if not code:
            raise Unreadable("no_stock_code")
        if code in self._shop.accounting:
            raise Unreadable("accounting_entry")
        quantity, price = _number(raw["quantity"], "quantity"), _number(raw["price"], "price")
        customer = self._customer(raw["customer"])
        _check(invoice, quantity, price, customer)
        at = self._time(raw["at"])
        country = _text(raw["country"])
        minor = round(price * 100)
        return Sale(invoice, code, _text(raw["description"]), int(quantity), minor, at, customer, country)

    def _customer(self, value: Any) -> str | None:
        if value is None or value == "" or value != value:
            return None
        number = _number(value, "customer")
        if not number.is_integer() or number <= 0:
            raise Unreadable("unreadable_customer")
        return str(int(number))

    def _time(self, value: Any) -> datetime:
        """The moment in UTC; the same minute of many rows is worked out once."""
        found = self._times.get(value)
        if found is None:
            if len(self._times) > BATCH:
                self._times.clear()
            found = self._times[value] = self._parse(value)
        return found

    def _parse(self, value: Any) -> datetime:
        try:
            local = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
        except ValueError:
            raise Unreadable("unreadable_date") from None
        return (local if local.tzinfo else local.replace(tzinfo=self._zone)).astimezone(UTC)


def _check(invoice: str, quantity: float, price: float, customer: str | None) -> None:
    """What the numbers of a row must be like to be a sale or a cancellation."""
    if quantity == 0 or not quantity.is_integer():
        raise Unreadable("no_quantity")
    if price < 0:
        raise Unreadable("negative_price")
    if price == 0 and customer is None:
        raise Unreadable("stock_correction_without_price")
    if 0 < price < 0.005:
        raise Unreadable("price_below_a_penny")
    if (quantity < 0) != invoice.startswith("C"):
        raise Unreadable("negative_quantity_in_a_sale" if quantity < 0 else "positive_quantity_in_a_cancellation")


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _number(value: Any, what: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise Unreadable(f"no_{what}" if value is None or value == "" else f"unreadable_{what}") from None
    if not math.isfinite(number):
        raise Unreadable(f"no_{what}")
    return number
