"""The files of a folder: which there are, whether they can be read at all, and their rows one by one."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path
from typing import Any, Generic

from hamrah.integrations.csv_files import check_utf8, csv_lines, read_header
from hamrah.integrations.import_report import ImportReport, Rejects
from hamrah.integrations.shop_files.records import (
    BranchRow,
    CategoryRow,
    CustomerRow,
    LineRow,
    OrderRow,
    ProductRow,
    Record,
    Row,
    StockRow,
    VariantRow,
    columns_needed,
    parse,
)
from hamrah.language.strict_yaml import DataFileError
from hamrah.progress import Progress

BRANCHES, CATEGORIES, PRODUCTS, VARIANTS = "branches.csv", "categories.csv", "products.csv", "variants.csv"
STOCK, CUSTOMERS, ORDERS, LINES = "stock.csv", "customers.csv", "orders.csv", "order_lines.csv"
FILES: dict[str, type[Row]] = {
    BRANCHES: BranchRow,
    CATEGORIES: CategoryRow,
    PRODUCTS: ProductRow,
    VARIANTS: VariantRow,
    STOCK: StockRow,
    CUSTOMERS: CustomerRow,
    ORDERS: OrderRow,
    LINES: LineRow,
}
OF_PEOPLE = {CUSTOMERS, ORDERS, LINES}
"""Of a refused row of these only its line is kept: all that stands in it, in other columns too, is people's."""
TOLD_EVERY = 500


@dataclass(frozen=True)
class Read(Generic[Record]):
    """A row that could be read, with its line in the file."""

    line: int
    row: Record


class Unusable(Exception):
    """A row cannot be taken; the message is the reason as the rejects file gives it."""


class Folder:
    """A folder of a shop's files, and the account of what became of every row."""

    def __init__(self, folder: Path, report: ImportReport, refused: Rejects, progress: Progress) -> None:
        self.report = report
        self._folder = folder
        self._refused = refused
        self._progress = progress

    def rows(
        self, name: str, model: type[Record], when_refused: Callable[[dict[str, Any]], None] | None = None
    ) -> Iterator[Read[Record]]:
        """The rows of a file that can be read; the others are refused. None where the folder has no such file."""
        path = self._folder / name
        if not path.is_file():
            return
        done = 0
        for done, line in enumerate(csv_lines(path), start=1):
            if line.problem is None and not any(value.strip() for value in line.values.values()):
                continue  # what a spreadsheet leaves below the last row
            self.report.rows += 1
            row = parse(model, line.values) if line.problem is None else line.problem
            if isinstance(row, str):
                self.refuse(name, line.number, row, line.values)
                if when_refused is not None:
                    when_refused(line.values)
            else:
                yield Read(line.number, row)
            if done % TOLD_EVERY == 0:
                self._progress(name, done, done)
        self._progress(name, done, done)

    def refuse(self, name: str, line: int, reason: str, row: object) -> None:
        """Refuse a row; what stands in it is kept for those files that are not of people."""
        values = row.model_dump(exclude_unset=True) if isinstance(row, Row) else row
        self._refused.add(name, line, reason, values if name not in OF_PEOPLE and isinstance(values, dict) else {})


def check_folder(folder: Path) -> None:
    """Raises `DataFileError` for a folder with none of the files, or for one that is not UTF-8 or lacks a column."""
    if not folder.is_dir():
        raise FileNotFoundError(ENOENT, "no such folder", str(folder))
    there = [name for name in FILES if (folder / name).is_file()]
    if not there:
        raise DataFileError(f"{folder}: holds none of {', '.join(FILES)}")
    for name in there:
        check_utf8(folder / name)
        header = read_header(folder / name)
        missing = sorted(columns_needed(FILES[name]) - set(header))
        if missing:
            raise DataFileError(f"{folder / name}: line 1 names no column {missing[0]}")
        twice = next((column for column in header if column and header.count(column) > 1), None)
        if twice:
            raise DataFileError(f"{folder / name}: line 1 names the column {twice} twice")
