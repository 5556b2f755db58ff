"""Importing a web shop's JSON: how records map, what is refused, and again."""

import copy
import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hamrah.crm.catalogue import Category, Product, Stock, Variant
from hamrah.crm.customers import Address, ContactPoint, Customer
from hamrah.crm.engine import Sessions
from hamrah.crm.orders import Refund, Shipment
from hamrah.integrations.import_report import ImportReport
from hamrah.integrations.tau_retail import import_folder
from hamrah.language.strict_yaml import DataFileError
from hamrah.progress import silent
from hamrah.services.identity import Principal, find_customer_by_subject
from hamrah.services.orders import find_order, list_orders

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
ADDRESS = {
    "address1": "986 Sunset Drive",
    "address2": "",
    "city": "Denver",
    "country": "USA",
    "state": "CO",
    "zip": "8",
}
USERS: dict[str, Any] = {
    "noah_1": {
        "name": {"first_name": "Noah", "last_name": "Brown"},
        "address": ADDRESS,
        "email": "Noah.Brown@example.com",
        "payment_methods": {
            "paypal_5": {"source": "paypal", "id": "paypal_5"},
            "card_7": {"source": "credit_card", "brand": "visa", "last_four": "9212", "id": "card_7"},
        },
        "orders": ["#W2", "#W1", "#W3"],
    }
}
PRODUCTS: dict[str, Any] = {
    "95": {
        "name": "T-Shirt",
        "product_id": "95",
        "variants": {
            "961": {
                "item_id": "961",
                "options": {"color": "blue", "size": "M", "material": "cotton"},
                "available": True,
                "price": 50.88,
            },
            "962": {"item_id": "962", "options": {"color": "red", "size": "L"}, "available": False, "price": 49.67},
        },
    }
}


def order(number: str, status: str, *, parcels: int = 0, refund: float | None = None) -> dict[str, Any]:
    history = [{"transaction_type": "payment", "amount": 100.55, "payment_method_id": "card_7"}]
    if refund is not None:
        history.append({"transaction_type": "refund", "amount": refund, "payment_method_id": "card_7"})
    return {
        "order_id": number,
        "user_id": "noah_1",
        "address": ADDRESS,
        "items": [{"item_id": "961", "price": 50.88}, {"item_id": "962", "price": 49.67}],
        "fulfillments": [{"tracking_id": ["245285646088"], "item_ids": ["961", "962"]}] * parcels,
        "status": status,
        "payment_history": history,
    }


ORDERS: dict[str, Any] = {
    "#W1": order("#W1", "processed", parcels=1),
    "#W2": order("#W2", "delivered", parcels=1),
    "#W3": order("#W3", "pending"),
    "#W4": order("#W4", "cancelled", refund=100.55),
}


def run(store: Sessions, folder: Path, **files: dict[str, Any]) -> ImportReport:
    content = {"users": USERS, "products": PRODUCTS, "orders": ORDERS} | files
    for name, records in content.items():
        (folder / f"{name}.json").write_text(json.dumps(records), encoding="utf-8")
    report = import_folder(store, folder, folder / "rejects.csv", silent, now=NOW)
    assert report.adds_up, report
    return report


def test_records_become_rows(store: Sessions, tmp_path: Path) -> None:
    report = run(store, tmp_path)
    assert (report.rows, report.kept, report.rejected.total()) == (7, 7, 0)
    assert report.made == {"customers": 1, "products": 1, "variants": 2, "orders": 4, "refunds": 1}
    with store() as session:
        customer = find_customer_by_subject(session, "noah.brown@example.com")
        assert customer is not None and (customer.name, customer.external_ref) == ("Noah Brown", "noah_1")
        assert session.scalar(select(Address.country)) == "USA"
        assert session.scalar(select(Category.code)) == "t-shirt"
        variants = {v.sku: v for v in session.scalars(select(Variant))}
        assert (variants["961"].color, variants["961"].size, variants["961"].price_minor) == ("blue", "M", 5088)
        assert variants["961"].options["material"] == "cotton"
        stock = dict(session.execute(select(Variant.sku, Stock.quantity).join(Stock)).tuples().all())
        assert stock["961"] > 0 and stock["962"] == 0
        refund = session.scalar(select(Refund))
        assert refund is not None and (refund.amount_minor, refund.method, refund.status) == (
            10055,
            "credit_card",
            "paid",
        )


def test_orders_keep_their_state_and_sequence(store: Sessions, tmp_path: Path) -> None:
    run(store, tmp_path)
    with store() as session:
        customer_id = session.scalar(select(Customer.id))
        principal = Principal("sender", "website", customer_id)
        found = list_orders(session, principal)
        assert [order.number for order in found] == ["W3", "W1", "W2", "W4"]
        assert {order.number: order.status for order in found} == {
            "W1": "shipped",
            "W2": "delivered",
            "W3": "placed",
            "W4": "cancelled",
        }
        assert {(order.currency, order.total_minor, order.payment_method) for order in found} == {
            ("USD", 10055, "credit_card")
        }
        assert found[0].placed_at == NOW - timedelta(days=1)
        assert [s.tracking_number for s in find_order(session, principal, "#w1").shipments] == ["245285646088"]
        assert session.scalar(select(func.count()).select_from(Shipment)) == 2


def test_card_digits_are_not_taken_over(sqlite_store: Sessions, tmp_path: Path) -> None:
    run(sqlite_store, tmp_path)
    with sqlite_store() as session:
        dump = "\n".join(session.connection().connection.dbapi_connection.iterdump())
    assert "9212" not in dump


def test_again_changes_nothing(store: Sessions, tmp_path: Path) -> None:
    run(store, tmp_path)
    again = run(store, tmp_path)
    assert (again.kept, again.already, again.made.total()) == (0, 7, 0)
    with store() as session:
        assert session.scalar(select(func.count()).select_from(ContactPoint)) == 1
        assert session.scalar(select(func.count()).select_from(Product)) == 1


def test_bad_records_are_refused_with_reason(store: Sessions, tmp_path: Path) -> None:
    users = USERS | {"bad": {"name": "x"}}
    products = copy.deepcopy(PRODUCTS) | {"96": {"name": "Mug"}}
    products["95"]["variants"]["963"] = {"item_id": "963", "options": {}, "available": True, "price": "dear"}
    unknown_item = order("#W8", "pending")
    unknown_item["items"][0]["item_id"] = "1"
    other_card = order("#W9", "pending")
    other_card["payment_history"][0]["payment_method_id"] = "card_8"
    orders = ORDERS | {
        "#W5": order("#W5", "lost in space"),
        "#W6": order("#W6", "pending") | {"user_id": "nobody"},
        "#W7": order("#W7", "pending") | {"items": []},
        "#W8": unknown_item,
        "#W9": other_card,
        "#W10": "no record",
    }
    report = run(store, tmp_path, users=users, products=products, orders=orders)
    assert report.kept == 7
    with (tmp_path / "rejects.csv").open(encoding="utf-8", newline="") as file:
        refused = {row["line"]: row["reason"] for row in csv.DictReader(file)}
    assert refused == {
        "bad": "unreadable_name",
        "96": "unreadable_product",
        "95/963": "unreadable_price",
        "#W5": "unknown_status",
        "#W6": "unknown_user",
        "#W7": "unreadable_items",
        "#W8": "unknown_item",
        "#W9": "unknown_payment_method",
        "#W10": "unreadable_record",
    }


def test_a_broken_file_is_named(sqlite_store: Sessions, tmp_path: Path) -> None:
    run(sqlite_store, tmp_path)
    (tmp_path / "orders.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"orders\.json: is no JSON"):
        import_folder(sqlite_store, tmp_path, tmp_path / "rejects.csv", silent)
    (tmp_path / "orders.json").write_text("[]", encoding="utf-8")
    with pytest.raises(DataFileError, match="object of records"):
        import_folder(sqlite_store, tmp_path, tmp_path / "rejects.csv", silent)
