"""Words wider than any shelf ("clothes", "ghar ka saman"), and the shelves that they mean, as data (aisles.yml)."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from hamrah.crm.catalogue import Category
from hamrah.language.models import DataPart, load_model
from hamrah.language.normalise import tokenise
from hamrah.settings import settings

FILE = Path("shop") / "aisles.yml"
ONE_WORD = {
    **dict.fromkeys(("k", "ke", "ki", "kay", "کے", "کی", "کا"), "ka"),
    **dict.fromkeys(("cheezein", "cheezain", "chezen", "cheezon", "cheez", "cheezo", "چیز", "چیزوں"), "cheezen"),
    "چیزیں": "cheezen",
    "samaan": "saman",
    "سامان": "saman",
}
"""Forms and spellings that make no other aisle: "ghar ke samaan par" means "ghar ka saman"."""
LONGEST_DEPARTMENT = 4
"""Words: what says more is looked for in no department's name."""
Words = Annotated[tuple[str, ...], Field(min_length=1)]


class Aisle(DataPart):
    """What people call a part of the shop, by language, and the codes of its shelves, the most wanted first."""

    code: str
    offered: bool = False
    names: dict[str, str]
    said: dict[str, Words]
    shelves: Words

    def name(self, language: str) -> str:
        """What it is called in a language, else in English."""
        return self.names.get(language) or self.names.get("en") or self.code


class Aisles(DataPart):
    """The whole file."""

    aisles: tuple[Aisle, ...]

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        codes = [aisle.code for aisle in self.aisles]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice is not None:
            raise ValueError(f"aisles: {twice} stands twice")
        return self

    def by_words(self) -> dict[tuple[str, ...], Aisle]:
        """Each aisle by the words of everything that it is called."""
        return {
            _words(said): aisle
            for aisle in self.aisles
            for said in (aisle.code, *aisle.names.values(), *(one for many in aisle.said.values() for one in many))
        }


def load_aisles(file: Path) -> Aisles:
    """Read an aisles file. Raises DataFileError naming the file and the first wrong key."""
    return load_model(Aisles, file)


@lru_cache(maxsize=1)
def aisles() -> Aisles:
    """The aisles of this shop, read once."""
    return load_aisles(settings().data_dir / FILE)


@lru_cache(maxsize=1)
def _known() -> tuple[dict[tuple[str, ...], Aisle], int]:
    by_words = aisles().by_words()
    return by_words, max(map(len, by_words), default=0)


def find_aisle(text: str, kind: str | None = None) -> tuple[Aisle, tuple[int, int]] | None:
    """The aisle that a raw text names with the most words, and where they stand in it; None where it names none.

    `kind` is a kind of goods that was understood, perhaps from other words: "fancy clothes" are clothes.
    """
    by_words, longest = _known()
    tokens = tokenise(text)
    said = _words(text)
    for length in range(min(longest, len(tokens)), 0, -1):
        for start in range(len(tokens) - length + 1):
            found = by_words.get(said[start : start + length])
            if found is not None:
                return found, (tokens[start].start, tokens[start + length - 1].end)
    words = () if kind is None else _words(kind)
    ending = next((by_words[words[start:]] for start in range(len(words)) if words[start:] in by_words), None)
    return None if ending is None else (ending, (0, 0))


def offered_aisles(session: Session) -> list[Aisle]:
    """The aisles to choose from when somebody does not know what the shop has; those without a shelf are left out."""
    own = set(session.scalars(select(Category.code)))
    return [aisle for aisle in aisles().aisles if aisle.offered and own.intersection(aisle.shelves)]


def shelves_in(session: Session, text: str, kind: str | None = None) -> tuple[str, ...]:
    """The codes of the shelves of a shop's own that a raw text means by a word wider than any of them.

    That is an aisle's name, or what the shop itself calls a department.
    """
    found = find_aisle(text, kind)
    if found is not None:
        own = set(session.scalars(select(Category.code)))
        return tuple(shelf for shelf in found[0].shelves if shelf in own)
    named = {_words(one) for one in (text, kind or "")}
    if all(len(one) > LONGEST_DEPARTMENT for one in named if one):
        return ()
    rows = session.execute(select(Category.code, Category.department).order_by(Category.id))
    return tuple(code for code, department in rows if department and _words(department.replace("_", " ")) in named)


def _words(said: str) -> tuple[str, ...]:
    return tuple(ONE_WORD.get(token.text, token.text) for token in tokenise(said))
