"""Labelled texts as JSON lines: each checked when it is read, and an error names file and line."""

import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from hamrah.language.strict_yaml import DataFileError

Line = TypeVar("Line", bound=BaseModel)


def read_json_lines(path: Path, kind: type[Line]) -> list[Line]:
    """Read a file of objects of one kind, in its order; blank lines are passed over.

    Raises DataFileError naming file and line for what is no such object, and for a file without a line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}: is not UTF-8 ({error.reason} at byte {error.start})") from None
    found = [_read_line(f"{path}:{number}", line, kind) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise DataFileError(f"{path}: holds no sentence")
    return found


def _read_line(where: str, line: str, kind: type[Line]) -> Line:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataFileError(f"{where}: is not JSON ({error.msg} at character {error.colno})") from None
    except RecursionError:
        raise DataFileError(f"{where}: is nested too deep") from None
    if not isinstance(content, dict):
        raise DataFileError(f"{where}: is not an object with {', '.join(kind.model_fields)}")
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise DataFileError(f"{where}: {place}: {first['msg']}") from None
