"""The example shop's files, copied where a test may change them, and imported."""

import csv
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from hamrah.crm.customers import Customer
from hamrah.crm.engine import Sessions
from hamrah.crm.orders import Order
from hamrah.integrations.import_report import ImportReport
from hamrah.integrations.shop_files import import_folder
from hamrah.progress import silent
from hamrah.services.identity import Principal
from hamrah.services.order_numbers import FILES
from hamrah.settings import PROJECT

EXAMPLE = PROJECT / "deploy" / "shop-files"
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
Import = Callable[..., ImportReport]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the example's files."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "files"))


@pytest.fixture
def take(store: Sessions, files: Path) -> Import:
    """Imports the copy as it is then."""

    def run(now: datetime = NOW) -> ImportReport:
        report = import_folder(store, files, files / "rejects.csv", silent, now=now)
        assert report.adds_up, report
        return report

    return run


def change(file: Path, old: str, new: str) -> None:
    """Write something else into a file, once."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, old)
    file.write_text(text.replace(old, new), encoding="utf-8")


def add(file: Path, *rows: str) -> None:
    """Write rows below a file."""
    file.write_text(file.read_text(encoding="utf-8") + "\n".join(rows) + "\n", encoding="utf-8")


def refused(files: Path) -> list[tuple[str, int, str]]:
    """File, line and reason of what was refused."""
    with (files / "rejects.csv").open(encoding="utf-8", newline="") as file:
        return [(row["file"], int(row["line"]), row["reason"]) for row in csv.DictReader(file)]


def of(store: Sessions, ref: str) -> Principal:
    """The customer of that reference, on the website."""
    with store() as session:
        found = session.scalars(select(Customer.id).where(Customer.external_ref == ref)).one()
    return Principal("sender", "website", found)


def order(store: Sessions, number: str) -> Order:
    """The imported order of that number."""
    with store() as session:
        return session.scalars(select(Order).where(Order.number == number, Order.source == FILES)).one()
