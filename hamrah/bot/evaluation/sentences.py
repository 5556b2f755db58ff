"""Sentences to be measured on, one JSON object a line.

`{"text", "lang", "intent", "entities": [{"entity", "value", "text"}]}`.
"""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from hamrah.language.strict_yaml import DataFileError


class Annotated(BaseModel):
    """An entity that stands in a sentence: its name, its value as the contract writes it, and the words that say it."""

    model_config = ConfigDict(frozen=True, strict=True)
    entity: str
    value: str
    text: str


class Labelled(BaseModel):
    """A sentence with what is right about it."""

    model_config = ConfigDict(frozen=True, strict=True)
    text: str
    lang: str
    intent: str
    entities: list[Annotated] = []


def read_labelled(path: Path) -> list[Labelled]:
    """Read a file of sentences, in its order; blank lines are passed over.

    Raises DataFileError naming file and line for what is no such object, and for a file without a sentence.
    """
    found = []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path}: is not UTF-8 ({error.reason} at byte {error.start})") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            found.append(_read_line(path, number, line))
    if not found:
        raise DataFileError(f"{path}: holds no sentence")
    return found


def _read_line(path: Path, number: int, line: str) -> Labelled:
    try:
        content = json.loads(line)
    except json.JSONDecodeError as error:
        raise DataFileError(f"{path}:{number}: is not JSON ({error.msg} at character {error.colno})") from None
    except RecursionError:
        raise DataFileError(f"{path}:{number}: is nested too deep") from None
    if not isinstance(content, dict):
        raise DataFileError(f"{path}:{number}: is not an object with text, lang, intent and entities")
    try:
        return Labelled.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataFileError(f"{path}:{number}: {where}: {first['msg']}") from None
