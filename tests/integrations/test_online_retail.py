"""Importing the gift shop's invoices: both layouts, every kind of bad row, overlap, and again."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import func, select

from hamrah.crm.catalogue import Product, ProductText, Stock, Variant
from hamrah.crm.customers import Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.orders import Order, OrderLine
from hamrah.integrations.import_report import ImportReport
from hamrah.integrations.online_retail import import_files, reading
from hamrah.language.strict_yaml import DataFileError
from hamrah.progress import silent
from hamrah.recommend.swapping import fit_and_swap
from hamrah.services.identity import Principal, find_customer_by_subject
from hamrah.services.orders import list_orders
from hamrah.services.recommendations import recommend
from hamrah.services.search import Search

OLD = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
NEW = ("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country")

Row = tuple[object, ...]

GOOD: list[Row] = [
    ("489434", "85048", "GLASS BALL LIGHTS", 12, "2010-07-01 07:45:00", 6.95, 13085.0, "United Kingdom"),
    ("489434", "79323P", " PINK  CHERRY LIGHTS", 6, "2010-07-01 07:45:00", 6.75, 13085.0, "United Kingdom"),
    ("489434", "79323p", "PINK CHERRY LIGHTS", 6, "2010-07-01 07:45:00", 6.75, 13085.0, "United Kingdom"),
    ("489434", "POST", "POSTAGE", 1, "2010-07-01 07:45:00", 18.0, 13085.0, "United Kingdom"),
    ("489435", "85048", "GLASS BALL LIGHTS", 1, "2010-07-02 10:00:00", 7.25, None, "France"),
    ("C489449", "85048", "GLASS BALL LIGHTS", -2, "2010-07-03 11:00:00", 6.95, 13085.0, "United Kingdom"),
    ("489436", "22423", "CAKESTAND", 1, "2010-07-04 12:00:00", 0.0, 12346.0, "Iceland"),
]
BAD: dict[str, Row] = {
    "no_invoice": (None, "1", "X", 1, "2010-07-05 09:00:00", 1.0, None, "France"),
    "no_stock_code": ("5", " ", "X", 1, "2010-07-05 09:00:00", 1.0, None, "France"),
    "no_quantity": ("5", "1", "X", 0, "2010-07-05 09:00:00", 1.0, None, "France"),
    "no_price": ("5", "1", "X", 1, "2010-07-05 09:00:00", None, None, "France"),
    "negative_price": ("A5", "1", "X", 1, "2010-07-05 09:00:00", -11.0, None, "France"),
    "stock_correction_without_price": ("5", "1", "damaged", -9, "2010-07-05 09:00:00", 0.0, None, "France"),
    "price_below_a_penny": ("5", "1", "X", 1, "2010-07-05 09:00:00", 0.001, None, "France"),
    "accounting_entry": ("5", "Bank charges", "X", 1, "2010-07-05 09:00:00", 5.0, None, "France"),
    "negative_quantity_in_a_sale": ("5", "1", "X", -1, "2010-07-05 09:00:00", 1.0, None, "France"),
    "positive_quantity_in_a_cancellation": ("C5", "1", "X", 1, "2010-07-05 09:00:00", 1.0, None, "France"),
    "unreadable_date": ("5", "1", "X", 1, "soon", 1.0, None, "France"),
    "unreadable_customer": ("5", "1", "X", 1, "2010-07-05 09:00:00", 1.0, 12.5, "France"),
}


def write(path: Path, rows: list[Row], names: tuple[str, ...] = OLD) -> Path:
    columns = [list(column) for column in zip(*rows, strict=True)]
    if names is NEW:
        columns[4] = [datetime.fromisoformat(str(value)) for value in columns[4]]
    pq.write_table(pa.table(dict(zip(names, columns, strict=True))), path)
    return path


def run(store: Sessions, tmp_path: Path, *files: Path) -> ImportReport:
    report = import_files(store, files, tmp_path / "rejects" / "rows.csv", silent)
    assert report.adds_up, report
    return report


def count(store: Sessions, table: type) -> int:
    with store() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_invoices_become_orders(store: Sessions, tmp_path: Path) -> None:
    report = run(store, tmp_path, write(tmp_path / "a.parquet", GOOD))
    assert (report.rows, report.kept, report.already) == (7, 7, 0)
    assert report.made == {"products": 4, "customers": 2, "orders": 3, "cancellations": 1}
    with store() as session:
        orders = {order.number: order for order in session.scalars(select(Order))}
        first = orders["489434"]
        assert first.total_minor == 12 * 695 + 2 * 6 * 675 + 1800
        assert first.placed_at == datetime(2010, 7, 1, 6, 45, tzinfo=UTC)  # summer time in London
        assert (first.currency, first.source, first.status) == ("GBP", "online-retail", "delivered")
        assert len(first.lines) == 4
        assert orders["489435"].customer_id is None
        assert (orders["C489449"].status, orders["C489449"].total_minor) == ("returned", -2 * 695)
        customer = session.scalar(select(Customer).where(Customer.external_ref == "13085"))
        assert customer is not None and customer.city == "United Kingdom"
        names = set(session.scalars(select(ProductText.name)))
        assert "PINK CHERRY LIGHTS" in names


def test_price_and_stock_come_from_the_last_sales(store: Sessions, tmp_path: Path) -> None:
    run(store, tmp_path, write(tmp_path / "a.parquet", GOOD))
    with store() as session:
        rows = session.execute(
            select(Product.sku, Variant.price_minor, Stock.quantity, Product.active)
            .join(Variant, Variant.product_id == Product.id)
            .outerjoin(Stock, Stock.variant_id == Variant.id)
        )
        found = {sku: rest for sku, *rest in rows}
    assert found["85048"] == [725, 13, True]
    assert found["POST"] == [1800, None, False]


def test_every_kind_of_bad_row_goes_to_the_rejects_and_stops_nothing(store: Sessions, tmp_path: Path) -> None:
    report = run(store, tmp_path, write(tmp_path / "a.parquet", [*BAD.values(), *GOOD]))
    assert report.rejected == dict.fromkeys(BAD, 1)
    assert report.kept == len(GOOD)
    with (tmp_path / "rejects" / "rows.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["line"], row["reason"]) for row in rows] == [
        (str(line), reason) for line, reason in enumerate(BAD, start=1)
    ]
    assert rows[0]["file"] == "a.parquet"
    assert '"StockCode"' not in rows[0]["row"] and '"code": "1"' in rows[0]["row"]


def test_again_changes_nothing(store: Sessions, tmp_path: Path) -> None:
    file = write(tmp_path / "a.parquet", [*GOOD, *BAD.values()])
    run(store, tmp_path, file)
    before = [count(store, table) for table in (Order, OrderLine, Customer, Product, Variant, Stock)]
    again = run(store, tmp_path, file)
    assert (again.kept, again.already, again.made.total()) == (0, len(GOOD), 0)
    assert [count(store, table) for table in (Order, OrderLine, Customer, Product, Variant, Stock)] == before


def test_files_that_overlap_are_taken_once(store: Sessions, tmp_path: Path) -> None:
    first = write(tmp_path / "a.parquet", GOOD)
    more: list[Row] = [("489500", "85048", "GLASS", 3, "2010-07-09 10:00:00", 6.95, 13085.0, "United Kingdom")]
    second = write(tmp_path / "b.parquet", [*GOOD[4:], *more], NEW)
    report = run(store, tmp_path, first, second)
    assert (report.kept, report.already) == (8, 3)
    assert count(store, OrderLine) == 8


@pytest.mark.parametrize("remembered", [1, 5000])
def test_an_invoice_spread_over_batches_is_one_order(
    store: Sessions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    monkeypatch.setattr(reading, "BATCH", 2)
    monkeypatch.setattr("hamrah.integrations.online_retail.writing.REMEMBERED", remembered)
    rows = [GOOD[0], GOOD[4], GOOD[5], GOOD[6], GOOD[1], GOOD[3]]
    file = write(tmp_path / "a.parquet", rows)
    assert run(store, tmp_path, file).kept == 6
    assert run(store, tmp_path, file).already == 6
    with store() as session:
        order = session.scalar(select(Order).where(Order.number == "489434"))
        assert order is not None and len(order.lines) == 3
        assert order.total_minor == 12 * 695 + 6 * 675 + 1800


def test_an_import_that_broke_off_is_finished_by_the_next(store: Sessions, tmp_path: Path) -> None:
    run(store, tmp_path, write(tmp_path / "part.parquet", GOOD[:2]))
    report = run(store, tmp_path, write(tmp_path / "whole.parquet", GOOD))
    assert (report.kept, report.already) == (5, 2)
    with store() as session:
        order = session.scalar(select(Order).where(Order.number == "489434"))
        assert order is not None and order.total_minor == 12 * 695 + 2 * 6 * 675 + 1800


def test_a_customer_has_a_history_and_gets_a_suggestion(store: Sessions, tmp_path: Path) -> None:
    run(store, tmp_path, write(tmp_path / "a.parquet", GOOD))
    with transaction(store) as session:
        fit_and_swap(session)
        customer = find_customer_by_subject(session, "12346")
        assert customer is not None
        principal = Principal("sender", "website", customer.id, customer.source)
        assert [order.number for order in list_orders(session, principal)] == ["489436"]
        suggested = recommend(session, principal, Search())
        assert suggested
        assert all(suggestion.product.sku in ("85048", "79323P") for suggestion in suggested)


def test_a_file_of_another_kind_is_named(store: Sessions, tmp_path: Path) -> None:
    text = tmp_path / "text.parquet"
    text.write_text("no parquet", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"text\.parquet: is no parquet file"):
        run(store, tmp_path, text)
    pq.write_table(pa.table({"Invoice": ["1"]}), tmp_path / "short.parquet")
    with pytest.raises(DataFileError, match=r"short\.parquet: has no column StockCode"):
        run(store, tmp_path, tmp_path / "short.parquet")
    with pytest.raises(FileNotFoundError):
        run(store, tmp_path, tmp_path / "missing.parquet")
    assert count(store, Order) == 0
