"""Seeding the demo shop: the same every time, on each database, and from files whose mistakes are named."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hamrah.crm.base import Base
from hamrah.crm.catalogue import Product, Stock, Variant
from hamrah.crm.customers import Customer
from hamrah.crm.engine import Sessions, transaction
from hamrah.crm.operations import Staff
from hamrah.demo.seed import seed
from hamrah.language.strict_yaml import DataFileError
from hamrah.progress import silent
from hamrah.services.order_numbers import FIRST_ORDER, next_order_number
from hamrah.settings import settings

from .seeded import DATA, NOW, SIZE, TODAY, count, new_store


def rows(sessions: Sessions) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for when the recommender was fitted."""
    with sessions() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "model_runs"]
        return {table.name: [tuple(row) for row in session.execute(select(table))] for table in tables}


def test_the_same_day_gives_the_same_rows(shop: Sessions, tmp_path: Path) -> None:
    other = new_store(tmp_path / "other.db")
    seed(other, DATA, silent, now=NOW + timedelta(hours=5), **SIZE)
    assert rows(other) == rows(shop)


def test_seeding_again_changes_nothing(tmp_path: Path) -> None:
    sessions = new_store(tmp_path / "again.db")
    assert seed(sessions, DATA, silent, now=NOW, customers=10, orders=30).new
    before = rows(sessions)
    assert not seed(sessions, DATA, silent, now=NOW + timedelta(days=3), customers=10, orders=30).new
    assert rows(sessions) == before


def test_it_seeds_postgresql_too(store: Sessions) -> None:
    report = seed(store, DATA, silent, now=NOW, customers=20, orders=60)
    assert (report.rows["customers"], report.rows["orders"]) == (20, 60)
    with transaction(store) as session:
        # Rows made by hand afterwards find free ids and numbers.
        assert next_order_number(session) == str(FIRST_ORDER + 60)
        session.add(Staff(name="New", email="new@example.com", role="agent"))


def test_an_edited_file_reaches_a_seeded_store(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA / "shop", data / "shop")
    shutil.copytree(DATA / "demo", data / "demo")
    shutil.copytree(DATA / "lexicon", data / "lexicon")
    sessions = new_store(tmp_path / "shop.db")
    seed(sessions, data, silent, now=NOW, customers=5, orders=20)
    file = data / "shop" / "products" / "women.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("price: 3490", "price: 3990", 1), encoding="utf-8")
    before = count(sessions, Stock)
    seed(sessions, data, silent, now=NOW, customers=5, orders=20)
    with sessions() as session:
        price = session.scalar(select(Variant.price_minor).join(Product).where(Product.sku == "WKU-001").limit(1))
    assert price == 399000
    assert count(sessions, Stock) == before


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("shop/products/women.yml", "price: 3490", "price: cheap", r"women\.yml: products\.0\.price: "),
        ("shop/products/women.yml", "category: kurta", "category: kurti", r"WKU-001\.category: 'kurti'"),
        ("shop/products/women.yml", "sku: WKU-002", "sku: WKU-001", r"'WKU-001' stands twice"),
        ("shop/segments.yml", "name: loyal", "name: royal", r"segments\.yml: segments: 'royal' is no segment"),
        (
            "shop/products/kitchen.yml",
            "age_restricted: true",
            "age_restricted: perhaps",
            r"products\.6\.age_restricted",
        ),
        ("shop/products/kids.yml", "picture: ", "age_restricted: true\n    picture: ", r"cannot be for children"),
        ("shop/branches.yml", "code: LHR", "kode: LHR", r"branches\.yml: branches\.0\."),
        ("demo/cities.yml", "branch: MUX", "branch: MULTAN", r"cities\.Multan\.branch: the shop has no 'MULTAN'"),
    ],
)
def test_a_mistake_in_a_file_is_named(
    sqlite_store: Sessions, tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA / "shop", data / "shop")
    shutil.copytree(DATA / "demo", data / "demo")
    shutil.copytree(DATA / "lexicon", data / "lexicon")
    path = data / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=says):
        seed(sqlite_store, data, silent, now=NOW, customers=3, orders=9)
    assert count(sqlite_store, Customer) == 0


def test_the_shop_is_in_its_own_time_zone() -> None:
    assert settings().timezone == "Asia/Karachi"
    assert TODAY.isoformat() == "2026-03-10T00:00:00+05:00"
