"""Ratings, in figures, words and stars."""

import pytest

from tests.language.finding import found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4/5", "4"),
        ("4 / 5", "4"),
        ("9/10", "9"),
        ("4 out of 5", "4"),
        ("four out of five", "4"),
        ("five stars", "5"),
        ("5 star", "5"),
        ("3-star", "3"),
        ("5 mein se 4", "4"),
        ("paanch mein se chaar", "4"),
        ("پانچ میں سے چار", "4"),
        ("۴ ستارے", "4"),
        ("4 sitare", "4"),
        ("rating 4", "4"),
        ("i'd give it a 3", "3"),
        ("9 dunga", "9"),
        ("8 دوں گا", "8"),
        ("4.5/5", "5"),
        ("4.2 stars", "4"),
        ("⭐⭐⭐⭐", "4"),
        ("⭐", "1"),
        ("5", "5"),
        ("5!", "5"),
        ("۴", "4"),
        ("nau", "9"),
        ("چار", "4"),
        ("10 👍", "10"),
        ("0", "0"),
        ("sirf 2", "2"),
    ],
)
def test_rating(text: str, value: str) -> None:
    assert found(text) == [("rating", value)]


@pytest.mark.parametrize(
    "text", ["12/11/2026", "6/5", "5 kurtay", "7 days", "11", "4 hazar", "do you", "24/7", "5 ya 6 suit"]
)
def test_not_a_rating(text: str) -> None:
    assert "rating" not in [entity for entity, _ in found(text)]
