"""Sentences to be measured on, one JSON object a line.

`{"text", "lang", "intent", "entities": [{"entity", "value", "text"}]}`.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from hamrah.language.json_lines import read_json_lines


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
    """Read a file of sentences, in its order. Raises DataFileError naming file and line (see `read_json_lines`)."""
    return read_json_lines(path, Labelled)
