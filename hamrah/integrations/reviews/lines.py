"""The lines of csv and jsonl files, each with its number in the file."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hamrah.integrations.csv_files import LONGEST_LINE, Line, check_utf8, column_name, csv_lines, read_header
from hamrah.language.strict_yaml import DataFileError

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


def check_file(path: Path) -> None:
    """Raises `DataFileError` for a file that is no csv or jsonl, is not UTF-8, or whose csv header names no column."""
    if path.suffix.lower() not in (".csv", ".jsonl") and path.is_file():
        raise DataFileError(f"{path}: must end in .csv or .jsonl")
    check_utf8(path)
    if path.suffix.lower() == ".csv":
        _check_header(path)


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file that `check_file` let through; empty ones are passed over."""
    return _of_csv(path) if path.suffix.lower() == ".csv" else _json_lines(path)


def _check_header(path: Path) -> None:
    header = set(read_header(path))
    if not header & set(COLUMNS["text"]) | header & set(COLUMNS["stars"]):
        raise DataFileError(f"{path}: line 1 names neither a column text nor stars")
    if not header & set(COLUMNS["at"]):
        raise DataFileError(f"{path}: line 1 names no column at (when it was written)")


def _of_csv(path: Path) -> Iterator[Line]:
    for line in csv_lines(path):
        yield line if line.problem else Line(line.number, _ours(line.values))


def _json_lines(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8-sig") as file:
        for number, text in enumerate(file, start=1):
            if not text.strip():
                continue
            found = _json_object(text)
            if found is None:
                yield Line(number, {"line": text[:200].strip()}, "no_json_object")
            elif not _is_writable(found):
                yield Line(number, {"line": text[:200].strip()}, "broken_characters")
            else:
                yield Line(number, _ours({column_name(name): value for name, value in found.items()}))


def _json_object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text) if len(text) <= LONGEST_LINE else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _is_writable(found: dict[str, Any]) -> bool:
    """Whether no emoji was cut in two: JSON can spell half of one (`\\ud83d`), which no file or store can hold."""
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _ours(raw: dict[str, Any]) -> dict[str, Any]:
    found = {ours: next((raw[name] for name in names if name in raw), None) for ours, names in COLUMNS.items()}
    return {name: value for name, value in found.items() if value is not None and value != ""}
