"""Sizes of clothes and shoes, in figures, letters and words."""

import pytest

from tests.language.finding import found


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("size 42", ["42"]),
        ("42 size", ["42"]),
        ("سائز ۴۲", ["42"]),
        ("size 41 or 42", ["41", "42"]),
        ("42 number ka joota", ["42"]),
        ("42 number pehenta hoon", ["42"]),
        ("kya 42 mein hai?", ["42"]),
        ("is it available in 42?", ["42"]),
        ("waist 34", ["34"]),
        ("medium", ["medium"]),
        ("in Large please", ["large"]),
        ("XL", ["XL"]),
        ("extra large", ["XL"]),
        ("XXL", ["XXL"]),
        ("2xl", ["XXL"]),
        ("3XL", ["XXXL"]),
        ("a kurta in size 99", ["99"]),
        ("میڈیم", ["medium"]),
        ("ایکس ایل", ["XL"]),
        ("بڑا سائز", ["large"]),
        ("chota size", ["small"]),
        ("bara size", ["large"]),
        ("M", ["medium"]),
        ("S?", ["small"]),
        ("in L", ["large"]),
        ("size m", ["medium"]),
        ("M ya L", ["medium", "large"]),
        ("the second one, in large?", ["large"]),
    ],
)
def test_size(text: str, values: list[str]) -> None:
    assert found(text) == [("size", value) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "a small problem",
        "large order",
        "I'M",
        "what sizes do you have",
        "bara masla",
        "A&M",
        "H&M ka",
        "e.L.x",
        "same size ek aur",
    ],
)
def test_not_a_size(text: str) -> None:
    assert "size" not in [entity for entity, _ in found(text)]
