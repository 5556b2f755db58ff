"""Wishes for something cheaper, and words for a shop that one goes to."""

import pytest

from hamrah.language.shopping_words import (
    means_the_same,
    names_a_branch,
    names_a_code,
    wants_cheaper,
    wants_cheapest,
)


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


@pytest.mark.parametrize(
    ("text", "there", "by_word"),
    [
        ("GHAR15 kaise use karun", True, False),
        ("code ghar15 laga dein", True, True),
        ("کوڈ GHAR15 لگانا ہے", True, True),
        ("I have the coupon WINTER20", True, True),
        ("IPHONE13 cover", True, False),
        ("iphone13 cover", False, False),
        ("my code is 482913", False, False),
        ("AHA-001-MAROON", False, False),
        ("dress code kya hai", False, False),
    ],
)
def test_an_offers_code(text: str, there: bool, by_word: bool) -> None:
    assert (names_a_code(text), names_a_code(text, by_word=True)) == (there, by_word)


@pytest.mark.parametrize("text", ["same in blue", "yehi kala mein hai?", "یہی نیلے رنگ میں", "is it there in black"])
def test_the_very_thing_shown(text: str) -> None:
    assert means_the_same(text)


@pytest.mark.parametrize("text", ["in blue", "kala kurta", "another one in red"])
def test_any_such_thing(text: str) -> None:
    assert not means_the_same(text)


def test_the_cheapest() -> None:
    assert all(map(wants_cheapest, ("the cheapest one", "sab se sasta", "سب سے سستی شال")))
    assert not any(map(wants_cheapest, ("cheaper", "sasta wala")))
