"""The lines of csv and jsonl files, each with its number in the file."""

import csv
import json
from codecs import getincrementaldecoder
from collections.abc import Iterator
from dataclasses import dataclass
from errno import ENOENT
from pathlib import Path
from typing import Any

from hamrah.language.strict_yaml import DataFileError

CHUNK = 1 << 20
LONGEST_LINE = 1 << 20
COLUMNS = {
    "id": ("id", "external_id", "review_id"),
    "source": ("source", "platform"),
    "kind": ("kind", "type"),
    "author": ("author", "name", "user"),
    "customer": ("customer", "customer_ref", "email", "phone"),
    "product": ("product", "sku"),
    "branch": ("branch", "store"),
    "stars": ("stars", "rating"),
    "text": ("text", "review", "comment", "body"),
    "link": ("link", "url"),
    "at": ("at", "date", "written_at", "created_at", "time"),
}
"""What we call a column, and what others call it; the first of them that a line has is taken."""


@dataclass(frozen=True)
class Line:
    """One line; `problem` says why it could not even be taken apart."""

    number: int
    values: dict[str, Any]
    problem: str | None = None


def check_file(path: Path) -> None:
    """Raises `DataFileError` for a file that is no csv or jsonl, is not UTF-8, or whose csv header names no column.

    A whole file is decoded before anything is written, a piece at a time.
    """
    if not path.is_file():
        raise FileNotFoundError(ENOENT, "no such file", str(path))
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise DataFileError(f"{path}: must end in .csv or .jsonl")
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
    if path.suffix.lower() == ".csv":
        _check_header(path)


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file that `check_file` let through; empty ones are passed over."""
    return _csv_lines(path) if path.suffix.lower() == ".csv" else _json_lines(path)


def _check_header(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = {_name(name) for name in next(csv.reader(file), [])}
    if not header & set(COLUMNS["text"]) | header & set(COLUMNS["stars"]):
        raise DataFileError(f"{path}: line 1 names neither a column text nor stars")
    if not header & set(COLUMNS["at"]):
        raise DataFileError(f"{path}: line 1 names no column at (when it was written)")


def _csv_lines(path: Path) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_LINE)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        header = [_name(name) for name in next(reader)]
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
                yield Line(first, _ours(dict(zip(header, fields, strict=True))))


def _json_lines(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8-sig") as file:
        for number, text in enumerate(file, start=1):
            if not text.strip():
                continue
            try:
                found = json.loads(text) if len(text) <= LONGEST_LINE else None
            except (ValueError, RecursionError):
                found = None
            if isinstance(found, dict):
                yield Line(number, _ours({_name(name): value for name, value in found.items()}))
            else:
                yield Line(number, {"line": text[:200].strip()}, "no_json_object")


def _name(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _ours(raw: dict[str, Any]) -> dict[str, Any]:
    found = {ours: next((raw[name] for name in names if name in raw), None) for ours, names in COLUMNS.items()}
    return {name: value for name, value in found.items() if value is not None and value != ""}
