"""CSV files as spreadsheets and shops write them: UTF-8 with or without a mark, cells between commas or semicolons."""

import csv
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from errno import ENOENT
from pathlib import Path
from typing import Any

from hamrah.language.strict_yaml import DataFileError
from hamrah.services.local_days import shop_zone

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20


@dataclass(frozen=True)
class Line:
    """One line; `problem` says why it could not even be taken apart."""

    number: int
    values: dict[str, Any]
    problem: str | None = None


def check_utf8(path: Path) -> None:
    """Raises `DataFileError`, naming the line, for a file that is not UTF-8; OSError for one that is not there.

    A whole file is decoded before anything is written, a piece at a time.
    """
    if not path.is_file():
        raise FileNotFoundError(ENOENT, "no such file", str(path))
    decoder = getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                line += chunk[: error.start].count(b"\n")
                raise DataFileError(f"{path}: line {line} is not UTF-8; save the file as UTF-8") from None
            if "\0" in text:
                raise DataFileError(f"{path}: holds zero bytes, so it is no UTF-8 text; save the file as UTF-8")
            line += chunk.count(b"\n")
    if decoder.getstate()[0]:
        raise DataFileError(f"{path}: ends within a character; is it whole?")


def read_header(path: Path) -> list[str]:
    """The columns' names, in lower case with `_` for blanks; none of an empty file.

    Raises `DataFileError` where quotes are broken.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            return _header(next(_reader(path, file), []))
        except csv.Error:
            raise DataFileError(f"{path}: line 1 has broken quotes") from None


def csv_lines(path: Path) -> Iterator[Line]:
    """The lines of a file that `check_utf8` let through, cells by column; lines without any cell are passed over."""
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = _reader(path, file)
        header = _header(next(reader, []))
        while True:
            first = reader.line_num + 1
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield Line(first, {}, "broken_quotes_or_too_long")
                continue
            if not fields:
                continue
            if len(fields) != len(header):
                yield Line(first, {"fields": fields}, "wrong_number_of_columns")
            else:
                yield Line(first, dict(zip(header, fields, strict=True)))


def column_name(name: str) -> str:
    """A column's name however it is written: `Order Number` is `order_number`."""
    return name.strip().lower().replace(" ", "_")


def read_moment(written: str) -> datetime:
    """A day or moment (ISO 8601); without a zone it is the shop's. Raises ValueError for what is none."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo is not None else at.replace(tzinfo=shop_zone())


def _reader(path: Path, file: Any) -> Any:
    with path.open(encoding="utf-8-sig", newline="") as again:
        first = again.readline(CHUNK)
    return csv.reader(file, strict=True, delimiter=";" if first.count(";") > first.count(",") else ",")


def _header(cells: list[str]) -> list[str]:
    return [column_name(cell) for cell in cells]
