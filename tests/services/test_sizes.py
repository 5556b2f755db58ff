"""Kinds of size: of which kind a size is, and which stated one a product would be wanted in."""

import pytest

from hamrah.services.sizes import own_size, size_kind


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        ("large", "clothing_size"),
        ("XL", "clothing_size"),
        ("m", "clothing_size"),
        ("6", "kids_size"),
        ("16", "kids_size"),
        ("17", "shoe_size"),
        ("42", "shoe_size"),
    ],
)
def test_a_size_tells_its_kind(size: str, kind: str) -> None:
    assert size_kind(size) == kind


@pytest.mark.parametrize(
    ("made", "own"),
    [
        ({"small", "large"}, "large"),
        ({"41", "42"}, "42"),
        ({"small"}, None),
        ({None}, None),
        ({None, "6"}, None),
        (set(), None),
    ],
)
def test_the_stated_size_that_a_product_is_made_in(made: set[str | None], own: str | None) -> None:
    assert own_size({"clothing_size": "large", "shoe_size": "42"}, made) == own
    assert own_size({}, made) is None
