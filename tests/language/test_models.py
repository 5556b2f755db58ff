"""Data files as models: what is wrong is named by file, key and reason."""

from pathlib import Path
from typing import Self

import pytest
from pydantic import model_validator

from hamrah.language.models import Count, DataPart, Positive, load_model
from hamrah.language.strict_yaml import DataFileError


class Shelf(DataPart):
    boards: Positive
    books: Count

    @model_validator(mode="after")
    def _holds_them(self) -> Self:
        if self.books > 10 * self.boards:
            raise ValueError("books: more than the boards hold")
        return self


class House(DataPart):
    shelves: dict[str, Shelf]

    @model_validator(mode="after")
    def _has_a_shelf(self) -> Self:
        if not self.shelves:
            raise ValueError("a house has a shelf")
        return self


def written(folder: Path, text: str) -> Path:
    file = folder / "house.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_read_and_never_changes(tmp_path: Path) -> None:
    house = load_model(House, written(tmp_path, "shelves: {hall: {boards: 2, books: 20}}"))
    assert house == House(shelves={"hall": Shelf(boards=2, books=20)})
    with pytest.raises(ValueError, match="frozen"):
        house.shelves = {}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("shelves: {hall: {boards: 0, books: 1}}", "shelves.hall.boards: Input should be greater than 0"),
        ("shelves: {hall: {boards: 1, books: 1, cups: 2}}", "shelves.hall.cups: Extra inputs are not permitted"),
        ("shelves: {hall: {boards: 1, books: 11}}", "shelves.hall: books: more than the boards hold"),
        ("shelves: {}", "a house has a shelf"),
        ("- a", "must hold a mapping at its top level"),
    ],
)
def test_what_is_wrong_is_named_with_its_file_and_key(tmp_path: Path, text: str, complaint: str) -> None:
    file = written(tmp_path, text)
    with pytest.raises(DataFileError) as raised:
        load_model(House, file)
    assert str(raised.value) == f"{file}: {complaint}"
