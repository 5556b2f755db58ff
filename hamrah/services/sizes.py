"""Kinds of size: what somebody wears in clothes says nothing of their shoes, nor of their children's clothes."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, func

from hamrah.crm.catalogue import Variant

CLOTHING_SIZE, KIDS_SIZE, SHOE_SIZE = "clothing_size", "kids_size", "shoe_size"
_CLOTHES = ("xs", "s", "m", "l", "small", "medium", "large", "xl", "xxl")
_AGES = tuple(str(age) for age in range(1, 17))
SIZE_KINDS = (CLOTHING_SIZE, KIDS_SIZE, SHOE_SIZE)
"""The kinds of preference that hold a size; of each one can hold at a time."""


def size_kind(size: str) -> str:
    """The kind that a size is of: clothes by letter or word, children's clothes by age, any other is of shoes."""
    if size.lower() in _CLOTHES:
        return CLOTHING_SIZE
    return KIDS_SIZE if size in _AGES else SHOE_SIZE


def own_size(stated: Mapping[str, str], made: set[str | None]) -> str | None:
    """Which of the stated sizes (kind → size) a product that is made in these sizes would be wanted in."""
    own = (stated[kind] for kind in SIZE_KINDS if kind in stated)
    return next((size for size in own if size in made), None)


def fits(size: str) -> ColumnElement[bool]:
    """A condition on `Variant`: it is of that size, or of another kind of size, or has none."""
    lower = func.lower(Variant.size)
    others = {
        CLOTHING_SIZE: lower.not_in(_CLOTHES),
        KIDS_SIZE: lower.not_in(_AGES),
        SHOE_SIZE: lower.in_((*_CLOTHES, *_AGES)),
    }
    return Variant.size.is_(None) | (lower == size.lower()) | others[size_kind(size)]


def fits_all(stated: Mapping[str, str]) -> ColumnElement[bool]:
    """A condition on `Variant`: it fits every size that is stated (kind → size)."""
    return and_(True, *(fits(stated[kind]) for kind in SIZE_KINDS if kind in stated))
