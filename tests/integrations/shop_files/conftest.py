"""The example shop's files, copied where a test may change them, and imported."""

import csv
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hamrah.crm.engine import Sessions
from hamrah.integrations.import_report import ImportReport
from hamrah.integrations.shop_files import import_folder
from hamrah.progress import silent
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
