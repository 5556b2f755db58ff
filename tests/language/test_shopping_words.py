"""Wishes for something cheaper, and words for a shop that one goes to."""

import pytest

from hamrah.language.shopping_words import names_a_branch, wants_cheaper


@pytest.mark.parametrize(
    "text",
    [
        "cheaper ones",
        "Show me something less expensive",
        "that's too costly yaar",
        "anything lower priced?",
        "thoray aur saste",
        "sasta dikhayen thora",
        "kam qeemat wala dikhao",
        "yeh to bohat mehnga hai",
        "کچھ سستے والے نکالو",
        "اس سے سستا کوئی ہے؟",
        "یہ بہت مہنگا ہے",
        "کم قیمت میں دکھائیں",
    ],
)
def test_something_cheaper(text: str) -> None:
    assert wants_cheaper(text)


@pytest.mark.parametrize(
    "text",
    [
        "the cheapest watch you have",
        "sab se sasta charger",
        "سب سے سستا پاور بینک",
        "how much is it",
        "show more",
        "aur dikhao",
        "mehnga hai kya?",
        "",
    ],
)
def test_nothing_cheaper(text: str) -> None:
    assert not wants_cheaper(text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("any watches at your Karachi branch", True),
        ("in the Islamabad shop?", True),
        ("Lahore wali dukaan mein", True),
        ("لاہور والی برانچ میں", True),
        ("a wedding in Lahore", False),
        ("workshop tools", False),
        ("لاہور میں شادی ہے", False),
    ],
)
def test_a_branch(text: str, names: bool) -> None:
    assert names_a_branch(text) is names
